import type { browsers, devices } from '../../../contracts/identity.ts';
import type { Db } from '../../platform/database.ts';
import { accountColumns, type StoredAccount } from './store.ts';
import { tables } from './tables.ts';

export interface StoredSession {
  id: string;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
  account: StoredAccount;
}

const withAccount = (db: Db) =>
  tables(db)
    .selectFrom('identity.sessions as s')
    .innerJoin('identity.accounts as a', 'a.id', 's.account_id')
    .leftJoin('identity.people as p', 'p.id', 'a.person_id')
    .select(['s.id as session_id', 's.created_at', 's.last_seen_at', 's.expires_at', ...accountColumns]);

type Row = NonNullable<Awaited<ReturnType<ReturnType<typeof withAccount>['executeTakeFirst']>>>;

function stored(row: Row | undefined): StoredSession | undefined {
  if (!row) return undefined;
  const { session_id, created_at, last_seen_at, expires_at, ...account } = row;
  return { id: session_id, createdAt: created_at, lastSeenAt: last_seen_at, expiresAt: expires_at, account };
}

export async function sessionByDigest(db: Db, digest: Buffer): Promise<StoredSession | undefined> {
  return stored(await withAccount(db).where('s.token_sha256', '=', digest).executeTakeFirst());
}

export async function sessionById(db: Db, id: string): Promise<StoredSession | undefined> {
  return stored(await withAccount(db).where('s.id', '=', id).executeTakeFirst());
}

export interface OwnSession {
  id: string;
  browser: (typeof browsers)[number] | null;
  device: (typeof devices)[number] | null;
  createdAt: Date;
  lastSeenAt: Date;
}

/** Those of an account that still hold, the last used first. */
export async function liveSessionsOf(db: Db, accountId: string, now: Date, usedSince: Date): Promise<OwnSession[]> {
  const rows = await tables(db)
    .selectFrom('identity.sessions')
    .select(['id', 'browser', 'device', 'created_at as createdAt', 'last_seen_at as lastSeenAt'])
    .where('account_id', '=', accountId)
    .where('expires_at', '>', now)
    .where('last_seen_at', '>', usedSince)
    .orderBy('last_seen_at', 'desc')
    .orderBy('id')
    .limit(100)
    .execute();
  return rows as OwnSession[];
}

export async function insertSession(
  db: Db,
  session: {
    digest: Buffer;
    accountId: string;
    browser: string | null;
    device: string | null;
    now: Date;
    expiresAt: Date;
  },
): Promise<void> {
  await tables(db)
    .insertInto('identity.sessions')
    .values({
      token_sha256: session.digest,
      account_id: session.accountId,
      browser: session.browser,
      device: session.device,
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

/** False when the account has no such session. */
export async function deleteSessionOf(db: Db, accountId: string, id: string): Promise<boolean> {
  const row = await tables(db)
    .deleteFrom('identity.sessions')
    .where('id', '=', id)
    .where('account_id', '=', accountId)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Ends the sessions of an account, but for one if it is named; says how many. */
export async function deleteSessionsOf(db: Db, accountId: string, except?: string | undefined): Promise<number> {
  let query = tables(db).deleteFrom('identity.sessions').where('account_id', '=', accountId);
  if (except !== undefined) query = query.where('id', '!=', except);
  return Number((await query.executeTakeFirst()).numDeletedRows);
}

/** Removes sessions that have ended. */
export async function deleteEnded(db: Db, now: Date, idleSince: Date): Promise<void> {
  await tables(db)
    .deleteFrom('identity.sessions')
    .where((where) => where.or([where('expires_at', '<', now), where('last_seen_at', '<', idleSince)]))
    .execute();
}
