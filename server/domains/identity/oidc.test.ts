import { createHash } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import * as oidc from 'openid-client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { actors, agencies, citizens } from '../../testing/harness.ts';
import { putRelyingParty } from './index.ts';
import { identityJobs } from './jobs.ts';
import { type Browser, type ListeningWorld, listeningWorld } from './listening-world.ts';

let world: ListeningWorld;
const insecure = { execute: [oidc.allowInsecureRequests] };
const foreignRedirect = 'https://rp.example/callback';

beforeAll(async () => {
  world = await listeningWorld({ LEGWORK_DEMO: '1' });
  await putRelyingParty(world.platform.db, {
    clientId: 'city-app',
    name: '<b>城市</b>应用',
    redirectUris: [foreignRedirect],
    public: false,
    secretSha256: createHash('sha256').update('rp-secret').digest(),
    firstParty: false,
  });
});
afterAll(() => world.close());
beforeEach(() => world.platform.database.pool.query('delete from identity.sign_in_attempts'));

const discover = (clientId: string, authentication: oidc.ClientAuth) =>
  oidc.discovery(new URL(`${world.url}/oidc`), clientId, undefined, authentication, insecure);

interface Start {
  config: oidc.Configuration;
  url: URL;
  redirect: string;
  finish(callback: URL): Promise<Awaited<ReturnType<typeof oidc.authorizationCodeGrant>>>;
}

async function start(parameters: Record<string, string> = {}, clientId = 'legwork-story'): Promise<Start> {
  const own = clientId === 'legwork-story';
  const redirect = own ? 'http://127.0.0.1:45678/callback' : foreignRedirect;
  const config = await discover(clientId, own ? oidc.None() : oidc.ClientSecretBasic('rp-secret'));
  const verifier = oidc.randomPKCECodeVerifier();
  const state = oidc.randomState();
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: redirect,
    scope: 'openid profile',
    state,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...parameters,
  });
  return {
    config,
    url,
    redirect,
    finish: (callback) =>
      oidc.authorizationCodeGrant(config, callback, { pkceCodeVerifier: verifier, expectedState: state }),
  };
}

/** From the relying party's first redirect through the sign-in page, and back. */
async function throughSignIn(browser: Browser, { url, redirect }: Start, username: string): Promise<URL> {
  const page = await browser.follow(url, redirect);
  expect(page.url.pathname).toBe('/sign-in');
  const returnTo = page.url.searchParams.get('returnTo')!;
  expect(returnTo).toMatch(/^\/oidc\/interaction\//);
  const answer = await browser.signIn(username, { returnTo });
  return (await browser.follow(answer.headers.get('location')!, redirect)).url;
}

const api = (token: string, path = '/api/v1/session') =>
  fetch(`${world.url}${path}`, { headers: { authorization: `Bearer ${token}` } });

describe('the authorization code flow', () => {
  it('signs a resident in for our own application without asking consent, and never tells the citizen ID number', async () => {
    const flow = await start();
    const tokens = await flow.finish(await throughSignIn(world.browser(), flow, 'mother'));
    expect(tokens.claims()).toMatchObject({
      sub: actors.mother.accountId,
      name: actors.mother.name,
      aud: 'legwork-story',
    });
    expect(JSON.stringify([tokens.claims(), decodeJwt(tokens.access_token)])).not.toContain(citizens.mother);
    expect(decodeProtectedHeader(tokens.access_token)).toMatchObject({ alg: 'EdDSA', typ: 'at+jwt' });
    expect(decodeJwt(tokens.access_token)).toMatchObject({ iss: `${world.url}/oidc`, aud: `${world.url}/api` });
    expect(tokens.expires_in).toBe(15 * 60);
    const account = await (await api(tokens.access_token)).json();
    expect(account).toMatchObject({
      account: { kind: 'person', id: actors.mother.accountId, name: actors.mother.name },
    });
  });

  it('gives a token that ends with the session of the pages in which it was given, and with no other', async () => {
    const [here, there] = [world.browser(), world.browser()];
    const tokens = [];
    for (const browser of [here, there]) {
      const flow = await start();
      tokens.push(await flow.finish(await throughSignIn(browser, flow, 'mother')));
    }
    const [mine, other] = tokens.map(({ access_token }) => access_token) as [string, string];
    expect((await api(mine, '/api/v1/my/wards')).status).toBe(200);
    await here.fetch('/api/v1/session', { method: 'DELETE' });
    const refused = await api(mine, '/api/v1/my/wards');
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([401, 'session-ended']);
    expect((await api(other, '/api/v1/my/wards')).status).toBe(200);
    const list = (await (await api(other, '/api/v1/my/sessions')).json()) as { items: { current: boolean }[] };
    expect(list.items.filter(({ current }) => current)).toHaveLength(1);
  });

  it('gives no token for a code whose session ended before it was exchanged', async () => {
    const browser = world.browser();
    const flow = await start();
    const callback = await throughSignIn(browser, flow, 'mother');
    await browser.fetch('/api/v1/session', { method: 'DELETE' });
    await expect(flow.finish(callback)).rejects.toMatchObject({ error: 'invalid_grant' });
  });

  it('tells of a member of staff the agency and the roles', async () => {
    const flow = await start();
    const tokens = await flow.finish(await throughSignIn(world.browser(), flow, 'steward'));
    expect(tokens.claims()).toMatchObject({
      agency: agencies.provider.creditCode,
      agency_name: agencies.provider.name,
      roles: ['steward'],
    });
  });

  it('takes a session of the pages as its log-in', async () => {
    const browser = world.browser();
    await browser.signIn('mother');
    const flow = await start();
    const back = await browser.follow(flow.url, flow.redirect);
    expect((await flow.finish(back.url)).claims()?.sub).toBe(actors.mother.accountId);
  });

  it('asks again when the pages’ session ended, or another person signed in to the pages', async () => {
    const browser = world.browser();
    const first = await start();
    await first.finish(await throughSignIn(browser, first, 'mother'));
    await browser.fetch('/api/v1/session', { method: 'DELETE' });
    const second = await start();
    expect((await browser.follow(second.url, second.redirect)).url.pathname).toBe('/sign-in');
    await browser.signIn('caseworker');
    const third = await start();
    const tokens = await third.finish((await browser.follow(third.url, third.redirect)).url);
    expect(tokens.claims()?.sub).toBe((actors.caseworker as { accountId: string }).accountId);
  });

  it('asks for the password again on prompt=login, and nothing on prompt=none', async () => {
    const browser = world.browser();
    const none = await start({ prompt: 'none' });
    const refused = (await browser.follow(none.url, none.redirect)).url;
    expect(refused.searchParams.get('error')).toBe('login_required');
    await browser.signIn('mother');
    // The session must be older than the request by the clock's whole seconds.
    await world.platform.database.pool.query(
      "update identity.sessions set created_at = created_at - interval '1 minute'",
    );
    const again = await start({ prompt: 'login' });
    expect((await again.finish(await throughSignIn(browser, again, 'mother'))).claims()?.sub).toBe(
      actors.mother.accountId,
    );
    const silent = await start({ prompt: 'none' });
    const back = await browser.follow(silent.url, silent.redirect);
    expect(back.url.searchParams.get('code')).toBeTruthy();
  });

  it('refuses a redirect address that is not registered, without going there', async () => {
    const flow = await start({ redirect_uri: 'https://evil.example/callback' });
    const page = await world.browser({ 'accept-language': 'en' }).follow(flow.url);
    expect(page.response?.status).toBe(400);
    expect(await page.response?.text()).toMatch(/Signing in cannot go on[\s\S]*invalid_redirect_uri/);
  });

  it('refuses a code without its verifier, and a code that was used', async () => {
    const flow = await start();
    const callback = await throughSignIn(world.browser(), flow, 'mother');
    const options = { expectedState: callback.searchParams.get('state')! };
    const wrong = oidc.authorizationCodeGrant(flow.config, callback, {
      ...options,
      pkceCodeVerifier: oidc.randomPKCECodeVerifier(),
    });
    await expect(wrong).rejects.toMatchObject({ error: 'invalid_grant' });
    const other = await start();
    const good = await throughSignIn(world.browser(), other, 'mother');
    const both = await Promise.allSettled([other.finish(good), other.finish(good)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('asks for no code without PKCE', async () => {
    const flow = await start();
    flow.url.searchParams.delete('code_challenge');
    flow.url.searchParams.delete('code_challenge_method');
    const back = await world.browser().follow(flow.url, flow.redirect);
    expect(back.url.searchParams.get('error')).toBe('invalid_request');
  });

  it.each(['state=%00', 'client_id=%00', 'scope=%00', 'nonce=%ED%A0%80', 'client_id=legwork-story&client_id=x'])(
    'answers a malformed request with a 4xx: %s',
    async (query) => {
      const flow = await start();
      for (const url of [`/oidc/auth?${query}`, `${flow.url.href}&${query}`]) {
        const { response } = await world.browser().follow(url, flow.redirect);
        expect(response === undefined || response.status < 500).toBe(true);
      }
    },
  );
});

describe('an application of others', () => {
  it('gets what the person allowed on a page in plain words, and only that', async () => {
    const browser = world.browser();
    await browser.signIn('mother');
    const flow = await start({ scope: 'openid profile api' }, 'city-app');
    const page = await browser.follow(flow.url, flow.redirect);
    const text = await page.response!.text();
    expect(text).toContain('&lt;b&gt;城市&lt;/b&gt;应用');
    expect(text).toMatch(/不给出公民身份号码[\s\S]*知道您的姓名[\s\S]*使用本平台的接口/);
    const answer = await browser.fetch(page.url, { method: 'POST', body: new URLSearchParams({ answer: 'allow' }) });
    const tokens = await flow.finish((await browser.follow(answer.headers.get('location')!, flow.redirect)).url);
    expect(tokens.claims()?.name).toBe(actors.mother.name);
    expect((await api(tokens.access_token)).status).toBe(200);
  });

  it('gets nothing when the person refuses, or when another site answers in their name', async () => {
    const browser = world.browser();
    await browser.signIn('stranger');
    const flow = await start({}, 'city-app');
    const page = await browser.follow(flow.url, flow.redirect);
    const form = { method: 'POST', body: new URLSearchParams({ answer: 'allow' }) };
    const forged = await browser.fetch(page.url, { ...form, headers: { origin: 'https://evil.example' } });
    expect(forged.status).toBe(403);
    const answer = await browser.fetch(page.url, { method: 'POST', body: new URLSearchParams({ answer: 'refuse' }) });
    const back = await browser.follow(answer.headers.get('location')!, flow.redirect);
    expect(back.url.searchParams.get('error')).toBe('access_denied');
  });

  it('cannot use the API with a token for which the scope api was not allowed', async () => {
    const browser = world.browser();
    await browser.signIn('mother');
    const flow = await start({ scope: 'openid profile', resource: `${world.url}/api` }, 'city-app');
    const page = await browser.follow(flow.url, flow.redirect);
    let back = page.url;
    if (page.response) {
      const answer = await browser.fetch(page.url, { method: 'POST', body: new URLSearchParams({ answer: 'allow' }) });
      back = (await browser.follow(answer.headers.get('location')!, flow.redirect)).url;
    }
    const tokens = await flow.finish(back);
    if (decodeJwt(tokens.access_token).scope === undefined) {
      const response = await api(tokens.access_token);
      expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
        403,
        'token-scope-missing',
      ]);
    } else throw new Error('a scope was given that was not asked for');
  });

  it('says so when the sign-in that a page belongs to is over', async () => {
    const page = await world.browser({ 'accept-language': 'en' }).fetch('/oidc/interaction/not-there');
    expect([page.status, await page.text()]).toEqual([400, expect.stringContaining('took too long')]);
  });
});

describe('signing out at the provider', () => {
  it('ends the session of the pages too', async () => {
    const browser = world.browser();
    const flow = await start();
    const tokens = await flow.finish(await throughSignIn(browser, flow, 'mother'));
    const end = oidc.buildEndSessionUrl(flow.config, { id_token_hint: tokens.id_token! });
    const page = await (await browser.fetch(end)).text();
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)![1]!;
    const token = browser.cookie('legwork_session')!;
    const done = await browser.fetch('/oidc/session/end/confirm', {
      method: 'POST',
      body: new URLSearchParams({ xsrf, logout: 'yes' }),
    });
    expect(done.status).toBe(303);
    expect(browser.cookies).not.toContain('legwork_session');
    const response = await fetch(`${world.url}/api/v1/session`, { headers: { cookie: `legwork_session=${token}` } });
    expect(await response.json()).toEqual({ account: null, session: null });
  });
});

describe('the provider', () => {
  it('names the node’s public address, whatever Host a caller sends', async () => {
    const response = await world.http.server.inject({
      url: '/oidc/.well-known/openid-configuration',
      headers: { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
    });
    expect(response.json()).toMatchObject({
      issuer: `${world.url}/oidc`,
      authorization_endpoint: `${world.url}/oidc/auth`,
      token_endpoint: `${world.url}/oidc/token`,
      jwks_uri: `${world.url}/oidc/jwks`,
    });
    expect(response.body).not.toContain('evil');
  });

  it('publishes the public half of its key only', async () => {
    const { keys } = (await (await fetch(`${world.url}/oidc/jwks`)).json()) as { keys: object[] };
    expect(keys).toHaveLength(1);
    expect(keys[0]).toMatchObject({ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA' });
    expect(keys[0]).not.toHaveProperty('d');
  });

  it('keeps its pages under the policy of the node', async () => {
    const page = await world.browser().fetch('/oidc/auth?client_id=nobody');
    expect([page.status, page.headers.get('content-security-policy')]).toEqual([
      400,
      expect.stringContaining("default-src 'none'"),
    ]);
    expect(await page.text()).not.toMatch(/<script(?! src="\/sign-in.js">)|<style/);
  });

  it('has its expired state removed by the hourly job', async () => {
    const { pool } = world.platform.database;
    const count = async () =>
      (await pool.query("select count(*) as n from identity.oidc_payloads where id = 'old'")).rows[0].n;
    await pool.query(
      "insert into identity.oidc_payloads (model, id, payload, expires_at) values ('Grant', 'old', '{}', now() - interval '1 second')",
    );
    expect(await count()).toBe(1);
    await identityJobs(world.platform)[0]!.run(undefined);
    expect(await count()).toBe(0);
  });
});
