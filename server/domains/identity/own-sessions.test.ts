import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MySession } from '../../../contracts/identity.ts';
import { actors } from '../../testing/harness.ts';
import { onIdentityEvent } from './events.ts';
import { type Browser, type ListeningWorld, listeningWorld, password } from './listening-world.ts';

let world: ListeningWorld;
const told: { kind: string; act?: string }[] = [];
beforeAll(async () => {
  world = await listeningWorld();
  onIdentityEvent(world.platform, async (_tx, event) => {
    told.push(event as { kind: string });
  });
});
afterAll(() => world.close());
beforeEach(async () => {
  world.setNow(null);
  told.length = 0;
  await world.platform.database.pool.query('delete from identity.sign_in_attempts; delete from identity.sessions');
});

const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/143.0.0.0 Safari/537.36';
const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Mobile/15E148 Safari/604.1';
const signedIn = async (username = 'mother', userAgent = windows) => {
  const browser = world.browser({ 'user-agent': userAgent });
  expect((await browser.signIn(username)).status).toBe(303);
  return browser;
};
const sessionsOf = async (browser: Browser) =>
  ((await (await browser.fetch('/api/v1/my/sessions')).json()) as { items: MySession[] }).items;
const call = async (browser: Browser, method: string, url: string, body?: object) => {
  const response = await browser.fetch(url, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const text = await response.text();
  const reply = (text ? JSON.parse(text) : {}) as { code?: string; ended?: number };
  return { status: response.status, ...reply };
};
const holds = async (browser: Browser) => (await browser.fetch('/api/v1/my/sessions')).status === 200;

describe('my sessions', () => {
  it('are those of my browsers, with no more than it takes to recognise them', async () => {
    const [here] = [await signedIn(), await signedIn('mother', iphone), await signedIn('stranger')];
    const items = await sessionsOf(here!);
    expect(items.map(({ browser, device, current }) => [browser, device, current]).sort()).toEqual([
      ['chrome', 'windows', true],
      ['safari', 'iphone', false],
    ]);
    const { rows } = await world.platform.database.pool.query('select to_jsonb(s) as row from identity.sessions s');
    expect(JSON.stringify(rows)).not.toMatch(/Mozilla|127\.0\.0\.1/);
  });

  it('can be ended one by one, and no one else’s', async () => {
    const [here, phone, stranger] = [await signedIn(), await signedIn('mother', iphone), await signedIn('stranger')];
    const other = (await sessionsOf(here)).find(({ current }) => !current)!;
    const foreign = (await sessionsOf(stranger))[0]!;
    expect(await call(here, 'DELETE', `/api/v1/my/sessions/${foreign.id}`)).toMatchObject({ status: 404 });
    expect(await call(here, 'DELETE', `/api/v1/my/sessions/${other.id}`)).toMatchObject({ status: 204 });
    expect(await call(here, 'DELETE', `/api/v1/my/sessions/${other.id}`)).toMatchObject({ status: 404 });
    expect([await holds(here), await holds(phone), await holds(stranger)]).toEqual([true, false, true]);
  });

  it('can be ended all but this one', async () => {
    const [here, phone, stranger] = [await signedIn(), await signedIn('mother', iphone), await signedIn('stranger')];
    expect(await call(here, 'DELETE', '/api/v1/my/sessions')).toMatchObject({ status: 200, ended: 1 });
    expect([await holds(here), await holds(phone), await holds(stranger)]).toEqual([true, false, true]);
  });

  it('that were left unused are not shown', async () => {
    await signedIn('mother', iphone);
    const now = Date.now();
    world.setNow(new Date(now + 31 * 60_000).toISOString());
    expect(await sessionsOf(await signedIn())).toHaveLength(1);
  });

  it('ended everywhere, known devices are forgotten with them', async () => {
    const here = await signedIn();
    await call(here, 'DELETE', '/api/v1/sessions');
    const { rows } = await world.platform.database.pool.query(
      'select count(*) as n from identity.known_devices where account_id = $1',
      [actors.mother.accountId],
    );
    expect(rows[0].n).toBe(0);
  });
});

describe('my password', () => {
  const next = 'another long password';
  const change = (browser: Browser, body: object) => call(browser, 'PUT', '/api/v1/my/password', body);
  const reset = async () => {
    const { pool } = world.platform.database;
    await pool.query(
      'update identity.accounts set password_hash = (select password_hash from identity.accounts where username = $1) where username in ($2, $3)',
      ['stranger', 'mother', 'steward'],
    );
  };
  beforeEach(reset);

  it('is changed by who knows the present one; other sessions end, this one goes on', async () => {
    const [here, phone] = [await signedIn(), await signedIn('mother', iphone)];
    expect(await change(here, { current: password, next })).toMatchObject({ status: 200, ended: 1 });
    expect([await holds(here), await holds(phone)]).toEqual([true, false]);
    expect((await world.browser().signIn('mother')).status).toBe(401);
    expect((await world.browser().signIn('mother', { password: next })).status).toBe(303);
    expect(told).toEqual([]);
  });

  it('of staff, when changed, is an act that the floors above are told of', async () => {
    const steward = await signedIn('steward');
    await change(steward, { current: password, next });
    expect(told.map(({ kind, act }) => act ?? kind)).toEqual(['signIn', 'passwordChanged']);
    expect(JSON.stringify(told)).not.toContain(next);
  });

  it.each([
    ['a wrong present one', { current: 'wrong', next }, 422, 'password-wrong'],
    ['the same again', { current: password, next: password }, 422, 'password-same'],
    ['one that is too short', { current: password, next: 'short' }, 422, 'password-weak'],
    ['one that is a run of digits', { current: password, next: '1234567890' }, 422, 'password-weak'],
    ['nothing', {}, 400, 'request-invalid'],
  ])('stays for %s', async (_, body, status, code) => {
    const here = await signedIn();
    expect(await change(here, body)).toMatchObject({ status, code });
    expect((await world.browser().signIn('mother')).status).toBe(303);
  });

  it('cannot be guessed within a session that someone left open', async () => {
    const here = await signedIn();
    for (let i = 0; i < 5; i += 1) await change(here, { current: `wrong ${i}`, next });
    expect(await change(here, { current: password, next })).toMatchObject({ status: 429, code: 'account-locked' });
  });

  it('cannot be changed from another site', async () => {
    const here = await signedIn();
    const response = await here.fetch('/api/v1/my/password', {
      method: 'PUT',
      headers: { 'content-type': 'application/json', origin: 'https://evil.example' },
      body: JSON.stringify({ current: password, next }),
    });
    expect(response.status).toBe(403);
  });
});

describe('a one-time password', () => {
  const own = 'a password of my own';
  beforeEach(() =>
    world.platform.database.pool.query(
      "update identity.accounts set password_temporary = true, password_hash = (select password_hash from identity.accounts where username = 'stranger') where username = 'developer'",
    ),
  );

  it('leads to the page where one chooses one’s own, and from there to where one wanted to go', async () => {
    const browser = world.browser();
    const answer = await browser.signIn('developer', { returnTo: '/agency/clients' });
    const page = answer.headers.get('location')!;
    expect(page).toMatch(/^\/sign-in\/password\?/);
    expect(await (await browser.fetch(page)).text()).toContain('<h1>设置您自己的密码</h1>');
    const choose = (fields: Record<string, string>, headers = {}) =>
      browser.fetch('/sign-in/password', {
        method: 'POST',
        body: new URLSearchParams({ returnTo: '/agency/clients', ...fields }),
        headers,
      });
    const forged = await choose({ next: own, again: own }, { origin: 'https://evil.example' });
    expect(forged.status).toBe(403);
    const unequal = await choose({ next: own, again: 'something else' });
    expect([unequal.status, await unequal.text()]).toEqual([422, expect.stringContaining('两次输入的新密码不一致')]);
    expect((await choose({ next: password, again: password })).status).toBe(422);
    const done = await choose({ next: own, again: own });
    expect([done.status, done.headers.get('location')]).toEqual([303, '/agency/clients']);
    expect(await holds(browser)).toBe(true);
    expect((await world.browser().signIn('developer', { password: own })).headers.get('location')).toBe('/');
  });

  it('opens nothing else', async () => {
    const browser = world.browser();
    await browser.signIn('developer');
    expect(await (await browser.fetch('/api/v1/session')).json()).toMatchObject({ account: null });
    expect(await call(browser, 'GET', '/api/v1/clients')).toMatchObject({
      status: 403,
      code: 'password-change-required',
    });
    expect(await call(browser, 'GET', '/api/v1/my/sessions')).toMatchObject({ code: 'password-change-required' });
    expect((await browser.follow('/oidc/auth?client_id=nobody')).response?.status).toBe(400);
    expect(await call(browser, 'PUT', '/api/v1/my/password', { current: password, next: own })).toMatchObject({
      status: 200,
    });
    expect(await call(browser, 'GET', '/api/v1/clients')).toMatchObject({ status: 200 });
  });

  it('does not lead to another site', async () => {
    const browser = world.browser();
    const answer = await browser.signIn('developer', { returnTo: '//evil.example' });
    expect(answer.headers.get('location')).not.toContain('evil');
    const page = await browser.fetch('/sign-in/password?returnTo=https://evil.example');
    expect(await page.text()).not.toContain('evil');
  });

  it('can be left for later', async () => {
    const browser = world.browser();
    await browser.signIn('developer');
    await browser.fetch('/sign-in/password', { method: 'POST', body: new URLSearchParams({ leave: 'yes' }) });
    expect(browser.cookies).not.toContain('legwork_session');
    expect((await browser.fetch('/sign-in/password')).headers.get('location')).toMatch(/^\/sign-in\?/);
  });
});
