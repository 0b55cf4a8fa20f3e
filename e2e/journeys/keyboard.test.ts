import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoPassword } from '../demo-password.ts';
import { openNode, type RunningNode } from '../node.ts';
import { desktop, openBrowser, type Visitor, visit } from './browser.ts';

/** What a window of 1280 by 900 has room for once it is magnified twice. */
const magnified = { width: desktop.width / 2, height: desktop.height / 2 };

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
  { place: 'at a desk', screen: desktop },
  { place: 'at 200 % zoom', screen: magnified },
])('without a mouse, a mother applies and takes it back $place', ({ screen }) => {
  let mother: Visitor;
  let page: Page;

  beforeAll(async () => {
    mother = await visit(browser, node.url, { screen });
    page = mother.page;
  });

  afterAll(() => mother?.close());

  test('she finds the service by typing', async () => {
    await page.goto('/');
    await mother.sees('办事，少跑腿');
    await tabTo(page, page.getByLabel('您要办什么事？'));
    await page.keyboard.type('xsecb');
    await page.getByText('共 1 项').waitFor();
    await page.keyboard.press('Enter');
    await mother.sees('新生儿参保登记');
  });

  test('she signs in', async () => {
    await press(page, page.getByRole('link', { name: '登录并办理' }));
    await mother.sees('登录');
    await tabTo(page, page.getByLabel('账号', { exact: true }));
    await page.keyboard.type('mother');
    await tabTo(page, page.getByLabel('密码', { exact: true }));
    await page.keyboard.type(demoPassword);
    await page.keyboard.press('Enter');
    await mother.sees('新生儿参保登记');
  });

  test('she looks at a masked value, says that another is wrong, and thinks better of it', async () => {
    await press(page, page.getByRole('button', { name: '开始办理' }));
    await page.getByText('13 项都已替您填好').waitFor({ timeout: 30_000 });
    await press(page, page.getByRole('button', { name: '显示新生儿公民身份号码' }));
    await page.getByText('33010520260816998X').waitFor();
    await press(page, page.getByRole('button', { name: '母亲姓名：这项不对' }));
    await press(page, page.getByRole('button', { name: '不改了' }));
    await mother.sees('新生儿参保登记');
  });

  test('she sends it in', async () => {
    await press(page, page.getByRole('button', { name: '下一步：核对' }));
    await mother.sees('核对并提交：新生儿参保登记');
    await press(page, page.getByRole('button', { name: '提交申请' }));
    await page.getByRole('heading', { name: '已提交' }).waitFor();
    await mother.sees('新生儿参保登记');
  });

  test('she sees who read what, and has one proven', async () => {
    await press(page, page.getByRole('link', { name: '我的数据', exact: true }).first());
    await mother.sees('谁看过我的数据');
    await press(page, page.getByRole('button', { name: /^验证这条记录/ }).first());
    await page.getByText('属实：这条记录在账本里').waitFor();
    await mother.sees('谁看过我的数据');
  });

  test('she takes it back, which asks once more, and signs out', async () => {
    await press(page, page.getByRole('link', { name: '我的办件', exact: true }).first());
    await mother.sees('我的办件');
    await press(page, page.getByRole('link', { name: '新生儿参保登记' }).first());
    await mother.sees('新生儿参保登记');
    await press(page, page.getByRole('button', { name: '不办了' }));
    await press(page, page.getByRole('button', { name: '确定', exact: true }));
    await page.getByText('已撤回').first().waitFor();
    await mother.sees('新生儿参保登记');
    await press(page, page.getByRole('link', { name: '设置', exact: true }).first());
    await mother.sees('设置');
    await press(page, page.getByRole('main').getByRole('button', { name: '退出登录', exact: true }));
    await mother.sees('办事，少跑腿');
  });
});

/** Goes on by Tab, from wherever the focus is, until it is there; throws when going round does not lead there. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let steps = 0; steps < 150; steps += 1) {
    await page.keyboard.press('Tab');
    const { tag, seen } = await page.evaluate(focusSeen);
    expect(seen, `the focus on ${tag} at ${page.url()} cannot be seen`).toBe(true);
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`${target} at ${page.url()} is not reached by Tab`);
}

async function press(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press('Enter');
}

/** Whether what has the focus is on the screen, not wholly behind something else, and drawn so (WCAG 2.4.7 and 2.4.11). */
function focusSeen(): { tag: string; seen: boolean } {
  const focused = document.activeElement;
  // From the last of the page Tab leads out to the browser's own.
  if (!focused || focused === document.body) return { tag: 'body', seen: true };
  const { left, right, top, bottom, width, height } = focused.getBoundingClientRect();
  const x = (Math.max(left, 0) + Math.min(right, innerWidth)) / 2;
  const y = (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2;
  const above = document.elementFromPoint(x, y);
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(focused);
  const drawn = (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
  const uncovered = above !== null && (focused.contains(above) || above.contains(focused));
  const onScreen = width > 0 && height > 0 && right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
  return {
    tag: `${focused.tagName} ${focused.id || focused.textContent?.slice(0, 40)}`,
    seen: onScreen && uncovered && drawn,
  };
}
