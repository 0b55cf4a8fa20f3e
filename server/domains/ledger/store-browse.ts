import type { EntryKind } from '../../../contracts/ledger.ts';
import type { Db, Queryable } from '../../platform/database.ts';
import { type KeptEntry, type LedgerTables, logId } from './store.ts';

const tables = (db: Db) => db.withTables<LedgerTables>();

/** Entries that one request looks through at most where nothing but the order of the log leads to them. */
export const stride = 50_000;

export interface BrowseFilter {
  kind?: EntryKind | undefined;
  agencyId?: string | undefined;
  /** Indexes below this one. */
  before: number;
  limit: number;
}

/** Entries below an index, the newest first: all there are among the last `stride` before it, `limit` at most. */
export async function entriesBelow(db: Db, { kind, agencyId, before, limit }: BrowseFilter): Promise<KeptEntry[]> {
  let query = tables(db)
    .selectFrom('ledger.entries')
    .select(['index', 'body'])
    .where('log_id', '=', logId)
    .where('index', '<', before)
    .where('index', '>=', before - stride)
    .orderBy('index', 'desc')
    .limit(limit);
  if (kind) query = query.where('kind', '=', kind);
  if (agencyId) query = query.where('agency_id', '=', agencyId);
  const rows = await query.execute();
  return rows.map(({ index, body }) => ({ index, body: JSON.parse(body) }));
}

/**
 * The first index whose entry is not before an instant, found by halving: entries stand in the order of their appending,
 * which is that of their time but for the moments that a transaction takes.
 */
export async function firstIndexFrom(on: Queryable, size: number, instant: Date): Promise<number> {
  let [low, high] = [0, size];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const { rows } = await on.query<{ at: Date }>({
      name: 'ledger-time-of-entry',
      text: 'select at from ledger.entries where log_id = $1 and index = $2',
      values: [logId, middle],
    });
    // Only the beginning of a log is ever archived.
    if (!rows[0] || rows[0].at < instant) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** When the newest checkpoint was published. */
export async function newestCheckpointAt(on: Queryable): Promise<Date | null> {
  const { rows } = await on.query<{ at: Date }>({
    text: 'select at from ledger.checkpoints where log_id = $1 order by size desc limit 1',
    values: [logId],
  });
  return rows[0]?.at ?? null;
}

/** Entries from … to-1, counted by day in Shanghai and kind. */
export async function countEntries(
  on: Queryable,
  from: number,
  to: number,
): Promise<{ day: string; kind: string; entries: number }[]> {
  const { rows } = await on.query<{ day: string; kind: string; entries: number }>({
    text: `select (at at time zone 'Asia/Shanghai')::date as day, kind, count(*) as entries
      from ledger.entries where log_id = $1 and index >= $2 and index < $3 group by 1, 2`,
    values: [logId, from, to],
  });
  return rows;
}

/** Uses of data among entries from … to-1, added up by day, agencies, resource and purpose. */
export interface UseSum {
  day: string;
  providerId: string;
  consumerId: string;
  resourceCode: string;
  purpose: string;
  calls: number;
  refusals: number;
  lastAt: Date;
  /** Of each subject of a call, a 63-bit digest of its pseudonym, as text. */
  people: string[];
}

export async function sumUses(on: Queryable, from: number, to: number): Promise<UseSum[]> {
  const { rows } = await on.query<UseSum>({
    text: `with uses as (
        select (at at time zone 'Asia/Shanghai')::date as day, at, kind, provider_id, agency_id, subject, body::jsonb as said
        from ledger.entries
        where log_id = $1 and index >= $2 and index < $3 and kind in ('call', 'refusal')
          and provider_id is not null and agency_id is not null
      )
      select day, provider_id as "providerId", agency_id as "consumerId", said ->> 'resource' as "resourceCode",
        coalesce(said ->> 'purpose', '') as purpose, count(*) filter (where kind = 'call') as calls,
        count(*) filter (where kind = 'refusal') as refusals, max(at) as "lastAt",
        coalesce(array_agg(distinct (hashtextextended(subject, 0) & 9223372036854775807)::text)
          filter (where kind = 'call' and subject is not null), '{}') as people
      from uses where said ? 'resource' group by 1, 2, 3, 4, 5`,
    values: [logId, from, to],
  });
  return rows;
}

/** Entries that the log holds as committed. */
export async function ledgerSize(on: Queryable): Promise<number> {
  const { rows } = await on.query<{ size: number }>({
    text: 'select size from ledger.head where log_id = $1',
    values: [logId],
  });
  return rows[0]!.size;
}
