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
    ])
    .where('agency_id', 'is not', null);

export function staffAccountById(db: Db, id: string): Promise<StoredStaffAccount> {
  return staffAccounts(db).where('id', '=', id).executeTakeFirstOrThrow();
}

export interface StaffAccountFilter {
  agencyId: string | undefined;
  after: readonly (string | number)[] | null;
  limit: number;
}

/** By username, `limit + 1` rows, for pageOfRows. */
export function staffAccountsMatching(
  db: Db,
  { agencyId, after, limit }: StaffAccountFilter,
): Promise<StoredStaffAccount[]> {
  let query = staffAccounts(db)
    .orderBy('username')
    .limit(limit + 1);
  if (agencyId !== undefined) query = query.where('agency_id', '=', agencyId);
  if (after) query = query.where('username', '>', String(after[0]));
  return query.execute();
}
