import { type Generated, type Kysely, sql } from 'kysely';
import type { BatchMode, Encoding, FileFormat, ItemRule, RowFault } from '../../../contracts/library.ts';
import { type Db, isSqlState, type Queryable } from '../../platform/database.ts';

/** What serves now. `version` grows with each batch, whatever its mode; `snapshot` with each replacement. */
export interface Serving {
  tableName: string;
  version: number;
  snapshot: number;
  asOf: Date;
  rowCount: number;
}

export type BatchState = 'running' | 'serving' | 'refused' | 'failed';

/** One file on its way into the library, and what became of it. */
export interface BatchRow {
  id: string;
  resourceId: string;
  mode: BatchMode;
  fileName: string;
  format: FileFormat | null;
  encoding: Encoding | null;
  state: BatchState;
  header: { columns: string[]; bom: boolean } | null;
  receivedRows: number;
  acceptedRows: number;
  rejectedRows: number;
  /** What was done to the rows that served; null for a replacement. */
  addedRows: number | null;
  changedRows: number | null;
  removedRows: number | null;
  /** Of a roll-back: the version whose rows serve again, and why. */
  toVersion: number | null;
  reason: string | null;
  fault: { code: string; details: Record<string, unknown> } | null;
  sha256: string | null;
  tableName: string | null;
  version: number | null;
  idempotencyKey: string | null;
  accountId: string | null;
  startedAt: Date;
  finishedAt: Date | null;
}

export interface RejectRow {
  rowNumber: number;
  faults: RowFault[];
  raw: string[];
}

export type LibraryTables = {
  'library.batches': {
    id: string;
    resource_id: string;
    mode: BatchMode;
    file_name: string;
    format: FileFormat | null;
    encoding: Encoding | null;
    state: BatchState;
    header: BatchRow['header'];
    received_rows: number;
    accepted_rows: number;
    rejected_rows: number;
    added_rows: number | null;
    changed_rows: number | null;
    removed_rows: number | null;
    to_version: number | null;
    reason: string | null;
    fault: BatchRow['fault'];
    sha256: string | null;
    table_name: string | null;
    version: number | null;
    idempotency_key: string | null;
    account_id: string | null;
    started_at: Date;
    finished_at: Date | null;
  };
  'library.rejects': { batch_id: string; row_number: number; faults: RowFault[]; raw: string[] };
  'library.snapshots': {
    resource_id: string;
    number: number;
    table_name: string;
    batch_id: string;
    row_count: number;
    as_of: Date;
    retired_at: Date | null;
    dropped_at: Date | null;
  };
  'library.resources': {
    resource_id: string;
    snapshot: number;
    table_name: string;
    version: number;
    row_count: number;
    as_of: Date;
  };
  'library.versions': {
    resource_id: string;
    version: number;
    snapshot: number;
    batch_id: string;
    row_count: number;
    as_of: Date;
    kept: Generated<boolean>;
  };
  'library.settings': {
    resource_id: string;
    keep_snapshots: Generated<number>;
    keep_history_days: Generated<number>;
    columns: Generated<Record<string, string>>;
    rules: Generated<ItemRule[]>;
  };
};

const lockSql = "hashtextextended('library.ingest ' || $1, 0)";
/** SQLSTATE of a lock that was not had in time. */
export const lockNotAvailable = '55P03';

const tables = (db: Db): Kysely<LibraryTables> => db.withTables<LibraryTables>();
const json = (value: unknown) => sql<never>`${JSON.stringify(value)}::jsonb`;

/** The pointer of a resource, or null when nothing was ingested yet: register first, use after. */
export async function serving(db: Db, resourceId: string): Promise<Serving | null> {
  const row = await tables(db)
    .selectFrom('library.resources')
    .select(['table_name as tableName', 'version', 'snapshot', 'as_of as asOf', 'row_count as rowCount'])
    .where('resource_id', '=', resourceId)
    .executeTakeFirst();
  return row ?? null;
}

const batchColumns = [
  'id',
  'resource_id as resourceId',
  'mode',
  'file_name as fileName',
  'format',
  'encoding',
  'state',
  'header',
  'received_rows as receivedRows',
  'accepted_rows as acceptedRows',
  'rejected_rows as rejectedRows',
  'added_rows as addedRows',
  'changed_rows as changedRows',
  'removed_rows as removedRows',
  'to_version as toVersion',
  'reason',
  'fault',
  'sha256',
  'table_name as tableName',
  'version',
  'idempotency_key as idempotencyKey',
  'account_id as accountId',
  'started_at as startedAt',
  'finished_at as finishedAt',
] as const;

export function batchById(db: Db, id: string): Promise<BatchRow | undefined> {
  return tables(db).selectFrom('library.batches').select(batchColumns).where('id', '=', id).executeTakeFirst();
}

export function batchByKey(db: Db, resourceId: string, idempotencyKey: string): Promise<BatchRow | undefined> {
  return tables(db)
    .selectFrom('library.batches')
    .select(batchColumns)
    .where('resource_id', '=', resourceId)
    .where('idempotency_key', '=', idempotencyKey)
    .executeTakeFirst();
}

/** The batch that made the version that serves, when it did the same with the same bytes since `since`. */
export function sameBatch(
  db: Db,
  resourceId: string,
  mode: BatchMode,
  sha256: string,
  since: Date,
): Promise<BatchRow | undefined> {
  return tables(db)
    .selectFrom('library.batches')
    .innerJoin('library.resources as r', (join) =>
      join
        .onRef('r.resource_id', '=', 'library.batches.resource_id')
        .onRef('r.version', '=', 'library.batches.version'),
    )
    .select(batchColumns.map((column) => `library.batches.${column}` as const))
    .where('r.resource_id', '=', resourceId)
    .where('mode', '=', mode)
    .where('sha256', '=', sha256)
    .where('finished_at', '>=', since)
    .executeTakeFirst() as Promise<BatchRow | undefined>;
}

export async function deleteBatch(db: Db, id: string): Promise<void> {
  await tables(db).deleteFrom('library.batches').where('id', '=', id).where('state', '=', 'running').execute();
}

/** Newest first, `limit + 1` rows, for pageOfRows. */
export function batchesOf(
  db: Db,
  resourceId: string,
  after: readonly (string | number)[] | null,
  limit: number,
): Promise<BatchRow[]> {
  let query = tables(db)
    .selectFrom('library.batches')
    .select(batchColumns)
    .where('resource_id', '=', resourceId)
    .orderBy('id', 'desc')
    .limit(limit + 1);
  if (after) query = query.where('id', '<', String(after[0]));
  return query.execute();
}

export function runningBatches(db: Db): Promise<BatchRow[]> {
  return tables(db).selectFrom('library.batches').select(batchColumns).where('state', '=', 'running').execute();
}

export async function insertBatch(db: Db, batch: BatchRow): Promise<void> {
  await tables(db)
    .insertInto('library.batches')
    .values({
      id: batch.id,
      resource_id: batch.resourceId,
      mode: batch.mode,
      file_name: batch.fileName,
      format: batch.format,
      encoding: batch.encoding,
      state: batch.state,
      header: null,
      received_rows: 0,
      accepted_rows: batch.acceptedRows,
      rejected_rows: 0,
      added_rows: batch.addedRows,
      changed_rows: batch.changedRows,
      removed_rows: batch.removedRows,
      to_version: batch.toVersion,
      reason: batch.reason,
      fault: null,
      sha256: null,
      table_name: batch.tableName,
      version: batch.version,
      idempotency_key: batch.idempotencyKey,
      account_id: batch.accountId,
      started_at: batch.startedAt,
      finished_at: batch.finishedAt,
    })
    .execute();
}

/**
 * Writes how a running batch ended; false when it had ended already. One that failed gives its idempotency key free, so that
 * the file can be sent again under it.
 */
export async function finishBatch(db: Db, batch: BatchRow): Promise<boolean> {
  const result = await tables(db)
    .updateTable('library.batches')
    .set({
      format: batch.format,
      encoding: batch.encoding,
      state: batch.state,
      header: json(batch.header),
      received_rows: batch.receivedRows,
      accepted_rows: batch.acceptedRows,
      rejected_rows: batch.rejectedRows,
      added_rows: batch.addedRows,
      changed_rows: batch.changedRows,
      removed_rows: batch.removedRows,
      fault: batch.fault === null ? null : json(batch.fault),
      sha256: batch.sha256,
      version: batch.version,
      finished_at: batch.finishedAt,
      ...(batch.state === 'failed' && { idempotency_key: null }),
    })
    .where('id', '=', batch.id)
    .where('state', '=', 'running')
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** One statement for many rejects. */
export async function insertRejects(on: Queryable, batchId: string, rejects: readonly RejectRow[]): Promise<void> {
  if (rejects.length === 0) return;
  await on.query({
    text: `insert into library.rejects (batch_id, row_number, faults, raw)
      select $1, r.n, r.f, r.w from unnest($2::bigint[], $3::jsonb[], $4::jsonb[]) as r (n, f, w)`,
    values: [
      batchId,
      rejects.map(({ rowNumber }) => rowNumber),
      rejects.map(({ faults }) => JSON.stringify(faults)),
      rejects.map(({ raw }) => JSON.stringify(raw)),
    ],
  });
}

export async function deleteRejects(db: Db, batchId: string): Promise<void> {
  await tables(db).deleteFrom('library.rejects').where('batch_id', '=', batchId).execute();
}

/** By row, after a row number, `limit` rows. */
export function rejectsOf(db: Db, batchId: string, after: number, limit: number): Promise<RejectRow[]> {
  return tables(db)
    .selectFrom('library.rejects')
    .select(['row_number as rowNumber', 'faults', 'raw'])
    .where('batch_id', '=', batchId)
    .where('row_number', '>', after)
    .orderBy('row_number')
    .limit(limit)
    .execute();
}

/** The number of the resource's next snapshot. */
export async function nextSnapshotNumber(db: Db, resourceId: string): Promise<number> {
  const row = await tables(db)
    .selectFrom('library.snapshots')
    .select((eb) => eb.fn.max('number').as('last'))
    .where('resource_id', '=', resourceId)
    .executeTakeFirst();
  return (row?.last ?? 0) + 1;
}

/** Makes a filled table the one that serves. Returns the resource's new version. */
export async function moveToSnapshot(
  tx: Db,
  snapshot: { resourceId: string; number: number; tableName: string; batchId: string; rowCount: number; asOf: Date },
): Promise<number> {
  const { resourceId, asOf } = snapshot;
  await tables(tx)
    .updateTable('library.snapshots')
    .set({ retired_at: asOf })
    .where('resource_id', '=', resourceId)
    .where('retired_at', 'is', null)
    .execute();
  await tables(tx)
    .insertInto('library.snapshots')
    .values({
      resource_id: resourceId,
      number: snapshot.number,
      table_name: snapshot.tableName,
      batch_id: snapshot.batchId,
      row_count: snapshot.rowCount,
      as_of: asOf,
      retired_at: null,
      dropped_at: null,
    })
    .execute();
  const pointer = {
    snapshot: snapshot.number,
    table_name: snapshot.tableName,
    row_count: snapshot.rowCount,
    as_of: asOf,
  };
  const row = await tables(tx)
    .insertInto('library.resources')
    .values({ resource_id: resourceId, version: 1, ...pointer })
    .onConflict((conflict) =>
      conflict
        .column('resource_id')
        .doUpdateSet((eb) => ({ ...pointer, version: eb('library.resources.version', '+', 1) })),
    )
    .returning('version')
    .executeTakeFirstOrThrow();
  return row.version;
}

/** Snapshots that no longer serve, beyond those that their resource keeps, and retired before `before`. */
export function snapshotsToDrop(
  db: Db,
  before: Date,
): Promise<{ resourceId: string; number: number; tableName: string }[]> {
  return tables(db)
    .selectFrom('library.snapshots as s')
    .leftJoin('library.settings as k', 'k.resource_id', 's.resource_id')
    .select(['s.resource_id as resourceId', 's.number', 's.table_name as tableName'])
    .where('s.dropped_at', 'is', null)
    .where('s.retired_at', '<', before)
    .where(
      sql<boolean>`(select count(*) from library.snapshots n where n.resource_id = s.resource_id and n.dropped_at is null
        and (n.retired_at is null or n.number > s.number)) >= coalesce(k.keep_snapshots, 3)`,
    )
    .orderBy('s.retired_at')
    .execute();
}

/** Whether a snapshot is out of service, held so until the transaction ends: a roll-back may bring one back. */
export async function isRetired(tx: Db, resourceId: string, number: number): Promise<boolean> {
  const row = await tables(tx)
    .selectFrom('library.snapshots')
    .select('retired_at')
    .where('resource_id', '=', resourceId)
    .where('number', '=', number)
    .forUpdate()
    .executeTakeFirst();
  return row !== undefined && row.retired_at !== null;
}

export async function markDropped(tx: Db, resourceId: string, number: number, at: Date): Promise<void> {
  await tables(tx)
    .updateTable('library.snapshots')
    .set({ dropped_at: at })
    .where('resource_id', '=', resourceId)
    .where('number', '=', number)
    .execute();
}

/**
 * Takes the right to ingest into a resource for as long as the connection lives, so that the death of the process frees
 * it. Returns whether it was free.
 */
export async function tryIngestLock(on: Queryable, resourceId: string): Promise<boolean> {
  const { rows } = await on.query<{ locked: boolean }>({
    text: `select pg_try_advisory_lock(${lockSql}) as locked`,
    values: [resourceId],
  });
  return rows[0]!.locked;
}

/** The same, in the order of asking; false when those before took longer than `seconds`. */
export async function waitForIngestLock(on: Queryable, resourceId: string, seconds: number): Promise<boolean> {
  await on.query({ text: `set lock_timeout = '${seconds}s'` });
  try {
    await on.query({ text: `select pg_advisory_lock(${lockSql})`, values: [resourceId] });
    return true;
  } catch (error) {
    if (isSqlState(error, lockNotAvailable)) return false;
    throw error;
  } finally {
    await on.query({ text: 'reset lock_timeout' });
  }
}

export async function freeIngestLock(on: Queryable, resourceId: string): Promise<void> {
  await on.query({ text: `select pg_advisory_unlock(${lockSql})`, values: [resourceId] });
}
