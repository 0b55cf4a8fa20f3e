import { parseArgs } from 'node:util';
import { boot } from '../boot.ts';
import { loadPack } from '../packs/load-packs.ts';
import { readPack } from '../packs/read-pack.ts';
import { readConfig } from '../platform/config.ts';
import { StartupError } from '../platform/startup-error.ts';

/** `pack load FOLDER`: loads a pack, or what has changed in it since. */
export async function run(args: string[]): Promise<number> {
  const { positionals } = parseArgs({ args, allowPositionals: true });
  const [action, folder] = positionals;
  if (action !== 'load' || !folder) {
    throw new StartupError({ zh: '用法：legwork pack load 目录', en: 'Usage: legwork pack load FOLDER' });
  }
  const pack = await readPack(folder);
  const booted = await boot(readConfig(), (line) => console.log(`· ${line}`), { besideNode: true });
  try {
    await loadPack(booted.platform, pack, (line) => console.log(`· ${line}`));
    return 0;
  } finally {
    await booted.close();
  }
}
