import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openNode, type RunningNode } from '../node.ts';
import { desktop, openBrowser, phone, type Visitor, visit } from './browser.ts';
import { asking, enrolNewborn } from './enrol.ts';

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

async function someone(options: Parameters<typeof visit>[2], username?: string): Promise<Visitor> {
  const visitor = await visit(browser, node.url, options);
  opened.push(visitor);
  if (username) {
    await visitor.page.goto(`/sign-in?lang=${options?.language ?? 'zh-CN'}`);
    await visitor.signIn(username);
    await visitor.page.waitForURL((url) => url.pathname !== '/sign-in');
  }
  return visitor;
}

describe('by keyboard alone', () => {
  let resident: Visitor;
  const key = (name: string) => resident.page.keyboard.press(name);

  /** What has the focus, as it is read out, and whether it can be seen that it has. */
  const focused = (page: Page) =>
    page.evaluate(() => {
      const at = document.activeElement as HTMLElement;
      const label =
        (at as HTMLInputElement).labels?.[0]?.textContent ?? at.getAttribute('aria-label') ?? at.textContent;
      const { outlineStyle, outlineWidth } = getComputedStyle(at);
      return { name: (label ?? '').trim(), seen: outlineStyle !== 'none' && outlineWidth !== '0px' };
    });

  const tabTo = async (name: string | RegExp) => {
    const passed: string[] = [];
    for (let presses = 0; presses < 80; presses += 1) {
      await key('Tab');
      const now = await focused(resident.page);
      passed.push(now.name);
      const there = typeof name === 'string' ? now.name === name : name.test(now.name);
      if (!there) continue;
      expect(now.seen, `${now.name} shows that it has the focus`).toBe(true);
      return;
    }
    throw new Error(`${name} is not reached by Tab: ${passed.join(' | ')}`);
  };

  test('a resident finds a service, signs in, looks the form over and hands it in', async () => {
    resident = await someone({});
    const { page } = resident;
    await page.goto('/');
    await resident.sees('办事，少跑腿');
    await tabTo('您要办什么事？');
    await page.keyboard.type('zz');
    await page.getByText(/没有找到/).waitFor();
    await key('Backspace');
    await key('Backspace');
    await page.keyboard.type('laonianren');
    await page.getByText('共 1 项').waitFor();
    await key('Enter');
    await resident.sees('老年人优待证办理');
    await tabTo('登录并办理');
    await key('Enter');
    await resident.sees('登录');
    await page.getByLabel('账号', { exact: true }).waitFor();
    await resident.signIn('retiree');
    await resident.sees('老年人优待证办理');
    await tabTo('开始办理');
    await key('Enter');
    await page.getByText(/都已替您填好/).waitFor({ timeout: 60_000 });
    await tabTo('下一步：核对');
    await key('Enter');
    await resident.sees('核对并提交：老年人优待证办理');
    await tabTo('提交申请');
    await key('Enter');
    await page.getByRole('heading', { name: '已提交' }).waitFor();
    await resident.sees('老年人优待证办理');
  });
});

describe('what lies behind a case that is finished', () => {
  let mother: Visitor;
  let worker: Visitor;
  let id: string;

  beforeAll(async () => {
    mother = await someone({ screen: phone }, 'mother');
    worker = await someone({ screen: desktop }, 'caseworker.hangzhou-yibao');
    await enrolNewborn(mother, worker);
    const { items } = await asking<{ items: { id: string }[] }>(mother, 'GET', '/api/v1/cases');
    id = items[0]!.id;
  }, 120_000);

  test('she rates it, once; a bad word is called back on, and she reads what was done', async () => {
    const { page } = mother;
    await page.goto(`/cases/${id}`);
    await page.getByRole('button', { name: '提交评价' }).click();
    await page.getByText('请选一项。').waitFor();
    await mother.sees('新生儿参保登记');
    await page.getByRole('radio', { name: '不满意', exact: true }).check();
    await page.getByLabel('哪里没办好？').fill('等了好几天，没有人说明原因。');
    await page.getByRole('button', { name: '提交评价' }).click();
    await page.getByText(/办理部门会在 .+ 前回访您/).waitFor();
    await mother.sees('新生儿参保登记');
    expect(await page.getByRole('button', { name: '提交评价' }).count()).toBe(0);
    await worker.page.goto('/agency/queue?state=badRating');
    await worker.page.getByRole('button', { name: '新生儿参保登记' }).waitFor();
    await worker.page.goto(`/agency/cases/${id}`);
    await worker.page.getByText('等了好几天，没有人说明原因。').waitFor();
    await worker.page.getByLabel('怎么整改的').fill('已电话说明原因并致歉。');
    await worker.page.getByRole('button', { name: '回访完成' }).click();
    await worker.page.getByText('已电话说明原因并致歉。').first().waitFor();
    await worker.sees('新生儿参保登记');
    await page.reload();
    await page.getByText('办理部门回访：已电话说明原因并致歉。').waitFor();
    await mother.sees('新生儿参保登记');
  });
});
