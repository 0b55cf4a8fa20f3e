import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Encoding, FileFormat } from '../../../contracts/library.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { watchSender } from '../../platform/sender-watch.ts';
import type { Resource } from '../catalogue/index.ts';
import { TextDecoding } from './decode-text.ts';
import { utf8FromUtf16, utf16Of } from './decode-utf16.ts';
import { fileFormat } from './file-format.ts';
import { CsvReader } from './read-csv.ts';
import { JsonArrayReader, NdjsonReader } from './read-json.ts';
import { readXlsx } from './read-xlsx.ts';
import { openZip } from './read-zip.ts';
import type { RowSink } from './row-sink.ts';
import { storageFault } from './storage-fault.ts';

/** What was found out about a file while it was read. */
export interface FileFacts {
  format: FileFormat | null;
  encoding: Encoding | null;
  bom: boolean;
  sha256: string | null;
}

export interface FileToRead {
  source: Readable;
  fileName: string;
  encoding: Encoding | null;
  /** What it is called on disk while it has to lie there. */
  spoolName: string;
}

/** What takes the rows, and is waited for between pieces. */
export interface Intake extends RowSink {
  drain(): Promise<void>;
  /** The item that a column of the file holds, once the header is known. */
  itemOf(column: number): string | undefined;
}

/**
 * Reads a file from its stream into the intake, waiting for the intake's writers between pieces, so that a fast sender
 * waits and memory does not grow. `facts` is filled as things become known. Throws the `file-…` errors,
 * `body-too-large`, and `batch-interrupted` when the stream breaks off or its sender is too slow.
 */
export async function readFile(
  platform: Platform,
  file: FileToRead,
  resource: Resource,
  intake: Intake,
  facts: FileFacts,
): Promise<void> {
  const hash = createHash('sha256');
  const chunks = received(file.source, platform.config.fileLimit, (chunk) => hash.update(chunk));
  try {
    const first = await chunks.next();
    if (first.done) throw new DomainError('file-empty');
    const bytes = startingWith(first.value, chunks);
    await readBytes(
      platform,
      file,
      fileFormat(file.fileName, first.value),
      first.value,
      bytes,
      resource,
      intake,
      facts,
    );
    facts.sha256 = hash.digest('hex');
  } finally {
    // Lets go of the source, which otherwise could not be read over by whoever has to answer its sender.
    await chunks.return(undefined);
  }
}

async function readBytes(
  platform: Platform,
  file: FileToRead,
  format: FileFormat | 'zip',
  first: Buffer,
  bytes: AsyncIterable<Buffer>,
  resource: Resource,
  intake: Intake,
  facts: FileFacts,
): Promise<void> {
  if (format === 'zip') {
    await onDisk(platform, `${file.spoolName}.zip`, bytes, async (path) => {
      const part = await openZip(path, platform.config.fileLimit);
      try {
        const chunks = part.bytes[Symbol.asyncIterator]();
        const start = await chunks.next();
        if (start.done) throw new DomainError('file-empty');
        const inner = fileFormat(part.fileName, start.value);
        // An archive within an archive is how bombs are built.
        if (inner === 'zip') throw new DomainError('file-format-unknown');
        const rest = startingWith(start.value, { [Symbol.asyncIterator]: () => chunks });
        await readBytes(platform, file, inner, start.value, rest, resource, intake, facts);
      } finally {
        part.close();
      }
    });
    return;
  }
  facts.format = format;
  if (format === 'xlsx') await readWorkbook(platform, file.spoolName, bytes, resource, intake);
  else await readText(format, file.encoding, first, bytes, resource, intake, facts);
}

async function readText(
  format: 'csv' | 'json' | 'ndjson',
  encoding: Encoding | null,
  first: Buffer,
  bytes: AsyncIterable<Buffer>,
  resource: Resource,
  intake: Intake,
  facts: FileFacts,
): Promise<void> {
  const utf16 = utf16Of(first, encoding);
  const reader =
    format === 'csv'
      ? new CsvReader(intake)
      : format === 'ndjson'
        ? new NdjsonReader(intake, resource.items)
        : new JsonArrayReader(intake, resource.items);
  const decoding = new TextDecoding((utf16 ? 'utf-8' : encoding) ?? undefined);
  for await (const piece of decoding.pieces(utf16 ? utf8FromUtf16(bytes, utf16) : bytes)) {
    facts.encoding = utf16 ?? decoding.encoding ?? null;
    facts.bom = utf16 !== undefined || decoding.bom;
    reader.push(piece);
    await intake.drain();
  }
  reader.end();
  facts.encoding ??= 'utf-8';
}

async function readWorkbook(
  platform: Platform,
  spoolName: string,
  bytes: AsyncIterable<Buffer>,
  resource: Resource,
  intake: Intake,
): Promise<void> {
  await onDisk(platform, `${spoolName}.xlsx`, bytes, async (path) => {
    const dates = new Set(resource.items.flatMap(({ type, code }) => (type === 'D' || type === 'T' ? [code] : [])));
    const isDate = (column: number) => dates.has(intake.itemOf(column) ?? '');
    for await (const _ of readXlsx(path, intake, isDate, platform.config.fileLimit)) await intake.drain();
  });
}

/** The directory of a workbook or ZIP stands at its end: it is laid down on disk first, and taken away whatever happens. */
async function onDisk(
  platform: Platform,
  name: string,
  bytes: AsyncIterable<Buffer>,
  use: (path: string) => Promise<void>,
): Promise<void> {
  const folder = spoolFolder(platform);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, name);
  try {
    await pipeline(bytes, createWriteStream(path, { mode: 0o600 })).catch((error: unknown) => {
      throw storageFault(error);
    });
    await use(path);
  } finally {
    await rm(path, { force: true });
  }
}

/** Where workbooks lie while they are read. */
export function spoolFolder(platform: Platform): string {
  return join(platform.config.dataDir, 'uploads');
}

/** The chunks of a source, up to a limit; a sender that stops or dawdles ends it. Throws `body-too-large`, `batch-interrupted`. */
export async function* received(
  source: Readable,
  limit: number,
  onChunk: (chunk: Buffer) => void,
): AsyncGenerator<Buffer, undefined> {
  let size = 0;
  // While it lasts, an upload holds the right to ingest into its resource.
  const watch = watchSender(source);
  watch.wait();
  try {
    // Left open when reading ends early: destroying a request's stream would cut the connection before the reply.
    for await (const part of source.iterator({ destroyOnReturn: false })) {
      const chunk: Buffer = typeof part === 'string' ? Buffer.from(part) : part;
      watch.rest(chunk.length);
      size += chunk.length;
      if (size > limit) throw new DomainError('body-too-large', { limit });
      onChunk(chunk);
      if (chunk.length > 0) yield chunk;
      watch.wait();
    }
  } catch (error) {
    throw error instanceof DomainError ? error : new DomainError('batch-interrupted');
  } finally {
    watch.rest(0);
  }
}

async function* startingWith(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}
