import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openNode, type RunningNode } from '../node.ts';
import { desktop, openBrowser, phone, type Visitor, visit } from './browser.ts';
import { asking, enrolNewborn } from './enrol.ts';
import { wordsOf } from './words.ts';

let node: RunningNode;
let browser: Browser;
const opened: Visitor[] = [];

async function someone(options: NonNullable<Parameters<typeof visit>[2]>, username: string): Promise<Visitor> {
  const visitor = await visit(browser, node.url, options);
  opened.push(visitor);
  await visitor.page.goto(`/sign-in?lang=${options.language ?? 'zh-CN'}`);
  await visitor.signIn(username);
  await visitor.page.waitForURL((url) => url.pathname !== '/sign-in');
  return visitor;
}

beforeAll(async () => {
  [node, browser] = await Promise.all([openNode(), openBrowser()]);
  const mother = await someone({}, 'mother');
  const worker = await someone({}, 'caseworker.hangzhou-yibao');
  const id = await enrolNewborn(mother, worker);
  const shown = await asking<{ code: string }>(mother, 'POST', `/api/v1/my/licences/${id}/presentations`, {
    claims: [],
  });
  await asking(worker, 'POST', '/api/v1/agency/licence-checks', { code: shown.code });
}, 240_000);

afterAll(async () => {
  for (const visitor of opened) await visitor.close();
  await browser?.close();
  await node?.stop();
});

describe.each([
  { language: 'zh-CN', screen: desktop },
  { language: 'zh-CN', screen: phone },
  { language: 'en', screen: desktop },
  { language: 'en', screen: phone },
] as const)('who read my data, in $language at $screen.width', ({ language, screen }) => {
  const { say, like } = wordsOf(language);
  let mother: Visitor;
  beforeAll(async () => {
    mother = await someone({ language, screen }, 'mother');
  });

  test('twelve months at a glance, then each use by day, a licence that was shown among them', async () => {
    const { page } = mother;
    await page.goto('/data');
    await mother.sees(say('data.title'));
    await page.getByText(say('data.byAgencies'), { exact: true }).waitFor();
    // Said by the name that the reader can read.
    const agency = /杭州市医疗保障局|Hangzhou Healthcare Security Bureau/;
    await page
      .getByRole('heading', { name: /基本医疗保险参保凭证/ })
      .first()
      .waitFor();
    await page.getByRole('heading', { name: agency }).first().waitFor();
  });

  test('is narrowed by agency and by search, in the address, and “back” of the browser keeps working', async () => {
    const { page } = mother;
    const uses = page.locator('.use-day .list > li');
    const all = await uses.count();
    await page
      .getByRole('combobox', { name: say('data.byResource') })
      .selectOption('licence/medical-insurance-certificate');
    await page.waitForURL(/resource=/);
    await expect.poll(() => uses.count()).toBeLessThan(all);
    expect(await uses.count()).toBeGreaterThan(0);
    await mother.sees(say('data.title'));
    await page.reload();
    await uses.first().waitFor();
    expect(await uses.count()).toBeLessThan(all);
    await page.getByLabel(say('data.search')).fill('没有这个部门');
    await page.getByText(say('data.noneSuch')).waitFor();
    await mother.sees(say('data.title'));
    await page.getByRole('button', { name: say('filter.clear') }).click();
    await expect.poll(() => uses.count()).toBe(all);
  });

  test('each is proved right here, also the licence; a proof is hers to keep, and its page finds it genuine', async () => {
    const { page } = mother;
    await page
      .getByRole('button', { name: like('data.proveOf') })
      .first()
      .click();
    await page.getByText(say('data.proved')).waitFor();
    await mother.sees(say('data.title'));
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: say('data.downloadProof') }).click(),
    ]);
    const buffer = await readFile(await download.path());
    await page.getByRole('link', { name: say('data.verifyElsewhere') }).click();
    await mother.sees(say('verify.title'));
    await page.locator('input[type=file]').setInputFiles({ name: 'proof.json', mimeType: 'application/json', buffer });
    await page.getByRole('heading', { name: say('verify.outcome.genuine') }).waitFor();
    await mother.sees(say('verify.title'));
  });

  test('all that the filters leave goes into a file', async () => {
    const { page } = mother;
    await page.goto('/data?resource=licence%2Fmedical-insurance-certificate');
    await mother.sees(say('data.title'));
    const saved = async (name: string) => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: say(name), exact: true }).click(),
      ]);
      return readFile(await download.path(), 'utf8');
    };
    const uses = JSON.parse(await saved('data.exportJson'));
    expect(uses.length).toBeGreaterThan(0);
    expect(uses.every((use: { kind: string }) => use.kind === 'licence')).toBe(true);
    const sheet = await saved('data.exportCsv');
    expect(sheet.startsWith('\ufeff')).toBe(true);
    expect(sheet.trim().split('\r\n')).toHaveLength(uses.length + 1);
  });
});

test('someone whose data nobody read is told so', async () => {
  const visitor = await someone({ screen: phone }, 'legal-rep');
  await visitor.page.goto('/data');
  await visitor.sees('谁看过我的数据');
});
