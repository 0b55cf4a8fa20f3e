import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openNode, type RunningNode } from '../node.ts';
import { openBrowser, phone, type Visitor, visit } from './browser.ts';

let node: RunningNode;
let browser: Browser;

beforeAll(async () => {
  [node, browser] = await Promise.all([openNode(), openBrowser()]);
}, 240_000);

afterAll(async () => {
  await browser?.close();
  await node?.stop();
});

const signedIn = async (username: string, service: string): Promise<Visitor> => {
  const visitor = await visit(browser, node.url, { screen: phone });
  await visitor.page.goto(`/services/${service}`);
  await visitor.page.getByRole('link', { name: '登录并办理' }).click();
  await visitor.signIn(username);
  await visitor.page.getByRole('button', { name: '开始办理' }).click();
  return visitor;
};

describe('an agent changes the address of the company, on a phone', () => {
  let agent: Visitor;
  beforeAll(async () => {
    agent = await signedIn('agent', 'company-change');
  });

  test('only what the company alone knows is asked, each question with its reason', async () => {
    const { page } = agent;
    await page.getByText('您代表杭州数跑演示科技有限公司').waitFor();
    await page.getByRole('group', { name: '变更事项' }).waitFor();
    await page.getByText('要变更什么，只有企业自己知道。').first().waitFor();
    expect(await page.getByLabel('新住所', { exact: true }).count()).toBe(0);
    await agent.sees('企业变更登记');
  });

  test('what the answer calls for is asked next, and what is missing is told at its field', async () => {
    const { page } = agent;
    await page.getByRole('checkbox', { name: '住所（经营场所）', exact: true }).check();
    await page.getByLabel('新住所', { exact: true }).waitFor();
    await page.getByRole('button', { name: '下一步：核对' }).click();
    await page.getByRole('alert').first().waitFor();
    expect(await page.getByRole('alert').allInnerTexts()).toEqual(['请填写这一项。', '请填写这一项。']);
    await agent.sees('企业变更登记');
  });

  test('answers are saved as they are typed, and are there after a reload', async () => {
    const { page } = agent;
    await page.getByLabel('省', { exact: true }).selectOption({ label: '浙江省' });
    await page.getByLabel('市', { exact: true }).selectOption({ label: '杭州市' });
    await page.getByLabel('县（市、区）').selectOption({ label: '滨江区' });
    await page.getByLabel('新住所', { exact: true }).fill('浙江省杭州市滨江区示例大道200号');
    await page.getByText(/\d\d:\d\d 已保存/).waitFor();
    await page.waitForLoadState('networkidle');
    await page.reload();
    await page.getByLabel('新住所', { exact: true }).waitFor();
    expect(await page.getByLabel('新住所', { exact: true }).inputValue()).toBe('浙江省杭州市滨江区示例大道200号');
    expect(await page.getByLabel('县（市、区）').inputValue()).toBe('330108');
    await agent.sees('企业变更登记');
  });

  test('a paper is replaced by a declaration; without it the case cannot go on', async () => {
    const { page } = agent;
    await page.getByRole('button', { name: '下一步：核对' }).click();
    await page.getByText('还缺：住所使用证明').waitFor();
    await page.getByRole('checkbox', { name: /企业承诺/ }).check();
    await page.getByText('您已承诺').waitFor();
    await page.getByRole('button', { name: '下一步：核对' }).click();
    await agent.sees('核对并提交：企业变更登记');
    await page.getByText('浙江省 杭州市 滨江区').waitFor();
    await page.getByRole('button', { name: '提交申请' }).click();
    await page.getByRole('heading', { name: '已提交' }).waitFor();
    await agent.sees('企业变更登记');
  });
});

test('a resident corrects what an agency says, and the case goes on with what they say', async () => {
  const pensioner = await signedIn('pensioner', 'resident-pension-enrolment');
  const { page } = pensioner;
  await page.getByLabel('年缴费档次（元）').selectOption({ label: '500元' });
  await page.getByRole('button', { name: '居住地址：这项不对' }).click();
  await page.getByLabel('正确的居住地址').fill('浙江省杭州市余杭区示例街20号');
  await page.getByLabel('怎么证明').fill('户口簿第 3 页');
  await page.getByRole('button', { name: '提出更正' }).click();
  await page.getByText(/您已提出更正，已转 浙江省公安厅 核实。原记录为：/).waitFor();
  await pensioner.sees('城乡居民养老保险参保登记');
  await page.getByRole('checkbox', { name: /本人承诺/ }).check();
  await page.getByText('您已承诺').waitFor();
  await page.getByRole('button', { name: '下一步：核对' }).click();
  await pensioner.sees('核对并提交：城乡居民养老保险参保登记');
  await page.getByText('浙江省杭州市余杭区示例街20号').waitFor();
  await page.getByText('500元').waitFor();
});

test('a session that ended while the page was open leads back to where one was', async () => {
  const visitor = await visit(browser, node.url, { screen: phone });
  const { page, context } = visitor;
  await page.goto('/cases');
  await page.getByRole('main').getByRole('link', { name: '登录', exact: true }).click();
  await visitor.signIn('father');
  await visitor.sees('我的办件');
  await context.clearCookies();
  await page.getByRole('link', { name: '我的数据', exact: true }).click();
  await page.getByRole('link', { name: '重新登录，回到这一页' }).click();
  await visitor.signIn('father');
  await visitor.sees('谁看过我的数据');
});
