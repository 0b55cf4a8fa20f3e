import type { Db } from '../../platform/database.ts';
import { digestOf, newToken } from './sessions.ts';
import { deleteDevicesOf, deviceKnown, putDevice } from './store-devices.ts';

export const deviceCookie = 'legwork_device';
/** How long a browser is remembered after its last sign-in. */
export const deviceMilliseconds = 180 * 24 * 3_600_000;

const wellFormed = (token: string | undefined): token is string => token !== undefined && /^[\w-]{43}$/.test(token);
/** Of token and account together: two accounts of one browser cannot be joined in the table. */
const deviceDigest = (token: string, accountId: string) => digestOf(`${token} ${accountId}`);

/** The digest of the browser, if this account was signed in to there before and not forgotten since. */
export async function knownDevice(
  db: Db,
  token: string | undefined,
  accountId: string | undefined,
  now: Date,
): Promise<Buffer | undefined> {
  if (!wellFormed(token) || accountId === undefined) return undefined;
  const digest = deviceDigest(token, accountId);
  return (await deviceKnown(db, digest, new Date(now.getTime() - deviceMilliseconds))) ? digest : undefined;
}

/** Remembers the browser for this account; returns what its cookie is to hold. */
export async function rememberDevice(db: Db, token: string | undefined, accountId: string, now: Date): Promise<string> {
  const kept = wellFormed(token) ? token : newToken();
  await putDevice(db, deviceDigest(kept, accountId), accountId, now);
  return kept;
}

/** Forgets every browser of an account, but for the one at hand if it is named. */
export async function forgetDevices(db: Db, accountId: string, except?: string | undefined): Promise<void> {
  await deleteDevicesOf(db, accountId, wellFormed(except) ? deviceDigest(except, accountId) : undefined);
}
