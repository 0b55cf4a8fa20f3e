import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openNode, type RunningNode } from '../node.ts';
import { desktop, openBrowser, phone, type Visitor, visit } from './browser.ts';

let node: RunningNode;
let browser: Browser;

beforeAll(async () => {
  [node, browser] = await Promise.all([openNode(), openBrowser()]);
}, 240_000);

afterAll(async () => {
  await browser?.close();
  await node?.stop();
});

async function withVisitor(options: Parameters<typeof visit>[2], use: (visitor: Visitor) => Promise<void>) {
  const visitor = await visit(browser, node.url, options);
  await use(visitor);
  await visitor.close();
}

const pages = [
  { path: '/', zh: '办事，少跑腿', en: 'Get things done, without the legwork' },
  { path: '/services/newborn-medical-enrolment', zh: '新生儿参保登记', en: 'Enrolling a newborn in medical insurance' },
  { path: '/services/company-change', zh: '企业变更登记', en: 'Changing a company’s registration' },
  { path: '/verify-licence', zh: '验证证照', en: 'Verify a licence' },
  { path: '/verify', zh: '验证回执', en: 'Verify a receipt' },
  { path: '/settings', zh: '设置', en: 'Settings' },
  { path: '/data', zh: '谁看过我的数据', en: 'Who read my data' },
  { path: '/agency/queue', zh: '待办办件', en: 'Cases to handle' },
  { path: '/no-such-page', zh: '没有这个页面', en: 'There is no such page' },
];

describe.each([
  { language: 'zh-CN', screen: desktop },
  { language: 'zh-CN', screen: phone },
  { language: 'en', screen: phone },
] as const)('without signing in, in $language at $screen.width', (options) => {
  test.each(pages)('$path can be read', async ({ path, zh, en }) => {
    await withVisitor(options, async (visitor) => {
      await visitor.page.goto(path);
      await visitor.sees(options.language === 'en' ? en : zh);
      expect(await visitor.page.locator('html').getAttribute('lang')).toBe(options.language);
    });
  });
});

test('the pages hold in dark mode and in large type on a phone', async () => {
  await withVisitor({ screen: phone }, async (visitor) => {
    const { page } = visitor;
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.goto('/');
    await page.getByRole('button', { name: '大字版' }).click();
    await visitor.sees('办事，少跑腿');
    await page.getByRole('link', { name: '新生儿参保登记' }).first().click();
    await visitor.sees('新生儿参保登记');
    expect(await page.locator('html').getAttribute('data-size')).toBe('large');
    await page.reload();
    await visitor.sees('新生儿参保登记');
    expect(await page.locator('html').getAttribute('data-size')).toBe('large');
  });
});

test.each(['新生儿', 'xinsheng', 'xsecb', 'newborn'])('“%s” finds the enrolment of a newborn', async (question) => {
  await withVisitor({ screen: phone }, async ({ page, sees }) => {
    await page.goto('/');
    await page.getByLabel('您要办什么事？').fill(question);
    await page.locator('.list').getByRole('link', { name: '新生儿参保登记' }).waitFor();
    await sees('办事，少跑腿');
  });
});

test('services stand by life event and by agency, for people and for companies, in the address', async () => {
  await withVisitor({}, async ({ page, sees }) => {
    await page.goto('/');
    await page.getByRole('heading', { name: '教育入学' }).waitFor();
    await page.getByRole('link', { name: '企业办事' }).click();
    await page.getByRole('link', { name: '企业变更登记' }).waitFor();
    expect(await page.getByRole('link', { name: '新生儿参保登记' }).count()).toBe(0);
    await page.getByRole('link', { name: '按部门' }).click();
    await page.getByRole('heading', { name: '杭州市市场监督管理局' }).waitFor();
    expect(new URL(page.url()).search).toBe('?who=company&by=agency');
    await page.reload();
    await page.getByRole('heading', { name: '杭州市市场监督管理局' }).waitFor();
    await sees('办事，少跑腿');
  });
});

test('what nothing is found for is told, with a way on', async () => {
  await withVisitor({ screen: phone }, async ({ page, sees }) => {
    await page.goto('/?q=没有这样的事项');
    await page.getByText(/没有找到与/).waitFor();
    await sees('办事，少跑腿');
    await page.getByRole('link', { name: '看全部事项' }).click();
    await page.getByRole('heading', { name: '教育入学' }).waitFor();
  });
});

test('a service is found and opened by keyboard alone', async () => {
  await withVisitor({}, async ({ page, sees }) => {
    await page.goto('/');
    await sees('办事，少跑腿');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('跳到正文');
    await page.getByLabel('您要办什么事？').focus();
    await page.keyboard.type('xsecb');
    await page.getByText('共 1 项').waitFor();
    await page.keyboard.press('Enter');
    await sees('新生儿参保登记');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
    await page.goBack();
    await sees('办事，少跑腿');
    expect(await page.getByLabel('您要办什么事？').inputValue()).toBe('xsecb');
  });
});

test('the script of the front page is under 150 KB, compressed', async () => {
  await withVisitor({}, async ({ page, sees }) => {
    const sizes: Promise<number>[] = [];
    // As they come over the wire.
    page.on('requestfinished', (request) => {
      if (/\.js$/.test(request.url())) sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
    });
    await page.goto('/');
    await sees('办事，少跑腿');
    const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    expect(sizes.length).toBeGreaterThan(0);
    expect(total).toBeLessThan(150 * 1024);
  });
});
