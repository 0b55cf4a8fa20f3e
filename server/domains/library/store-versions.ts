import { type Kysely, sql } from 'kysely';
import type { ItemRule } from '../../../contracts/library.ts';
import type { Db } from '../../platform/database.ts';
import type { BatchRow, LibraryTables } from './store.ts';

/** One version of a resource's rows, and where they stand. */
export interface VersionRow {
  version: number;
  snapshot: number;
  tableName: string;
  batchId: string;
  mode: BatchRow['mode'];
  fileName: string;
  sha256: string | null;
  rowCount: number;
  asOf: Date;
  /** Whether its rows can still be read. */
  kept: boolean;
}

export interface Settings {
  keepSnapshots: number;
  keepHistoryDays: number;
  /** Column of the file → item code, as matched by hand for the last file. */
  columns: Record<string, string>;
  rules: ItemRule[];
}

const tables = (db: Db): Kysely<LibraryTables> => db.withTables<LibraryTables>();

const versionQuery = (db: Db, resourceId: string) =>
  tables(db)
    .selectFrom('library.versions as v')
    .innerJoin('library.snapshots as s', (join) =>
      join.onRef('s.resource_id', '=', 'v.resource_id').onRef('s.number', '=', 'v.snapshot'),
    )
    .innerJoin('library.batches as b', 'b.id', 'v.batch_id')
    .select([
      'v.version',
      'v.snapshot',
      's.table_name as tableName',
      'v.batch_id as batchId',
      'b.mode',
      'b.file_name as fileName',
      'b.sha256',
      'v.row_count as rowCount',
      'v.as_of as asOf',
      'v.kept',
    ])
    .where('v.resource_id', '=', resourceId);

/** Newest first, from below `before` (all when null), `limit + 1` rows, for pageOfRows. */
export function versionsOf(db: Db, resourceId: string, before: number | null, limit: number): Promise<VersionRow[]> {
  let query = versionQuery(db, resourceId)
    .orderBy('v.version', 'desc')
    .limit(limit + 1);
  if (before !== null) query = query.where('v.version', '<', before);
  return query.execute();
}

export function versionOf(db: Db, resourceId: string, version: number): Promise<VersionRow | undefined> {
  return versionQuery(db, resourceId).where('v.version', '=', version).executeTakeFirst();
}

export async function insertVersion(
  tx: Db,
  row: { resourceId: string; version: number; snapshot: number; batchId: string; rowCount: number; asOf: Date },
): Promise<void> {
  await tables(tx)
    .insertInto('library.versions')
    .values({
      resource_id: row.resourceId,
      version: row.version,
      snapshot: row.snapshot,
      batch_id: row.batchId,
      row_count: row.rowCount,
      as_of: row.asOf,
    })
    .execute();
}

/** Makes a kept snapshot the one that serves again; false when its table was dropped. */
export async function serveSnapshotAgain(tx: Db, resourceId: string, number: number, at: Date): Promise<boolean> {
  const kept = await tables(tx)
    .selectFrom('library.snapshots')
    .select('dropped_at')
    .where('resource_id', '=', resourceId)
    .where('number', '=', number)
    .forUpdate()
    .executeTakeFirst();
  if (!kept || kept.dropped_at !== null) return false;
  await tables(tx)
    .updateTable('library.snapshots')
    .set({ retired_at: sql<Date | null>`case when number = ${number}::int then null else ${at}::timestamptz end` })
    .where('resource_id', '=', resourceId)
    .where((eb) => eb.or([eb('retired_at', 'is', null), eb('number', '=', number)]))
    .execute();
  return true;
}

/** Moves the pointer to a version's table and count. Returns the new version. */
export async function movePointer(
  tx: Db,
  resourceId: string,
  to: Pick<VersionRow, 'snapshot' | 'tableName' | 'rowCount'>,
  asOf: Date,
): Promise<number> {
  const row = await tables(tx)
    .updateTable('library.resources')
    .set((eb) => ({
      version: eb('version', '+', 1),
      snapshot: to.snapshot,
      table_name: to.tableName,
      row_count: to.rowCount,
      as_of: asOf,
    }))
    .where('resource_id', '=', resourceId)
    .returning('version')
    .executeTakeFirstOrThrow();
  return row.version;
}

export async function settingsOf(db: Db, resourceId: string): Promise<Settings> {
  const row = await tables(db)
    .selectFrom('library.settings')
    .select(['keep_snapshots as keepSnapshots', 'keep_history_days as keepHistoryDays', 'columns', 'rules'])
    .where('resource_id', '=', resourceId)
    .executeTakeFirst();
  return row ?? { keepSnapshots: 3, keepHistoryDays: 90, columns: {}, rules: [] };
}

/** Writes what is given; the rest stays. */
export async function putSettings(db: Db, resourceId: string, change: Partial<Settings>): Promise<void> {
  const set = {
    ...(change.keepSnapshots !== undefined && { keep_snapshots: change.keepSnapshots }),
    ...(change.keepHistoryDays !== undefined && { keep_history_days: change.keepHistoryDays }),
    ...(change.rules !== undefined && { rules: JSON.stringify(change.rules) as never }),
    ...(change.columns !== undefined && { columns: JSON.stringify(change.columns) as never }),
  };
  if (Object.keys(set).length === 0) return;
  await tables(db)
    .insertInto('library.settings')
    .values({ resource_id: resourceId, ...set })
    .onConflict((conflict) => conflict.column('resource_id').doUpdateSet(set))
    .execute();
}

/** Tables whose oldest versions are past their resource's days: the newest version that is, by table. */
export async function versionsToForget(
  db: Db,
  now: Date,
): Promise<{ resourceId: string; snapshot: number; tableName: string; upTo: number }[]> {
  const { rows } = await sql<{ resourceId: string; snapshot: number; tableName: string; upTo: number }>`
    select v.resource_id as "resourceId", v.snapshot, s.table_name as "tableName", max(v.version) as "upTo"
    from library.versions v
    join library.snapshots s on s.resource_id = v.resource_id and s.number = v.snapshot
    left join library.settings k on k.resource_id = v.resource_id
    where v.kept and s.dropped_at is null
      and v.as_of < ${now}::timestamptz - make_interval(days => coalesce(k.keep_history_days, 90))
    group by 1, 2, 3 having count(*) > 1`.execute(db);
  return rows;
}

/** Versions of one snapshot before `before` (all when null) can no longer be read. */
export async function markForgotten(
  tx: Db,
  resourceId: string,
  snapshot: number,
  before: number | null,
): Promise<void> {
  let query = tables(tx)
    .updateTable('library.versions')
    .set({ kept: false })
    .where('resource_id', '=', resourceId)
    .where('snapshot', '=', snapshot);
  if (before !== null) query = query.where('version', '<', before);
  await query.execute();
}
