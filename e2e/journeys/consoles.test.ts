import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LegworkClient } from '../../clients/typescript/src/index.ts';
import { demoPassword } from '../demo-password.ts';
import { openNode, type RunningNode } from '../node.ts';
import { clientSpeaker, signIn } from '../story/people.ts';
import { desktop, openBrowser, phone, type Visitor, visit } from './browser.ts';
import { submitNewborn } from './enrol.ts';

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

async function staff(username: string): Promise<Visitor> {
  const visitor = await visit(browser, node.url, { screen: desktop });
  opened.push(visitor);
  await visitor.page.goto('/sign-in');
  await visitor.signIn(username);
  await visitor.sees('今天');
  return visitor;
}

/** Of a run's own, so that a node which is someone else's can be used again. */
const mark = Date.now().toString(36);

test('the case worker takes a case from the queue and asks once for what is missing', async () => {
  const [mother, worker] = await Promise.all([visit(browser, node.url), staff('caseworker.hangzhou-yibao')]);
  opened.push(mother);
  await mother.page.goto('/sign-in');
  await mother.signIn('mother');
  await mother.page.waitForURL((url) => url.pathname !== '/sign-in');
  const number = await submitNewborn(mother);
  const { page } = worker;
  await page.getByRole('navigation').getByRole('link', { name: '待办办件' }).click();
  await worker.sees('待办办件');
  await page.getByRole('row').filter({ hasText: number }).getByRole('button').first().click();
  await page.getByRole('link', { name: '打开办件' }).click();
  await page.getByRole('heading', { name: /为办这件事读取的数据/ }).waitFor();
  await page.getByRole('button', { name: '要求补正' }).click();
  await page.getByLabel('另外说明').fill('请补充参保地点。');
  await worker.sees(/./);
  await page.getByRole('button', { name: '发给申请人' }).click();
  await page.getByText('已请申请人补正。').waitFor();
  await page.getByRole('button', { name: '要求补正' }).waitFor({ state: 'detached' });
  await worker.sees(/./);
}, 120_000);

describe('the developer', () => {
  let developer: Visitor;
  let clientId: string;
  let privateKey: JsonWebKey;
  const name = `参保登记接口 ${mark}`;
  beforeAll(async () => {
    developer = await staff('developer.hangzhou-yibao');
  }, 120_000);

  test('makes a key pair in the browser; the private half is downloaded and never sent', async () => {
    const { page } = developer;
    const sent: string[] = [];
    page.on('request', (request) => sent.push(request.postData() ?? ''));
    await page.goto('/agency/clients');
    await developer.sees('接口密钥');
    await page.getByLabel('系统名称').fill(name);
    await page.getByRole('button', { name: '生成密钥' }).click();
    await page.getByRole('heading', { name: '新密钥对' }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: '下载私钥' }).click(),
    ]);
    clientId = await page.getByLabel('客户端编号', { exact: true }).inputValue();
    expect(download.suggestedFilename()).toBe(`${clientId}.jwk`);
    privateKey = JSON.parse(await readFile(await download.path(), 'utf8'));
    expect(privateKey.d).toMatch(/^[\w-]{43}$/);
    expect(sent.join('\n')).toContain(privateKey.x);
    expect(sent.join('\n')).not.toContain(privateKey.d);
    await developer.sees('接口密钥');
  });

  test('replaces the pair, after which the old key opens nothing, and revokes it', async () => {
    const { page } = developer;
    await page.goto('/agency/clients');
    await page.getByRole('button', { name: `更换密钥：${name}` }).click();
    await developer.sees('接口密钥');
    await page.getByRole('button', { name: '确认更换' }).click();
    await page.getByRole('heading', { name: '新密钥对' }).waitFor();
    await expect(new LegworkClient({ node: node.url, clientId, privateKey }).token()).rejects.toMatchObject({
      code: 'invalid_client',
    });
    await page.getByRole('button', { name: `撤销：${name}` }).click();
    await page.getByRole('button', { name: '确认撤销' }).click();
    await page.getByRole('listitem').filter({ hasText: name }).getByText('已撤销').waitFor();
  });
});

describe('the operator', () => {
  let operator: Visitor;
  beforeAll(async () => {
    operator = await staff('operator');
  }, 120_000);

  test('verifies the whole ledger', async () => {
    const { page } = operator;
    await page.goto('/operator/ledger');
    await operator.sees('存证账本');
    await page.getByRole('button', { name: '开始核验' }).click();
    await page
      .getByText(/账本完整：/)
      .first()
      .waitFor({ timeout: 30_000 });
    await operator.sees('存证账本');
  }, 60_000);
});

test('reads for a purpose are told later once the operator says so by a law, and at once again', async () => {
  const operator = await staff('operator');
  const { page } = operator;
  await page.getByRole('navigation').getByRole('link', { name: '用途' }).click();
  await operator.sees('用途');
  await page.getByRole('button', { name: '设为暂不告知: 新生儿参保登记' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: '设为暂不告知' }).click();
  await dialog.getByText('上面还有没填的。').waitFor();
  await dialog.getByLabel('多少天后告知').fill('30');
  await dialog.getByLabel('要求保密的法律').fill('《中华人民共和国个人信息保护法》第三十五条');
  await dialog.getByLabel('理由').fill('配合调查（演示）');
  await operator.sees('用途');
  await dialog.getByRole('button', { name: '设为暂不告知' }).click();
  await page.getByText('今后的读取到期后告知。').waitFor();
  await page.getByText('30 天后').waitFor();

  const developer = await signIn(node.url, 'developer.hangzhou-yibao', demoPassword);
  const { client, secret } = await developer.ask<{ client: { clientId: string }; secret: string }>(
    'POST',
    '/api/v1/clients',
    { body: { name: `调查 ${mark}` } },
  );
  const speaker = await clientSpeaker(node.url, client.clientId, secret);
  const purpose = 'newborn-medical-enrolment';
  const call = { subject: '52010319950312998X', items: ['address'], purpose };
  await speaker.ask('POST', '/api/v1/resources/101001-000001/calls', { body: call });

  const mother = await visit(browser, node.url, { screen: phone });
  opened.push(mother);
  await mother.page.goto('/sign-in');
  await mother.signIn('mother');
  await mother.page.waitForURL((url) => url.pathname !== '/sign-in');
  await mother.page.goto('/data');
  await mother.page.getByRole('heading', { name: '有部门读取过数据，法律要求暂不告知详情' }).first().waitFor();
  await mother.sees('谁看过我的数据');

  await page.getByRole('button', { name: '恢复即时告知: 新生儿参保登记' }).click();
  await dialog.getByLabel('理由').fill('调查结束（演示）');
  await dialog.getByRole('button', { name: '恢复即时告知' }).click();
  await page.getByText('今后的读取即时告知。').waitFor();
  await page.getByRole('button', { name: '设为暂不告知: 新生儿参保登记' }).waitFor();
  await operator.sees('用途');
}, 120_000);
