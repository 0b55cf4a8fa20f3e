import { createPublicKey, randomBytes } from 'node:crypto';
import type { Actor } from '../../../contracts/actor.ts';
import type { PublicJwk } from '../../../contracts/identity.ts';
import type { Db } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { agencyById } from '../directory/index.ts';
import { tell } from './events.ts';
import { digestOf, newToken } from './sessions.ts';
import { clientById, insertClient, markRevoked, putKeys, replaceSecret, type StoredClient } from './store-clients.ts';

type Staff = Extract<Actor, { kind: 'staff' }>;

export interface ClientInput {
  clientId: string;
  agencyId: string;
  name: string;
  /** Taken as it is when given (demo nodes derive theirs), else made. Not used with public keys. */
  secret?: string;
  publicKeys?: PublicJwk[] | undefined;
  demo?: boolean;
  createdBy?: string | null;
  now?: Date;
}

/**
 * Makes a machine client of an agency. With public keys it signs its own assertions (private_key_jwt, RFC 7523); without,
 * it gets a secret, returned here once, of which only the digest is kept. Throws `client-key-unusable` or `client-exists`.
 */
export async function createClient(
  db: Db,
  input: ClientInput,
): Promise<{ client: StoredClient; secret: string | null }> {
  const keys = input.publicKeys?.map(usableKey) ?? null;
  const secret = keys ? null : (input.secret ?? newToken());
  const client: StoredClient = {
    clientId: input.clientId,
    agencyId: input.agencyId,
    name: input.name.trim(),
    secretSha256: secret === null ? null : digestOf(secret),
    jwks: keys && { keys },
    createdAt: input.now ?? new Date(),
    revokedAt: null,
  };
  const fresh = await insertClient(db, { ...client, demo: input.demo ?? false, createdBy: input.createdBy ?? null });
  if (!fresh) throw new DomainError('client-exists', { clientId: input.clientId });
  return { client, secret };
}

/** A developer makes a client for their own agency. Its id begins with the agency's key. */
export async function addClient(
  platform: Platform,
  actor: Staff,
  input: { name: string; publicKeys?: PublicJwk[] | undefined },
): Promise<{ client: StoredClient; secret: string | null }> {
  const agency = (await agencyById(platform.db, actor.agencyId))!;
  const clientId = `${agency.key}-${randomBytes(4).toString('hex')}`;
  const now = platform.now();
  return platform.db.transaction().execute(async (tx) => {
    const made = await createClient(tx, {
      clientId,
      agencyId: agency.id,
      name: input.name,
      publicKeys: input.publicKeys,
      createdBy: actor.accountId,
      now,
    });
    await tell(platform, tx, { kind: 'clientKey', act: 'created', ...who(actor, clientId), at: now });
    return made;
  });
}

/** Replaces a client's secret; the old one ends at once. Throws `not-found`, `client-revoked` or `client-uses-key`. */
export async function rotateSecret(platform: Platform, actor: Staff, clientId: string): Promise<string> {
  const client = await ownClient(platform.db, actor, clientId);
  if (client.revokedAt) throw new DomainError('client-revoked');
  if (client.jwks) throw new DomainError('client-uses-key');
  const secret = newToken();
  const now = platform.now();
  await platform.db.transaction().execute(async (tx) => {
    await replaceSecret(tx, clientId, digestOf(secret));
    await tell(platform, tx, { kind: 'clientKey', act: 'rotated', ...who(actor, clientId), at: now });
  });
  return secret;
}

/**
 * Replaces the public keys of a client that signs its assertions. To change without a gap, first put the new key beside the old.
 * Throws `not-found`, `client-revoked`, `client-uses-secret` or `client-key-unusable`.
 */
export async function replaceKeys(
  platform: Platform,
  actor: Staff,
  clientId: string,
  publicKeys: PublicJwk[],
): Promise<StoredClient> {
  const client = await ownClient(platform.db, actor, clientId);
  if (client.revokedAt) throw new DomainError('client-revoked');
  if (!client.jwks) throw new DomainError('client-uses-secret');
  const jwks = { keys: publicKeys.map(usableKey) };
  const now = platform.now();
  await platform.db.transaction().execute(async (tx) => {
    await putKeys(tx, clientId, jwks);
    await tell(platform, tx, { kind: 'clientKey', act: 'rotated', ...who(actor, clientId), at: now });
  });
  return { ...client, jwks };
}

/** Revokes a client for good. Once this has returned, it gets no token and no call of it goes through. */
export async function withdrawClient(platform: Platform, actor: Staff, clientId: string): Promise<void> {
  const client = await ownClient(platform.db, actor, clientId);
  if (client.revokedAt) return;
  const now = platform.now();
  await platform.db.transaction().execute(async (tx) => {
    await markRevoked(tx, clientId, now);
    await tell(platform, tx, { kind: 'clientKey', act: 'revoked', ...who(actor, clientId), at: now });
  });
}

const who = (actor: Staff, clientId: string) => ({ clientId, agencyId: actor.agencyId, accountId: actor.accountId });

async function ownClient(db: Db, actor: Staff, clientId: string): Promise<StoredClient> {
  const client = await clientById(db, clientId);
  // Another agency's client is not there, rather than forbidden: nobody learns its name.
  if (client?.agencyId !== actor.agencyId) throw new DomainError('not-found');
  return client;
}

function usableKey(jwk: PublicJwk): PublicJwk {
  const refused = new DomainError('client-key-unusable');
  let key: ReturnType<typeof createPublicKey>;
  try {
    key = createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    throw refused;
  }
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  const strong =
    type === 'ed25519' ||
    (type === 'ec' && details?.namedCurve === 'prime256v1') ||
    (type === 'rsa' && (details?.modulusLength ?? 0) >= 2048);
  if (!strong) throw refused;
  return { ...jwk, use: 'sig' };
}
