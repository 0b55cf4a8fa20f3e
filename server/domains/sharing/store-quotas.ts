import type { Queryable } from '../../platform/database.ts';
import type { Counted, Moment, Quotas } from './quotas.ts';

/** SQLSTATE of a debit that would go beyond a quota. */
export const quotaExceeded = 'LW002';

/** Calls of one agency by one grant. */
export interface Debit {
  grantId: string;
  agencyId: string;
  calls: number;
  quotas: Quotas;
}

/** In which minute and day a debit counts. */
type Counting = Pick<Moment, 'minute' | 'day'>;

// Rows are locked in the order of their keys until the transaction ends, so that no two batches wait for each other.
const inOrder = (debits: readonly Debit[]) => [...debits].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
const keyOf = ({ grantId, agencyId }: Pick<Debit, 'grantId' | 'agencyId'>) => `${grantId} ${agencyId}`;

/**
 * Counts calls against quotas where all are thought to be within them: nothing is to be read back, so that the statement can
 * be sent with others ahead of their answers. It fails with `quotaExceeded`, and with it the transaction, when one is not.
 * A process whose clock lags counts into the minute and day that another has begun.
 */
export async function debitWithinQuotas(
  on: Queryable,
  { minute, day }: Counting,
  debits: readonly Debit[],
): Promise<void> {
  const asked = inOrder(debits);
  await on.query({
    name: 'sharing-debit-within-quotas',
    text: `with asked as (
        select * from unnest($3::uuid[], $4::uuid[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[])
          as asked (grant_id, agency_id, calls, per_minute, per_day, total)
      ), debited as (
        insert into sharing.quota_counts as q (grant_id, agency_id, minute, in_minute, day, in_day, total)
        select grant_id, agency_id, $1::timestamptz, calls, $2::date, calls, calls from asked order by grant_id, agency_id
        on conflict (grant_id, agency_id) do update set
          minute = greatest(q.minute, excluded.minute),
          in_minute = case when q.minute < excluded.minute then 0 else q.in_minute end + excluded.in_minute,
          day = greatest(q.day, excluded.day),
          in_day = case when q.day < excluded.day then 0 else q.in_day end + excluded.in_day,
          total = q.total + excluded.total
        returning q.grant_id, q.agency_id, q.in_minute, q.in_day, q.total
      )
      select platform.require(bool_and((d.in_minute > a.per_minute or d.in_day > a.per_day or d.total > a.total) is not true),
        '${quotaExceeded}')
      from debited d join asked a using (grant_id, agency_id)`,
    values: [
      minute,
      day,
      asked.map((each) => each.grantId),
      asked.map((each) => each.agencyId),
      asked.map((each) => each.calls),
      ...[0, 1, 2].map((kind) => asked.map((each) => each.quotas[kind] ?? null)),
    ],
  });
}

/** What is counted, in the order of the debits; the counts stay as they are until the caller's transaction ends. */
export async function lockCounts(
  on: Queryable,
  { minute, day }: Counting,
  debits: readonly Debit[],
): Promise<Counted[]> {
  const asked = inOrder(debits);
  const keys = [asked.map((each) => each.grantId), asked.map((each) => each.agencyId)];
  await on.query({
    name: 'sharing-begin-counts',
    text: `insert into sharing.quota_counts (grant_id, agency_id, minute, in_minute, day, in_day, total)
      select grant_id, agency_id, '-infinity', 0, '-infinity', 0, 0 from unnest($1::uuid[], $2::uuid[]) as asked (grant_id, agency_id)
      order by grant_id, agency_id on conflict do nothing`,
    values: keys,
  });
  const { rows } = await on.query<{ grant_id: string; agency_id: string; counted: [number, number, number] }>({
    name: 'sharing-lock-counts',
    text: `select q.grant_id, q.agency_id, array[case when q.minute >= $3::timestamptz then q.in_minute else 0 end,
        case when q.day >= $4::date then q.in_day else 0 end, q.total]::float8[] as counted
      from sharing.quota_counts q
      join unnest($1::uuid[], $2::uuid[]) as asked (grant_id, agency_id) using (grant_id, agency_id)
      order by q.grant_id, q.agency_id for update of q`,
    values: [...keys, minute, day],
  });
  const counts = new Map(rows.map((row) => [keyOf({ grantId: row.grant_id, agencyId: row.agency_id }), row.counted]));
  return debits.map((debit) => counts.get(keyOf(debit)) as unknown as Counted);
}

/** Calls of a day by grant, of all who use it; a grant without any is not in it. */
export async function countsOfDay(
  on: Queryable,
  grantIds: readonly string[],
  day: string,
): Promise<Map<string, { today: number; total: number }>> {
  if (grantIds.length === 0) return new Map();
  const { rows } = await on.query<{ grant_id: string; today: number; total: number }>({
    text: `select grant_id, sum(case when day >= $2::date then in_day else 0 end)::bigint as today, sum(total)::bigint as total
      from sharing.quota_counts where grant_id = any($1::uuid[]) group by grant_id`,
    values: [grantIds, day],
  });
  return new Map(rows.map((row) => [row.grant_id, { today: Number(row.today), total: Number(row.total) }]));
}
