import type { Actor, StaffRole } from '../../../contracts/actor.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { type Agency, agencyByCreditCode } from '../directory/index.ts';
import { createAccount } from './create-account.ts';
import { tell } from './events.ts';
import { newPassword } from './passwords.ts';
import { type StoredStaffAccount, staffAccountById } from './store-accounts.ts';

type Staff = Extract<Actor, { kind: 'staff' }>;

export interface StaffAccountInput {
  username: string;
  name: string;
  /** Credit code of the agency whose staff it is. */
  agency: string;
  roles: StaffRole[];
}

/**
 * The operator gives a member of an agency's staff an account, with a one-time password that is made here, returned this once,
 * and changed by its owner at the first sign-in.
 * Throws `agency-not-registered`, `username-invalid` or `username-taken`.
 */
export async function giveAccount(
  platform: Platform,
  actor: Staff,
  input: StaffAccountInput,
): Promise<{ account: StoredStaffAccount; agency: Agency; password: string }> {
  const agency = await agencyByCreditCode(platform.db, input.agency);
  if (!agency?.active) throw new DomainError('agency-not-registered', { creditCode: input.agency });
  const password = newPassword();
  const account = await platform.db.transaction().execute(async (tx) => {
    const { id } = await createAccount(tx, {
      username: input.username,
      password,
      displayName: input.name,
      agencyId: agency.id,
      roles: input.roles,
      passwordTemporary: true,
    });
    await tell(platform, tx, {
      kind: 'account',
      act: 'created',
      accountId: actor.accountId,
      agencyId: actor.agencyId,
      given: { account: id, agency: agency.creditCode, roles: input.roles },
      at: platform.now(),
    });
    return (await staffAccountById(tx, id))!;
  });
  return { account, agency, password };
}
