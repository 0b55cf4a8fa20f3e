import { sql } from 'kysely';
import type { StaffRole } from '../../../contracts/actor.ts';
import type { Db } from '../../platform/database.ts';
import { tables } from './tables.ts';

/** An account of a member of an agency's staff. */
export interface StoredStaffAccount {
  id: string;
  username: string;
  name: string;
  agencyId: string;
  roles: StaffRole[];
  active: boolean;
  createdAt: Date;
  lastSignInAt: Date | null;
  passwordTemporary: boolean;
}

const staffAccounts = (db: Db) =>
  tables(db)
    .selectFrom('identity.accounts')
    .select((row) => [
      'id',
      'username',
      'display_name as name',
      row.ref('agency_id').$notNull().as('agencyId'),
      'roles',
      'active',
      'created_at as createdAt',
      'last_sign_in_at as lastSignInAt',
      'password_temporary as passwordTemporary',
    ])
    .where('agency_id', 'is not', null);

export function staffAccountById(db: Db, id: string): Promise<StoredStaffAccount | undefined> {
  return staffAccounts(db).where('id', '=', id).executeTakeFirst();
}

export interface StaffAccountFilter {
  agencyId?: string | undefined;
  /** Part of the name or the username, or any account of these agencies. */
  text?: { like: string; orAgencies: string[] } | undefined;
  role?: StaffRole | undefined;
  active?: boolean | undefined;
  after: readonly (string | number)[] | null;
  limit: number;
}

/** By username, `limit + 1` rows, for pageOfRows. */
export function staffAccountsMatching(db: Db, filter: StaffAccountFilter): Promise<StoredStaffAccount[]> {
  const { agencyId, text, role, active, after, limit } = filter;
  let query = staffAccounts(db)
    .orderBy('username')
    .limit(limit + 1);
  if (agencyId !== undefined) query = query.where('agency_id', '=', agencyId);
  if (role !== undefined) query = query.where((where) => where(where.val(role), '=', where.fn.any('roles')));
  if (active !== undefined) query = query.where('active', '=', active);
  if (after) query = query.where('username', '>', String(after[0]));
  if (text) {
    const like = `%${text.like.replace(/[\\%_]/g, '\\$&')}%`;
    query = query.where((where) =>
      where.or([
        where('username', 'like', like.toLowerCase()),
        where('display_name', 'like', like),
        ...(text.orAgencies.length > 0 ? [where('agency_id', 'in', text.orAgencies)] : []),
      ]),
    );
  }
  return query.execute();
}

/** The operators' accounts, locked until the transaction ends, so that two acts cannot each leave the other the last. */
export async function lockOperators(tx: Db): Promise<{ id: string; active: boolean }[]> {
  return tables(tx)
    .selectFrom('identity.accounts')
    .select(['id', 'active'])
    .where(sql<boolean>`'operator' = any(roles)`)
    .orderBy('id')
    .forUpdate()
    .execute();
}

export async function lockStaffAccount(tx: Db, id: string): Promise<StoredStaffAccount | undefined> {
  return staffAccounts(tx).where('id', '=', id).forUpdate().executeTakeFirst();
}

export async function putRoles(tx: Db, id: string, roles: StaffRole[]): Promise<void> {
  await tables(tx).updateTable('identity.accounts').set({ roles }).where('id', '=', id).execute();
}

export async function putActive(tx: Db, id: string, active: boolean): Promise<void> {
  await tables(tx).updateTable('identity.accounts').set({ active }).where('id', '=', id).execute();
}
