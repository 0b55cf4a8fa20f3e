import type { StaffRole } from '../../../contracts/actor.ts';
import type { Db } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { newId } from '../../platform/ids.ts';
import { hashPassword, requireSound } from './passwords.ts';
import { insertAccount } from './store.ts';

export type AccountInput = {
  username: string;
  password: string;
  displayName: string;
  /** Demo accounts are shown on the sign-in page of a demo node, and keep a production node from starting. */
  demo?: boolean;
  /** Who a demo account is, for its table on the sign-in page. */
  note?: { zh: string; en: string };
  /** The password was made by someone else, and is to be changed at the first sign-in. */
  passwordTemporary?: boolean;
} & ({ personId: string } | { agencyId: string; roles: StaffRole[] });

/**
 * Gives a person, or a member of an agency's staff, an account. Throws `username-invalid`, `password-weak` or
 * `username-taken`.
 */
export async function createAccount(db: Db, input: AccountInput): Promise<{ id: string; username: string }> {
  const username = input.username.trim().toLowerCase();
  if (!/^[a-z0-9][a-z0-9._-]{2,79}$/.test(username)) throw new DomainError('username-invalid');
  requireSound(input.password, username);
  const account = {
    id: newId(),
    username,
    name: input.displayName.trim(),
    passwordHash: await hashPassword(input.password),
    demo: input.demo ?? false,
    note: input.note ?? null,
    passwordTemporary: input.passwordTemporary ?? false,
    personId: 'personId' in input ? input.personId : null,
    agencyId: 'agencyId' in input ? input.agencyId : null,
    roles: 'roles' in input ? input.roles : [],
  };
  if (!(await insertAccount(db, account))) throw new DomainError('username-taken', { username });
  return { id: account.id, username };
}
