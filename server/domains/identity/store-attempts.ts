import { type Kysely, sql } from 'kysely';
import type { Db } from '../../platform/database.ts';
import { tables } from './tables.ts';

/** How many failures one counter bears, and how long it waits then. All times in milliseconds. */
export interface AttemptRule {
  limit: number;
  /** The count starts anew so long after its last attempt. */
  window: number;
  /** The first wait; each failure after it waits twice as long as the one before, */
  wait: number;
  /** up to this. */
  longest: number;
}

/**
 * Counts an attempt before its password is looked at, so that attempts made at once cannot outrun the count. False when
 * the counter is locked.
 */
export async function claimAttempt(db: Db, counter: Buffer, now: Date, rule: AttemptRule): Promise<boolean> {
  const since = new Date(now.getTime() - rule.window);
  const { rows } = await sql`
    insert into identity.sign_in_attempts as t (counter, failed, last_at) values (${counter}, 1, ${now})
    on conflict (counter) do update set
      failed = case when t.last_at < ${since} then 1 else t.failed + 1 end,
      last_at = ${now},
      locked_until = case when t.last_at >= ${since} and t.failed + 1 >= ${rule.limit}::int
        then ${now}::timestamptz + make_interval(secs =>
          least(${rule.longest / 1000}::float8, ${rule.wait / 1000}::float8 * 2 ^ least(t.failed + 1 - ${rule.limit}::int, 20))) end
    where t.locked_until is null or t.locked_until <= ${now}
    returning failed`.execute(db as Kysely<unknown>);
  return rows.length > 0;
}

export async function lockedUntil(db: Db, counter: Buffer): Promise<Date | null> {
  const row = await tables(db)
    .selectFrom('identity.sign_in_attempts')
    .select('locked_until')
    .where('counter', '=', counter)
    .executeTakeFirst();
  return row?.locked_until ?? null;
}

export async function clearAttempts(db: Db, counter: Buffer): Promise<void> {
  await tables(db).deleteFrom('identity.sign_in_attempts').where('counter', '=', counter).execute();
}

/** Takes one attempt off a counter that others share, and the lock with it when that is below the limit again. */
export async function forgiveAttempt(db: Db, counter: Buffer, limit: number): Promise<void> {
  await sql`update identity.sign_in_attempts set failed = greatest(failed - 1, 0),
    locked_until = case when failed - 1 >= ${limit}::int then locked_until end
    where counter = ${counter}`.execute(db as Kysely<unknown>);
}

/** Removes counts that no longer matter. */
export async function deleteOldAttempts(db: Db, now: Date, since: Date): Promise<void> {
  await tables(db)
    .deleteFrom('identity.sign_in_attempts')
    .where('last_at', '<', since)
    .where((where) => where.or([where('locked_until', 'is', null), where('locked_until', '<', now)]))
    .execute();
}
