import type { Readable } from 'node:stream';
import type pg from 'pg';
import type { ErrorCode } from '../../../contracts/errors.ts';
import type { Encoding, FileMode, RejectReason } from '../../../contracts/library.ts';
import { type Db, onTransaction, type Queryable } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { codesOfLists, type Resource } from '../catalogue/index.ts';
import { closeCorrections } from './answer-correction.ts';
import { CopyRows } from './copy-rows.ts';
import { failDeadBatches } from './fail-dead-batches.ts';
import { type FileFacts, readFile } from './read-file.ts';
import { recordBatch } from './record-batch.ts';
import { RowIntake, type Targets } from './row-intake.ts';
import { SeenKeys } from './seen-keys.ts';
import { tableOf } from './serving.ts';
import { needsSettling, settleRules } from './settle-rules.ts';
import { storageFault } from './storage-fault.ts';
import {
  type BatchRow,
  batchById,
  batchByKey,
  deleteBatch,
  deleteRejects,
  finishBatch,
  freeIngestLock,
  insertBatch,
  moveToSnapshot,
  nextSnapshotNumber,
  type Serving,
  sameBatch,
  serving,
  waitForIngestLock,
} from './store.ts';
import {
  copyColumns,
  createIndexes,
  createSideTable,
  createTable,
  dropSideTable,
  dropTables,
  type KeyRule,
  settleKeys,
  sideTable,
  snapshotTable,
  takeSideRows,
} from './store-data.ts';
import { type Changes, createHistory, deleteRows, followItems, insertRows, updateRows } from './store-history.ts';
import { insertVersion, movePointer, type Settings, settingsOf } from './store-versions.ts';

export interface IngestInput {
  resource: Resource;
  /** `replace`: a new snapshot takes the place of what serves; the others change what serves in place, by key. */
  mode: FileMode;
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
/** How long a batch waits for those before it on its resource. They go in the order in which they came. */
const waitSeconds = 20;
/** The same bytes in the same mode, within this time of what they made, are the same batch. */
const sameWithinMinutes = 10;
const atWork = new WeakMap<Platform, number>();

/** What a batch of this process works on. */
interface Work {
  platform: Platform;
  client: pg.PoolClient;
  input: IngestInput;
  batch: BatchRow;
  before: Serving | null;
  /** The table that serves is changed in place, instead of making a new one. */
  inPlace: boolean;
  /** The items that the file must hold: all, or the key alone. */
  shape: Resource;
  settings: Settings;
  tableName: string;
  number: number;
}

/**
 * Brings a file into the library: 先入库，后使用. Rows that are not as the catalogue says are kept as rejects; the good ones serve
 * from one instant on, or, when the share of rejects is over the resource's threshold, none do and the data in
 * service is unchanged. The same idempotency key, or the same bytes sent again at once, answers the same batch. Batches on one
 * resource go one after the other, in the order in which they came.
 *
 * Throws `resource-state` (not published), `batch-in-progress` when those before take too long, `library-empty`, the `file-…` errors, `batch-too-faulty`,
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
    if (!(await waitForIngestLock(client, resource.id, waitSeconds))) {
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
  const inPlace = input.mode !== 'replace' && before !== null;
  if (input.mode === 'delete' && !inPlace) throw new DomainError('library-empty');
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
    addedRows: null,
    changedRows: null,
    removedRows: null,
    toVersion: null,
    reason: null,
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
  const shape = input.mode === 'delete' ? keysOnly(resource) : resource;
  const settings = await settingsOf(platform.db, resource.id);
  const work: Work = { platform, client, input, batch, before, inPlace, shape, settings, tableName, number };
  const targets = targetsOf(work);
  try {
    const same = await fillTables(work, targets);
    if (same) return await leave(work, same);
    await platform.db.transaction().execute((tx) => serve(work, tx));
    return batch;
  } catch (error) {
    return undo(work, targets, error);
  }
}

function keysOnly(resource: Resource): Resource {
  return { ...resource, items: resource.items.filter(({ code }) => resource.keyItems.includes(code)) };
}

/** Takes back a batch that turned out to be one that was brought in a moment ago, and answers that one. */
async function leave({ platform, client, batch, tableName }: Work, same: BatchRow): Promise<BatchRow> {
  await dropTables(client, tableName);
  await deleteBatch(platform.db, batch.id);
  return same;
}

function targetsOf({ client, input, inPlace, shape, settings, tableName }: Work): Targets {
  const together = inPlace || needsSettling(settings.rules);
  const columns = copyColumns(shape);
  return {
    main: together ? null : new CopyRows(client, tableOf(tableName), columns.main),
    side: new CopyRows(client, tableOf(sideTable(tableName)), columns.side),
    // Some 32 bits for a row of 64 bytes leave one new key in thousands under suspicion.
    seen: new SeenKeys((input.size ?? 2 ** 28) / 16),
  };
}

/**
 * Reads the file into the batch's tables and settles its keys; nothing that serves is touched. Returns the batch that this
 * one repeats, if it does.
 */
async function fillTables(work: Work, targets: Targets): Promise<BatchRow | undefined> {
  const { platform, client, input, batch, before, inPlace, shape, tableName, settings } = work;
  const { resource } = input;
  const { columns } = settings;
  // What is deleted need not be sound.
  const rules = input.mode === 'delete' ? [] : settings.rules;
  await dropTables(client, tableName);
  if (!inPlace) await createTable(client, tableName, resource);
  await createSideTable(client, tableName, shape);
  const lists = resource.items.flatMap(({ codeList }) => (codeList === null ? [] : [codeList]));
  const codes = await codesOfLists(platform.db, lists);
  const intake = new RowIntake(shape, codes, targets, batch.id, platform.database.pool, columns, rules);
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
  const since = new Date(platform.now().getTime() - sameWithinMinutes * 60_000);
  const same = await sameBatch(platform.db, resource.id, input.mode, facts.sha256!, since);
  if (same) return same;
  requireGoodEnough(batch, resource.rejectThreshold, inPlace);
  if (!inPlace) await createIndexes([client, platform.database.pool], tableName, resource);
  if (intake.aside > 0) {
    const target = inPlace ? before!.tableName : tableName;
    const [rule, reason] = inPlace ? keyRules[input.mode] : keyRules.replace;
    let rejected = await settleKeys(client, batch.id, sideTable(tableName), target, resource, rule, reason);
    const served = inPlace ? before!.tableName : null;
    rejected += await settleRules(platform, batch.id, sideTable(tableName), served, resource, rules);
    count(batch, intake.received, intake.rejected + rejected);
    requireGoodEnough(batch, resource.rejectThreshold, inPlace);
    if (!inPlace) await takeSideRows(client, sideTable(tableName), tableName, resource);
  }
  return undefined;
}

/** What each mode asks of a key, and the reason when it is not so. */
const keyRules: Record<FileMode, [KeyRule, RejectReason]> = {
  replace: ['notInLibrary', 'duplicateKey'],
  append: ['notInLibrary', 'keyInLibrary'],
  upsert: ['either', 'duplicateKey'],
  delete: ['inLibrary', 'keyNotInLibrary'],
};

function count(batch: BatchRow, received: number, rejected: number): void {
  batch.receivedRows = received;
  batch.rejectedRows = rejected;
  batch.acceptedRows = received - rejected;
}

/** A replacement that would leave nothing is refused too, whatever the threshold. */
function requireGoodEnough(batch: BatchRow, threshold: number, inPlace: boolean): void {
  const share = batch.rejectedRows / batch.receivedRows;
  if (share <= threshold && (batch.acceptedRows > 0 || inPlace)) return;
  throw new DomainError('batch-too-faulty', { share: percent(share), limit: percent(threshold) });
}

function percent(share: number): string {
  return `${Math.round(share * 10_000) / 100}%`;
}

/** In one transaction: the pointer moves or the rows are changed, the batch ends, the ledger says so. */
async function serve(work: Work, tx: Db): Promise<void> {
  const { platform, input, batch, inPlace, before, tableName, number } = work;
  const { resource } = input;
  const now = platform.now();
  const made = { resourceId: resource.id, batchId: batch.id, asOf: now };
  if (inPlace) {
    const version = before!.version + 1;
    const changes = await changeInPlace(work, onTransaction(tx), version);
    const rowCount = before!.rowCount + changes.added - changes.removed;
    const to = { snapshot: before!.snapshot, tableName: before!.tableName, rowCount };
    batch.version = await movePointer(tx, resource.id, to, now);
    batch.addedRows = changes.added;
    batch.changedRows = changes.changed;
    batch.removedRows = changes.removed;
    await insertVersion(tx, { ...made, version, snapshot: before!.snapshot, rowCount });
  } else {
    const snapshot = { ...made, number, tableName, rowCount: batch.acceptedRows };
    batch.version = await moveToSnapshot(tx, snapshot);
    await insertVersion(tx, { ...made, version: batch.version, snapshot: number, rowCount: batch.acceptedRows });
  }
  batch.state = 'serving';
  batch.finishedAt = now;
  if (!(await finishBatch(tx, batch))) throw new DomainError('batch-interrupted');
  await closeCorrections(tx, resource, inPlace ? before!.tableName : tableName, batch.id);
  await recordBatch(platform, tx, resource, batch, now);
  // Here, because a process that dies after the transaction would leave it to nobody: the batch serves.
  await dropSideTable(onTransaction(tx), tableName);
}

/** The rows that wait in the side table are put to the table that serves, as the mode says; the history keeps what was. */
async function changeInPlace({ input, before, tableName }: Work, on: Queryable, version: number): Promise<Changes> {
  const { resource, mode } = input;
  const table = before!.tableName;
  const side = sideTable(tableName);
  await createHistory(on, table, resource);
  await followItems(on, table, resource);
  if (mode === 'delete') return { added: 0, changed: 0, removed: await deleteRows(on, table, side, version, resource) };
  const changed = mode === 'upsert' ? await updateRows(on, table, side, version, resource) : 0;
  return { added: await insertRows(on, table, side, version, resource), changed, removed: 0 };
}

/**
 * Leaves no trace of a batch in the data, notes how it ended, and throws. When the connection broke while the batch was
 * being committed, and it was, the batch is the answer after all: its row is asked before anything is dropped.
 */
async function undo({ platform, client, batch, tableName }: Work, targets: Targets, cause: unknown): Promise<BatchRow> {
  const error = storageFault(cause);
  const known = error instanceof DomainError;
  const ended: BatchRow = {
    ...batch,
    state: known && error.code !== 'batch-interrupted' && error.code !== 'storage-full' ? 'refused' : 'failed',
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
