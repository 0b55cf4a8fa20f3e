import { type Actor, type StaffRole, staffRoles } from '../../../contracts/actor.ts';
import type { Db } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { agencyById } from '../directory/index.ts';
import { type AccountAct, tell } from './events.ts';
import { forgetDevices } from './known-devices.ts';
import { hashPassword, newPassword } from './passwords.ts';
import { putPassword } from './store.ts';
import {
  lockOperators,
  lockStaffAccount,
  putActive,
  putRoles,
  type StoredStaffAccount,
  staffAccountById,
} from './store-accounts.ts';
import { deleteSessionsOf } from './store-sessions.ts';

type Staff = Extract<Actor, { kind: 'staff' }>;

/**
 * Gives an account other roles; the same roles again change nothing. Throws `not-found`, or `last-operator` when nobody
 * would be left to run the platform.
 */
export function changeRoles(platform: Platform, actor: Staff, id: string, roles: StaffRole[]) {
  return act(platform, actor, id, 'roles', async (tx, account) => {
    // Kept in one order, so that the same roles are the same.
    const wanted = staffRoles.filter((role) => roles.includes(role));
    const held = staffRoles.filter((role) => account.roles.includes(role));
    if (wanted.join() === held.join()) return false;
    if (!wanted.includes('operator')) await requireAnotherOperator(tx, account);
    await putRoles(tx, id, wanted);
    return true;
  });
}

/**
 * Closes an account, its sessions and tokens with it. Throws `account-own`: who closes the last door should not be inside;
 * `last-operator`.
 */
export function closeAccount(platform: Platform, actor: Staff, id: string) {
  return act(platform, actor, id, 'closed', async (tx, account) => {
    if (id === actor.accountId) throw new DomainError('account-own');
    if (!account.active) return false;
    await requireAnotherOperator(tx, account);
    await putActive(tx, id, false);
    await endSignIns(tx, id);
    return true;
  });
}

/** Opens a closed account again, with the password and the roles that it had. Throws `agency-not-registered`. */
export function reopenAccount(platform: Platform, actor: Staff, id: string) {
  return act(platform, actor, id, 'reopened', async (tx, account) => {
    if (account.active) return false;
    const agency = await agencyById(tx, account.agencyId);
    if (!agency?.active) throw new DomainError('agency-not-registered', { creditCode: agency?.creditCode });
    await putActive(tx, id, true);
    return true;
  });
}

/** Makes a one-time password, to be changed at the next sign-in; the old one and all sessions end. Throws `account-own`. */
export async function resetPassword(platform: Platform, actor: Staff, id: string) {
  const password = newPassword();
  const passwordHash = await hashPassword(password);
  const account = await act(platform, actor, id, 'passwordReset', async (tx) => {
    if (id === actor.accountId) throw new DomainError('account-own');
    await putPassword(tx, id, passwordHash, true);
    await endSignIns(tx, id);
    return true;
  });
  return { account, password };
}

/** One act on one account, and its entry in the ledger if it changed anything. */
async function act(
  platform: Platform,
  actor: Staff,
  id: string,
  name: AccountAct,
  change: (tx: Db, account: StoredStaffAccount) => Promise<boolean>,
): Promise<StoredStaffAccount> {
  return platform.db.transaction().execute(async (tx) => {
    // All operators first, then the account: one order for everyone, so that no two acts wait for each other.
    await lockOperators(tx);
    const account = await lockStaffAccount(tx, id);
    if (!account) throw new DomainError('not-found');
    if (!(await change(tx, account))) return account;
    const after = (await staffAccountById(tx, id))!;
    const agency = (await agencyById(tx, after.agencyId))!;
    await tell(platform, tx, {
      kind: 'account',
      act: name,
      accountId: actor.accountId,
      agencyId: actor.agencyId,
      given: { account: id, agency: agency.creditCode, roles: after.roles },
      at: platform.now(),
    });
    return after;
  });
}

async function requireAnotherOperator(tx: Db, account: StoredStaffAccount): Promise<void> {
  if (!account.active || !account.roles.includes('operator')) return;
  const others = (await lockOperators(tx)).filter(({ id, active }) => active && id !== account.id);
  if (others.length === 0) throw new DomainError('last-operator');
}

async function endSignIns(tx: Db, id: string): Promise<void> {
  await deleteSessionsOf(tx, id);
  await forgetDevices(tx, id);
}
