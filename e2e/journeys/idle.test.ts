import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { idleHeader } from '../../contracts/identity.ts';
import { startNode } from '../node.ts';
import { openBrowser, phone, visit } from './browser.ts';

test('someone who does nothing is warned, may stay, and is signed out to where they can come back from', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'legwork-idle-'));
  const [node, browser] = await Promise.all([
    startNode(dataDir, { removeData: true, env: { LEGWORK_IDLE_MINUTES: '1' } }),
    openBrowser(),
  ]);
  try {
    const { page, sees, signIn } = await visit(browser, node.url, { screen: phone });
    await page.goto('/sign-in?lang=zh-CN&returnTo=%2Frecords');
    await signIn('mother');
    await sees('我的登记信息');

    const warning = page.getByRole('dialog', { name: '马上要自动退出' });
    await warning.waitFor({ timeout: 60_000 });
    await sees('我的登记信息');
    await warning.getByRole('button', { name: '继续使用' }).click();
    await warning.waitFor({ state: 'hidden' });
    // It counts as use: the session stands, longer than it would have.
    const { session } = await (await page.request.get('/api/v1/session', { headers: { [idleHeader]: '1' } })).json();
    expect(session.idleSecondsLeft).toBeGreaterThan(30);

    await warning.waitFor({ timeout: 60_000 });
    await page.waitForURL((at) => at.pathname === '/sign-in', { timeout: 60_000 });
    const at = new URL(page.url());
    expect([at.searchParams.get('ended'), at.searchParams.get('returnTo')]).toEqual(['idle', '/records']);
    await sees('登录');
    // Whoever comes next finds nothing of it.
    await page.goBack();
    await page.getByText('登录后才能看').waitFor();
  } finally {
    await browser.close();
    await node.stop();
  }
}, 360_000);
