import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openNode, type RunningNode } from '../node.ts';
import { openBrowser, phone, type Visitor, visit } from './browser.ts';

let node: RunningNode;
let browser: Browser;
let developer: Visitor;
let reply: Buffer;

beforeAll(async () => {
  [node, browser] = await Promise.all([openNode(), openBrowser()]);
  developer = await visit(browser, node.url);
  await developer.page.goto('/sign-in?lang=zh-CN&returnTo=/');
  await developer.signIn('developer.hangzhou-yibao');
  await developer.sees('办事，少跑腿');
  reply = await callOnce(developer);
}, 240_000);

afterAll(async () => {
  await browser?.close();
  await node?.stop();
});

/** A read by a machine client that the developer has just made: the bytes of the reply, receipt and all. */
async function callOnce({ context }: Visitor): Promise<Buffer> {
  const { request } = context;
  const headers = { origin: new URL(node.url).origin };
  const made = await request.post('/api/v1/clients', { headers, data: { name: '回执测试' } });
  const { client, secret } = await made.json();
  const token = await request.post('/oidc/token', {
    headers: { authorization: `Basic ${Buffer.from(`${client.clientId}:${secret}`).toString('base64')}` },
    form: { grant_type: 'client_credentials' },
  });
  const { access_token: accessToken } = await token.json();
  const listed = await request.get('/api/v1/catalogue/resources?limit=200');
  const births = (await listed.json()).items.find((resource: { key: string }) => resource.key === 'births');
  const answered = await request.post(`/api/v1/resources/${births.code.replace('/', '-')}/calls`, {
    headers: { authorization: `Bearer ${accessToken}` },
    data: { subject: '33010520260816998X', items: ['child_name', 'birth_date'], purpose: 'newborn-medical-enrolment' },
  });
  expect(answered.status(), await answered.text()).toBe(200);
  return answered.body();
}

test('a saved reply is proved in the browser, each check shown, and nothing is sent', async () => {
  const stranger = await visit(browser, node.url, { screen: phone });
  const { page } = stranger;
  await page.goto('/verify');
  await stranger.sees('验证回执');
  const sent: string[] = [];
  page.on('request', (request) => sent.push(request.url()));
  await page.getByLabel('答复文件').setInputFiles({ name: 'reply.json', mimeType: 'application/json', buffer: reply });
  await page.getByRole('button', { name: '验证', exact: true }).click();
  await page.getByRole('heading', { name: '回执属实' }).waitFor();
  expect(await page.getByText('通过', { exact: true }).count()).toBe(4);
  expect(sent.filter((url) => url.startsWith('http'))).toEqual([]);
  await stranger.sees('验证回执');
  await stranger.close();
});

test('a reply with one changed letter, pasted, is told which check it fails', async () => {
  const stranger = await visit(browser, node.url);
  const { page } = stranger;
  await page.goto('/verify');
  await stranger.sees('验证回执');
  await page.getByLabel('或者粘贴答复全文').fill(reply.toString().replace('周沐禾', '周沐木'));
  await page.getByRole('button', { name: '验证', exact: true }).click();
  await page.getByRole('heading', { name: '回执不成立' }).waitFor();
  const digest = page.getByRole('listitem').filter({ hasText: '答复与存证的摘要一致' });
  await digest.getByText('没有通过').waitFor();
  await stranger.sees('验证回执');
  await stranger.close();
});
