import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningNode, startNode } from '../node.ts';
import { openBrowser, phone, type Visitor, visit } from './browser.ts';

let node: RunningNode;
let browser: Browser;
const opened: Visitor[] = [];

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'legwork-e2e-'));
  const env = { LEGWORK_IDLE_MINUTES: '1' };
  [node, browser] = await Promise.all([startNode(folder, { removeData: true, env }), openBrowser()]);
}, 240_000);

afterAll(async () => {
  for (const visitor of opened) await visitor.close();
  await browser?.close();
  await node?.stop();
});

async function signedIn(username: string): Promise<Visitor> {
  const visitor = await visit(browser, node.url, { screen: phone });
  opened.push(visitor);
  await visitor.page.goto('/sign-in?lang=zh-CN&returnTo=%2Fcases');
  await visitor.signIn(username);
  await visitor.sees('我的办件');
  return visitor;
}

// The shortest idle time that can be set is a minute, so this waits that long: one stays, one leaves it.
test('before a session ends for want of use it is said, can be stayed in, and else ends at the sign-in page', async () => {
  const [stays, leaves] = [await signedIn('father'), await signedIn('mother')];
  for (const { page } of [stays, leaves]) {
    await page.getByRole('dialog', { name: '马上要自动退出' }).waitFor({ timeout: 60_000 });
  }
  await stays.sees('我的办件');
  await stays.page.getByRole('button', { name: '继续使用' }).click();
  await stays.page.getByRole('dialog').waitFor({ state: 'detached' });
  await leaves.page.waitForURL(/\/sign-in\?/, { timeout: 90_000 });
  expect((await stays.page.request.get('/api/v1/my/sessions')).status()).toBe(200);
  await leaves.page.getByText(/一段时间没有操作后已自动退出/).waitFor();
  await leaves.sees('登录');
  expect(new URL(leaves.page.url()).searchParams.get('returnTo')).toBe('/cases');
  await leaves.signIn('mother');
  await leaves.sees('我的办件');
}, 240_000);
