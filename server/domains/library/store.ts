import { type Kysely, sql } from 'kysely';
import type { Encoding, FileFormat, RowFault } from '../../../contracts/library.ts';
import type { Db, Queryable } from '../../platform/database.ts';

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
  mode: 'replace' | 'append';
  fileName: string;
  format: FileFormat | null;
  encoding: Encoding | null;
  state: BatchState;
  header: { columns: string[]; bom: boolean } | null;
  receivedRows: number;
  acceptedRows: number;
  rejectedRows: number;
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
    mode: 'replace' | 'append';
    file_name: string;
    format: FileFormat | null;
    encoding: Encoding | null;
    state: BatchState;
    header: BatchRow['header'];
    received_rows: number;
    accepted_rows: number;
    rejected_rows: number;
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
};

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
      accepted_rows: 0,
      rejected_rows: 0,
      fault: null,
      sha256: null,
      table_name: batch.tableName,
      version: null,
      idempotency_key: batch.idempotencyKey,
      account_id: batch.accountId,
      started_at: batch.startedAt,
      finished_at: null,
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

/** Counts rows added to the table that serves. Returns the resource's new version. */
export async function growServing(tx: Db, resourceId: string, rows: number, asOf: Date): Promise<number> {
  const row = await tables(tx)
    .updateTable('library.resources')
    .set((eb) => ({ version: eb('version', '+', 1), row_count: eb('row_count', '+', rows), as_of: asOf }))
    .where('resource_id', '=', resourceId)
    .returning('version')
    .executeTakeFirstOrThrow();
  return row.version;
}

/** Snapshots that no longer serve, beyond the newest `keep` of their resource, and retired before `before`. */
export function snapshotsToDrop(
  db: Db,
  keep: number,
  before: Date,
): Promise<{ resourceId: string; number: number; tableName: string }[]> {
  return tables(db)
    .selectFrom('library.snapshots as s')
    .innerJoin('library.resources as r', 'r.resource_id', 's.resource_id')
    .select(['s.resource_id as resourceId', 's.number', 's.table_name as tableName'])
    .where('s.dropped_at', 'is', null)
    .where('s.retired_at', '<', before)
    .whereRef('s.number', '<=', sql<number>`r.snapshot - ${sql.lit(keep)}`)
    .orderBy('s.retired_at')
    .execute();
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
    text: "select pg_try_advisory_lock(hashtextextended('library.ingest ' || $1, 0)) as locked",
    values: [resourceId],
  });
  return rows[0]!.locked;
}

export async function freeIngestLock(on: Queryable, resourceId: string): Promise<void> {
  await on.query({
    text: "select pg_advisory_unlock(hashtextextended('library.ingest ' || $1, 0))",
    values: [resourceId],
  });
}
