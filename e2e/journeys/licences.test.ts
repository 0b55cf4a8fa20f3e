import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openNode, type RunningNode } from '../node.ts';
import { desktop, openBrowser, phone, type Visitor, visit } from './browser.ts';
import { asking, enrolNewborn } from './enrol.ts';
import { wordsOf } from './words.ts';

let node: RunningNode;
let browser: Browser;
let worker: Visitor;
let id: string;
const opened: Visitor[] = [];

type Options = NonNullable<Parameters<typeof visit>[2]>;

async function someone(options: Options, username?: string): Promise<Visitor> {
  const visitor = await visit(browser, node.url, options);
  opened.push(visitor);
  if (username) {
    await visitor.page.goto(`/sign-in?lang=${options.language ?? 'zh-CN'}`);
    await visitor.signIn(username);
    await visitor.page.waitForURL((url) => url.pathname !== '/sign-in');
  }
  return visitor;
}

beforeAll(async () => {
  [node, browser] = await Promise.all([openNode(), openBrowser()]);
  worker = await someone({ screen: desktop }, 'caseworker.hangzhou-yibao');
  id = await enrolNewborn(await someone({}, 'mother'), worker);
}, 240_000);

afterAll(async () => {
  for (const visitor of opened) await visitor.close();
  await browser?.close();
  await node?.stop();
});

describe.each([
  { language: 'zh-CN', screen: desktop, name: '基本医疗保险参保凭证' },
  { language: 'zh-CN', screen: phone, name: '基本医疗保险参保凭证' },
  { language: 'en', screen: desktop, name: 'Medical insurance enrolment certificate' },
  { language: 'en', screen: phone, name: 'Medical insurance enrolment certificate' },
] as const)('showing a licence in $language at $screen.width', ({ language, screen, name }) => {
  const { say, like } = wordsOf(language);
  let mother: Visitor;
  let stranger: Visitor;
  let codes: string[];

  beforeAll(async () => {
    mother = await someone({ language, screen }, 'mother');
    stranger = await someone({ language, screen });
    codes = [];
    mother.page.on('response', async (response) => {
      if (response.url().endsWith('/presentations')) codes.push((await response.json()).code);
    });
  });

  const enter = async (text: string) => {
    await stranger.page.getByLabel(say('verifyLicence.paste')).fill(text);
    await stranger.page.getByRole('button', { name: say('verifyLicence.check'), exact: true }).click();
  };
  const answered = async (answer: string) => {
    await stranger.page
      .getByRole('heading', { level: 2, name: say(`finding.answer.${answer}`), exact: true })
      .waitFor();
    await stranger.sees(say('verifyLicence.title'));
  };

  test('the wallet holds it, masked, and is narrowed by state in the address', async () => {
    const { page } = mother;
    await page.goto('/licences');
    await mother.sees(say('licences.title'));
    const card = page.locator('.licence').first();
    expect(await card.innerText()).toContain('周**');
    await page.getByRole('link', { name: say('licence.state.expired'), exact: true }).click();
    await page.getByText(say('licences.noneSuch')).waitFor();
    expect(new URL(page.url()).search).toBe('?state=expired');
    await mother.sees(say('licences.title'));
    await page.getByRole('link', { name: say('licences.showAll') }).click();
    await page.getByRole('link', { name }).first().click();
    await mother.sees(name);
  });

  test('what they will see is said before there is a code', async () => {
    const { page } = mother;
    await page.goto(`/licences/${id}/show`);
    await mother.sees(say('show.title'));
    const seen = page.locator('.will-see');
    expect(await seen.innerText()).toContain('周沐禾');
    await page.getByRole('button', { name: say('show.least') }).click();
    expect(await seen.innerText()).not.toContain('周沐禾');
    expect(codes).toEqual([]);
  });

  test('the code is read out to a stranger, who sees what was chosen, once; she is told at once', async () => {
    const { page } = mother;
    await page.getByRole('button', { name: say('show.start') }).click();
    await page.getByAltText(say('show.qr')).waitFor();
    await mother.sees(say('show.title'));
    const spoken = await page.locator('.spoken').innerText();
    await stranger.page.goto('/verify-licence');
    await stranger.sees(say('verifyLicence.title'));
    await enter(spoken.toLowerCase());
    await answered('valid');
    expect(await stranger.page.locator('main').innerText()).not.toMatch(/周沐禾|陈晓棠|33010520260816998X/);
    await page.getByText(like('show.seenByAnyone', { time: '\\d\\d:\\d\\d' })).waitFor();
    await mother.sees(say('show.title'));
    await enter(spoken);
    await answered('codeUnknown');
  });

  test('a picture of the code is read in the browser', async () => {
    const { page } = mother;
    await page.getByRole('button', { name: say('show.again') }).click();
    const picture = await page.getByAltText(say('show.qr')).screenshot();
    const input = stranger.page.locator('input[type=file]');
    await input.setInputFiles({ name: 'code.png', mimeType: 'image/png', buffer: picture });
    await answered('valid');
    const blank = await stranger.page.locator('footer').screenshot();
    await input.setInputFiles({ name: 'blank.png', mimeType: 'image/png', buffer: blank });
    await stranger.page.getByText(say('scan.notFound')).waitFor();
    await stranger.sees(say('verifyLicence.title'));
    await page.getByRole('button', { name: say('show.again') }).waitFor();
  });

  test('the scanned address answers by itself; its code reaches no address that is sent, and leaves the bar', async () => {
    const { page } = mother;
    const before = codes.length;
    await page.getByRole('button', { name: say('show.again') }).click();
    await page.getByAltText(say('show.qr')).waitFor();
    await expect.poll(() => codes.length).toBeGreaterThan(before);
    const code = codes.at(-1)!;
    const asked: string[] = [];
    stranger.page.on('request', (request) => asked.push(request.url()));
    await stranger.page.goto(`/verify-licence#${code}`);
    await answered('valid');
    expect(stranger.page.url()).not.toContain(code);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((url) => url.replace(/#.*/, '').includes(code))).toEqual([]);
    await stranger.page.reload();
    expect(await stranger.page.getByRole('heading', { name: say('finding.answer.valid') }).count()).toBe(0);
  });

  test('an officer checks it as the agency, and she reads which', async () => {
    const { page } = mother;
    await page.goto(`/licences/${id}/show`);
    await page.getByRole('button', { name: say('show.start') }).click();
    const spoken = await page.locator('.spoken').innerText();
    await worker.page.goto('/agency/check');
    await worker.sees('核验证照');
    await worker.page.getByLabel('验证码').fill(spoken);
    await worker.page.getByRole('button', { name: '核验', exact: true }).click();
    await worker.page.getByRole('heading', { name: '真实有效' }).waitFor();
    await worker.sees('核验证照');
    await page.getByText(like('show.seen', { time: '\\d\\d:\\d\\d', agency: '杭州市医疗保障局' })).waitFor();
    await mother.sees(say('show.title'));
    await page.getByRole('link', { name: say('show.done') }).click();
    await page
      .getByText(like('licencePage.seenBy', { agency: '杭州市医疗保障局' }))
      .first()
      .waitFor();
    await mother.sees(name);
  });

  test('it prints as a certificate, without what stands around pages', async () => {
    const { page } = mother;
    await page.goto(`/licences/${id}/print`);
    await page.getByAltText(say('print.qr')).waitFor();
    await mother.sees(say('print.title'));
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('header').first().isVisible()).toBe(false);
    expect(await page.getByRole('button', { name: say('print.act') }).count()).toBe(0);
    expect(await page.locator('.certificate').isVisible()).toBe(true);
    await page.emulateMedia({ media: 'screen' });
  });

  test('a credential is told from one with a changed letter, one of another issuer, and what is none', async () => {
    const { credential } = await asking<{ credential: string }>(mother, 'GET', `/api/v1/my/licences/${id}`);
    await stranger.page.goto('/verify-licence');
    await enter(credential);
    await answered('valid');
    const [head = '', body = '', sealed = ''] = credential.split('~')[0]!.split('.');
    const changed = `${head}.${body.slice(0, 60)}${body[60] === 'A' ? 'B' : 'A'}${body.slice(61)}.${sealed}`;
    await enter(`${changed}~`);
    await stranger.page.locator('.finding-answer[data-tone="due"], .finding-answer[data-tone="wait"]').waitFor();
    const claims = { iss: 'https://other.example', vct: 'https://other.example/x' };
    await enter(`${head}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${sealed}~`);
    await answered('otherIssuer');
    await stranger.page.getByText('https://other.example').waitFor();
    await enter('<svg onload=alert(1)>');
    await answered('malformed');
  });
});

test('another person’s licence does not exist, neither to see nor to show', async () => {
  const other = await someone({ screen: phone }, 'pensioner');
  for (const path of [`/licences/${id}`, `/licences/${id}/show`, `/licences/${id}/print`]) {
    await other.page.goto(path);
    await other.page.getByText('没有这张证照。').waitFor();
    await other.sees(/./);
  }
  await other.page.goto('/licences');
  await other.page.getByText('还没有电子证照。').waitFor();
  await other.sees('我的证照');
});

// Last: it is for good.
test('a code that was made before the revocation tells of it, and so do wallet, licence and print', async () => {
  const mother = await someone({ screen: phone }, 'mother');
  const stranger = await someone({ screen: phone });
  await mother.page.goto(`/licences/${id}/show`);
  await mother.page.getByRole('button', { name: '显示二维码' }).click();
  const spoken = await mother.page.locator('.spoken').innerText();
  await asking(worker, 'POST', `/api/v1/licences/${id}/revocation`, { reason: '重复参保，予以撤销' });
  await stranger.page.goto('/verify-licence');
  await stranger.page.getByLabel('验证码或证照凭证').fill(spoken);
  await stranger.page.getByRole('button', { name: '验证', exact: true }).click();
  await stranger.page.getByRole('heading', { name: '已撤销，不能再用' }).waitFor();
  await stranger.sees('验证证照');
  await mother.page.goto('/licences?state=revoked');
  await mother.page.locator('.licence[data-state=revoked]').waitFor();
  await mother.sees('我的证照');
  await mother.page.goto(`/licences/${id}`);
  await mother.page.getByText('重复参保，予以撤销').first().waitFor();
  await mother.sees('基本医疗保险参保凭证');
  await mother.page.goto(`/licences/${id}/print`);
  await mother.page.getByText(/打印件不能当有效证照用/).waitFor();
  await mother.sees('打印证照');
});
