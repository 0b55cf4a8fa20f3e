import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { errorMessage } from '../../contracts/errors.ts';
import { type Encoding, encodings, type FileMode, fileModes } from '../../contracts/library.ts';
import { boot } from '../boot.ts';
import { resourceByCode } from '../domains/catalogue/index.ts';
import { ingest } from '../domains/library/index.ts';
import { readConfig } from '../platform/config.ts';
import { DomainError } from '../platform/domain-error.ts';
import { StartupError } from '../platform/startup-error.ts';

const isMode = (text: string): text is FileMode => (fileModes as readonly string[]).includes(text);
const isEncoding = (text: string): text is Encoding => (encodings as readonly string[]).includes(text);

/** `import`: puts files in the library by the same ingest as an upload; the first replaces or appends as told, the rest append. */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      resource: { type: 'string' },
      mode: { type: 'string', default: 'replace' },
      encoding: { type: 'string' },
    },
  });
  const { resource: code, mode, encoding } = values;
  if (!code || positionals.length === 0 || !isMode(mode) || (encoding !== undefined && !isEncoding(encoding))) {
    throw new StartupError({
      zh: `用法：legwork import --resource 资源代码 [--mode ${fileModes.join('|')}] [--encoding ${encodings.join('|')}] 文件…`,
      en: `Usage: legwork import --resource CODE [--mode ${fileModes.join('|')}] [--encoding ${encodings.join('|')}] FILE…`,
    });
  }
  const booted = await boot(readConfig(), (line) => console.log(`· ${line}`), { besideNode: true });
  try {
    const { platform } = booted;
    const resource = await resourceByCode(platform.db, code);
    if (!resource)
      throw new StartupError({ zh: `目录中没有资源 ${code}。`, en: `The catalogue has no resource ${code}.` });
    for (const [i, file] of positionals.entries()) {
      const batch = await ingest(platform, {
        resource,
        mode: i === 0 || mode !== 'replace' ? mode : 'append',
        fileName: basename(file),
        encoding: encoding ?? null,
        source: createReadStream(file),
        accountId: null,
        idempotencyKey: null,
      });
      console.log(
        `${file}: ${batch.state}, ${batch.acceptedRows} rows in service, ${batch.rejectedRows} refused (batch ${batch.id})`,
      );
      if (batch.state !== 'serving') return 1;
    }
    return 0;
  } catch (error) {
    if (error instanceof DomainError)
      throw new StartupError({
        zh: errorMessage(error.code, 'zh-CN', error.details),
        en: errorMessage(error.code, 'en', error.details),
      });
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new StartupError({
        zh: `没有文件：${String((error as NodeJS.ErrnoException).path)}`,
        en: `There is no such file: ${String((error as NodeJS.ErrnoException).path)}`,
      });
    throw error;
  } finally {
    await booted.close();
  }
}
