import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openNode, type RunningNode } from '../node.ts';
import { desktop, expectAccessible, openBrowser, phone, type Visitor, visit } from './browser.ts';

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

const visitor = async (screen: { width: number; height: number }) => {
  const someone = await visit(browser, node.url, { screen });
  opened.push(someone);
  return someone;
};
const staff = async (username: string, screen: { width: number; height: number }, path: string, heading: string) => {
  const someone = await visitor(screen);
  await someone.page.goto('/sign-in');
  await someone.signIn(username);
  await someone.sees('今天');
  await someone.page.goto(path);
  await someone.sees(heading);
  return someone;
};

const head =
  '信息资源分类,信息资源名称,信息资源摘要,信息资源格式,共享类型,共享条件,共享方式,更新周期,主体类型,信息项名称,信息项代码,数据类型,是否必填,是否主键,是否主体,校验';
const file = (name: string, shareType: string) =>
  `${head}\r\n202002,${name},随访的情况,数据库,${shareType},仅限政务服务事项,共享平台,每月,自然人,公民身份号码,citizen_id,字符型C,是,是,是,公民身份号码\r\n`;

describe.each([
  { place: 'at a desk', screen: desktop },
  { place: 'on a phone', screen: phone },
])('the catalogue $place', ({ place, screen }) => {
  const name = `慢病随访信息 ${Date.now().toString(36)} ${place === 'at a desk' ? 1 : 2}`;
  let steward: Visitor;
  let operator: Visitor;

  beforeAll(async () => {
    steward = await staff('steward.guizhou-health', screen, '/agency/catalogue', '资源目录');
    operator = await staff('operator', screen, '/operator/review', '目录审核');
  }, 90_000);

  const send = async (content: string) => {
    await steward.page
      .getByLabel('选择文件')
      .setInputFiles({ name: '目录.csv', mimeType: 'text/csv', buffer: Buffer.from(content) });
  };
  const review = async () => {
    await operator.page.goto('/operator/review');
    await operator.page.getByRole('link', { name }).click();
    await operator.sees(name);
  };

  test('a spreadsheet with a fault is refused by its cell, and taken in once mended', async () => {
    const { page } = steward;
    await page.getByRole('button', { name: '导入目录' }).click();
    await send(file(name, '随便共享'));
    await page.getByRole('rowheader', { name: 'E2' }).waitFor();
    await steward.sees('资源目录');
    await send(file(name, '有条件'));
    await page.getByText('已导入：新建 1 条').waitFor();
    await page.keyboard.press('Escape');
  });

  test('the entry is submitted, returned with a remark by field, mended and published', async () => {
    const { page } = steward;
    await page.getByRole('searchbox', { name: '查找' }).fill(name);
    await page.getByRole('link', { name }).click();
    await steward.sees(name);
    await page.getByRole('button', { name: '提交审核' }).click();
    await page.getByText('等数据主管部门审核').first().waitFor();
    await review();
    await operator.page.getByLabel('哪一项').selectOption({ label: '摘要' });
    await operator.page.getByLabel('要怎么改').fill('写明随访的病种');
    await operator.page.getByRole('button', { name: '加上这条意见' }).click();
    await operator.page.getByRole('button', { name: '按意见退回' }).click();
    await operator.page.getByRole('status').getByText('已退回').waitFor();

    await page.reload();
    await page.getByText('写明随访的病种').first().waitFor();
    await steward.sees(name);
    await page.getByLabel('摘要').fill('高血压和糖尿病患者的随访情况');
    await page.getByRole('button', { name: '提交审核' }).click();
    await page.getByText('等数据主管部门审核').first().waitFor();
    await review();
    await operator.page.getByRole('button', { name: '发布' }).click();
    await operator.page.getByRole('status').getByText('已发布').waitFor();
  });

  test('it is changed: the reviewer sees what differs, and both editions stay', async () => {
    const { page } = steward;
    await page.reload();
    await page.getByRole('button', { name: '变更目录' }).click();
    await page.getByText('发布前原版本照常使用').waitFor();
    await page.getByLabel('更新周期').selectOption({ label: '每日' });
    await page.getByRole('button', { name: '提交审核' }).click();
    await page.getByText('等数据主管部门审核').first().waitFor();
    await review();
    await operator.page.getByRole('heading', { name: '与已发布版本的差别' }).waitFor();
    await operator.page.getByRole('button', { name: '发布' }).click();
    await operator.page.getByRole('status').getByText('已发布').waitFor();
    await page.goto('/agency/catalogue');
    await page.getByRole('searchbox', { name: '查找' }).fill(name);
    await page.getByRole('link', { name }).click();
    await page.getByRole('heading', { name: '历次版本' }).waitFor();
    await steward.sees(name);
  });

  test('it is found by pinyin initials and narrowed by a facet, and the search is kept', async () => {
    const { page } = steward;
    await page.goto('/agency/catalogue?q=mbsf');
    await page.getByRole('link', { name }).waitFor();
    await page.getByLabel('共享类型').selectOption({ index: 1 });
    await page.waitForURL(/shareType=conditional/);
    await steward.sees('资源目录');
    await page.getByRole('button', { name: '保存这次查找' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('名称').fill(`慢病 ${place}`);
    await dialog.getByRole('button', { name: '保存这次查找' }).click();
    await page.getByRole('button', { name: `慢病 ${place}`, exact: true }).waitFor();
  });

  test('a field is set in every entry that is chosen; of a published one a change is begun', async () => {
    const { page } = steward;
    await page.goto('/agency/catalogue?q=出生医学证明');
    await page.getByRole('checkbox', { name: '选择“出生医学证明信息”', exact: true }).check();
    await steward.sees('资源目录');
    await page.getByRole('button', { name: '一起修改…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('字段').selectOption({ label: '应用场景' });
    await dialog.getByLabel('应用场景').fill('新生儿落户、参保与入学');
    await expectAccessible(page);
    await dialog.getByRole('button', { name: '修改', exact: true }).click();
    await page.getByText('已修改 1 条。').waitFor();
    await steward.sees('资源目录');
  });

  test('the operator keeps the classification and decides sources', async () => {
    const { page } = operator;
    await page.goto('/operator/classes');
    await operator.sees('资源分类');
    await page.goto('/operator/same-items');
    await operator.sees('一数一源');
    await page.getByRole('button', { name: '定为数源' }).first().click();
    await page.getByText('已定数源').first().waitFor();
  });

  test('anyone looks at an open resource and takes it along', async () => {
    const anyone = await visitor(screen);
    await anyone.page.goto('/open');
    await anyone.sees('开放数据');
    await anyone.page.getByLabel('查找').fill('xingzhengquhua');
    await anyone.page.getByRole('link', { name: '行政区划代码' }).click();
    await anyone.sees('行政区划代码');
    const [download] = await Promise.all([
      anyone.page.waitForEvent('download'),
      anyone.page.getByRole('link', { name: /下载全部/ }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('103001-000001.csv');
  });
});
