import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { tell } from './events.ts';
import { passwordFits } from './passwords.ts';
import { absoluteMilliseconds, digestOf, isLive, isStale, newToken } from './sessions.ts';
import { accountByUsername, type StoredAccount } from './store.ts';
import {
  claimAttempt,
  clearAttempts,
  deleteSession,
  insertSession,
  lockedUntil,
  type StoredSession,
  sessionByDigest,
  touchSession,
} from './store-sessions.ts';

/** Failures in a row before a name is locked. */
const attemptLimit = 5;
export const lockMilliseconds = 15 * 60_000;

export interface SignInAttempt {
  username: string;
  password: string;
  userAgent: string | undefined;
  /** The session that the browser had until now; it ends. */
  formerToken: string | undefined;
}

/**
 * Signs in with a password and starts a session; returns the token that the cookie is to hold. A name that no account
 * has costs the same time and is locked the same way. Throws `credentials-wrong`, or `account-locked` with the minutes
 * left (GB/T 22239 8.1.4.1: limits on failed log-ins, and on idle time).
 */
export async function signIn(
  platform: Platform,
  attempt: SignInAttempt,
): Promise<{ token: string; account: StoredAccount }> {
  const { db } = platform;
  const now = platform.now();
  const username = attempt.username.trim().toLowerCase();
  if (username.includes('\0')) throw new DomainError('credentials-wrong');
  const nameDigest = digestOf(username);
  if (!(await claimAttempt(db, nameDigest, now, attemptLimit, lockMilliseconds))) {
    const left = ((await lockedUntil(db, nameDigest)) ?? now).getTime() - now.getTime();
    throw new DomainError('account-locked', {
      minutes: Math.max(1, Math.ceil(left / 60_000)),
      retryAfter: Math.max(1, Math.ceil(left / 1000)),
    });
  }
  const account = await accountByUsername(db, username);
  const fits = await passwordFits(attempt.password, account?.active ? account.passwordHash : null);
  if (!account || !fits) throw new DomainError('credentials-wrong');

  const token = newToken();
  await db.transaction().execute(async (tx) => {
    await clearAttempts(tx, nameDigest);
    if (attempt.formerToken !== undefined) await deleteSession(tx, digestOf(attempt.formerToken));
    await insertSession(tx, {
      digest: digestOf(token),
      accountId: account.id,
      userAgent: attempt.userAgent?.slice(0, 300) ?? null,
      now,
      expiresAt: new Date(now.getTime() + absoluteMilliseconds),
    });
    if (account.agencyId !== null) {
      await tell(platform, tx, {
        kind: 'signIn',
        accountId: account.id,
        agencyId: account.agencyId,
        at: now,
        how: 'password',
      });
    }
  });
  return { token, account };
}

/** The live session of a cookie's token, marked as used; null when it has ended or its account was closed. */
export async function sessionOf(platform: Platform, token: string | undefined): Promise<StoredSession | null> {
  if (token === undefined || token === '') return null;
  const digest = digestOf(token);
  const session = await sessionByDigest(platform.db, digest);
  const now = platform.now();
  if (!session?.account.active || !isLive(session, now)) return null;
  if (isStale(session, now)) await touchSession(platform.db, digest, now);
  return session;
}

/** Ends the session of a cookie's token, if there is one. */
export async function signOut(platform: Platform, token: string | undefined): Promise<void> {
  if (token !== undefined) await deleteSession(platform.db, digestOf(token));
}
