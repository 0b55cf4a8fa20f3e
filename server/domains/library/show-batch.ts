import { type ErrorCode, errorMessage, type Language } from '../../../contracts/errors.ts';
import { type Batch, type Reject, rejectMessage } from '../../../contracts/library.ts';
import { maskValue } from '../../../contracts/mask-value.ts';
import type { Db } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { type Resource, resourceById } from '../catalogue/index.ts';
import { columnsOf } from './match-header.ts';
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
    addedRows: batch.addedRows,
    changedRows: batch.changedRows,
    removedRows: batch.removedRows,
    toVersion: batch.toVersion,
    reason: batch.reason,
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

/** A reject as screens show it: personal values masked; the file to download has them whole. */
export function shownReject(
  reject: RejectRow,
  { items }: Pick<Resource, 'items'>,
  columns: readonly string[],
  language: Language,
): Reject {
  const found = columnsOf(columns, items);
  const hidden = new Set(items.flatMap(({ sensitivity }, at) => (sensitivity === 'none' ? [] : found[at]!)));
  return {
    rowNumber: reject.rowNumber,
    faults: reject.faults.map((fault) => ({
      item: fault.item,
      itemName: items.find(({ code }) => code === fault.item)?.name ?? '',
      reason: fault.reason,
      message: rejectMessage(fault, language),
    })),
    raw: reject.raw.map((cell, at) => (hidden.has(at) ? maskValue(cell) : cell)),
  };
}
