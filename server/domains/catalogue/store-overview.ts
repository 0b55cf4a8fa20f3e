import { sql } from 'kysely';
import type { Db } from '../../platform/database.ts';
import type { CatalogueTables } from './store.ts';

const tables = (db: Db) => db.withTables<CatalogueTables>();

/** An entry that waits for its review, or that was returned to its provider. */
export interface WaitingEntry {
  id: string;
  name: string;
  nameEn: string | null;
  providerId: string;
  /** When it came into the state that it is in. */
  since: Date;
}

/** Entries in a state, those that have waited longest first; of one provider or of all. */
export function entriesIn(
  db: Db,
  { state, providerId, limit }: { state: 'submitted' | 'returned'; providerId?: string | undefined; limit: number },
): Promise<WaitingEntry[]> {
  const since = sql<Date>`coalesce((select max(e.at) from catalogue.events e where e.resource_id = r.id), r.updated_at)`;
  let query = tables(db)
    .selectFrom('catalogue.resources as r')
    .select(['r.id', 'r.name', 'r.name_en as nameEn', 'r.provider_id as providerId', since.as('since')])
    .where('r.state', '=', state)
    .orderBy(since)
    .limit(limit);
  if (providerId !== undefined) query = query.where('r.provider_id', '=', providerId);
  return query.execute();
}

/** A published resource with how often it is to be brought up to date. */
export interface CycledResource {
  id: string;
  code: string;
  name: string;
  nameEn: string | null;
  providerId: string;
  /** Code of the update-cycle list. */
  updateCycle: string;
}

export function cycledResources(
  db: Db,
  { providerId }: { providerId?: string | undefined },
): Promise<CycledResource[]> {
  let query = tables(db)
    .selectFrom('catalogue.resources')
    .select((row) => [
      'id',
      row.ref('code').$notNull().as('code'),
      'name',
      'name_en as nameEn',
      'provider_id as providerId',
      row.ref('update_cycle').$notNull().as('updateCycle'),
    ])
    .where('state', '=', 'published')
    .where('update_cycle', 'is not', null)
    .orderBy('id');
  if (providerId !== undefined) query = query.where('provider_id', '=', providerId);
  return query.execute();
}

/** Names of resources by their codes; a code that no resource has is not in it. */
export async function namesByCodes(
  db: Db,
  codes: readonly string[],
): Promise<Map<string, { id: string; name: string; nameEn: string | null }>> {
  if (codes.length === 0) return new Map();
  const rows = await tables(db)
    .selectFrom('catalogue.resources')
    .select((row) => ['id', row.ref('code').$notNull().as('code'), 'name', 'name_en as nameEn'])
    .where('code', 'in', [...new Set(codes)])
    .execute();
  return new Map(rows.map(({ code, ...named }) => [code, named]));
}

/** How many entries of an agency are in each state. */
export async function countEntriesOf(db: Db, providerId: string): Promise<Record<string, number>> {
  const rows = await tables(db)
    .selectFrom('catalogue.resources')
    .select((row) => ['state', row.fn.countAll<number>().as('count')])
    .where('provider_id', '=', providerId)
    .groupBy('state')
    .execute();
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

/** How many published entries each provider has, and how many of them are withheld. */
export async function withheldCounts(db: Db): Promise<{ providerId: string; entries: number; withheld: number }[]> {
  const { rows } = await sql<{ providerId: string; entries: number; withheld: number }>`
    select provider_id as "providerId", count(*) as entries,
      count(*) filter (where share_type = 'withheld') as withheld
    from catalogue.resources where state in ('published', 'suspended')
    group by provider_id order by count(*) filter (where share_type = 'withheld')::float / count(*) desc, provider_id`.execute(
    db,
  );
  return rows;
}
