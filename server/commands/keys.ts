import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { boot } from '../boot.ts';
import { ledgerVkeys, rotateLedgerKey } from '../domains/ledger/index.ts';
import { readConfig } from '../platform/config.ts';
import { StartupError } from '../platform/startup-error.ts';

/** `keys`: prints the ledger's verifier keys, the present one first. `keys rotate [--to FILE]`: changes the key that signs it. */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { to: { type: 'string' } } });
  const [act = 'list', ...more] = positionals;
  if (!['list', 'rotate'].includes(act) || more.length > 0) {
    throw new StartupError({
      zh: '用法：legwork keys [list | rotate [--to 新密钥文件]]',
      en: 'Usage: legwork keys [list | rotate [--to FILE]]',
    });
  }
  const booted = await boot(readConfig(), () => undefined, { besideNode: true });
  const { platform } = booted;
  try {
    if (act === 'list') {
      for (const vkey of ledgerVkeys(platform)) console.log(vkey);
      return 0;
    }
    const { before, after } = await rotateLedgerKey(platform, values.to ? await readPem(values.to) : undefined);
    console.log(`旧公钥 / before  ${before}\n新公钥 / after   ${after}`);
    console.log(
      platform.config.ledgerKey
        ? '请把设置换成新密钥，再逐个重启进程。\nPut the new key in the setting, then restart each process.'
        : '请逐个重启进程，并把新公钥告诉见证方。\nRestart each process, and tell the witnesses the new key.',
    );
    return 0;
  } finally {
    await booted.close();
  }
}

async function readPem(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new StartupError({ zh: `无法读取 ${path} (${error.code})。`, en: `Cannot read ${path} (${error.code}).` });
  });
}
