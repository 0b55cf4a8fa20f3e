import { sql } from 'kysely';
import type { Db, Queryable } from '../../platform/database.ts';
import { logId } from './store.ts';

/** When each of these grants last answered a call; one that never did is not in it. */
export async function lastUsesOfGrants(db: Db, grantIds: readonly string[]): Promise<Map<string, Date>> {
  if (grantIds.length === 0) return new Map();
  const { rows } = await sql<{ id: string; at: Date }>`
    select asked.id, last.at from unnest(${grantIds}::uuid[]) as asked (id) cross join lateral (
      select at from ledger.entries
      where log_id = ${logId} and grant_id = asked.id and kind = 'call' order by index desc limit 1
    ) as last`.execute(db);
  return new Map(rows.map((row) => [row.id, row.at]));
}

/** A select of the items that an entry's body names, each once: those that were read, and those by which the subject was found. */
const itemsOf = (body: string) => `select distinct jsonb_array_elements_text(
    (${body}::jsonb -> 'items') || coalesce(${body}::jsonb #> '{detail,filteredBy}', '[]')) as item`;

/** Calls whose items are counted at most: the newest. */
export const itemsCountedOf = 20_000;

/** What a grant was used for since an instant: calls and refusals by day in Shanghai, and how often each item was read. */
export async function countUsesOfGrant(
  db: Db,
  grantId: string,
  since: Date,
): Promise<{ days: { day: string; calls: number; refusals: number }[]; items: { code: string; calls: number }[] }> {
  const [days, items] = await Promise.all([
    sql<{ day: string; calls: number; refusals: number }>`
      select (at at time zone 'Asia/Shanghai')::date as day, count(*) filter (where kind = 'call') as calls,
        count(*) filter (where kind = 'refusal') as refusals
      from ledger.entries
      where log_id = ${logId} and grant_id = ${grantId} and kind in ('call', 'refusal') and at >= ${since}
      group by 1 order by 1`.execute(db),
    sql<{ code: string; calls: number }>`
      select item as code, count(*) as calls from (
        select body from ledger.entries
        where log_id = ${logId} and grant_id = ${grantId} and kind = 'call' and at >= ${since}
        order by index desc limit ${itemsCountedOf}
      ) as newest cross join lateral (${sql.raw(itemsOf('newest.body'))}) as used
      group by 1 order by 2 desc, 1`.execute(db),
  ]);
  return { days: days.rows, items: items.rows };
}

/** Adds what the calls of a stretch of the log read to the counts by grant and item; each stretch is to be counted once. */
export async function countItemReads(on: Queryable, from: number, to: number): Promise<void> {
  await on.query({
    text: `insert into ledger.item_reads as r (grant_id, item, calls, last_at)
      select grant_id, item, count(*), max(at) from ledger.entries
        cross join lateral (${itemsOf('body')}) as used
      where log_id = $1 and index >= $2 and index < $3 and kind = 'call' and grant_id is not null group by 1, 2
      on conflict (grant_id, item) do update set calls = r.calls + excluded.calls, last_at = greatest(r.last_at, excluded.last_at)`,
    values: [logId, from, to],
  });
}

/** Items that were read by each of these grants; one by which none was is not in it. */
export async function itemsReadUnder(db: Db, grantIds: readonly string[]): Promise<Map<string, Set<string>>> {
  if (grantIds.length === 0) return new Map();
  const { rows } = await sql<{ id: string; items: string[] }>`
    select grant_id as id, array_agg(item) as items from ledger.item_reads
    where grant_id = any(${grantIds}::uuid[]) group by 1`.execute(db);
  return new Map(rows.map(({ id, items }) => [id, new Set(items)]));
}
