import { createHash, randomBytes } from 'node:crypto';
import type { Config } from '../../platform/config.ts';

export const sessionCookie = 'legwork_session';
/** How stale the time of last use may be at most, so that reading pages does not write at each request. */
const longestStale = 60_000;

/** What the cookie holds: 32 random bytes, of which only the digest is kept. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** SHA-256: enough for what is random already. */
export function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** How long a session may stand unused, milliseconds: residents and staff have a limit each. */
export function idleMilliseconds({ sessions }: Pick<Config, 'sessions'>, account: { agencyId: string | null }): number {
  return account.agencyId === null ? sessions.residentIdle : sessions.staffIdle;
}

interface Times {
  lastSeenAt: Date;
  expiresAt: Date;
}

/** Whether a session still holds: within its idle limit from its last use, and before its end in any case. */
export function isLive(session: Times, idle: number, now: Date): boolean {
  return now < session.expiresAt && now.getTime() - session.lastSeenAt.getTime() < idle;
}

/** Whole seconds that a live session has left: unused, and in all. */
export function secondsLeft(session: Times, idle: number, now: Date): { idleSecondsLeft: number; secondsLeft: number } {
  const whole = (milliseconds: number) => Math.max(0, Math.floor(milliseconds / 1000));
  return {
    idleSecondsLeft: whole(session.lastSeenAt.getTime() + idle - now.getTime()),
    secondsLeft: whole(session.expiresAt.getTime() - now.getTime()),
  };
}

/** Whether use is to be noted anew: within a tenth of the idle limit, so that nobody who goes on working is signed out. */
export function isStale(session: { lastSeenAt: Date }, idle: number, now: Date): boolean {
  return now.getTime() - session.lastSeenAt.getTime() >= Math.min(longestStale, idle / 10);
}
