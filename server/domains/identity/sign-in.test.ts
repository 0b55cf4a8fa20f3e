import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '../../../contracts/actor.ts';
import { actors, agencies } from '../../testing/harness.ts';
import { onIdentityEvent } from './events.ts';
import { identityJobs } from './jobs.ts';
import { type ListeningWorld, listeningWorld, password } from './listening-world.ts';

const { mother } = actors;
const steward = actors.steward as Extract<Actor, { kind: 'staff' }>;
const operator = actors.operator as Extract<Actor, { kind: 'staff' }>;

let world: ListeningWorld;
beforeAll(async () => {
  world = await listeningWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  world.setNow(null);
  await world.platform.database.pool.query('delete from identity.sign_in_attempts');
});

const post = (body: object, headers: Record<string, string> = {}) =>
  fetch(`${world.url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code;
const sessionAt = async (cookie: string) => {
  const response = await fetch(`${world.url}/api/v1/session`, { headers: { cookie } });
  return ((await response.json()) as { account: { name: string } | null }).account;
};
const signedIn = async (username = 'mother') => {
  const response = await post({ username, password });
  expect(response.status).toBe(200);
  return response.headers.getSetCookie()[0]!.split(';')[0]!;
};
const clock = (minutes: number) => new Date(Date.parse('2026-11-23T08:00:00Z') + minutes * 60_000).toISOString();

describe('signing in', () => {
  it('sets a cookie that scripts and other sites cannot use, and says who is signed in without the citizen ID number', async () => {
    const response = await post({ username: ' Mother ', password });
    const [session, device] = response.headers.getSetCookie();
    expect(session).toMatch(/^legwork_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(device).toMatch(/^legwork_device=[\w-]{43}; Max-Age=15552000; Path=\/; HttpOnly; SameSite=Strict$/);
    const text = await response.text();
    expect(JSON.parse(text)).toEqual({
      account: { kind: 'person', id: mother.accountId, name: mother.name },
      passwordTemporary: false,
    });
    expect(text).not.toContain(mother.citizenId);
  });

  it('shows a member of staff with agency and roles', async () => {
    expect(await sessionAt(await signedIn('steward'))).toEqual({
      kind: 'staff',
      id: steward.accountId,
      name: steward.name,
      agency: { id: agencies.provider.id, key: agencies.provider.key, name: agencies.provider.name, nameEn: null },
      roles: ['steward'],
    });
  });

  it('keeps only a digest of the token', async () => {
    const token = (await signedIn()).split('=')[1]!;
    const { rows } = await world.platform.database.pool.query(
      "select count(*) filter (where token_sha256 = sha256($1)) as digests, count(*) filter (where encode(token_sha256, 'escape') like '%' || $2 || '%') as plain from identity.sessions",
      [Buffer.from(token), token],
    );
    expect(rows[0]).toEqual({ digests: 1, plain: 0 });
  });

  it.each([
    [{ username: 'mother', password: 'wrong' }],
    [{ username: 'nobody-here', password }],
    [{ username: "' or 1=1 --", password }],
  ])('refuses %j in the same words', async (body) => {
    const response = await post(body);
    expect([response.status, await codeOf(response)]).toEqual([401, 'credentials-wrong']);
  });

  it('refuses a closed account', async () => {
    const cookie = await signedIn('stranger');
    await world.platform.database.pool.query("update identity.accounts set active = false where username = 'stranger'");
    expect(await codeOf(await post({ username: 'stranger', password }))).toBe('credentials-wrong');
    expect(await sessionAt(cookie)).toBeNull();
  });

  it('tells the floors above of a member of staff, and does not sign in when they cannot take note', async () => {
    const told: unknown[] = [];
    let fail = false;
    onIdentityEvent(world.platform, async (_tx, event) => {
      told.push(event);
      if (fail) throw new Error('not kept');
    });
    await signedIn('mother');
    expect(told).toEqual([]);
    await signedIn('operator');
    expect(told).toMatchObject([{ kind: 'signIn', accountId: operator.accountId, agencyId: agencies.operator.id }]);
    fail = true;
    const count = 'select count(*) as n from identity.sessions';
    const before = (await world.platform.database.pool.query(count)).rows[0];
    expect((await post({ username: 'operator', password })).status).toBe(500);
    expect((await world.platform.database.pool.query(count)).rows[0]).toEqual(before);
    fail = false;
  });
});

describe('failures', () => {
  const tryAs = (username: string, from = '127.0.0.1', word = 'wrong', cookie = '') =>
    post({ username, password: word }, { 'x-forwarded-for': from, ...(cookie && { cookie }) });
  const fail = async (times: number, username: string, from?: string, cookie?: string) => {
    for (let i = 0; i < times; i += 1)
      expect(await codeOf(await tryAs(username, from, 'wrong', cookie))).toBe('credentials-wrong');
  };

  it.each(['caseworker', 'nobody-at-all'])(
    'of the name %s from one place make it wait, twice as long each time, the right password included',
    async (username) => {
      world.setNow(clock(0));
      await fail(5, username);
      const locked = await tryAs(username, undefined, password);
      expect([locked.status, locked.headers.get('retry-after'), await codeOf(locked)]).toEqual([
        429,
        '60',
        'account-locked',
      ]);
      world.setNow(clock(1));
      await fail(1, username);
      world.setNow(clock(2));
      expect((await tryAs(username)).headers.get('retry-after')).toBe('60');
      world.setNow(clock(3));
      expect((await tryAs(username, undefined, password)).status).toBe(username === 'caseworker' ? 200 : 401);
    },
  );

  it('never make one wait longer than an hour, and are forgotten after half a day', async () => {
    let minutes = 0;
    world.setNow(clock(0));
    await fail(5, 'no-such-steward');
    for (let i = 0; i < 12; i += 1) {
      const waits = Number((await tryAs('no-such-steward')).headers.get('retry-after')) / 60;
      expect(waits).toBeLessThanOrEqual(60);
      minutes += waits;
      world.setNow(clock(minutes));
      await fail(1, 'no-such-steward');
    }
    world.setNow(clock(minutes + 12 * 60 + 1));
    await fail(5, 'no-such-steward');
    expect((await tryAs('no-such-steward')).headers.get('retry-after')).toBe('60');
  });

  it('made at the same moment are not outrun by a sixth', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => tryAs('developer')));
    expect(answers.filter((answer) => answer.status === 401)).toHaveLength(5);
    expect(answers.filter((answer) => answer.status === 429)).toHaveLength(7);
  });

  it('are counted anew after a success', async () => {
    for (let round = 0; round < 2; round += 1) {
      await fail(4, 'supervisor');
      await signedIn('supervisor');
    }
  });

  it('of a stranger do not lock the owner out, who comes from elsewhere', async () => {
    await fail(5, 'mother', '203.0.113.7');
    expect(await codeOf(await tryAs('mother', '203.0.113.7', password))).toBe('account-locked');
    expect((await tryAs('mother', '198.51.100.9', password)).status).toBe(200);
  });

  it('from the owner’s own network do not lock out the device on which they signed in before', async () => {
    const first = await tryAs('mother', '203.0.113.7', password);
    const device = first.headers.getSetCookie()[1]!.split(';')[0]!;
    await fail(5, 'mother', '203.0.113.7');
    expect(await codeOf(await tryAs('mother', '203.0.113.7', password))).toBe('account-locked');
    expect((await tryAs('mother', '203.0.113.7', password, device)).status).toBe(200);
  });

  it('from many networks guard the name: a known device gets in, and everyone else once the wait is over', async () => {
    world.setNow(clock(0));
    const first = await tryAs('mother', '203.0.113.7', password);
    const device = first.headers.getSetCookie()[1]!.split(';')[0]!;
    for (let i = 0; i < 50; i += 1) await fail(1, 'mother', `192.0.2.${i}`);
    const guarded = await tryAs('mother', '198.51.100.9', password);
    expect([await codeOf(guarded), guarded.headers.get('retry-after')]).toEqual(['account-guarded', '900']);
    expect(await codeOf(await tryAs('stranger-without-account', '198.51.100.9'))).toBe('credentials-wrong');
    expect((await tryAs('mother', '198.51.100.9', password, device)).status).toBe(200);
    world.setNow(clock(15));
    expect((await tryAs('mother', '198.51.100.9', password)).status).toBe(200);
  });

  it('on a known device are counted there: it is no way around the count', async () => {
    const first = await tryAs('mother', '203.0.113.7', password);
    const device = first.headers.getSetCookie()[1]!.split(';')[0]!;
    await fail(5, 'mother', '203.0.113.8', device);
    expect(await codeOf(await tryAs('mother', '203.0.113.9', password, device))).toBe('account-locked');
  });

  it('of a device that another account knows, or that nobody knows, are a stranger’s', async () => {
    const other = await tryAs('supervisor', '203.0.113.7', password);
    const device = other.headers.getSetCookie()[1]!.split(';')[0]!;
    await fail(5, 'mother', '203.0.113.7');
    for (const cookie of [device, `legwork_device=${'A'.repeat(43)}`, 'legwork_device=%00']) {
      expect(await codeOf(await tryAs('mother', '203.0.113.7', password, cookie))).toBe('account-locked');
    }
  });

  it('of one network, whatever the names, make it wait; successes do not count', async () => {
    for (let i = 0; i < 3; i += 1) expect((await tryAs('mother', '203.0.113.99', password)).status).toBe(200);
    for (let i = 0; i < 20; i += 1) {
      await Promise.all(Array.from({ length: 10 }, (_, n) => tryAs(`name-${i}-${n}`, '203.0.113.99')));
    }
    expect(await codeOf(await tryAs('supervisor', '203.0.113.99', password))).toBe('source-locked');
    expect((await tryAs('supervisor', '203.0.113.98', password)).status).toBe(200);
  });

  it('keep neither the name nor the address', async () => {
    await fail(1, 'mother', '203.0.113.7');
    const { rows } = await world.platform.database.pool.query(
      "select encode(counter, 'escape') as kept from identity.sign_in_attempts",
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toMatch(/mother|203\.0/);
  });
});

describe('a session', () => {
  it('ends 30 minutes after its last use', async () => {
    world.setNow(clock(0));
    const cookie = await signedIn();
    world.setNow(clock(29));
    expect(await sessionAt(cookie)).not.toBeNull();
    world.setNow(clock(58));
    expect(await sessionAt(cookie)).not.toBeNull();
    world.setNow(clock(88));
    expect(await sessionAt(cookie)).toBeNull();
    const response = await fetch(`${world.url}/api/v1/my/wards`, { headers: { cookie } });
    expect([response.status, await codeOf(response)]).toEqual([401, 'session-ended']);
  });

  it('ends 12 hours after its start however much it is used', async () => {
    world.setNow(clock(0));
    const cookie = await signedIn();
    for (let minutes = 25; minutes < 720; minutes += 25) {
      world.setNow(clock(minutes));
      expect(await sessionAt(cookie)).not.toBeNull();
    }
    world.setNow(clock(720));
    expect(await sessionAt(cookie)).toBeNull();
  });

  it('ends by signing out, here or everywhere', async () => {
    const [one, two, three] = [await signedIn(), await signedIn(), await signedIn()];
    const end = (path: string, cookie: string) =>
      fetch(`${world.url}/api/v1/${path}`, { method: 'DELETE', headers: { cookie, origin: world.url } });
    expect((await end('session', one)).status).toBe(204);
    expect([await sessionAt(one), (await sessionAt(two))?.name]).toEqual([null, mother.name]);
    expect((await end('sessions', two)).status).toBe(204);
    expect([await sessionAt(two), await sessionAt(three)]).toEqual([null, null]);
  });

  it('is removed by the hourly job once it has ended, and not before', async () => {
    const cookie = await signedIn();
    const tidy = identityJobs(world.platform)[0]!;
    await tidy.run(undefined);
    expect(await sessionAt(cookie)).not.toBeNull();
    world.setNow(new Date(Date.now() + 31 * 60_000).toISOString());
    await tidy.run(undefined);
    const { rows } = await world.platform.database.pool.query('select count(*) as n from identity.sessions');
    expect(rows[0].n).toBe(0);
  });

  it('is not used by a page that asks by itself', async () => {
    world.setNow(clock(0));
    const cookie = await signedIn();
    const ask = async (headers: Record<string, string> = {}) => {
      const response = await fetch(`${world.url}/api/v1/session`, { headers: { cookie, ...headers } });
      return ((await response.json()) as { session: { idleSecondsLeft: number } | null }).session?.idleSecondsLeft;
    };
    world.setNow(clock(20));
    expect(await ask({ 'x-legwork-idle': '1' })).toBe(600);
    expect(await ask()).toBe(1800);
    world.setNow(clock(49));
    expect(await ask({ 'x-legwork-idle': '1' })).toBe(60);
    world.setNow(clock(50));
    expect(await ask({ 'x-legwork-idle': '1' })).toBeUndefined();
  });

  it('is a new one at each sign-in, whatever the browser brought along', async () => {
    const planted = `legwork_session=${'A'.repeat(43)}`;
    const response = await post({ username: 'mother', password }, { cookie: planted, origin: world.url });
    expect(response.headers.getSetCookie()[0]).not.toContain(planted);
    expect(await sessionAt(planted)).toBeNull();
    const before = response.headers.getSetCookie()[0]!.split(';')[0]!;
    await post({ username: 'supervisor', password }, { cookie: before, origin: world.url });
    expect(await sessionAt(before)).toBeNull();
  });
});

describe('a write that rests on the cookie', () => {
  const headersOf = {
    'no Origin': {},
    'another Origin': { origin: 'https://evil.example' },
    'an opaque Origin': { origin: 'null' },
    'Sec-Fetch-Site: cross-site': { 'sec-fetch-site': 'cross-site' },
    'Sec-Fetch-Site: same-site': { 'sec-fetch-site': 'same-site' },
  } as const;
  it.each(Object.keys(headersOf) as (keyof typeof headersOf)[])('is refused with %s', async (name) => {
    const cookie = await signedIn();
    const response = await fetch(`${world.url}/api/v1/sessions`, {
      method: 'DELETE',
      headers: { cookie, ...headersOf[name] },
    });
    expect([response.status, await codeOf(response)]).toEqual([403, 'origin-refused']);
    expect(await sessionAt(cookie)).not.toBeNull();
  });

  it('is taken from our own pages', async () => {
    const cookie = await signedIn();
    const headers = { cookie, 'sec-fetch-site': 'same-origin' };
    expect((await fetch(`${world.url}/api/v1/sessions`, { method: 'DELETE', headers })).status).toBe(204);
  });

  it('is not needed to be refused: nobody can sign a visitor in from another site', async () => {
    const response = await post({ username: 'mother', password }, { origin: 'https://evil.example' });
    expect(await codeOf(response)).toBe('origin-refused');
    const form = await world.browser().fetch('/sign-in', {
      method: 'POST',
      body: new URLSearchParams({ username: 'mother', password }),
      headers: { origin: 'https://evil.example' },
    });
    expect([form.status, form.headers.getSetCookie()]).toEqual([403, []]);
  });
});

describe('the sign-in page', () => {
  it('is a form that needs no script, in the reader’s language, under a strict policy', async () => {
    const browser = world.browser({ 'accept-language': 'en' });
    const page = await browser.fetch('/sign-in?returnTo=/cases');
    const text = await page.text();
    expect(text).toMatch(/<html lang="en">[\s\S]*<h1>Sign in<\/h1>[\s\S]*<form method="post" action="\/sign-in">/);
    expect(text).toContain('<input type="hidden" name="returnTo" value="/cases">');
    expect(text).not.toMatch(/<script(?! src="\/sign-in.js"><)|style=|<style|\son\w+=/);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await (await world.browser().fetch('/sign-in')).text()).toContain('<h1>登录</h1>');
    expect(await (await browser.fetch('/sign-in?lang=zh-CN')).text()).toContain('<h1>登录</h1>');
    expect((await browser.fetch('/sign-in.css')).headers.get('content-type')).toContain('text/css');
    expect((await browser.fetch('/sign-in.js')).headers.get('content-type')).toContain('text/javascript');
  });

  it('signs in and goes back to where the reader came from', async () => {
    const browser = world.browser();
    const response = await browser.signIn('mother', { returnTo: '/cases/1?tab=2' });
    expect([response.status, response.headers.get('location')]).toEqual([303, '/cases/1?tab=2']);
    expect(await sessionAt(`legwork_session=${browser.cookie('legwork_session')}`)).not.toBeNull();
  });

  it.each(['https://evil.example/', '//evil.example', '/\\evil.example', '/.//evil.example', 'javascript:alert(1)'])(
    'does not lead to another site: %s',
    async (returnTo) => {
      const browser = world.browser();
      expect((await browser.signIn('mother', { returnTo })).headers.get('location')).toBe('/');
      const page = await browser.fetch(`/sign-in?${new URLSearchParams({ returnTo })}`);
      expect(await page.text()).not.toContain('evil');
    },
  );

  it('says in the page what is wrong, and keeps the name that was typed', async () => {
    const page = await world.browser().signIn('mother', { password: 'wrong', returnTo: '/cases', lang: 'en' });
    const text = await page.text();
    expect(page.status).toBe(401);
    expect(text).toMatch(/role="alert" id="fault">The account or the password is wrong\.</);
    expect(text).toContain('value="mother" aria-invalid="true" aria-describedby="fault"');
    expect(text).toContain('name="returnTo" value="/cases"');
    expect(text).not.toContain('value="wrong"');
  });

  it('shows HTML in names as text', async () => {
    const { pool } = world.platform.database;
    await pool.query(
      "update identity.accounts set display_name = '<img src=x onerror=alert(1)>' where username = 'caseworker'",
    );
    const browser = world.browser();
    await browser.signIn('caseworker');
    const shown = await (await browser.fetch('/sign-in')).text();
    expect(shown).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(shown).not.toContain('<img src=x');
    const typed = await browser.signIn('"><script>alert(1)</script>', { password: 'wrong' });
    expect(await typed.text()).not.toContain('<script>');
  });

  it.each(['', 'username=%00&password=x', 'username=a', '%', 'returnTo=/&returnTo=//evil.example'])(
    'answers a form that is not as it should be with a 4xx: %s',
    async (body) => {
      const response = await world.browser().fetch('/sign-in', {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.status).toBeLessThan(500);
    },
  );

  it('takes no name from the address outside a demo', async () => {
    const text = await (await world.browser().fetch('/sign-in?account=mother')).text();
    expect(text).not.toContain('mother');
  });

  it.each([
    ['idle', '为了您的安全'],
    ['full', '12 小时'],
    ['out', '另一个页面'],
  ])('says why one is there: %s', async (ended, words) => {
    const browser = world.browser();
    expect(await (await browser.fetch(`/sign-in?ended=${ended}`)).text()).toContain(words);
    expect(await (await browser.fetch('/sign-in?ended=constructor')).text()).not.toContain('class="note"');
  });

  it('says how long to wait, in words and in seconds', async () => {
    world.setNow(clock(0));
    const browser = world.browser();
    for (let i = 0; i < 5; i += 1) await browser.signIn('nobody-there', { password: 'wrong' });
    const page = await browser.signIn('nobody-there');
    const text = await page.text();
    expect([page.status, page.headers.get('retry-after')]).toEqual([429, '60']);
    expect(text).toMatch(/请 1 分钟后再试。 <span data-wait="60"/);
    expect(text).not.toContain('aria-invalid');
  });

  it('does not show demo accounts outside a demo', async () => {
    await world.platform.database.pool.query("update identity.accounts set demo = true where username = 'mother'");
    expect(await (await world.browser().fetch('/sign-in')).text()).not.toContain('<code>mother</code>');
  });
});

it('shows the demo accounts on the sign-in page of a demo', async () => {
  const demo = await listeningWorld({ LEGWORK_DEMO: '1' });
  try {
    await demo.platform.database.pool.query(
      "update identity.accounts set demo = true where username in ('mother', 'steward')",
    );
    const text = await (await demo.browser().fetch('/sign-in?lang=en')).text();
    expect(text).toMatch(
      /Residents and companies[\s\S]*<code>mother<\/code>[\s\S]*测试母亲[\s\S]*Staff of agencies[\s\S]*<code>steward<\/code>[\s\S]*提供方管理员[\s\S]*data steward/,
    );
    const link = /href="(\/sign-in\?account=mother[^"]*)"/.exec(text)![1]!.replaceAll('&amp;', '&');
    const filled = await (await demo.browser().fetch(link)).text();
    expect(filled).toContain('value="mother"');
  } finally {
    await demo.close();
  }
});
