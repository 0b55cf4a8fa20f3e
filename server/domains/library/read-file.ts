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
import { fileFormat } from './file-format.ts';
import { CsvReader } from './read-csv.ts';
import { JsonArrayReader, NdjsonReader } from './read-json.ts';
import { readXlsx } from './read-xlsx.ts';
import type { RowIntake } from './row-intake.ts';

/** What was found out about a file while it was read. */
export interface FileFacts {
  format: FileFormat | null;
  encoding: Encoding | null;
  bom: boolean;
  sha256: string | null;
}

/**
 * Reads a file from its stream into the intake, waiting for the intake's writers between pieces, so that a fast sender
 * waits and memory does not grow. `facts` is filled as things become known. Throws the `file-…` errors,
 * `body-too-large`, and `batch-interrupted` when the stream breaks off or its sender is too slow.
 */
export async function readFile(
  platform: Platform,
  file: { source: Readable; fileName: string; encoding: Encoding | null; spoolName: string },
  resource: Resource,
  intake: RowIntake,
  facts: FileFacts,
): Promise<void> {
  const hash = createHash('sha256');
  const chunks = received(file.source, platform.config.fileLimit, (chunk) => hash.update(chunk));
  try {
    const first = await chunks.next();
    if (first.done) throw new DomainError('file-empty');
    const bytes = startingWith(first.value, chunks);
    facts.format = fileFormat(file.fileName, first.value);
    if (facts.format === 'xlsx') await readWorkbook(platform, file.spoolName, bytes, resource, intake);
    else await readText(facts.format, file.encoding, bytes, resource, intake, facts);
    facts.sha256 = hash.digest('hex');
  } finally {
    // Lets go of the source, which otherwise could not be read over by whoever has to answer its sender.
    await chunks.return(undefined);
  }
}

async function readText(
  format: 'csv' | 'json' | 'ndjson',
  encoding: Encoding | null,
  bytes: AsyncIterable<Buffer>,
  resource: Resource,
  intake: RowIntake,
  facts: FileFacts,
): Promise<void> {
  const reader =
    format === 'csv'
      ? new CsvReader(intake)
      : format === 'ndjson'
        ? new NdjsonReader(intake, resource.items)
        : new JsonArrayReader(intake, resource.items);
  const decoding = new TextDecoding(encoding ?? undefined);
  for await (const piece of decoding.pieces(bytes)) {
    facts.encoding = decoding.encoding ?? null;
    facts.bom = decoding.bom;
    reader.push(piece);
    await intake.drain();
  }
  reader.end();
  facts.encoding ??= 'utf-8';
}

/** A workbook's directory stands at its end, so it is laid down on disk first, and taken away again whatever happens. */
async function readWorkbook(
  platform: Platform,
  spoolName: string,
  bytes: AsyncIterable<Buffer>,
  resource: Resource,
  intake: RowIntake,
): Promise<void> {
  const folder = spoolFolder(platform);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${spoolName}.xlsx`);
  try {
    await pipeline(bytes, createWriteStream(path, { mode: 0o600 }));
    const dates = new Set(resource.items.flatMap(({ type }, index) => (type === 'D' || type === 'T' ? [index] : [])));
    const isDate = (column: number) => {
      const item = intake.head?.positions.indexOf(column) ?? -1;
      return item >= 0 && dates.has(item);
    };
    for await (const _ of readXlsx(path, intake, isDate, platform.config.fileLimit)) await intake.drain();
  } finally {
    await rm(path, { force: true });
  }
}

/** Where workbooks lie while they are read. */
export function spoolFolder(platform: Platform): string {
  return join(platform.config.dataDir, 'uploads');
}

async function* received(
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
