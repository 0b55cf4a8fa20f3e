import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lastDayAsMinor } from './guardianship.ts';
import { html } from './html.ts';
import { requireSound } from './passwords.ts';
import { returnAddress } from './return-address.ts';
import { isForeign, isSameOrigin } from './same-origin.ts';
import { idleMilliseconds, isLive, isStale, secondsLeft } from './sessions.ts';
import { networkOf } from './throttle.ts';
import { recognised } from './user-agent.ts';

const publicUrl = 'https://data.example.gov.cn';

describe('the way back after signing in', () => {
  it.each(['/', '/cases/1?tab=2#top', '/oidc/interaction/abc', '/services/%E5%87%BA%E7%94%9F'])(
    'may be our own path: %s',
    (path) => {
      expect(returnAddress(path, publicUrl)).toBe(path);
    },
  );

  it.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/..//evil.example',
    '/./\\evil.example',
    '/.//evil.example',
    '/%2e%2e//evil.example',
    'javascript:alert(1)',
    'evil.example',
    '',
    undefined,
    ['/a'],
    `/${'a'.repeat(3000)}`,
  ])('is the front page for anything else: %s', (given) => {
    expect(returnAddress(given, publicUrl)).toBe('/');
  });
});

describe('where a write may come from', () => {
  it.each([
    [{ 'sec-fetch-site': 'same-origin' }, true],
    [{ origin: publicUrl }, true],
    [{ origin: 'http://10.1.1.1:3000', host: '10.1.1.1:3000' }, true],
    [{ 'sec-fetch-site': 'cross-site', origin: publicUrl }, false],
    [{ 'sec-fetch-site': 'same-site' }, false],
    [{ 'sec-fetch-site': 'none' }, false],
    [{ origin: 'https://evil.example', host: 'data.example.gov.cn' }, false],
    [{ origin: `${publicUrl}.evil.example`, host: 'data.example.gov.cn' }, false],
    [{ origin: 'null' }, false],
    [{}, false],
  ])('%j is our own pages: %s', (headers, same) => {
    expect(isSameOrigin(headers, publicUrl)).toBe(same);
  });

  it('is not foreign when nothing is said, as by a program', () => {
    expect(isForeign({}, publicUrl)).toBe(false);
    expect(isForeign({ origin: 'https://evil.example' }, publicUrl)).toBe(true);
  });
});

describe('a session', () => {
  const start = new Date('2026-11-23T00:00:00Z');
  const at = (minutes: number) => new Date(start.getTime() + minutes * 60_000);
  const session = { lastSeenAt: at(0), expiresAt: at(720) };
  const idle = 30 * 60_000;

  it('holds for less than its idle limit after its last use', () => {
    expect(isLive(session, idle, at(29))).toBe(true);
    expect(isLive(session, idle, at(30))).toBe(false);
    expect(isLive(session, 10 * 60_000, at(10))).toBe(false);
  });

  it('is noted as used within a minute, and within a tenth of a short limit', () => {
    const later = (seconds: number) => new Date(session.lastSeenAt.getTime() + seconds * 1000);
    expect([59, 60].map((seconds) => isStale(session, idle, later(seconds)))).toEqual([false, true]);
    expect([5, 6].map((seconds) => isStale(session, 60_000, later(seconds)))).toEqual([false, true]);
  });

  it('ends at its end however much it is used', () => {
    expect(isLive({ ...session, lastSeenAt: at(719) }, idle, at(719))).toBe(true);
    expect(isLive({ ...session, lastSeenAt: at(719) }, idle, at(720))).toBe(false);
  });

  it('says what it has left, unused and in all', () => {
    expect(secondsLeft(session, idle, at(28))).toEqual({ idleSecondsLeft: 120, secondsLeft: 692 * 60 });
    expect(secondsLeft({ ...session, lastSeenAt: at(719) }, idle, at(719))).toEqual({
      idleSecondsLeft: 1800,
      secondsLeft: 60,
    });
  });

  it('has an idle limit of its own for residents and for staff', () => {
    const sessions = { residentIdle: 1, staffIdle: 2, longest: 3 };
    expect(idleMilliseconds({ sessions }, { agencyId: null })).toBe(1);
    expect(idleMilliseconds({ sessions }, { agencyId: 'a' })).toBe(2);
  });
});

describe('a browser is told apart by', () => {
  const chrome = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36';
  it.each([
    [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome}`, 'chrome', 'windows'],
    [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Edg/143.0.0.0`, 'edge', 'windows'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'firefox', 'linux'],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
      'safari',
      'iphone',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15',
      'safari',
      'mac',
    ],
    [
      'Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.50',
      'wechat',
      'android',
    ],
    [
      'Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/132.0.0.0 Safari/537.36 ArkWeb/6.0',
      'chrome',
      'harmony',
    ],
    ['curl/8.5.0', null, null],
    [undefined, null, null],
  ])('%s', (userAgent, browser, device) => {
    expect(recognised(userAgent)).toEqual({ browser, device });
  });
});

describe('attempts are counted by network:', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:aaaa::1', '2001:db8:1:2'],
    ['2001:0DB8:0001:0002:bbbb:cccc:dddd:eeee', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
  ])('%s is of %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});

describe('a password', () => {
  it.each(['short', 'user-name-x', 'USER-NAME-X', 'aaaaaaaaaaaa', '1234567890', '0987654321', '一二三四五六七八九'])(
    'that is guessed first is refused: %s',
    (password) => {
      expect(() => requireSound(password, 'user-name-x')).toThrow(expect.objectContaining({ code: 'password-weak' }));
    },
  );
  it.each(['correct horse', '春眠不觉晓处处闻啼鸟', 'legwork-demo-2026'])('need only be long: %s', (password) => {
    expect(() => requireSound(password, 'user-name-x')).not.toThrow();
  });
});

it('the colours of the sign-in pages are those of the web’s pages', () => {
  const read = (path: string) => readFileSync(join(import.meta.dirname, path), 'utf8');
  const blocks = (css: string, from: RegExp) =>
    Object.fromEntries(
      [...(from.exec(css)?.[1] ?? '').matchAll(/(--[\w-]+): ([^;]+);/g)].map(([, name, value]) => [name, value]),
    );
  const [web, own] = [read('../../../web/ui/tokens.css'), read('pages.css')];
  const light = /:root \{([^}]*)\}/;
  const dark = /prefers-color-scheme: dark\) \{\s*:root[^{]*\{([^}]*)\}/;
  const chosen = /:root\[data-scheme="dark"\] \{([^}]*)\}/;
  for (const from of [light, dark, chosen]) {
    const ours = blocks(own, from);
    expect(Object.keys(ours).length).toBeGreaterThan(10);
    expect(blocks(web, from)).toMatchObject(ours);
  }
  expect(blocks(web, chosen)).toEqual(blocks(web, dark));
});

describe('a guardianship', () => {
  it.each([
    ['2026-06-01', '2044-05-31'],
    ['2026-01-01', '2043-12-31'],
    ['2008-03-01', '2026-02-28'],
    ['2008-02-29', '2026-02-28'],
  ])('of a child born on %s lasts to %s', (birth, last) => {
    expect(lastDayAsMinor(birth)).toBe(last);
  });
});

it('shows whatever is filled into a page as text', () => {
  const name = `<script>alert("1")</script>&'`;
  expect(html`<p title="${name}">${[html`<b>${name}</b>`, null, false, 3]}</p>`.text).toBe(
    '<p title="&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;"><b>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;</b>3</p>',
  );
});
