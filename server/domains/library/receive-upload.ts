import { createReadStream } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pieceLimit } from '../../../contracts/uploads.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Resource } from '../catalogue/index.ts';
import { ingest } from './ingest.ts';
import { received, spoolFolder } from './read-file.ts';
import { storageFault } from './storage-fault.ts';
import { beginReading, endUpload, forgetUploads, type UploadRow, uploadById, writeReceived } from './store-uploads.ts';

/** How long an upload waits to be gone on with. */
const keptDays = 3;

function pathOf(platform: Platform, id: string): string {
  return join(spoolFolder(platform), `${id}.part`);
}

/**
 * Adds a piece to an upload. It is written where it begins, so that a piece whose answer was lost can be sent again; what begins
 * beyond the bytes that are here throws `upload-offset` with how many they are. Throws `body-too-large` over 8 MiB or the
 * announced size, `storage-full`.
 */
export async function receivePiece(
  platform: Platform,
  id: string,
  offset: number,
  source: Readable,
): Promise<UploadRow> {
  const parts: Buffer[] = [];
  for await (const part of received(source, pieceLimit, () => undefined)) parts.push(part);
  const piece = Buffer.concat(parts);
  return platform.db.transaction().execute(async (tx) => {
    const upload = await uploadById(tx, id, true);
    if (!upload) throw new DomainError('not-found');
    if (upload.state !== 'receiving') throw new DomainError('upload-closed');
    if (offset > upload.received) throw new DomainError('upload-offset', { received: upload.received });
    const end = offset + piece.length;
    if (end > upload.size) throw new DomainError('body-too-large', { limit: upload.size });
    if (end <= upload.received) return upload;
    await write(platform, id, piece, offset);
    await writeReceived(tx, id, end, platform.now());
    return { ...upload, received: end };
  });
}

/** Written and on disk before it counts as received. */
async function write(platform: Platform, id: string, piece: Buffer, offset: number): Promise<void> {
  try {
    await mkdir(spoolFolder(platform), { recursive: true, mode: 0o700 });
    const file = await open(pathOf(platform, id), offset === 0 ? 'w' : 'r+', 0o600);
    try {
      // A disk that fills up takes a part, and refuses the next.
      for (let done = 0; done < piece.length; ) {
        done += (await file.write(piece, done, piece.length - done, offset + done)).bytesWritten;
      }
      await file.datasync();
    } finally {
      await file.close();
    }
  } catch (error) {
    // The bytes were moved away with another data folder: it must be sent anew.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new DomainError('upload-closed');
    throw storageFault(error);
  }
}

/**
 * Ingests an upload that is here whole, in the background; the upload's row tells how it ended. Twice is once: the upload's id
 * is the batch's idempotency key. Throws `upload-incomplete`.
 */
export async function completeUpload(platform: Platform, upload: UploadRow, resource: Resource): Promise<void> {
  if (upload.state !== 'receiving') return;
  if (upload.received < upload.size) {
    throw new DomainError('upload-incomplete', { received: upload.received, size: upload.size });
  }
  if (!(await beginReading(platform.db, upload.id, platform.now()))) return;
  void read(platform, upload, resource).catch((error: unknown) =>
    platform.log.error({ err: error, upload: upload.id }, 'an upload could not be ended'),
  );
}

async function read(platform: Platform, upload: UploadRow, resource: Resource): Promise<void> {
  const { id, mode, fileName, encoding, size, accountId } = upload;
  try {
    const source = createReadStream(pathOf(platform, id));
    const batch = await ingest(platform, {
      resource,
      mode,
      fileName,
      encoding,
      source,
      size,
      accountId,
      idempotencyKey: `upload:${id}`,
    });
    await endUpload(platform.db, id, { batchId: batch.id, fault: null });
  } catch (error) {
    const known = error instanceof DomainError;
    if (!known) platform.log.error({ err: error, upload: id }, 'an upload could not be ingested');
    const fault = known ? { code: error.code, details: error.details } : { code: 'batch-interrupted', details: {} };
    const batchId = known && typeof error.details.batchId === 'string' ? error.details.batchId : null;
    await endUpload(platform.db, id, { batchId, fault });
  }
  await discard(platform, id);
}

export async function discard(platform: Platform, id: string): Promise<void> {
  await rm(pathOf(platform, id), { force: true });
}

/** Deletes uploads that nobody went on with. */
export async function dropOldUploads(platform: Platform): Promise<void> {
  const before = new Date(platform.now().getTime() - keptDays * 86_400_000);
  for (const id of await forgetUploads(platform.db, before)) await discard(platform, id);
}
