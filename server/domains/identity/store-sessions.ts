import { type Kysely, sql } from 'kysely';
import type { Db } from '../../platform/database.ts';
import { accountColumns, type StoredAccount } from './store.ts';
import { tables } from './tables.ts';

export interface StoredSession {
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
  account: StoredAccount;
}

export async function sessionByDigest(db: Db, digest: Buffer): Promise<StoredSession | undefined> {
  const row = await tables(db)
    .selectFrom('identity.sessions as s')
    .innerJoin('identity.accounts as a', 'a.id', 's.account_id')
    .leftJoin('identity.people as p', 'p.id', 'a.person_id')
    .select(['s.created_at', 's.last_seen_at', 's.expires_at', ...accountColumns])
    .where('s.token_sha256', '=', digest)
    .executeTakeFirst();
  if (!row) return undefined;
  const { created_at, last_seen_at, expires_at, ...account } = row;
  return { createdAt: created_at, lastSeenAt: last_seen_at, expiresAt: expires_at, account };
}

export async function insertSession(
  db: Db,
  session: { digest: Buffer; accountId: string; userAgent: string | null; now: Date; expiresAt: Date },
): Promise<void> {
  await tables(db)
    .insertInto('identity.sessions')
    .values({
      token_sha256: session.digest,
      account_id: session.accountId,
      user_agent: session.userAgent,
      created_at: session.now,
      last_seen_at: session.now,
      expires_at: session.expiresAt,
    })
    .execute();
}

export async function touchSession(db: Db, digest: Buffer, now: Date): Promise<void> {
  await tables(db)
    .updateTable('identity.sessions')
    .set({ last_seen_at: now })
    .where('token_sha256', '=', digest)
    .execute();
}

export async function deleteSession(db: Db, digest: Buffer): Promise<void> {
  await tables(db).deleteFrom('identity.sessions').where('token_sha256', '=', digest).execute();
}

export async function deleteSessionsOf(db: Db, accountId: string): Promise<void> {
  await tables(db).deleteFrom('identity.sessions').where('account_id', '=', accountId).execute();
}

/**
 * Counts an attempt before its password is looked at, so that attempts made at once cannot outrun the count. Undefined
 * when the name is locked. The count starts anew when its last attempt is older than the lock's length.
 */
export async function claimAttempt(
  db: Db,
  digest: Buffer,
  now: Date,
  limit: number,
  lockMilliseconds: number,
): Promise<{ failed: number } | undefined> {
  const until = new Date(now.getTime() + lockMilliseconds);
  const since = new Date(now.getTime() - lockMilliseconds);
  const { rows } = await sql<{ failed: number }>`
    insert into identity.sign_in_attempts as t (username_sha256, failed, last_at) values (${digest}, 1, ${now})
    on conflict (username_sha256) do update set
      failed = case when t.locked_until is not null or t.last_at < ${since} then 1 else t.failed + 1 end,
      last_at = ${now},
      locked_until = case when t.locked_until is null and t.last_at >= ${since} and t.failed + 1 >= ${limit}
        then ${until}::timestamptz end
    where t.locked_until is null or t.locked_until <= ${now}
    returning failed`.execute(db as Kysely<unknown>);
  return rows[0];
}

export async function lockedUntil(db: Db, digest: Buffer): Promise<Date | null> {
  const row = await tables(db)
    .selectFrom('identity.sign_in_attempts')
    .select('locked_until')
    .where('username_sha256', '=', digest)
    .executeTakeFirst();
  return row?.locked_until ?? null;
}

export async function clearAttempts(db: Db, digest: Buffer): Promise<void> {
  await tables(db).deleteFrom('identity.sign_in_attempts').where('username_sha256', '=', digest).execute();
}

/** Removes sessions that have ended and counts of attempts that no longer matter. */
export async function deleteEnded(db: Db, now: Date, idleSince: Date, attemptsSince: Date): Promise<void> {
  await tables(db)
    .deleteFrom('identity.sessions')
    .where((where) => where.or([where('expires_at', '<', now), where('last_seen_at', '<', idleSince)]))
    .execute();
  await tables(db)
    .deleteFrom('identity.sign_in_attempts')
    .where('last_at', '<', attemptsSince)
    .where((where) => where.or([where('locked_until', 'is', null), where('locked_until', '<', now)]))
    .execute();
}
