import type { PublicJwk } from '../../../contracts/identity.ts';
import type { Db } from '../../platform/database.ts';
import { tables } from './tables.ts';

export interface StoredClient {
  clientId: string;
  agencyId: string;
  name: string;
  secretSha256: Buffer | null;
  jwks: { keys: PublicJwk[] } | null;
  createdAt: Date;
  revokedAt: Date | null;
}

export interface RelyingParty {
  clientId: string;
  name: string;
  redirectUris: string[];
  /** A public one has no secret: an app or a page in the person's hands. */
  public: boolean;
  secretSha256: Buffer | null;
  firstParty: boolean;
}

/**
 * For a statement that must know, in its own snapshot, whether a client may still act: true while the client of the given
 * SQL expression exists and is not revoked.
 */
export function liveClientSql(clientId: string): string {
  return `exists (select from identity.clients live where live.client_id = ${clientId} and live.revoked_at is null)`;
}

const clientColumns = [
  'client_id as clientId',
  'agency_id as agencyId',
  'name',
  'secret_sha256 as secretSha256',
  'jwks',
  'created_at as createdAt',
  'revoked_at as revokedAt',
] as const;

const typed = (row: Omit<StoredClient, 'jwks'> & { jwks: unknown }): StoredClient => ({
  ...row,
  jwks: row.jwks as StoredClient['jwks'],
});

export async function clientById(db: Db, clientId: string): Promise<StoredClient | undefined> {
  const row = await tables(db)
    .selectFrom('identity.clients')
    .select(clientColumns)
    .where('client_id', '=', clientId)
    .executeTakeFirst();
  return row && typed(row);
}

export async function clientsOfAgency(
  db: Db,
  agencyId: string,
  { after, limit }: { after: readonly (string | number)[] | null; limit: number },
): Promise<StoredClient[]> {
  let query = tables(db).selectFrom('identity.clients').select(clientColumns).where('agency_id', '=', agencyId);
  if (after) query = query.where('client_id', '>', String(after[0]));
  const rows = await query
    .orderBy('client_id')
    .limit(limit + 1)
    .execute();
  return rows.map(typed);
}

/** False when the client id is taken. */
export async function insertClient(
  db: Db,
  client: Omit<StoredClient, 'revokedAt'> & { demo: boolean; createdBy: string | null },
): Promise<boolean> {
  const row = await tables(db)
    .insertInto('identity.clients')
    .values({
      client_id: client.clientId,
      agency_id: client.agencyId,
      name: client.name,
      secret_sha256: client.secretSha256,
      jwks: client.jwks === null ? null : JSON.stringify(client.jwks),
      demo: client.demo,
      created_at: client.createdAt,
      created_by: client.createdBy,
    })
    .onConflict((conflict) => conflict.column('client_id').doNothing())
    .returning('client_id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function replaceSecret(db: Db, clientId: string, secretSha256: Buffer): Promise<void> {
  await tables(db)
    .updateTable('identity.clients')
    .set({ secret_sha256: secretSha256 })
    .where('client_id', '=', clientId)
    .execute();
}

export async function putKeys(db: Db, clientId: string, jwks: { keys: PublicJwk[] }): Promise<void> {
  await tables(db)
    .updateTable('identity.clients')
    .set({ jwks: JSON.stringify(jwks) })
    .where('client_id', '=', clientId)
    .execute();
}

export async function markRevoked(db: Db, clientId: string, now: Date): Promise<void> {
  await tables(db)
    .updateTable('identity.clients')
    .set({ revoked_at: now })
    .where('client_id', '=', clientId)
    .where('revoked_at', 'is', null)
    .execute();
}

export function relyingPartyById(db: Db, clientId: string): Promise<RelyingParty | undefined> {
  return tables(db)
    .selectFrom('identity.relying_parties')
    .select([
      'client_id as clientId',
      'name',
      'redirect_uris as redirectUris',
      'public',
      'secret_sha256 as secretSha256',
      'first_party as firstParty',
    ])
    .where('client_id', '=', clientId)
    .executeTakeFirst();
}

/** Adds a relying party, or replaces what is known of it. */
export async function putRelyingParty(db: Db, party: RelyingParty): Promise<void> {
  const values = {
    name: party.name,
    redirect_uris: party.redirectUris,
    public: party.public,
    secret_sha256: party.secretSha256,
    first_party: party.firstParty,
  };
  await tables(db)
    .insertInto('identity.relying_parties')
    .values({ client_id: party.clientId, ...values })
    .onConflict((conflict) => conflict.column('client_id').doUpdateSet(values))
    .execute();
}
