import type pg from 'pg';
import type { Queryable } from '../../platform/database.ts';
import { fly } from '../../platform/flight.ts';

/** A connection as the calls use it: statement by statement, or all that is asked at once in one flight. */
export interface Line extends Queryable {
  fly<T>(work: (on: Queryable) => Promise<T>): Promise<{ landed: T; fault: unknown }>;
}

/** Lends a connection of the pool to `work`, and closes it afterwards when it is worn or `work` failed. */
export async function onLine<T>(pool: pg.Pool, work: (line: Line) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let worn = true;
  try {
    let wears = false;
    const result = await work({
      query: (question) => client.query(question),
      async fly(asked) {
        const flown = await fly(client, asked);
        wears ||= flown.worn;
        return flown;
      },
    });
    worn = wears;
    return result;
  } finally {
    client.release(worn);
  }
}
