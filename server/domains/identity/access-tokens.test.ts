import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { actors } from '../../testing/harness.ts';
import { type ListeningWorld, listeningWorld } from './listening-world.ts';

let world: ListeningWorld;
let claims: JWTPayload;
beforeAll(async () => {
  world = await listeningWorld();
  await world.browser().signIn('mother');
  const { rows } = await world.platform.database.pool.query('select id from identity.sessions');
  claims = {
    sid: rows[0].id,
    iss: `${world.url}/oidc`,
    aud: `${world.url}/api`,
    sub: actors.mother.accountId,
    client_id: 'legwork-story',
    first_party: true,
    exp: Math.floor(Date.now() / 1000) + 300,
  };
});
afterAll(() => world.close());

interface Signing {
  key?: KeyObject | Uint8Array;
  alg?: string;
  typ?: string;
}

const token = (
  changes: JWTPayload = {},
  { key = world.platform.keys.tokens.privateKey, alg = 'EdDSA', typ = 'at+jwt' }: Signing = {},
) => new SignJWT({ ...claims, ...changes }).setProtectedHeader({ alg, typ }).sign(key);

async function answer(authorization: string, language = 'en') {
  const response = await fetch(`${world.url}/api/v1/my/wards`, {
    headers: { authorization, 'accept-language': language },
  });
  const body = (await response.json()) as { code?: string; detail?: string };
  return { status: response.status, code: body.code, detail: body.detail };
}

it('lets a good token through, the second time as well', async () => {
  const good = await token();
  expect((await answer(`Bearer ${good}`)).status).toBe(200);
  expect((await answer(`bearer ${good}`)).status).toBe(200);
});

it('refuses a token of a session that is someone else’s, is over, or is none', async () => {
  const other = await token({ sub: actors.stranger.accountId });
  expect(await answer(`Bearer ${other}`)).toMatchObject({ status: 401, code: 'session-ended' });
  const over = await token({ sid: '00000000-0000-4000-8000-000000000000' });
  expect(await answer(`Bearer ${over}`)).toMatchObject({ status: 401, code: 'session-ended' });
  expect(await answer(`Bearer ${await token({ sid: undefined })}`)).toMatchObject({ code: 'token-invalid' });
  expect(await answer(`Bearer ${await token({ sid: "' or true --" })}`)).toMatchObject({ code: 'token-invalid' });
});

const refused: [string, string, () => Promise<string> | string][] = [
  ['of another issuer', 'token-issuer-wrong', () => token({ iss: 'https://evil.example/oidc' })],
  ['for another audience', 'token-audience-wrong', () => token({ aud: 'https://other.example/api' })],
  ['that has expired', 'token-expired', () => token({ exp: Math.floor(Date.now() / 1000) - 1 })],
  ['without an end', 'token-invalid', () => token({ exp: undefined })],
  ['without a signature (alg none)', 'token-algorithm-refused', () => new UnsecuredJWT(claims).encode()],
  [
    'signed by someone else',
    'token-signature-wrong',
    () => token({}, { key: generateKeyPairSync('ed25519').privateKey }),
  ],
  [
    'of another algorithm, keyed with our public key',
    'token-algorithm-refused',
    () => token({}, { key: world.platform.keys.tokens.publicKey, alg: 'HS256' }),
  ],
  ['that is an ID token', 'token-invalid', () => token({}, { typ: 'JWT' })],
  ['that is no token', 'token-invalid', () => 'abc.def.ghi'],
  ['of an account that is not there', 'session-ended', () => token({ sub: '00000000-0000-7000-8000-0000000000ff' })],
  ['whose subject is no account id', 'token-invalid', () => token({ sub: "' or 1=1 --" })],
];

it.each(refused)('refuses a token %s with 401 %s', async (_, code, make) => {
  expect(await answer(`Bearer ${await make()}`)).toMatchObject({ status: 401, code });
});

it.each(['Basic bW90aGVyOng=', 'Bearer', 'Bearer a b', 'Bearer <script>'])('refuses the header %s', async (header) => {
  expect(await answer(header)).toMatchObject({ status: 401, code: 'token-invalid' });
});

it('says why in the caller’s language', async () => {
  const expired = `Bearer ${await token({ exp: 1 })}`;
  expect((await answer(expired)).detail).toBe('The access token has expired; get a new one.');
  expect((await answer(expired, 'zh-CN')).detail).toBe('访问令牌已过期，请重新获取。');
});

it('looks at the end of a token that it has checked before', async () => {
  const short = await token({ exp: Math.floor(Date.now() / 1000) + 60 });
  expect((await answer(`Bearer ${short}`)).status).toBe(200);
  world.setNow(new Date(Date.now() + 61_000).toISOString());
  expect((await answer(`Bearer ${short}`)).code).toBe('token-expired');
  world.setNow(null);
});

it('does not let a checked token outlive its account', async () => {
  const good = await token();
  expect((await answer(`Bearer ${good}`)).status).toBe(200);
  const { pool } = world.platform.database;
  await pool.query("update identity.accounts set active = false where username = 'mother'");
  expect(await answer(`Bearer ${good}`)).toMatchObject({ status: 401, code: 'session-ended' });
  await pool.query("update identity.accounts set active = true where username = 'mother'");
});

it('is not outdone by a cookie: the token is who asks', async () => {
  const browser = world.browser();
  await browser.signIn('mother');
  const response = await browser.fetch('/api/v1/my/wards', { headers: { authorization: 'Bearer nonsense' } });
  expect(response.status).toBe(401);
});
