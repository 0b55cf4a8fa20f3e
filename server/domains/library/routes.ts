import { Readable } from 'node:stream';
import {
  downloadRejects,
  getBatch,
  getServing,
  listBatches,
  listRejects,
  postBatch,
} from '../../../contracts/library.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { HttpServer } from '../../platform/http.ts';
import { pageOfRows, readCursor } from '../../platform/page.ts';
import type { Platform } from '../../platform/platform.ts';
import { isVisible, resourceById } from '../catalogue/index.ts';
import { correctionRoutes } from './correction-routes.ts';
import { ingest } from './ingest.ts';
import { qualityRoutes } from './quality-routes.ts';
import { rejectsFile } from './rejects-file.ts';
import { batchFor, resourceFor, shownBatch, shownReject } from './show-batch.ts';
import { staffOf } from './staff-of.ts';
import { batchesOf, rejectsOf, serving } from './store.ts';
import { uploadRoutes } from './upload-routes.ts';
import { versionRoutes } from './version-routes.ts';

export function libraryRoutes(http: HttpServer, platform: Platform): void {
  const { db, config } = platform;
  versionRoutes(http, platform);
  correctionRoutes(http, platform);
  uploadRoutes(http, platform);
  qualityRoutes(http, platform);

  http.on(postBatch, async ({ params, query, stream, actor, language, request, reply }) => {
    // A body of JSON is parsed before it gets here, and no body is no stream.
    if (!(stream instanceof Readable)) throw new DomainError('media-type-unsupported');
    try {
      const { accountId, agencyId } = staffOf(actor);
      const size = Number(request.headers['content-length'] ?? Number.NaN);
      if (size > config.fileLimit) {
        reply.header('connection', 'close');
        throw new DomainError('body-too-large', { limit: config.fileLimit });
      }
      const resource = await resourceFor(db, { agencyId, oversees: false }, params.resourceId);
      const batch = await ingest(platform, {
        resource,
        mode: query.mode ?? 'replace',
        fileName: query.fileName ?? `file${extensionOf(request.headers['content-type'])}`,
        encoding: query.encoding ?? null,
        source: stream,
        size: Number.isNaN(size) ? undefined : size,
        accountId,
        idempotencyKey: keyOf(request.headers['idempotency-key']),
      });
      return shownBatch(batch, language);
    } finally {
      // What was not read of the file is read over, so that the sender gets to the reply.
      stream.resume();
    }
  });

  http.on(getServing, async ({ params, actor }) => {
    const reader = staffOf(actor);
    const resource = await resourceById(db, params.resourceId);
    if (!resource || !isVisible(resource, { agencyId: reader.agencyId, operator: reader.oversees })) {
      throw new DomainError('not-found');
    }
    const now = await serving(db, resource.id);
    return {
      serving: now && {
        version: now.version,
        snapshot: now.snapshot,
        rowCount: now.rowCount,
        asOf: now.asOf.toISOString(),
      },
    };
  });

  http.on(listBatches, async ({ params, query, actor, language }) => {
    const resource = await resourceFor(db, staffOf(actor), params.resourceId);
    const limit = query.limit ?? 50;
    const rows = await batchesOf(db, resource.id, readCursor(query.cursor, ['uuid']), limit);
    const page = pageOfRows(rows, limit, (row) => [row.id]);
    return { items: page.items.map((row) => shownBatch(row, language)), nextCursor: page.nextCursor };
  });

  http.on(getBatch, async ({ params, actor, language }) => {
    const { batch } = await batchFor(db, staffOf(actor), params.id);
    return shownBatch(batch, language);
  });

  http.on(listRejects, async ({ params, query, actor, language }) => {
    const { batch, resource } = await batchFor(db, { ...staffOf(actor), oversees: false }, params.id);
    const limit = query.limit ?? 50;
    const after = readCursor(query.cursor, ['number']);
    const page = pageOfRows(await rejectsOf(db, batch.id, Number(after?.[0] ?? -1), limit + 1), limit, (row) => [
      row.rowNumber,
    ]);
    return {
      columns: batch.header?.columns ?? [],
      items: page.items.map((row) => shownReject(row, resource, batch.header?.columns ?? [], language)),
      nextCursor: page.nextCursor,
    };
  });

  http.on(downloadRejects, async ({ params, actor, language, reply }) => {
    const { batch, resource } = await batchFor(db, { ...staffOf(actor), oversees: false }, params.id);
    const { type, extension, body } = rejectsFile(db, batch, resource, language);
    reply.type(type);
    reply.header('content-disposition', `attachment; filename="rejects-${batch.id}.${extension}"`);
    return body;
  });
}

function keyOf(header: string | string[] | undefined): string | null {
  if (header === undefined || header === '') return null;
  if (typeof header !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(header)) {
    throw new DomainError('request-invalid', { summary: 'Idempotency-Key' });
  }
  return header;
}

/** For a file sent without a name; octets tell by themselves what they are. */
function extensionOf(contentType: string | undefined): string {
  const type = (contentType ?? '').split(';')[0]!.trim().toLowerCase();
  if (type === 'text/csv') return '.csv';
  if (type === 'application/x-ndjson') return '.ndjson';
  return type === 'application/octet-stream' ? '' : '.xlsx';
}
