import { sql } from 'kysely';
import type { Db } from '../../platform/database.ts';
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
      ) as newest cross join lateral jsonb_array_elements_text(newest.body::jsonb -> 'items') as item
      group by 1 order by 2 desc, 1`.execute(db),
  ]);
  return { days: days.rows, items: items.rows };
}
