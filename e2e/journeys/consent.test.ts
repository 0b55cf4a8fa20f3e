import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MyConsent } from '../../contracts/consents.ts';
import { openNode, type RunningNode } from '../node.ts';
import { desktop, openBrowser, phone, type Visitor, visit } from './browser.ts';
import { asking } from './enrol.ts';

let node: RunningNode;
let browser: Browser;
const opened: Visitor[] = [];

beforeAll(async () => {
  [node, browser] = await Promise.all([openNode(), openBrowser()]);
}, 240_000);

afterAll(async () => {
  for (const visitor of opened) await visitor.close();
  await browser?.close();
  await node?.stop();
});

describe.each([
  { size: 'phone', screen: phone, language: 'zh-CN' as const, username: 'pensioner' },
  { size: 'desktop', screen: desktop, language: 'en' as const, username: 'retiree' },
])('a resident on a $size, in $language', ({ screen, language, username }) => {
  const words =
    language === 'en'
      ? {
          service: 'Qualifying for public rental housing',
          begin: 'Start',
          see: 'See what would be given, then decide',
          title: 'Reads that need my consent',
          shown: 'This would be given',
          agree: 'Agree',
          time: 'For a time',
          decline: 'Decline',
          back: 'Back to the case',
          withdraw: 'Withdraw consent',
          yes: 'Yes, withdraw',
          withdrawn: 'Withdrawn',
        }
      : {
          service: '公共租赁住房资格确认',
          begin: '开始办理',
          see: '看看会给出什么，再决定',
          title: '征求我同意的读取',
          shown: '同意后会给出这些',
          agree: '同意',
          time: '在一段时间内',
          decline: '不同意',
          back: '回到办件',
          withdraw: '撤回同意',
          yes: '确定撤回',
          withdrawn: '已撤回',
        };

  test('sees what would be given, agrees, gets the form filled, withdraws; then the agency is refused', async () => {
    const resident = await visit(browser, node.url, { screen, language });
    opened.push(resident);
    const { page } = resident;
    await page.goto(`/sign-in?lang=${language}`);
    await resident.signIn(username);
    await page.waitForURL((url) => url.pathname !== '/sign-in');
    await page.goto('/services/public-rental-housing');
    await page.getByRole('button', { name: words.begin }).click();
    await page.getByRole('link', { name: words.see }).waitFor({ timeout: 60_000 });
    await resident.sees(words.service);
    const caseAddress = page.url();

    await page.getByRole('link', { name: words.see }).click();
    await page.getByRole('heading', { name: words.shown }).first().waitFor();
    await resident.sees(words.title);
    const { items } = await asking<{ items: MyConsent[] }>(resident, 'GET', '/api/v1/my/consents?state=asked');
    expect(items.length).toBe(2);
    const [household, marriage] = ['residence_kind', 'registered_on'].map(
      (code) => items.find((each) => each.items.some((item) => item.code === code))!,
    );
    const card = (consent: MyConsent) => page.getByRole('listitem').filter({ hasText: consent.number });
    await card(household!).getByRole('radio', { name: words.time }).check();
    await resident.sees(words.title);
    await card(household!).getByRole('button', { name: words.agree, exact: true }).click();
    await card(household!).getByRole('button', { name: words.withdraw }).waitFor();
    await card(marriage!).getByRole('button', { name: words.decline }).click();
    await page.getByRole('button', { name: words.back }).click();

    await page.waitForURL(caseAddress);
    await resident.sees(words.service);
    const id = caseAddress.split('/').at(-1)!;
    const filled = await asking<{ fields: { name: string; kind: string }[] }>(resident, 'GET', `/api/v1/cases/${id}`);
    expect(filled.fields.find(({ name }) => name === 'residence_address')).toMatchObject({ kind: 'filled' });
    const uses = await asking<{ items: { consentNumber: string | null }[] }>(resident, 'GET', '/api/v1/my/data-uses');
    expect(uses.items.some(({ consentNumber }) => consentNumber === household!.number)).toBe(true);
    await page.goto('/data');
    await page.getByText(household!.number).first().waitFor();

    await page.goto('/consents');
    await card(household!).getByRole('button', { name: words.withdraw }).click();
    await resident.sees(words.title);
    await card(household!).getByRole('button', { name: words.yes }).click();
    await card(household!).getByText(words.withdrawn, { exact: true }).waitFor();
    await resident.sees(words.title);
    const again = await asking<{ uses: { outcome: string }[] }>(resident, 'POST', `/api/v1/cases/${id}/filling`);
    // What was read stays; what was declined is refused.
    expect(again.uses.at(-1)).toMatchObject({ outcome: 'consent-missing' });
  });
});
