import type { Readable } from 'node:stream';
import type pg from 'pg';
import type { ErrorCode } from '../../../contracts/errors.ts';
import type { Encoding } from '../../../contracts/library.ts';
import { type Db, onTransaction } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { codesOfLists, type Resource } from '../catalogue/index.ts';
import { agencyById } from '../directory/index.ts';
import { record } from '../ledger/index.ts';
import { CopyRows } from './copy-rows.ts';
import { failDeadBatches } from './fail-dead-batches.ts';
import { type FileFacts, readFile } from './read-file.ts';
import { RowIntake, type Targets } from './row-intake.ts';
import { SeenKeys } from './seen-keys.ts';
import { tableOf } from './serving.ts';
import {
  type BatchRow,
  batchById,
  batchByKey,
  deleteRejects,
  finishBatch,
  freeIngestLock,
  growServing,
  insertBatch,
  moveToSnapshot,
  nextSnapshotNumber,
  type Serving,
  serving,
  tryIngestLock,
} from './store.ts';
import {
  copyColumns,
  createIndexes,
  createSideTable,
  createTable,
  dropSideTable,
  dropTables,
  settleKeys,
  sideTable,
  snapshotTable,
  takeSideRows,
} from './store-data.ts';

export interface IngestInput {
  resource: Resource;
  /** `replace`: a new snapshot takes the place of what serves; `append`: rows are added to what serves. */
  mode: 'replace' | 'append';
  fileName: string;
  /** Null: found out from the file. */
  encoding: Encoding | null;
  source: Readable;
  /** Size of the file in bytes, when it is known. */
  size?: number | undefined;
  accountId: string | null;
  idempotencyKey: string | null;
}

/** A batch holds a connection for as long as its file takes to arrive: the rest of the pool is for calls. */
const batchesAtOnce = 6;
const atWork = new WeakMap<Platform, number>();

/** What a batch of this process works on. */
interface Work {
  platform: Platform;
  client: pg.PoolClient;
  input: IngestInput;
  batch: BatchRow;
  before: Serving | null;
  /** Rows are added to the table that serves, instead of making a new one. */
  adds: boolean;
  tableName: string;
  number: number;
}

/**
 * Brings a file into the library: 先入库，后使用. Rows that are not as the catalogue says are kept as rejects; the good ones serve
 * from one instant on, or, when the share of rejects is over the resource's threshold, none do and the data in
 * service is unchanged. The same idempotency key answers the same batch.
 *
 * Throws `resource-state` (not published), `batch-in-progress`, the `file-…` errors, `batch-too-faulty`,
 * `body-too-large`, `batch-interrupted`, each with the batch's id in its details once there is one; `overloaded`.
 */
export async function ingest(platform: Platform, input: IngestInput): Promise<BatchRow> {
  const { resource, idempotencyKey } = input;
  // A source may break off before it is read; the reader meets the error then.
  input.source.on('error', ignore);
  if (resource.state !== 'published') throw new DomainError('resource-state', { state: resource.state });
  const earlier = await answeredBatch(platform, resource.id, idempotencyKey);
  if (earlier) return earlier;
  const running = (atWork.get(platform) ?? 0) + 1;
  if (running > batchesAtOnce) throw new DomainError('overloaded', { retryAfter: 10 });
  atWork.set(platform, running);
  try {
    return await ingestLocked(platform, input);
  } finally {
    atWork.set(platform, atWork.get(platform)! - 1);
  }
}

async function ingestLocked(platform: Platform, input: IngestInput): Promise<BatchRow> {
  const { resource, idempotencyKey } = input;
  const client = await platform.database.pool.connect();
  // A connection that breaks is found out at its next use; without a listener it would end the process.
  client.on('error', ignore);
  let usable = false;
  try {
    if (!(await tryIngestLock(client, resource.id))) {
      throw new DomainError('batch-in-progress', { retryAfter: 5 });
    }
    try {
      return (await answeredBatch(platform, resource.id, idempotencyKey)) ?? (await runBatch(platform, client, input));
    } finally {
      await freeIngestLock(client, resource.id);
      usable = true;
    }
  } catch (error) {
    if (error instanceof DomainError) usable = true;
    throw error;
  } finally {
    client.off('error', ignore);
    client.release(!usable);
  }
}

function ignore(): void {}

/** The batch that was made under this key, if it has ended; its refusal is thrown again. */
async function answeredBatch(
  { db }: Platform,
  resourceId: string,
  idempotencyKey: string | null,
): Promise<BatchRow | undefined> {
  if (idempotencyKey === null) return undefined;
  const batch = await batchByKey(db, resourceId, idempotencyKey);
  if (batch?.state === 'refused' && batch.fault) {
    throw new DomainError(batch.fault.code as ErrorCode, { ...batch.fault.details, batchId: batch.id });
  }
  return batch?.state === 'serving' ? batch : undefined;
}

async function runBatch(platform: Platform, client: pg.PoolClient, input: IngestInput): Promise<BatchRow> {
  const { resource } = input;
  await failDeadBatches(platform, client, resource.id);
  const before = await serving(platform.db, resource.id);
  const number = await nextSnapshotNumber(platform.db, resource.id);
  const tableName = snapshotTable(resource.id, number);
  const batch: BatchRow = {
    id: newId(),
    resourceId: resource.id,
    mode: input.mode,
    fileName: input.fileName,
    format: null,
    encoding: null,
    state: 'running',
    header: null,
    receivedRows: 0,
    acceptedRows: 0,
    rejectedRows: 0,
    fault: null,
    sha256: null,
    tableName,
    version: null,
    idempotencyKey: input.idempotencyKey,
    accountId: input.accountId,
    startedAt: platform.now(),
    finishedAt: null,
  };
  await insertBatch(platform.db, batch);
  const adds = input.mode === 'append' && before !== null;
  const work: Work = { platform, client, input, batch, before, adds, tableName, number };
  const targets = targetsOf(work);
  try {
    await fillTables(work, targets);
    await platform.db.transaction().execute((tx) => serve(work, tx));
    await dropSideTable(client, tableName);
    return batch;
  } catch (error) {
    return undo(work, targets, error);
  }
}

function targetsOf({ client, input, adds, tableName }: Work): Targets {
  const columns = copyColumns(input.resource);
  return {
    main: adds ? null : new CopyRows(client, tableOf(tableName), columns.main),
    side: new CopyRows(client, tableOf(sideTable(tableName)), columns.side),
    // Some 32 bits for a row of 64 bytes leave one new key in thousands under suspicion.
    seen: new SeenKeys((input.size ?? 2 ** 28) / 16),
  };
}

/** Reads the file into the batch's tables and settles its keys; nothing that serves is touched. */
async function fillTables(work: Work, targets: Targets): Promise<void> {
  const { platform, client, input, batch, before, adds, tableName } = work;
  const { resource } = input;
  await dropTables(client, tableName);
  if (!adds) await createTable(client, tableName, resource);
  await createSideTable(client, tableName, resource);
  const lists = resource.items.flatMap(({ codeList }) => (codeList === null ? [] : [codeList]));
  const codes = await codesOfLists(platform.db, lists);
  const intake = new RowIntake(resource, codes, targets, batch.id, platform.database.pool);
  const facts: FileFacts = { format: null, encoding: null, bom: false, sha256: null };
  const file = { source: input.source, fileName: input.fileName, encoding: input.encoding, spoolName: batch.id };
  try {
    await readFile(platform, file, resource, intake, facts);
    await intake.end();
  } finally {
    batch.format = facts.format;
    batch.encoding = facts.encoding;
    batch.sha256 = facts.sha256;
    batch.header = intake.head ? { columns: intake.head.columns, bom: facts.bom } : null;
    count(batch, intake.received, intake.rejected);
  }
  if (intake.received === 0) throw new DomainError('file-empty');
  requireGoodEnough(batch, resource.rejectThreshold);
  if (!adds) await createIndexes(client, tableName, resource);
  if (intake.aside > 0) {
    const target = adds ? before!.tableName : tableName;
    const reason = adds ? 'keyInLibrary' : 'duplicateKey';
    const rejected = await settleKeys(client, batch.id, sideTable(tableName), target, resource, reason);
    count(batch, intake.received, intake.rejected + rejected);
    requireGoodEnough(batch, resource.rejectThreshold);
    if (!adds) await takeSideRows(client, sideTable(tableName), tableName, resource);
  }
}

function count(batch: BatchRow, received: number, rejected: number): void {
  batch.receivedRows = received;
  batch.rejectedRows = rejected;
  batch.acceptedRows = received - rejected;
}

/** A replacement that would leave nothing is refused too, whatever the threshold. */
function requireGoodEnough(batch: BatchRow, threshold: number): void {
  const share = batch.rejectedRows / batch.receivedRows;
  if (share <= threshold && (batch.acceptedRows > 0 || batch.mode === 'append')) return;
  throw new DomainError('batch-too-faulty', { share: percent(share), limit: percent(threshold) });
}

function percent(share: number): string {
  return `${Math.round(share * 10_000) / 100}%`;
}

/** In one transaction: the pointer moves or the rows join, the batch ends, the ledger says so. */
async function serve(work: Work, tx: Db): Promise<void> {
  const { platform, input, batch, adds, before, tableName, number } = work;
  const { resource } = input;
  const now = platform.now();
  if (adds) {
    await takeSideRows(onTransaction(tx), sideTable(tableName), before!.tableName, resource);
    batch.version = await growServing(tx, resource.id, batch.acceptedRows, now);
  } else {
    const snapshot = {
      resourceId: resource.id,
      number,
      tableName,
      batchId: batch.id,
      rowCount: batch.acceptedRows,
      asOf: now,
    };
    batch.version = await moveToSnapshot(tx, snapshot);
  }
  batch.state = 'serving';
  batch.finishedAt = now;
  if (!(await finishBatch(tx, batch))) throw new DomainError('batch-interrupted');
  const provider = await agencyById(tx, resource.providerId);
  await record(
    platform,
    tx,
    {
      kind: 'ingest',
      at: now.toISOString(),
      actor: {
        ...(provider && { agency: provider.creditCode }),
        ...(input.accountId !== null && { account: input.accountId }),
      },
      ...(provider && { provider: provider.creditCode }),
      ...(resource.code !== null && { resource: resource.code }),
      snapshot: batch.version,
      asOf: now.toISOString(),
      detail: {
        batch: batch.id,
        mode: batch.mode,
        accepted: batch.acceptedRows,
        rejected: batch.rejectedRows,
        sha256: batch.sha256,
      },
    },
    { agencyId: resource.providerId, providerId: resource.providerId },
  );
}

/**
 * Leaves no trace of a batch in the data, notes how it ended, and throws. When the connection broke while the batch was
 * being committed, and it was, the batch is the answer after all: its row is asked before anything is dropped.
 */
async function undo({ platform, client, batch, tableName }: Work, targets: Targets, error: unknown): Promise<BatchRow> {
  const known = error instanceof DomainError;
  const ended: BatchRow = {
    ...batch,
    state: known && error.code !== 'batch-interrupted' ? 'refused' : 'failed',
    version: null,
    finishedAt: platform.now(),
    fault: known ? { code: error.code, details: error.details } : { code: 'batch-interrupted', details: {} },
  };
  await targets.main?.abort();
  await targets.side.abort();
  if (!(await finishBatch(platform.db, ended))) return (await batchById(platform.db, batch.id)) ?? ended;
  await dropTables(client, tableName);
  // Only a batch that was read to its end has a report worth mending.
  if (!known || error.code !== 'batch-too-faulty') await deleteRejects(platform.db, batch.id);
  throw known ? new DomainError(error.code, { ...error.details, batchId: batch.id }, error.faults) : error;
}
