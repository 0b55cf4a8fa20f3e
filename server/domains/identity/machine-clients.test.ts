import { createHash, generateKeyPairSync } from 'node:crypto';
import { decodeJwt, exportJWK } from 'jose';
import * as oidc from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PublicJwk } from '../../../contracts/identity.ts';
import { agencies } from '../../testing/harness.ts';
import { createClient } from './index.ts';
import { type ListeningWorld, listeningWorld } from './listening-world.ts';

let world: ListeningWorld;
beforeAll(async () => {
  world = await listeningWorld();
});
afterAll(() => world.close());

const discover = (clientId: string, authentication: oidc.ClientAuth) =>
  oidc.discovery(new URL(`${world.url}/oidc`), clientId, undefined, authentication, {
    execute: [oidc.allowInsecureRequests],
  });
const api = (token: string, path = '/api/v1/session') =>
  fetch(`${world.url}${path}`, { headers: { authorization: `Bearer ${token}` } });

describe('a machine client', () => {
  const made = async (clientId: string, publicKeys?: PublicJwk[]) =>
    createClient(world.platform.db, { clientId, agencyId: agencies.consumer.id, name: clientId, publicKeys });
  const useless = async (token: string) => {
    const response = await api(token, '/api/v1/my/wards');
    return ((await response.json()) as { code: string }).code;
  };

  it('gets a token for ten minutes with its secret, and acts for its agency', async () => {
    const { secret } = await made('by-secret');
    const config = await discover('by-secret', oidc.ClientSecretBasic(secret!));
    const tokens = await oidc.clientCredentialsGrant(config);
    expect(tokens.expires_in).toBe(600);
    expect(decodeJwt(tokens.access_token)).toMatchObject({
      sub: 'by-secret',
      agency: agencies.consumer.id,
      aud: `${world.url}/api`,
    });
    expect(await useless(tokens.access_token)).toBe('role-missing');
    expect(await (await api(tokens.access_token)).json()).toEqual({ account: null, session: null });
  });

  it('gets a token with an assertion that its own key signed (RFC 7523), each assertion once', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    await made('by-key', [(await exportJWK(publicKey)) as PublicJwk]);
    const key = await crypto.subtle.importKey(
      'pkcs8',
      privateKey.export({ type: 'pkcs8', format: 'der' }),
      'Ed25519',
      false,
      ['sign'],
    );
    const config = await discover('by-key', oidc.PrivateKeyJwt(key));
    let sent = '';
    config[oidc.customFetch] = async (url, init) => {
      sent = String(init.body);
      return fetch(url, init as RequestInit);
    };
    expect((await oidc.clientCredentialsGrant(config)).access_token).toBeTruthy();
    const again = await fetch(`${world.url}/oidc/token`, {
      method: 'POST',
      body: sent,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect([again.status, ((await again.json()) as { error: string }).error]).toEqual([401, 'invalid_client']);
    const stranger = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'der' });
    const forged = await discover(
      'by-key',
      oidc.PrivateKeyJwt(await crypto.subtle.importKey('pkcs8', stranger, 'Ed25519', false, ['sign'])),
    );
    await expect(oidc.clientCredentialsGrant(forged)).rejects.toMatchObject({ error: 'invalid_client' });
  });

  it('gets none with a wrong secret, with the digest that is stored, or once it is revoked', async () => {
    const { secret } = await made('to-revoke');
    const digest = createHash('sha256').update(secret!).digest('base64url');
    for (const wrong of ['wrong', digest]) {
      const config = await discover('to-revoke', oidc.ClientSecretBasic(wrong));
      await expect(oidc.clientCredentialsGrant(config)).rejects.toMatchObject({ status: 401 });
    }
    const config = await discover('to-revoke', oidc.ClientSecretBasic(secret!));
    await oidc.clientCredentialsGrant(config);
    await world.platform.database.pool.query(
      "update identity.clients set revoked_at = now() where client_id = 'to-revoke'",
    );
    await expect(oidc.clientCredentialsGrant(config)).rejects.toMatchObject({ status: 401 });
  });

  it('cannot sign a person in, and asks for no other audience', async () => {
    const { secret } = await made('no-people');
    const config = await discover('no-people', oidc.ClientSecretBasic(secret!));
    await expect(oidc.clientCredentialsGrant(config, { resource: 'https://evil.example/api' })).rejects.toMatchObject({
      error: 'invalid_target',
    });
    const url = oidc.buildAuthorizationUrl(config, { redirect_uri: 'https://rp.example/callback', scope: 'openid' });
    expect((await world.browser().follow(url)).response?.status).toBe(400);
  });
});
