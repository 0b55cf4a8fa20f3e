import type { Browser } from 'playwright-core';
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
