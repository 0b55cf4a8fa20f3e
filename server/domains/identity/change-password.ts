import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { agencyById } from '../directory/index.ts';
import { tell } from './events.ts';
import { forgetDevices } from './known-devices.ts';
import { hashPassword, passwordFits, requireSound } from './passwords.ts';
import { accountById, putPassword, type StoredAccount } from './store.ts';
import { deleteSessionsOf, type StoredSession } from './store-sessions.ts';
import { type Claimed, claimWithin, forgive } from './throttle.ts';

export interface PasswordChange {
  accountId: string;
  current: string;
  next: string;
  /** The session that goes on; all others end. */
  sessionId: string | undefined;
  /** The browser at hand; all others are forgotten. */
  deviceToken: string | undefined;
}

/**
 * The owner of an account changes its password; returns how many other sessions ended. Throws `password-wrong` (counted, and
 * held up as a sign-in is), `password-weak` or `password-same`.
 */
export async function changePassword(platform: Platform, change: PasswordChange): Promise<number> {
  const account = await accountById(platform.db, change.accountId);
  if (!account?.active) throw new DomainError('session-ended');
  requireSound(change.next, account.username);
  const claimed = await claimWithin(platform, account.id);
  if (!(await passwordFits(change.current, account.passwordHash))) throw new DomainError('password-wrong');
  return replace(platform, account, change, claimed);
}

/** Whoever signed in with a one-time password chooses their own. Throws `password-weak` or `password-same`. */
export async function choosePassword(
  platform: Platform,
  session: StoredSession,
  { next, deviceToken }: Pick<PasswordChange, 'next' | 'deviceToken'>,
): Promise<void> {
  const { account } = session;
  if (!account.passwordTemporary) throw new DomainError('password-wrong');
  requireSound(next, account.username);
  await replace(platform, account, { next, sessionId: session.id, deviceToken });
}

async function replace(
  platform: Platform,
  account: StoredAccount,
  { next, sessionId, deviceToken }: Pick<PasswordChange, 'next' | 'sessionId' | 'deviceToken'>,
  claimed?: Claimed,
): Promise<number> {
  if (await passwordFits(next, account.passwordHash)) throw new DomainError('password-same');
  const passwordHash = await hashPassword(next);
  return platform.db.transaction().execute(async (tx) => {
    if (claimed) await forgive({ db: tx }, claimed);
    await putPassword(tx, account.id, passwordHash, false);
    await forgetDevices(tx, account.id, deviceToken);
    const ended = await deleteSessionsOf(tx, account.id, sessionId);
    if (account.agencyId !== null) {
      const agency = (await agencyById(tx, account.agencyId))!;
      await tell(platform, tx, {
        kind: 'account',
        act: 'passwordChanged',
        accountId: account.id,
        agencyId: agency.id,
        given: { account: account.id, agency: agency.creditCode, roles: account.roles },
        at: platform.now(),
      });
    }
    return ended;
  });
}
