import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openNode, type RunningNode } from '../node.ts';
import { desktop, openBrowser, phone, type Visitor, visit } from './browser.ts';

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

const someone = async (screen: { width: number; height: number }) => {
  const visitor = await visit(browser, node.url, { screen });
  opened.push(visitor);
  return visitor;
};

describe.each([
  { place: 'at a desk', screen: desktop },
  { place: 'on a phone', screen: phone },
])('a mother enrols her newborn $place', ({ screen }) => {
  let mother: Visitor;
  let worker: Visitor;
  let number: string;

  beforeAll(async () => {
    mother = await someone(screen);
    worker = await someone(desktop);
  });

  test('she finds the service by searching, and what she need not bring', async () => {
    const { page } = mother;
    await page.goto('/');
    await mother.sees('办事，少跑腿');
    await page.getByLabel('您要办什么事？').fill('新生儿');
    await page.getByText('共 1 项').waitFor();
    await page.getByRole('link', { name: '新生儿参保登记' }).click();
    await mother.sees('新生儿参保登记');
    const held = page.getByRole('region', { name: '不用您提供' });
    await held.getByText(/出生医学证明、亲子关系证明/).waitFor();
    await page.getByText('什么都不用准备').waitFor();
  });

  test('she signs in and comes back to the service', async () => {
    await mother.page.getByRole('link', { name: '登录并办理' }).click();
    await mother.sees('登录');
    await mother.signIn('mother');
    await mother.sees('新生儿参保登记');
  });

  test('the form is filled, each field with its source and date, and nothing is to be uploaded', async () => {
    const { page } = mother;
    await page.getByRole('button', { name: '开始办理' }).click();
    await page.getByText('13 项都已替您填好').waitFor({ timeout: 30_000 });
    await mother.sees('新生儿参保登记');
    const name = page.getByRole('listitem').filter({ hasText: '新生儿姓名' });
    await name.getByText('周沐禾').waitFor();
    await name.getByText(/来自 贵州省卫生健康委员会 · \d{4}-\d{2}-\d{2}/).waitFor();
    expect(await page.locator('input[type=file]').count()).toBe(0);
    expect(await page.getByText('33010520260816998X').count()).toBe(0);
    await page.getByRole('button', { name: '显示新生儿公民身份号码' }).click();
    await page.getByText('33010520260816998X').waitFor();
  });

  test('“this is wrong” asks for the right value and what shows it', async () => {
    const { page } = mother;
    await page.getByRole('button', { name: '母亲姓名：这项不对' }).click();
    await page.getByRole('button', { name: '提出更正' }).click();
    await page.getByText('请填写这一项。').first().waitFor();
    await mother.sees('新生儿参保登记');
    await page.getByRole('button', { name: '不改了' }).click();
  });

  test('she looks once more, sends it in, and reads what comes next and by when', async () => {
    const { page } = mother;
    await page.getByRole('button', { name: '下一步：核对' }).click();
    await mother.sees('核对并提交：新生儿参保登记');
    // Twice by accident: the second press must change nothing.
    await page.getByRole('button', { name: '提交申请' }).dblclick();
    await page.getByRole('heading', { name: '已提交' }).waitFor();
    await page.getByText(/杭州市医疗保障局 将在 \d+月\d+日 \(周.\) 前决定是否受理/).waitFor();
    await mother.sees('新生儿参保登记');
    number = (await page.getByText(/办件编号 /).innerText()).replace(/^.*办件编号 /, '').trim();
    expect(number).not.toBe('');
    await page.getByRole('link', { name: '我的办件', exact: true }).first().click();
    await mother.sees('我的办件');
    expect(await page.getByText('等待受理').count()).toBe(1);
  });

  test('the case worker sees what was used, accepts and grants', async () => {
    const { page } = worker;
    await page.goto('/agency/queue');
    await worker.sees('待办办件');
    await page.getByRole('link', { name: '登录' }).last().click();
    await worker.sees('登录');
    await worker.signIn('caseworker.hangzhou-yibao');
    await worker.sees('待办办件');
    const row = page.getByRole('row').filter({ hasText: number });
    await row.getByRole('button', { name: '新生儿参保登记' }).click();
    await page.getByRole('link', { name: '打开办件' }).click();
    await worker.sees('新生儿参保登记');
    await page.getByRole('heading', { name: /为办这件事读取的数据/ }).waitFor();
    await page.getByRole('button', { name: '受理', exact: true }).click();
    await page.getByRole('button', { name: '确认受理' }).click();
    await page.getByText('已受理。请在期限内作出决定。').waitFor();
    await page.getByRole('button', { name: '准予办理' }).click();
    await worker.sees('新生儿参保登记');
    await page.getByRole('button', { name: '确认准予' }).click();
    await page.getByText('已准予，电子证照已发出。').waitFor();
    await worker.sees('新生儿参保登记');
  });

  test('the licence is in her library and can be copied', async () => {
    const { page } = mother;
    await page.getByRole('link', { name: '我的证照', exact: true }).first().click();
    await mother.sees('我的证照');
    await page.getByRole('link', { name: '基本医疗保险参保凭证' }).first().click();
    await mother.sees('基本医疗保险参保凭证');
    await page.getByText('查看凭证文字').click();
    expect(await page.locator('.credential').innerText()).toMatch(/^eyJ.+~$/);
  });

  test('anyone verifies it without signing in; what she kept back is not shown; a changed letter is found', async () => {
    await mother.page.getByRole('checkbox', { name: '性别' }).uncheck();
    const credential = await mother.page.locator('.credential').innerText();
    const stranger = await someone(screen);
    const { page } = stranger;
    await page.goto('/verify-licence');
    await stranger.sees('验证证照');
    await page.getByLabel('证照凭证').fill(credential);
    await page.getByRole('button', { name: '验证', exact: true }).click();
    await page.getByRole('heading', { name: '真实有效' }).waitFor();
    await page.getByText('周**').first().waitFor();
    await page.getByText('还有 1 项没有出示。').waitFor();
    await stranger.sees('验证证照');
    const middle = credential.indexOf('.') + 40;
    const changed =
      credential.slice(0, middle) + (credential[middle] === 'A' ? 'B' : 'A') + credential.slice(middle + 1);
    await page.getByLabel('证照凭证').fill(changed);
    await page.getByRole('button', { name: '验证', exact: true }).click();
    await page.getByRole('heading', { name: '不能证明是真的' }).or(page.getByRole('alert')).first().waitFor();
    expect(await page.getByRole('heading', { name: '真实有效' }).count()).toBe(0);
    await stranger.sees('验证证照');
  });

  test('she sees who read what, why and by which grant, and proves it in her browser', async () => {
    const { page } = mother;
    await page.getByRole('link', { name: '我的数据', exact: true }).first().click();
    await mother.sees('谁看过我的数据');
    const use = page.getByRole('listitem').filter({ hasText: '杭州市医疗保障局 读取了' }).first();
    await use.getByText('新生儿参保登记').waitFor();
    await use.getByText('授权', { exact: true }).waitFor();
    await use.getByRole('button', { name: /^验证这条记录/ }).click();
    await use.getByText('属实：这条记录在账本里').waitFor();
    await mother.sees('谁看过我的数据');
  });

  test('she signs out, and her pages are closed to the next person', async () => {
    const { page } = mother;
    await page.goto('/settings');
    await mother.sees('设置');
    await page.getByRole('main').getByRole('button', { name: '退出登录', exact: true }).click();
    await mother.sees('办事，少跑腿');
    await page.goto('/cases');
    await page.getByText('登录后才能看').waitFor();
    await mother.sees('我的办件');
  });
});
