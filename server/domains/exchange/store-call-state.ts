import type { Queryable } from '../../platform/database.ts';

/** Beyond so many rows the sum is made anew. */
const manyRows = 100;
/** Sums are taken modulo this, so that a folded one fits its column. */
const modulus = 2 ** 53;

/**
 * The state of all that calls are judged by, as it stands at the statement's instant: every change of it, whoever makes it,
 * gives another (db/migrations/0056). `long`: it is to be folded.
 */
export async function callState(on: Queryable): Promise<{ state: string; long: boolean }> {
  const { rows } = await on.query<{ state: string; rows: number }>({
    name: 'call-state',
    text: `select (coalesce(sum(n), 0) % ${modulus})::text as state, count(*)::int as rows from platform.call_state`,
  });
  const { state, rows: count } = rows[0]!;
  return { state, long: count > manyRows };
}

/** Puts one row in the place of many. The sum stays what it is, whenever it is read. */
export async function foldCallState(on: Queryable): Promise<void> {
  await on.query({
    text: `with gone as (
        delete from platform.call_state
        where ctid = any(array(select ctid from platform.call_state limit 100000 for update skip locked)) returning n
      )
      insert into platform.call_state select sum(n) % ${modulus} from gone having count(*) > 0`,
  });
}
