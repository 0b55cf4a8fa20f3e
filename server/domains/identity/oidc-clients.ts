import { timingSafeEqual } from 'node:crypto';
import type { ClientMetadata } from 'oidc-provider';
import type { Platform } from '../../platform/platform.ts';
import { digestOf } from './sessions.ts';
import { clientById, putRelyingParty, type RelyingParty, relyingPartyById } from './store-clients.ts';

/** The platform's own public application for scripts and the story; any port of the loopback address (RFC 8252 §7.3). */
export const storyClientId = 'legwork-story';

const storyParty: RelyingParty = {
  clientId: storyClientId,
  name: '数跑演示 Legwork demo',
  redirectUris: ['http://127.0.0.1/callback'],
  public: true,
  secretSha256: null,
  firstParty: true,
};

export async function plantStoryParty({ db }: Platform): Promise<void> {
  await putRelyingParty(db, storyParty);
}

/** What the provider is to know of an application: an agency's machine client or a relying party. Revoked is unknown. */
export async function applicationMetadata(
  { db, config }: Platform,
  clientId: string,
): Promise<ClientMetadata | undefined> {
  const client = await clientById(db, clientId);
  if (client) {
    if (client.revokedAt) return undefined;
    return {
      client_id: client.clientId,
      client_name: client.name,
      grant_types: ['client_credentials'],
      response_types: [],
      redirect_uris: [],
      agency: client.agencyId,
      ...(client.jwks
        ? { token_endpoint_auth_method: 'private_key_jwt', jwks: client.jwks as ClientMetadata['jwks'] }
        : { token_endpoint_auth_method: 'client_secret_basic', client_secret: secretText(client.secretSha256) }),
    };
  }
  const party = await relyingPartyById(db, clientId);
  if (!party) return undefined;
  const native = party.redirectUris.every((uri) => /^http:\/\/(127\.0\.0\.1|\[::1\])\b/.test(uri));
  return {
    client_id: party.clientId,
    client_name: party.name,
    grant_types: ['authorization_code'],
    response_types: ['code'],
    redirect_uris: party.redirectUris,
    application_type: native ? 'native' : 'web',
    first_party: party.firstParty,
    ...(!native && { post_logout_redirect_uris: [`${config.publicUrl}/`] }),
    ...(party.public
      ? { token_endpoint_auth_method: 'none' }
      : { token_endpoint_auth_method: 'client_secret_basic', client_secret: secretText(party.secretSha256) }),
  };
}

/** The provider is given the digest in the secret's place; secretFits is what compares. */
function secretText(digest: Buffer | null): string | undefined {
  return digest?.toString('base64url');
}

/** Whether a secret is the one whose SHA-256 (base64url) is kept. */
export function secretFits(kept: string | undefined, given: string): boolean {
  const digest = Buffer.from(kept ?? '', 'base64url');
  return digest.length === 32 && timingSafeEqual(digest, digestOf(given));
}
