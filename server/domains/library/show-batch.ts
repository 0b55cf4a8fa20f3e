import { type ErrorCode, errorMessage, type Language } from '../../../contracts/errors.ts';
import { type Batch, type Reject, rejectMessage } from '../../../contracts/library.ts';
import type { Db } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { type Resource, resourceById } from '../catalogue/index.ts';
import { type BatchRow, batchById, type RejectRow } from './store.ts';

export interface Reader {
  agencyId: string;
  /** The platform's operator and the supervisor see every agency's batches, but no agency's rows. */
  oversees: boolean;
}

/** A resource whose batches the reader may see. Throws `not-found`. */
export async function resourceFor(db: Db, reader: Reader, resourceId: string): Promise<Resource> {
  const resource = await resourceById(db, resourceId);
  if (!resource || !(resource.providerId === reader.agencyId || reader.oversees)) throw new DomainError('not-found');
  return resource;
}

/** A batch that the reader may see, with its resource. Throws `not-found`. */
export async function batchFor(db: Db, reader: Reader, id: string): Promise<{ batch: BatchRow; resource: Resource }> {
  const batch = await batchById(db, id);
  if (!batch) throw new DomainError('not-found');
  return { batch, resource: await resourceFor(db, reader, batch.resourceId) };
}

export function shownBatch(batch: BatchRow, language: Language): Batch {
  return {
    id: batch.id,
    resourceId: batch.resourceId,
    mode: batch.mode,
    fileName: batch.fileName,
    format: batch.format,
    encoding: batch.encoding,
    state: batch.state,
    receivedRows: batch.receivedRows,
    acceptedRows: batch.acceptedRows,
    rejectedRows: batch.rejectedRows,
    fault: batch.fault && {
      code: batch.fault.code,
      detail: errorMessage(batch.fault.code as ErrorCode, language, batch.fault.details),
    },
    sha256: batch.sha256,
    version: batch.version,
    startedAt: batch.startedAt.toISOString(),
    finishedAt: batch.finishedAt?.toISOString() ?? null,
  };
}

export function shownReject(reject: RejectRow, { items }: Pick<Resource, 'items'>, language: Language): Reject {
  return {
    rowNumber: reject.rowNumber,
    faults: reject.faults.map((fault) => ({
      item: fault.item,
      itemName: items.find(({ code }) => code === fault.item)?.name ?? '',
      reason: fault.reason,
      message: rejectMessage(fault, language),
    })),
    raw: reject.raw,
  };
}
