import { createHmac } from 'node:crypto';
import { isIPv6 } from 'node:net';
import type { ErrorCode } from '../../../contracts/errors.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { type AttemptRule, claimAttempt, clearAttempts, forgiveAttempt, lockedUntil } from './store-attempts.ts';

const minute = 60_000;

/** One name from one place (or one known device): after the fifth failure a minute, then 2, 4, … up to an hour. */
const together: AttemptRule = { limit: 5, window: 12 * 60 * minute, wait: minute, longest: 60 * minute };
/** One name from anywhere: many places guess it. Devices in which it was signed in to before are not held up. */
const ofName: AttemptRule = { limit: 50, window: 60 * minute, wait: 15 * minute, longest: 15 * minute };
/** One place, whatever the names: it tries a password on everyone. Known devices are not held up. */
const ofSource: AttemptRule = { limit: 200, window: 60 * minute, wait: 15 * minute, longest: 15 * minute };

export const longestWindow = together.window;

interface Counter {
  key: Buffer;
  rule: AttemptRule;
  code: ErrorCode;
}

export interface Attempt {
  username: string;
  /** The caller's address. */
  source: string;
  /** Digest of the device, if the account was signed in to there before. */
  device: Buffer | undefined;
}

/**
 * Counts an attempt before its password is looked at (GB/T 22239 8.1.4.1). Nobody can lock an owner out for good: a
 * stranger's failures count against the stranger's own network, and what guards a name against many networks lets its known
 * devices through. Names that no account has are counted alike, so that a lock tells nobody who exists. Throws `account-locked`,
 * `account-guarded` or `source-locked` with the minutes left.
 */
export async function claim(platform: Platform, attempt: Attempt): Promise<Claimed> {
  const counters = countersOf(platform, attempt);
  const now = platform.now();
  for (const { key, rule, code } of counters) {
    if (await claimAttempt(platform.db, key, now, rule)) continue;
    throw locked(code, (await lockedUntil(platform.db, key)) ?? now, now);
  }
  return { counters };
}

export interface Claimed {
  counters: Counter[];
}

/** The attempt was no failure: what was counted for it is taken back. */
export async function forgive({ db }: Pick<Platform, 'db'>, { counters }: Claimed): Promise<void> {
  for (const { key, rule } of counters) {
    if (rule === together) await clearAttempts(db, key);
    else await forgiveAttempt(db, key, rule.limit);
  }
}

/** For a password that is asked again within a session: counted by the account alone, since the session is the owner's. */
export async function claimWithin(platform: Platform, accountId: string): Promise<Claimed> {
  const counter: Counter = { key: digest(platform, 'within', accountId), rule: together, code: 'account-locked' };
  const now = platform.now();
  if (!(await claimAttempt(platform.db, counter.key, now, together))) {
    throw locked(counter.code, (await lockedUntil(platform.db, counter.key)) ?? now, now);
  }
  return { counters: [counter] };
}

function countersOf(platform: Platform, { username, source, device }: Attempt): Counter[] {
  if (device) {
    const key = digest(platform, 'device', username, device.toString('base64url'));
    return [{ key, rule: together, code: 'account-locked' }];
  }
  const network = networkOf(source);
  return [
    { key: digest(platform, 'together', username, network), rule: together, code: 'account-locked' },
    { key: digest(platform, 'name', username), rule: ofName, code: 'account-guarded' },
    { key: digest(platform, 'source', network), rule: ofSource, code: 'source-locked' },
  ];
}

/** Keyed, so that neither a name nor an address can be found again by trying them all. */
function digest({ keys }: Pick<Platform, 'keys'>, ...parts: string[]): Buffer {
  return createHmac('sha256', keys.pseudonym)
    .update(JSON.stringify(['sign-in', ...parts]))
    .digest();
}

function locked(code: ErrorCode, until: Date, now: Date): DomainError {
  const left = until.getTime() - now.getTime();
  return new DomainError(code, {
    minutes: Math.max(1, Math.ceil(left / minute)),
    retryAfter: Math.max(1, Math.ceil(left / 1000)),
  });
}

/** An address as one place: IPv4 whole, of IPv6 the first 64 bits, which one line holds (RFC 6177). */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.split('::') as [string, string | undefined];
  const front = head === '' ? [] : head.split(':');
  const back = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length);
  return [...front, ...Array<string>(zeros).fill('0'), ...back]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
