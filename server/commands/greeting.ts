import { demoPackFolder } from '../packs/load-packs.ts';
import { readPack } from '../packs/read-pack.ts';
import type { Platform } from '../platform/platform.ts';

/** What the person who started the node wants to know now: where it is, and in a demo whom to be and what to try. */
export async function greeting({ config }: Platform): Promise<string> {
  const lines = [
    '',
    `数跑 Legwork  ${config.publicUrl}`,
    `  API           ${config.publicUrl}/docs/api`,
    `  data folder   ${config.dataDir}`,
  ];
  if (config.demo) {
    const { manifest, staff, accounts } = await readPack(demoPackFolder);
    const rows = [
      ...(accounts?.accounts.map(({ username, person, note }) => [username, person.name, note.zh]) ?? []),
      ...staff
        .filter(({ username }) =>
          [
            'caseworker.hangzhou-yibao',
            'steward.guizhou-health',
            'developer.hangzhou-yibao',
            'operator',
            'supervisor',
          ].includes(username),
        )
        .map(({ username, name, roles }) => [username, name, roles.join(', ')]),
    ];
    lines.push('', `演示账号，口令均为 ${manifest.demoPassword}  (demo accounts; this is the password of all)`);
    lines.push(...rows.map(([username = '', name = '', note = '']) => `  ${username.padEnd(28)}${name}  ${note}`));
    lines.push(
      '',
      '试一试：以 mother 登录，打开“新生儿参保登记”；或在另一个终端运行',
      `  LEGWORK_URL=${config.publicUrl} npm run story`,
    );
  }
  lines.push('', 'Ctrl-C 停止 (stops)');
  return lines.join('\n');
}
