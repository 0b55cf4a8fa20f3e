import type { Queryable } from './database.ts';

/** Beyond so many rows the sum is made anew. */
const manyRows = 100;
/** Sums are taken modulo this, so that a folded one fits its column. */
const modulus = 2 ** 53;

/** Tables of random numbers, one put in by each change of what they stand for, in the changing transaction. */
export type StateTable = 'platform.call_state' | 'catalogue.search_state';

/**
 * The state of what a table stands for, as it is at the statement's instant: every change of it, whoever makes it, gives
 * another (db/migrations/0056), and no two changes wait for each other. `long`: it is to be folded.
 */
export async function stateSum(on: Queryable, table: StateTable): Promise<{ state: string; long: boolean }> {
  const { rows } = await on.query<{ state: string; rows: number }>({
    name: `state-of-${table}`,
    text: `select (coalesce(sum(n), 0) % ${modulus})::text as state, count(*)::int as rows from ${table}`,
  });
  const { state, rows: count } = rows[0]!;
  return { state, long: count > manyRows };
}

/** Puts one row in the place of many. The sum stays what it is, whenever it is read. */
export async function foldStateSum(on: Queryable, table: StateTable): Promise<void> {
  await on.query({
    text: `with gone as (
        delete from ${table}
        where ctid = any(array(select ctid from ${table} limit 100000 for update skip locked)) returning n
      )
      insert into ${table} select sum(n) % ${modulus} from gone having count(*) > 0`,
  });
}
