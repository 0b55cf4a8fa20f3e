import { openPromise, type ZipFile } from 'yauzl';
import { DomainError } from '../../platform/domain-error.ts';

/** What archivers add beside the files that were meant. */
const beside = /(^|\/)(__MACOSX\/|\.DS_Store$|Thumbs\.db$)|\/$/;
const partsLimit = 1000;

/**
 * The one file of a ZIP: its name and bytes as they unpack. Throws `file-malformed` for a broken archive and for one that
 * holds no file or several, `body-too-large` when it unpacks to over `sizeLimit`, whatever its directory claims.
 */
export async function openZip(
  path: string,
  sizeLimit: number,
): Promise<{ fileName: string; bytes: AsyncIterable<Buffer>; close(): void }> {
  let zip: ZipFile;
  try {
    zip = await openPromise(path, { autoClose: false });
  } catch {
    throw malformed('ZIP 文件损坏', 'the ZIP is broken');
  }
  try {
    const entries = [];
    let parts = 0;
    for await (const entry of zip.eachEntry()) {
      parts += 1;
      if (parts > partsLimit) break;
      if (!beside.test(entry.fileName)) entries.push(entry);
    }
    const [entry] = entries;
    if (!entry || entries.length > 1 || parts > partsLimit) {
      throw malformed('ZIP 中应当只有一个数据文件', 'a ZIP must hold exactly one file');
    }
    const stream = await zip.openReadStreamPromise(entry);
    return { fileName: entry.fileName, bytes: limited(stream, sizeLimit), close: () => zip.close() };
  } catch (error) {
    zip.close();
    throw error instanceof DomainError ? error : malformed('ZIP 文件损坏', 'the ZIP is broken');
  }
}

async function* limited(source: AsyncIterable<Buffer>, limit: number): AsyncGenerator<Buffer> {
  let size = 0;
  try {
    for await (const chunk of source) {
      size += chunk.length;
      if (size > limit) throw new DomainError('body-too-large', { limit });
      yield chunk;
    }
  } catch (error) {
    throw error instanceof DomainError ? error : malformed('ZIP 文件损坏', 'the ZIP is broken');
  }
}

function malformed(zh: string, en: string): DomainError {
  return new DomainError('file-malformed', { line: 1, fault: { zh, en } });
}
