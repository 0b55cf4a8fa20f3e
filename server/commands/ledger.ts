import { parseArgs } from 'node:util';
import { boot } from '../boot.ts';
import { archiveEntries } from '../domains/ledger/index.ts';
import { readConfig } from '../platform/config.ts';
import { StartupError } from '../platform/startup-error.ts';

/** `ledger archive --before DATE`: moves entries older than a date, three years at least, to files that `verify` still checks. */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { before: { type: 'string' } } });
  if (positionals.join(' ') !== 'archive' || !values.before) {
    throw new StartupError({
      zh: '用法：legwork ledger archive --before 年-月-日',
      en: 'Usage: legwork ledger archive --before YYYY-MM-DD',
    });
  }
  const booted = await boot(readConfig(), () => undefined, { besideNode: true });
  try {
    const { from, to, files } = await archiveEntries(booted.platform, values.before, (line) =>
      console.log(`· ${line}`),
    );
    console.log(
      files === 0
        ? '没有可归档的存证。\nNo entries to archive.'
        : `第 ${from}–${to - 1} 条存证已归档为 ${files} 个文件。\nEntries ${from}–${to - 1} were archived to ${files} files.`,
    );
    return 0;
  } finally {
    await booted.close();
  }
}
