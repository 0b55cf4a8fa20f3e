import { readFile } from 'node:fs/promises';
import { formatVkey, parseVkey } from '../../../contracts/signed-note.ts';
import { keepFormerKey, replaceLedgerKey } from '../../platform/keys.ts';
import type { Platform } from '../../platform/platform.ts';
import { newEd25519, signingKey } from '../../platform/signing-key.ts';
import { StartupError } from '../../platform/startup-error.ts';
import { record } from './append-entries.ts';
import { ledgerVkey, originOf, vkeyFile } from './log-key.ts';
import { publishCheckpoint } from './publish-checkpoint.ts';

/**
 * Changes the key that signs the ledger. The change itself is an entry, and the last checkpoint that the old key signs holds it: so
 * the old key vouches for the new one, and nobody has to believe the key set alone. Then the old verifier key joins those that are
 * served as former ones, and the new private key takes the old one's place. Killed anywhere on the way, the old key stands and the command can be
 * given again. Processes that run go on with the old key until they start anew.
 *
 * A key given by the settings (`pem` is then wanted) is named and vouched for; putting it in its place is the operator's.
 */
export async function rotateLedgerKey(platform: Platform, pem?: string): Promise<{ before: string; after: string }> {
  const { config, db } = platform;
  if (config.ledgerKey && pem === undefined) {
    throw new StartupError({
      zh: '账本密钥由环境变量给出：请用 --to 文件 指明新密钥，再改设置。',
      en: 'The ledger’s key is given by the environment: name the new one with --to FILE, then change the setting.',
    });
  }
  await requireSameName(platform);
  const text = pem ?? newEd25519();
  const { publicKey, algorithm } = signingKey(text, '--to');
  const before = ledgerVkey(platform);
  const after = formatVkey(originOf(config), publicKey, algorithm);
  if (before === after) {
    throw new StartupError({
      zh: '新密钥就是现在的密钥。',
      en: 'The new key is the present one.',
    });
  }
  await db.transaction().execute((tx) =>
    record(platform, tx, {
      kind: 'key',
      at: platform.now().toISOString(),
      actor: {},
      detail: { act: 'rotate', before, after },
    }),
  );
  await publishCheckpoint(platform);
  await keepFormerKey(config.dataDir, before);
  if (!config.ledgerKey) await replaceLedgerKey(config.dataDir, text);
  return { before, after };
}

/** The command's own settings may lack the node's address, and a checkpoint signed under another name would be of no log. */
async function requireSameName({ config }: Platform): Promise<void> {
  const known = await readFile(vkeyFile(config), 'utf8').catch(() => '');
  const name = parseVkey(known.split('\n')[0] ?? '')?.name;
  if (name === undefined || name === originOf(config)) return;
  throw new StartupError({
    zh: `节点的账本名为 ${name}，而这里的设置得出 ${originOf(config)}：请用节点启动时的 LEGWORK_PUBLIC_URL（或 HOST、PORT）。`,
    en: `The node’s ledger is named ${name}, these settings make it ${originOf(config)}: give the LEGWORK_PUBLIC_URL (or HOST, PORT) that the node runs with.`,
  });
}
