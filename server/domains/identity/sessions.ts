import { createHash, randomBytes } from 'node:crypto';

export const sessionCookie = 'legwork_session';
export const idleMilliseconds = 30 * 60_000;
export const absoluteMilliseconds = 12 * 3_600_000;
/** How stale the time of last use may be, so that reading pages does not write at each request. */
const touchMilliseconds = 60_000;

/** What the cookie holds: 32 random bytes, of which only the digest is kept. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** SHA-256: enough for what is random already. */
export function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** Whether a session still holds: 30 minutes from its last use, 12 hours from its start. */
export function isLive(session: { lastSeenAt: Date; expiresAt: Date }, now: Date): boolean {
  return now < session.expiresAt && now.getTime() - session.lastSeenAt.getTime() < idleMilliseconds;
}

export function isStale(session: { lastSeenAt: Date }, now: Date): boolean {
  return now.getTime() - session.lastSeenAt.getTime() >= touchMilliseconds;
}
