import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openNode, type RunningNode } from '../node.ts';
import { desktop, openBrowser, phone, visit } from './browser.ts';

let node: RunningNode;
let browser: Browser;

beforeAll(async () => {
  [node, browser] = await Promise.all([openNode(), openBrowser()]);
}, 240_000);

afterAll(async () => {
  await browser?.close();
  await node?.stop();
});

describe.each([
  { language: 'zh-CN', screen: desktop, colours: 'light' },
  { language: 'zh-CN', screen: phone, colours: 'dark' },
  { language: 'en', screen: desktop, colours: 'dark' },
  { language: 'en', screen: phone, colours: 'light' },
] as const)('the components in $language, $colours, at $screen.width', ({ language, screen, colours }) => {
  const heading = language === 'en' ? 'Components' : '组件一览';

  test('hold in both densities', async () => {
    const visitor = await visit(browser, node.url, { language, screen });
    const { page } = visitor;
    await page.emulateMedia({ colorScheme: colours, reducedMotion: 'reduce' });
    await page.goto('/components');
    await visitor.sees(heading);
    await page.getByRole('button', { name: language === 'en' ? 'Console density' : '工作台密度' }).click();
    await visitor.sees(heading);
    await visitor.close();
  });
});

test('a question keeps the focus, closes by Escape and gives the focus back', async () => {
  const visitor = await visit(browser, node.url);
  const { page } = visitor;
  await page.goto('/components');
  const opener = page.getByRole('button', { name: '打开确认框' }).first();
  await opener.press('Enter');
  const question = page.getByRole('dialog', { name: '受理选中的 3 件？' });
  await question.waitFor();
  await visitor.sees('组件一览');
  expect(await question.evaluate((dialog) => dialog.contains(document.activeElement))).toBe(true);
  await page.keyboard.press('Escape');
  await question.waitFor({ state: 'hidden' });
  expect(await opener.evaluate((button) => button === document.activeElement)).toBe(true);
  await visitor.close();
});

test('rows are walked, chosen and opened by keys, and the list stays beside the detail', async () => {
  const visitor = await visit(browser, node.url);
  const { page } = visitor;
  await page.goto('/components');
  const table = page.getByRole('table', { name: '列表', exact: true });
  const first = table.locator('tbody .grid-open').first();
  const second = table.locator('tbody .grid-open').nth(1);
  await first.focus();
  await page.keyboard.press('ArrowDown');
  expect(await second.evaluate((button) => button === document.activeElement)).toBe(true);
  await page.keyboard.press(' ');
  await page.getByText('已选 1 项').waitFor();
  await page.keyboard.press('Enter');
  const drawer = page.getByRole('dialog');
  await drawer.waitFor();
  await visitor.sees('组件一览');
  await table.getByRole('checkbox').nth(3).check();
  await page.getByText('已选 2 项').waitFor();
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'hidden' });
  await visitor.close();
});

test('a column that was put away stays away on this device', async () => {
  const visitor = await visit(browser, node.url);
  const { page } = visitor;
  await page.goto('/components');
  const count = page.getByRole('columnheader', { name: '数量', exact: true });
  await count.first().waitFor();
  await page.getByText('列', { exact: true }).click();
  await page.getByRole('checkbox', { name: '数量' }).uncheck();
  await count.waitFor({ state: 'detached' });
  await page.reload();
  await page.getByRole('columnheader', { name: '日期' }).first().waitFor();
  expect(await count.count()).toBe(0);
  await visitor.close();
});

test('a toast says what happened and takes it back', async () => {
  const visitor = await visit(browser, node.url);
  const { page } = visitor;
  await page.goto('/components');
  await page.getByRole('button', { name: '显示提示' }).click();
  await page.getByRole('status').getByText('已受理 3 件').waitFor();
  await visitor.sees('组件一览');
  await page.getByRole('button', { name: '撤销' }).click();
  await page.getByText('已撤销').waitFor();
  await visitor.close();
});
