import type { Actor } from '../../../contracts/actor.ts';
import { maskCitizenId } from '../../../contracts/citizen-id.ts';
import {
  type Client,
  createClient,
  grantDelegation,
  listClients,
  listMyDelegations,
  listMyWards,
  replaceClientKeys,
  revokeClient,
  revokeDelegation,
  rotateClientSecret,
} from '../../../contracts/identity.ts';
import { dateInShanghai } from '../../../contracts/working-days.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { HttpServer } from '../../platform/http.ts';
import { pageOfRows, readCursor } from '../../platform/page.ts';
import type { Platform } from '../../platform/platform.ts';
import { accountsRoutes } from './accounts-routes.ts';
import { grantDelegation as grant, revokeDelegation as revoke, shownDelegation } from './grant-delegation.ts';
import { wardsOf } from './guardianship.ts';
import { addClient, replaceKeys, rotateSecret, withdrawClient } from './manage-clients.ts';
import { oidcRoutes } from './oidc-routes.ts';
import { sessionRoutes } from './session-routes.ts';
import { signInRoutes } from './sign-in-routes.ts';
import { organisationsRepresentedBy, personByCitizenId } from './store.ts';
import { clientsOfAgency, type StoredClient } from './store-clients.ts';
import { delegationsOf } from './store-delegations.ts';

export async function identityRoutes(http: HttpServer, platform: Platform): Promise<void> {
  const { db } = platform;

  sessionRoutes(http, platform);

  http.on(listMyDelegations, async ({ actor }) => {
    const person = await personByCitizenId(db, resident(actor).citizenId);
    if (!person) return { organisations: [], items: [] };
    const today = dateInShanghai(platform.now());
    const organisations = await organisationsRepresentedBy(db, person.id);
    const delegations = await delegationsOf(db, person.id);
    return {
      organisations: organisations.map(({ creditCode, name }) => ({ creditCode, name })),
      items: delegations.map((delegation) => shownDelegation(delegation, person.id, today)),
    };
  });

  http.on(grantDelegation, async ({ actor, body }) => {
    const delegation = await grant(platform, resident(actor), body);
    return shownDelegation(delegation, delegation.legalRepresentative ?? '', dateInShanghai(platform.now()));
  });

  http.on(revokeDelegation, async ({ actor, params }) => revoke(platform, resident(actor), params.id));

  http.on(listMyWards, async ({ actor }) => {
    const wards = await wardsOf(db, resident(actor).citizenId, dateInShanghai(platform.now()));
    return {
      items: wards.map((ward) => ({
        name: ward.name,
        citizenIdMasked: maskCitizenId(ward.citizenId),
        provenAt: ward.provenAt.toISOString(),
        validUntil: ward.validUntil,
      })),
    };
  });

  http.on(listClients, async ({ actor, query }) => {
    const limit = query.limit ?? 50;
    const after = readCursor(query.cursor, ['string']);
    const rows = await clientsOfAgency(db, staff(actor).agencyId, { after, limit });
    const page = pageOfRows(rows, limit, (row) => [row.clientId]);
    return { ...page, items: page.items.map(shownClient) };
  });

  http.on(createClient, async ({ actor, body, reply }) => {
    // A reply that holds a secret is kept nowhere, not even for an Idempotency-Key.
    reply.header('cache-control', 'no-store');
    const { client, secret } = await addClient(platform, staff(actor), body);
    return { client: shownClient(client), secret };
  });

  http.on(rotateClientSecret, async ({ actor, params, reply }) => {
    reply.header('cache-control', 'no-store');
    return { clientId: params.clientId, secret: await rotateSecret(platform, staff(actor), params.clientId) };
  });

  http.on(replaceClientKeys, async ({ actor, params, body }) =>
    shownClient(await replaceKeys(platform, staff(actor), params.clientId, body.publicKeys)),
  );

  http.on(revokeClient, async ({ actor, params }) => withdrawClient(platform, staff(actor), params.clientId));

  accountsRoutes(http, platform);
  await signInRoutes(http, platform);
  await oidcRoutes(http, platform);
}

function resident(actor: Actor) {
  if (actor.kind !== 'person') throw new DomainError('role-missing');
  return actor;
}

function staff(actor: Actor) {
  if (actor.kind !== 'staff') throw new DomainError('role-missing');
  return actor;
}

function shownClient(client: StoredClient): Client {
  return {
    clientId: client.clientId,
    name: client.name,
    authentication: client.jwks ? 'private_key_jwt' : 'client_secret_basic',
    createdAt: client.createdAt.toISOString(),
    revokedAt: client.revokedAt?.toISOString() ?? null,
  };
}
