import { Readable } from 'node:stream';
import { type ErrorCode, errorMessage, type Language } from '../../../contracts/errors.ts';
import * as contract from '../../../contracts/uploads.ts';
import type { Db } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { HttpServer } from '../../platform/http.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Resource } from '../catalogue/index.ts';
import { previewFile } from './preview-file.ts';
import { received } from './read-file.ts';
import { completeUpload, discard, receivePiece } from './receive-upload.ts';
import { resourceFor } from './show-batch.ts';
import { staffOf } from './staff-of.ts';
import { deleteUpload, insertUpload, openUploads, type UploadRow, uploadById } from './store-uploads.ts';
import { putSettings } from './store-versions.ts';

/** A workbook is previewed whole: one that is larger is sent without. */
const previewLimit = 32 * 2 ** 20;

/** Files sent piece by piece, looked at before they are sent, and matched to items by hand. */
export function uploadRoutes(http: HttpServer, platform: Platform): void {
  const { db, config } = platform;
  const own = (actor: Parameters<typeof staffOf>[0], resourceId: string) =>
    resourceFor(db, { ...staffOf(actor), oversees: false }, resourceId);

  http.on(contract.beginUpload, async ({ params, body, actor, language }) => {
    const resource = await own(actor, params.resourceId);
    if (resource.state !== 'published') throw new DomainError('resource-state', { state: resource.state });
    if (body.size > config.fileLimit) throw new DomainError('body-too-large', { limit: config.fileLimit });
    const now = platform.now();
    const row: UploadRow = {
      id: newId(now.getTime()),
      resourceId: resource.id,
      accountId: staffOf(actor).accountId,
      fileName: body.fileName,
      mode: body.mode,
      encoding: body.encoding ?? null,
      size: body.size,
      received: 0,
      state: 'receiving',
      batchId: null,
      fault: null,
      createdAt: now,
    };
    await insertUpload(db, row);
    return shown(row, language);
  });

  http.on(contract.listUploads, async ({ params, actor, language }) => {
    const resource = await own(actor, params.resourceId);
    return { items: (await openUploads(db, resource.id)).map((row) => shown(row, language)) };
  });

  http.on(contract.getUpload, async ({ params, actor, language }) =>
    shown((await uploadFor(db, staffOf(actor), params.id)).upload, language),
  );

  http.on(contract.putPiece, async ({ params, actor, stream, language }) => {
    if (!(stream instanceof Readable)) throw new DomainError('media-type-unsupported');
    try {
      const { upload } = await uploadFor(db, staffOf(actor), params.id);
      return shown(await receivePiece(platform, upload.id, params.offset, stream), language);
    } finally {
      stream.resume();
    }
  });

  http.on(contract.completeUpload, async ({ params, actor, language }) => {
    const { upload, resource } = await uploadFor(db, staffOf(actor), params.id);
    await completeUpload(platform, upload, resource);
    return shown((await uploadById(db, upload.id))!, language);
  });

  http.on(contract.cancelUpload, async ({ params, actor }) => {
    const { upload } = await uploadFor(db, staffOf(actor), params.id);
    if (upload.state !== 'receiving') throw new DomainError('upload-closed');
    await deleteUpload(db, upload.id);
    await discard(platform, upload.id);
  });

  http.on(contract.previewFile, async ({ params, query, actor, stream, language }) => {
    if (!(stream instanceof Readable)) throw new DomainError('media-type-unsupported');
    try {
      const resource = await own(actor, params.resourceId);
      const parts: Buffer[] = [];
      for await (const part of received(stream, previewLimit, () => undefined)) parts.push(part);
      const { fileName, encoding = null, mode = 'replace', whole = false } = query;
      return await previewFile(
        platform,
        resource,
        { bytes: Buffer.concat(parts), fileName, encoding, mode, whole },
        language,
      );
    } finally {
      stream.resume();
    }
  });

  http.on(contract.putColumns, async ({ params, body, actor }) => {
    const resource = await own(actor, params.resourceId);
    const unknown = Object.values(body.columns).find((code) => !resource.items.some((item) => item.code === code));
    if (unknown !== undefined) throw new DomainError('request-invalid', { summary: `/columns: ${unknown}` });
    await putSettings(db, resource.id, { columns: body.columns });
    return { columns: body.columns };
  });
}

/** An upload to a resource of the asker's own agency. Throws `not-found`. */
async function uploadFor(
  db: Db,
  reader: ReturnType<typeof staffOf>,
  id: string,
): Promise<{ upload: UploadRow; resource: Resource }> {
  const upload = await uploadById(db, id);
  if (!upload) throw new DomainError('not-found');
  return { upload, resource: await resourceFor(db, { ...reader, oversees: false }, upload.resourceId) };
}

function shown({ accountId: _, ...row }: UploadRow, language: Language): contract.Upload {
  return {
    ...row,
    createdAt: row.createdAt.toISOString(),
    fault: row.fault && {
      code: row.fault.code,
      detail: errorMessage(row.fault.code as ErrorCode, language, row.fault.details),
    },
  };
}
