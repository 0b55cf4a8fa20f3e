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
      page.getByRole('link', { name: '下载退回的行' }).click(),
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
    await page.getByRole('row').filter({ hasText: name }).getByRole('button').click();
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
    await page.getByRole('row').filter({ hasText: name }).getByRole('button').click();
    await steward.sees(/^授权 \S+/);
    await page.getByRole('button', { name: '撤销', exact: true }).click();
    await page.getByRole('button', { name: '确认撤销' }).click();
    await page.getByText('请填写').waitFor();
    await page.getByLabel('理由').fill('演示：授权撤销');
    await page.getByRole('button', { name: '确认撤销' }).click();
    await page.getByText('第 2 版：撤销').waitFor();
    await steward.sees(/^授权 \S+/);
  });
});

describe('what is missing is asked for, and a refusal is disputed up to the operator', () => {
  let requester: Visitor;
  let provider: Visitor;
  let arbiter: Visitor;
  let address: string;
  const at = async (visitor: Visitor, path: string) => {
    await visitor.page.goto(path);
    await visitor.sees(/^(Request|Grant) \S+/);
  };

  beforeAll(async () => {
    const someone = async (username: string) => {
      const visitor = await visit(browser, node.url, { screen: phone, language: 'en' });
      opened.push(visitor);
      await visitor.page.goto('/sign-in?lang=en');
      await visitor.signIn(username);
      await visitor.sees('Today');
      return visitor;
    };
    requester = await someone('developer.hangzhou-yibao');
    provider = await someone('steward.guizhou-health');
    arbiter = await someone('operator');
  }, 60_000);

  test('the requester says what, which rows, what for and how', async () => {
    const { page } = requester;
    await page.goto('/agency/catalogue?q=202001%2F000001');
    await page.getByRole('link', { name: 'Medical certificates of birth' }).click();
    await page.getByRole('link', { name: 'Ask for data' }).click();
    await requester.sees('Ask for: Medical certificates of birth');
    await page.getByRole('button', { name: 'Send the request' }).click();
    await page.getByText('Something is still missing above.').waitFor();
    await page.getByLabel('Date of birth').check();
    await page.getByLabel('Birth weight (g)').check();
    await page.getByText('Say why each item is needed').click();
    await page.getByLabel('Why “Birth weight (g)” is needed').fill('To pay for the care of the early born');
    await page.getByLabel('Add a condition on').selectOption({ label: 'Child’s sex' });
    await page.getByRole('group', { name: 'Child’s sex is one of' }).getByLabel('Female').check();
    await page.getByLabel(/^Only those who have an open case/).check();
    await page.getByLabel('Purpose').selectOption({ label: 'Enrolling a newborn in medical insurance' });
    await page.getByLabel(/^Verification/).check();
    await page.getByLabel(/^Expected calls a day/).fill('200');
    await page.getByLabel(/^How the data is kept safe/).fill('Two clerks; deleted after a year');
    await page.getByLabel('Until', { exact: true }).fill('2030-12-31');
    await requester.sees('Ask for: Medical certificates of birth');
    await page.getByRole('button', { name: 'Send the request' }).click();
    await requester.sees(/^Request \S+/);
    await page.getByText('Rows whose Child’s sex is Female').waitFor();
    address = new URL(page.url()).pathname;
  });

  /** An act that is done in a dialog, with its words, which then stand on the page. */
  const act = async (visitor: Visitor, name: string, label: string, words: string, confirm: string) => {
    await at(visitor, address);
    await visitor.page.getByRole('button', { name }).click();
    await visitor.page.getByRole('textbox', { name: label }).fill(words);
    await visitor.page.getByRole('button', { name: confirm }).click();
    await visitor.page.getByRole('dialog').waitFor({ state: 'detached' });
    await visitor.page.getByText(words).waitFor();
  };

  test('the provider asks once for what is missing, and the requester says it', async () => {
    await act(provider, 'Ask for what is missing', 'What is missing', 'Which care does it pay for?', 'Send it');
    expect(await provider.page.getByRole('button', { name: 'Ask for what is missing' }).count()).toBe(0);
    await act(requester, 'Answer the question', 'Your answer', 'Care in the first month.', 'Send it');
  });

  test('the provider grants one item for a shorter time, and refuses the other', async () => {
    const { page } = provider;
    await at(provider, address);
    await page
      .getByRole('group', { name: /^Date of birth/ })
      .getByLabel('Granted')
      .check();
    await page
      .getByRole('group', { name: /^Birth weight/ })
      .getByLabel('Refused')
      .check();
    await page.getByLabel('Reason for refusing Birth weight (g)').fill('Enrolment does not need it');
    await page.getByText('Grant fewer rows, or for a shorter time').click();
    await page.getByLabel('Until', { exact: true }).fill('2029-12-31');
    await provider.sees(/^Request \S+/);
    await page.getByRole('button', { name: 'Send the answer' }).click();
    await page.getByRole('link', { name: /^G\d+-\d+$/ }).waitFor();
  });

  test('the refusal is disputed, stood by, and overturned by the operator', async () => {
    await act(
      requester,
      'Dispute the refusal',
      'Why the refusal does not hold',
      'The act names it.',
      'File the dispute',
    );
    await act(provider, 'Stand by the refusal', 'Opinion', 'Not for enrolment.', 'Confirm');
    await act(arbiter, 'Overturn the refusal', 'Opinion', 'It is to be shared.', 'Confirm');
    await arbiter.sees(/^Request \S+/);
  });

  test('the provider sees the grant grow, and amends it', async () => {
    const { page } = provider;
    await at(provider, address);
    await page.getByRole('link', { name: /^G\d+-\d+$/ }).click();
    await provider.sees(/^Grant \S+/);
    await page.getByText('Version 2: items added after a dispute').waitFor();
    await page.getByRole('link', { name: 'Amend' }).click();
    await provider.sees(/^Amend \S+/);
    await page.getByLabel(/^Calls a day/).fill('50');
    await page.getByLabel(/^From/).fill('08:30');
    await page.getByRole('button', { name: 'Amend the grant' }).click();
    await page.getByText('Give both times, the first before the second; or neither.').waitFor();
    await page.getByLabel(/^Until \(/).fill('18:00');
    await page.getByRole('textbox', { name: 'Reason' }).fill('Office hours');
    await page.getByRole('button', { name: 'Amend the grant' }).click();
    await provider.sees(/^Grant \S+/);
    await page.getByText('Calls a day: 50 (was none)').waitFor();
    await page.getByText('08:30 to 18:00', { exact: true }).waitFor();
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
