import { sql } from 'kysely';
import { type Db, onTransaction } from '../../platform/database.ts';
import type { Resource } from '../catalogue/index.ts';
import { columnOf, tableOf } from './serving.ts';
import type { LibraryTables } from './store.ts';

/** Faults that say that a value does not agree with the world: its code list, its check digits, the calendar. */
const inconsistent = ['codeUnknown', 'citizenId', 'creditCode', 'noSuchDay', 'notInResource'];
const repeated = ['duplicateKey', 'keyInLibrary'];
const patience = '60s';

export interface Measured {
  version: number;
  completeness: number | null;
  validity: number | null;
  uniqueness: number | null;
  consistency: number | null;
}

type QualityTables = LibraryTables & {
  'library.quality': {
    resource_id: string;
    version: number;
    completeness: number | null;
    validity: number | null;
    uniqueness: number | null;
    consistency: number | null;
    measured_at: Date;
  };
};

/** Resources whose version that serves was not measured yet. */
export async function unmeasured(
  db: Db,
  limit: number,
): Promise<{ resourceId: string; version: number; tableName: string }[]> {
  return db
    .withTables<QualityTables>()
    .selectFrom('library.resources as r')
    .leftJoin('library.quality as q', 'q.resource_id', 'r.resource_id')
    .select(['r.resource_id as resourceId', 'r.version', 'r.table_name as tableName'])
    .where((eb) => eb.or([eb('q.version', 'is', null), eb('q.version', '<>', eb.ref('r.version'))]))
    .limit(limit)
    .execute();
}

/** Filled cells of all cells; null for a table without rows. SQLSTATE 42P01 when the table is gone. */
export async function completenessOf(db: Db, tableName: string, { items }: Resource): Promise<number | null> {
  return db.transaction().execute(async (tx) => {
    const on = onTransaction(tx);
    await on.query({ text: `set local statement_timeout = '${patience}'` });
    const filled = items.map(({ code }) => `count(${columnOf(code)})`).join(' + ');
    const { rows } = await on.query<{ filled: number; cells: number }>({
      text: `select ${filled} as filled, count(*) * ${items.length} as cells from ${tableOf(tableName)}`,
    });
    const { filled: full, cells } = rows[0]!;
    return cells === 0 ? null : full / cells;
  });
}

/** From the rejects of the resource's last file, served or refused. */
export async function fileScores(
  db: Db,
  resourceId: string,
): Promise<Pick<Measured, 'validity' | 'uniqueness' | 'consistency'>> {
  const { rows } = await sql<{ received: number; malformed: number; repeated: number; inconsistent: number }>`
    with last as (select id, received_rows from library.batches
      where resource_id = ${resourceId} and mode <> 'rollback' and state in ('serving', 'refused') and received_rows > 0
      order by started_at desc limit 1),
    kinds as (select r.row_number,
        bool_or(f ->> 'reason' = any(${repeated})) as repeated,
        bool_or(f ->> 'reason' = any(${inconsistent})) as inconsistent,
        bool_or(f ->> 'reason' <> all(${[...repeated, ...inconsistent]})) as malformed
      from library.rejects r join last on r.batch_id = last.id, jsonb_array_elements(r.faults) f group by 1)
    select last.received_rows as received, count(*) filter (where malformed) as malformed,
      count(*) filter (where repeated) as repeated, count(*) filter (where inconsistent) as inconsistent
    from last left join kinds on true group by 1`.execute(db);
  const found = rows[0];
  if (!found) return { validity: null, uniqueness: null, consistency: null };
  const share = (faulty: number) => 1 - faulty / found.received;
  return {
    validity: share(found.malformed),
    uniqueness: share(found.repeated),
    consistency: share(found.inconsistent),
  };
}

export async function putMeasured(db: Db, resourceId: string, measured: Measured, at: Date): Promise<void> {
  const row = { ...measured, measured_at: at };
  await db
    .withTables<QualityTables>()
    .insertInto('library.quality')
    .values({ resource_id: resourceId, ...row })
    .onConflict((conflict) => conflict.column('resource_id').doUpdateSet(row))
    .execute();
}

/** Of the resources given, or of all after an id; `limit + 1` rows, for pageOfRows. */
export function measuredOf(
  db: Db,
  filter: { resourceIds?: readonly string[] | undefined; after: string | null; limit: number },
): Promise<(Measured & { resourceId: string; rowCount: number; asOf: Date })[]> {
  let query = db
    .withTables<QualityTables>()
    .selectFrom('library.quality as q')
    .innerJoin('library.resources as r', 'r.resource_id', 'q.resource_id')
    .select([
      'q.resource_id as resourceId',
      'q.version',
      'q.completeness',
      'q.validity',
      'q.uniqueness',
      'q.consistency',
      'r.row_count as rowCount',
      'r.as_of as asOf',
    ])
    .orderBy('q.resource_id')
    .limit(filter.limit + 1);
  if (filter.resourceIds)
    query = query.where('q.resource_id', '=', sql<string>`any(${[...filter.resourceIds]}::uuid[])`);
  if (filter.after) query = query.where('q.resource_id', '>', filter.after);
  return query.execute();
}

/** Ids of all resources that have data. */
export async function resourcesWithData(db: Db): Promise<string[]> {
  const rows = await db
    .withTables<LibraryTables>()
    .selectFrom('library.resources')
    .select('resource_id as id')
    .execute();
  return rows.map(({ id }) => id);
}
