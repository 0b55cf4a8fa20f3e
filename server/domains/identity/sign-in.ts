import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { tell } from './events.ts';
import { knownDevice, rememberDevice } from './known-devices.ts';
import { passwordFits } from './passwords.ts';
import { digestOf, idleMilliseconds, isLive, isStale, newToken } from './sessions.ts';
import { accountByUsername, noteSignIn, type StoredAccount } from './store.ts';
import { deleteSession, insertSession, type StoredSession, sessionByDigest, touchSession } from './store-sessions.ts';
import { claim, forgive } from './throttle.ts';
import { recognised } from './user-agent.ts';

export interface SignInAttempt {
  username: string;
  password: string;
  userAgent: string | undefined;
  /** The caller's address; only a keyed digest of its network is kept, and only while failures are counted. */
  source: string;
  /** The session that the browser had until now; it ends. */
  formerToken: string | undefined;
  /** What the browser was given when someone last signed in there. */
  deviceToken: string | undefined;
}

export interface SignedIn {
  /** What the session's cookie is to hold: made here, never taken from the browser. */
  token: string;
  deviceToken: string;
  account: StoredAccount;
}

/**
 * Signs in with a password and starts a session. A name that no account has costs the same time and is held up the same
 * way. Throws `credentials-wrong`, or what `claim` throws with the minutes left.
 */
export async function signIn(platform: Platform, attempt: SignInAttempt): Promise<SignedIn> {
  const { db, config } = platform;
  const now = platform.now();
  const username = attempt.username.trim().toLowerCase();
  if (username.includes('\0')) throw new DomainError('credentials-wrong');
  const account = await accountByUsername(db, username);
  const device = await knownDevice(db, attempt.deviceToken, account?.id, now);
  const claimed = await claim(platform, { username, source: attempt.source, device });
  const fits = await passwordFits(attempt.password, account?.active ? account.passwordHash : null);
  if (!account || !fits) throw new DomainError('credentials-wrong');

  const token = newToken();
  const deviceToken = await db.transaction().execute(async (tx) => {
    await forgive({ db: tx }, claimed);
    if (attempt.formerToken !== undefined) await deleteSession(tx, digestOf(attempt.formerToken));
    await insertSession(tx, {
      digest: digestOf(token),
      accountId: account.id,
      ...recognised(attempt.userAgent),
      now,
      expiresAt: new Date(now.getTime() + config.sessions.longest),
    });
    await noteSignIn(tx, account.id, now);
    if (account.agencyId !== null) {
      await tell(platform, tx, {
        kind: 'signIn',
        accountId: account.id,
        agencyId: account.agencyId,
        at: now,
        how: 'password',
      });
    }
    return rememberDevice(tx, attempt.deviceToken, account.id, now);
  });
  return { token, deviceToken, account };
}

interface Looking {
  /** Whether this counts as use; a page that asks by itself does not use its session. */
  touch?: boolean;
}

/**
 * The live session of a cookie's token, marked as used; null when it has ended, its account was closed, or its password is
 * a one-time one, which opens nothing.
 */
export async function sessionOf(
  platform: Platform,
  token: string | undefined,
  looking?: Looking,
): Promise<StoredSession | null> {
  const session = await anySessionOf(platform, token, looking);
  return session?.account.passwordTemporary ? null : session;
}

/** As sessionOf, but also the session of a one-time password, for choosing one's own. */
export async function anySessionOf(
  platform: Platform,
  token: string | undefined,
  { touch = true }: Looking = {},
): Promise<StoredSession | null> {
  if (token === undefined || token === '') return null;
  const digest = digestOf(token);
  const session = await sessionByDigest(platform.db, digest);
  const now = platform.now();
  if (!session || !holds(platform, session)) return null;
  if (!touch || !isStale(session, idleMilliseconds(platform.config, session.account), now)) return session;
  await touchSession(platform.db, digest, now);
  return { ...session, lastSeenAt: now };
}

export function holds(platform: Platform, session: StoredSession): boolean {
  return session.account.active && isLive(session, idleMilliseconds(platform.config, session.account), platform.now());
}

/** Ends the session of a cookie's token, if there is one. */
export async function signOut(platform: Platform, token: string | undefined): Promise<void> {
  if (token !== undefined) await deleteSession(platform.db, digestOf(token));
}
