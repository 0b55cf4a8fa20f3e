import iconv from 'iconv-lite';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { completeCitizenId } from '../../contracts/citizen-id.ts';
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

const staff = async (username: string, screen: { width: number; height: number }, path: string, heading: string) => {
  const visitor = await visit(browser, node.url, { screen });
  opened.push(visitor);
  await visitor.page.goto('/sign-in');
  await visitor.signIn(username);
  await visitor.sees('今天');
  await visitor.page.goto(path);
  await visitor.sees(heading);
  return visitor;
};

describe.each([
  { place: 'at a desk', screen: desktop },
  { place: 'on a phone', screen: phone },
])('data is registered, ingested, asked for and granted $place', ({ place, screen }) => {
  // A node that is someone else's may know the names of an earlier run.
  const name = `新生儿访视信息 ${Date.now().toString(36)} ${place === 'at a desk' ? 1 : 2}`;
  let steward: Visitor;
  let operator: Visitor;
  let developer: Visitor;

  beforeAll(async () => {
    steward = await staff('steward.guizhou-health', screen, '/agency/catalogue', '资源目录');
    operator = await staff('operator', screen, '/operator/review', '目录审核');
    developer = await staff('developer.hangzhou-yibao', screen, '/agency/clients', '接口密钥');
  }, 60_000);

  test('the steward begins an entry with its name alone, and is told all that is missing', async () => {
    const { page } = steward;
    await page.getByRole('button', { name: '登记信息资源' }).click();
    await page.getByLabel('名称', { exact: true }).fill(name);
    await page.getByRole('button', { name: '建立草稿' }).click();
    await steward.sees(name);
    await page.getByRole('button', { name: '提交审核' }).click();
    await page.getByRole('heading', { name: /还有 \d+ 处要补正/ }).waitFor();
    const summary = page.getByLabel('摘要');
    expect(await summary.getAttribute('aria-invalid')).toBe('true');
    await page.locator('#f-summary-fault').getByText('缺少信息资源摘要').waitFor();
    expect(await page.locator('.field .fault').count()).toBeGreaterThanOrEqual(6);
    await steward.sees(name);
    await page.getByRole('alert').getByRole('link', { name: '资源分类' }).click();
    expect(await page.getByLabel('资源分类').evaluate((element) => element === document.activeElement)).toBe(true);
  });

  test('the steward mends it, items in their table, saves and submits', async () => {
    const { page } = steward;
    await page.getByLabel('摘要').fill('省内社区卫生服务机构的新生儿访视记录（演示数据，人员均为合成）。');
    await page.getByLabel('资源分类').selectOption('202001');
    await page.getByLabel('资源格式').selectOption('database');
    await page.getByLabel('更新周期').selectOption('3');
    await page.getByLabel('共享类型').selectOption('conditional');
    await page.getByLabel('共享条件').fill('仅限办理医疗保障事项使用');
    await page.getByLabel('共享方式').selectOption('platform');
    const items = [
      { code: 'visit_no', name: '访视编号', length: '12', key: true },
      { code: 'child_citizen_id', name: '新生儿公民身份号码', check: 'citizenId' },
      { code: 'visit_date', name: '访视日期', type: 'D' },
    ];
    for (const [place, item] of items.entries()) {
      await page.getByRole('button', { name: '添加信息项' }).click();
      const cell = (column: string) => page.getByLabel(`第 ${place + 1} 项${column}`, { exact: true });
      await cell('代码').fill(item.code);
      await cell('名称').fill(item.name);
      if (item.type) await cell('类型').selectOption(item.type);
      if (item.length) await cell('长度').fill(item.length);
      if (item.check) await cell('校验').selectOption(item.check);
      await cell('敏感程度').selectOption('sensitive');
      await cell('必填').check();
      if (item.key) await cell('主键').check();
    }
    await page.getByLabel('数据说的是谁').selectOption('person');
    await page.getByLabel('主体信息项').selectOption('child_citizen_id');
    await page.getByRole('button', { name: '保存', exact: true }).click();
    await page.getByText('已保存').waitFor();
    await steward.sees(name);
    await page.getByRole('button', { name: '提交审核' }).click();
    await page.getByText('已提交，等数据主管部门审核。').waitFor();
    await steward.sees(name);
  });

  test('the operator returns it with a remark on a field, which the steward sees beside the field and mends', async () => {
    const { page } = operator;
    await page.goto('/operator/review');
    await operator.sees('目录审核');
    await page.getByRole('link', { name }).click();
    await operator.sees(name);
    await page.getByLabel('哪一项').selectOption('/summary');
    await page.getByLabel('要怎么改').fill('请写明年份');
    await page.getByRole('button', { name: '加上这条意见' }).click();
    await page.getByRole('button', { name: '按意见退回' }).click();
    await page.getByText('已退回，登记部门会看到您的意见。').waitFor();
    await operator.sees(name);
    await steward.page.reload();
    await steward.sees(name);
    await steward.page.locator('#f-summary-fault').getByText('审核意见：请写明年份').waitFor();
    await steward.page.getByLabel('摘要').fill('2026 年起省内新生儿访视记录（演示数据，人员均为合成）。');
    await steward.page.getByRole('button', { name: '提交审核' }).click();
    await steward.page.getByText('已提交，等数据主管部门审核。').waitFor();
  });

  test('the operator publishes it, which gives it its code', async () => {
    const { page } = operator;
    await page.goto('/operator/review');
    await page.getByRole('link', { name }).click();
    await operator.sees(name);
    await page.getByRole('button', { name: '发布', exact: true }).click();
    await page.getByText(/已发布，资源代码 202001\/\d{6}。/).waitFor();
    await operator.sees(name);
  });

  test('the steward sends a file in GB18030: the good rows serve, the faulty one is told with its reason', async () => {
    const { page } = steward;
    await page.reload();
    await page.getByRole('link', { name: '数据入库' }).click();
    await steward.sees(`数据入库：${name}`);
    await page.getByText('还没有数据。').waitFor();
    await page.getByLabel('文件', { exact: true }).setInputFiles({
      name: 'visits.csv',
      mimeType: 'text/csv',
      buffer: iconv.encode(fileOf(40), 'gb18030'),
    });
    await page.getByLabel('编码').selectOption('gb18030');
    await page.getByRole('button', { name: '上传', exact: true }).click();
    await page.getByRole('heading', { name: '检查结果：visits.csv' }).waitFor();
    await page.getByText('合格的行已入库并开始提供，1 行退回').waitFor();
    await page.getByText('39 行', { exact: true }).waitFor();
    const fault = page.getByRole('row').filter({ hasText: '第 5 行' });
    await fault.getByText('日历上没有这一天').waitFor();
    await steward.sees(`数据入库：${name}`);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '下载退回的行（CSV）' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/\.csv$/);
  });

  test('a developer asks for two items by purpose and law', async () => {
    const { page } = developer;
    await page.goto('/agency/catalogue');
    await page.getByRole('searchbox', { name: '查找' }).fill(name);
    await page.getByRole('link', { name }).click();
    await page.getByRole('link', { name: '申请使用' }).click();
    await developer.sees(`申请使用：${name}`);
    await page.getByLabel('新生儿公民身份号码').check();
    await page.getByLabel('访视日期').check();
    await page.getByLabel('用途').selectOption({ label: '新生儿参保登记' });
    await page.getByLabel('法律依据').fill('《中华人民共和国社会保险法》第二十五条');
    await page.getByLabel('使用到').fill('2030-12-31');
    await page.getByRole('button', { name: '提交申请' }).click();
    await developer.sees(/^共享申请 \S+/);
  });

  test('the provider’s steward grants one item and refuses the other, which needs a reason', async () => {
    const { page } = steward;
    await page.goto('/agency/sharing?side=incoming');
    await steward.sees('共享申请');
    await page.getByRole('row').filter({ hasText: name }).getByRole('link').click();
    await steward.sees(/^共享申请 \S+/);
    await page.getByRole('group', { name: '新生儿公民身份号码' }).getByLabel('同意', { exact: true }).check();
    await page.getByRole('group', { name: '访视日期' }).getByLabel('不同意', { exact: true }).check();
    await page.getByRole('button', { name: '提交答复' }).click();
    await page.getByText('不同意要写理由。').waitFor();
    await steward.sees(/^共享申请 \S+/);
    await page.getByLabel('不同意提供“访视日期”的理由').fill('参保登记不需要访视日期');
    await page.getByRole('button', { name: '提交答复' }).click();
    await page.getByText('授权编号').waitFor();
    await steward.sees(/^共享申请 \S+/);
  });

  test('a key is shown once; it can be revoked', async () => {
    const { page } = developer;
    await page.goto('/agency/clients');
    await page.getByLabel('系统名称').fill(name);
    await page.getByRole('radio', { name: /^密码/ }).check();
    await page.getByRole('button', { name: '生成密钥' }).click();
    await page.getByRole('heading', { name: '新密钥' }).waitFor();
    expect(await page.getByLabel('密钥', { exact: true }).inputValue()).toMatch(/^\S{30,}$/);
    await developer.sees('接口密钥');
    await page.reload();
    await developer.sees('接口密钥');
    expect(await page.getByLabel('密钥', { exact: true }).count()).toBe(0);
    await page.getByRole('button', { name: `撤销：${name}` }).click();
    await page.getByRole('button', { name: '确认撤销' }).click();
    await page.getByRole('listitem').filter({ hasText: name }).getByText('已撤销').waitFor();
    await page.goto('/agency/calls');
    await developer.sees('调用记录');
  });

  test('the steward revokes the grant with a reason', async () => {
    const { page } = steward;
    await page.goto('/agency/grants?side=incoming');
    await steward.sees('授权');
    const grant = page.getByRole('listitem').filter({ hasText: name });
    await grant.getByRole('button', { name: /^撤销/ }).click();
    await grant.getByLabel('理由').fill('演示：授权撤销');
    await grant.getByRole('button', { name: '确认撤销' }).click();
    await grant.getByText('已撤销', { exact: true }).waitFor();
    await steward.sees('授权');
  });
});

/** Visits with valid numbers; the fourth, on the fifth line, is on a day that does not exist. */
function fileOf(rows: number): string {
  const lines = Array.from({ length: rows }, (_, i) => {
    const number = completeCitizenId(`52010220260${1 + (i % 9)}1${i % 8}9${String(10 + i)}`);
    return `FS${String(i).padStart(6, '0')},${number},${i === 3 ? '2026-02-30' : '2026-09-15'}`;
  });
  return ['访视编号,新生儿公民身份号码,访视日期', ...lines, ''].join('\r\n');
}
