import { sql } from 'kysely';
import type { Db } from '../../platform/database.ts';
import { tables } from './tables.ts';

/** How an agency gets in: accounts of its staff and clients of its systems that are in force, and when one last signed in. */
export interface AgencyAccess {
  accounts: number;
  stewards: number;
  developers: number;
  clients: number;
  /** The last sign-in whose session is still kept; null when there is none. */
  lastSeenAt: Date | null;
}

export async function accessOfAgency(db: Db, agencyId: string): Promise<AgencyAccess> {
  const [accounts, clients, seen] = await Promise.all([
    tables(db)
      .selectFrom('identity.accounts')
      .select((row) => [
        row.fn.countAll<number>().as('accounts'),
        sql<number>`count(*) filter (where 'steward' = any(roles))`.as('stewards'),
        sql<number>`count(*) filter (where 'developer' = any(roles))`.as('developers'),
      ])
      .where('agency_id', '=', agencyId)
      .where('active', '=', true)
      .executeTakeFirstOrThrow(),
    tables(db)
      .selectFrom('identity.clients')
      .select((row) => row.fn.countAll<number>().as('clients'))
      .where('agency_id', '=', agencyId)
      .where('revoked_at', 'is', null)
      .executeTakeFirstOrThrow(),
    tables(db)
      .selectFrom('identity.sessions as s')
      .innerJoin('identity.accounts as a', 'a.id', 's.account_id')
      .select((row) => row.fn.max('s.last_seen_at').as('at'))
      .where('a.agency_id', '=', agencyId)
      .executeTakeFirst(),
  ]);
  return { ...accounts, ...clients, lastSeenAt: seen?.at ?? null };
}

/** Names of the clients of an agency that are in force. */
export async function liveClientsOf(
  db: Db,
  agencyId: string,
): Promise<{ clientId: string; name: string; createdAt: Date }[]> {
  return tables(db)
    .selectFrom('identity.clients')
    .select(['client_id as clientId', 'name', 'created_at as createdAt'])
    .where('agency_id', '=', agencyId)
    .where('revoked_at', 'is', null)
    .orderBy('created_at')
    .execute();
}

/** Ends all ways in: accounts, their sessions, clients. Returns the clients that were revoked. */
export async function endAccess(tx: Db, agencyId: string, now: Date): Promise<string[]> {
  const accounts = tables(tx).selectFrom('identity.accounts').select('id').where('agency_id', '=', agencyId);
  await tables(tx).updateTable('identity.accounts').set({ active: false }).where('agency_id', '=', agencyId).execute();
  await tables(tx).deleteFrom('identity.sessions').where('account_id', 'in', accounts).execute();
  const revoked = await tables(tx)
    .updateTable('identity.clients')
    .set({ revoked_at: now })
    .where('agency_id', '=', agencyId)
    .where('revoked_at', 'is', null)
    .returning('client_id as clientId')
    .execute();
  return revoked.map(({ clientId }) => clientId);
}
