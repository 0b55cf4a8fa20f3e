import { describe, expect, it } from 'vitest';
import { lastDayAsMinor } from './guardianship.ts';
import { html } from './html.ts';
import { returnAddress } from './return-address.ts';
import { isForeign, isSameOrigin } from './same-origin.ts';
import { isLive } from './sessions.ts';

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

  it('holds for less than 30 minutes after its last use', () => {
    expect(isLive(session, at(29))).toBe(true);
    expect(isLive(session, at(30))).toBe(false);
  });

  it('ends after 12 hours however much it is used', () => {
    expect(isLive({ ...session, lastSeenAt: at(719) }, at(719))).toBe(true);
    expect(isLive({ ...session, lastSeenAt: at(719) }, at(720))).toBe(false);
  });
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
