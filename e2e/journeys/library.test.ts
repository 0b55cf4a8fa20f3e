import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { openNode, type RunningNode } from '../node.ts';
import { desktop, openBrowser, phone, type Visitor, visit } from './browser.ts';

let node: RunningNode;
let browser: Browser;
const opened: Visitor[] = [];
const resource = '户籍人口信息';

async function someone(username: string, screen: typeof desktop): Promise<Visitor> {
  const visitor = await visit(browser, node.url, { screen });
  opened.push(visitor);
  await visitor.page.goto('/sign-in');
  await visitor.signIn(username);
  await visitor.page.waitForURL((url) => url.pathname !== '/sign-in');
  return visitor;
}

beforeAll(async () => {
  [node, browser] = await Promise.all([openNode(), openBrowser()]);
}, 240_000);
afterAll(async () => {
  for (const visitor of opened) await visitor.close();
  await browser?.close();
  await node?.stop();
});

describe.each([
  { place: 'at a desk', screen: desktop, room: '502', ruled: '民族' },
  { place: 'on a phone', screen: phone, room: '503', ruled: '户号' },
])('a value is reported, put right by a batch, and gone back from, $place', ({ screen, room, ruled }) => {
  const address = `浙江省杭州市拱墅区示例路8号数跑花苑3幢2单元${room}室`;
  const row = (registered: string) =>
    `公民身份号码,姓名,性别,民族,出生日期,出生地行政区划代码,户号,与户主关系,居住登记类别,居住地行政区划代码,住址,登记日期
52010319950312998X,陈晓棠,2,01,1995-03-12,520103,330105900001,10,1,330105,${address},${registered}
`;
  let mother: Visitor;
  let steward: Visitor;

  beforeAll(async () => {
    mother = await someone('mother', screen);
    steward = await someone('steward.zhejiang-police', screen);
  }, 60_000);

  test('the resident sees what is held about her, masked, and reports her address as wrong', async () => {
    const { page } = mother;
    await page.goto('/records');
    await page.getByRole('heading', { level: 2, name: resource }).waitFor();
    await mother.sees('我的登记信息');
    await page.getByRole('button', { name: `${resource}：这里有错` }).click();
    const form = page.getByRole('form', { name: `${resource}：这里有错` });
    await form.getByRole('button', { name: '提出更正' }).click();
    await form.getByText('请填写').first().waitFor();
    await form.getByLabel('哪一项').selectOption({ label: '住址' });
    await form.getByLabel('正确的值').fill(address);
    await form.getByLabel('依据').fill('不动产权证书（演示）');
    await mother.sees('我的登记信息');
    await form.getByRole('button', { name: '提出更正' }).click();
    await page.getByText(/已提出，编号 JZ\d{4}-\d{6}/).waitFor();
    await mother.sees('我的登记信息');
  });

  test('the provider’s steward accepts it, with what was found', async () => {
    const { page } = steward;
    await page.goto('/agency/corrections');
    await steward.sees('疑义校核');
    const report = page.getByRole('article', { name: `${resource}：住址` }).filter({ hasText: address });
    await report.getByRole('button', { name: '同意更正' }).click();
    await report.getByText('请写明核对情况。').waitFor();
    await report.getByLabel('答复意见').fill('已核对，同意更正');
    await report.getByRole('button', { name: '同意更正' }).click();
    await report.getByText('已同意，等待入库').waitFor();
    await steward.sees('疑义校核');
    await report.getByRole('link', { name: '去入库' }).click();
    await steward.sees(`数据入库：${resource}`);
  });

  test('a file with a fault is refused; mended, it changes the row by its key', async () => {
    const { page } = steward;
    const send = async (text: string) => {
      await page.getByLabel('文件', { exact: true }).setInputFiles({
        name: 'address.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from(text),
      });
      await page.getByLabel('方式').selectOption('upsert');
      await page.getByRole('button', { name: '上传', exact: true }).click();
    };
    await send(row('2022-02-30'));
    await page.getByText('不合格行占 100%').first().waitFor();
    await steward.sees(`数据入库：${resource}`);
    await send(row('2022-06-08'));
    await page.getByText('新增 0 行，修改 1 行，删除 0 行').first().waitFor();
    await steward.sees(`数据入库：${resource}`);
    await mother.page.goto('/records');
    const mine = mother.page.getByRole('listitem').filter({ hasText: address });
    await mine.getByText('已更正').waitFor();
    await mother.sees('我的登记信息');
  });

  test('a record is seen masked, and in full once a reason is given', async () => {
    const { page } = steward;
    await page.getByLabel('公民身份号码或统一社会信用代码').fill('52010319950312998X');
    await page.getByRole('button', { name: '查看', exact: true }).click();
    await page.getByRole('region', { name: '查一条登记' }).getByText('52**************8X').waitFor();
    await steward.sees(`数据入库：${resource}`);
    await page.getByRole('button', { name: '显示完整内容' }).click();
    await page.getByText('请写明原因。').waitFor();
    await page.getByLabel('查看完整内容的原因').fill('核对更正');
    await page.getByRole('button', { name: '显示完整内容' }).click();
    await page.getByText('这次查看已记入存证账本。').waitFor();
    await steward.sees(`数据入库：${resource}`);
  });

  test('a rule is asked of values, and one that is none is told', async () => {
    const { page } = steward;
    await page.getByText(/^查看或修改/).click();
    await page.getByLabel('增加规则').selectOption({ label: ruled });
    const form = page.getByRole('group', { name: ruled, exact: true });
    await form.getByLabel(/^格式/).fill('(');
    await page.getByRole('button', { name: '保存', exact: true }).click();
    await page.getByText(/\/rules\/\d\/pattern/).waitFor();
    await form.getByLabel(/^格式/).fill('\\d+');
    await steward.sees(`数据入库：${resource}`);
    await page.getByRole('button', { name: '保存', exact: true }).click();
    await page.getByText('已保存，下一次入库按此校验。').waitFor();
  });

  test('the version is compared with the one before and gone back from, with a reason', async () => {
    const { page } = steward;
    const versions = page.getByRole('table', { name: '数据版本' });
    await versions
      .getByRole('button', { name: /^与第 \d+ 版比较$/ })
      .first()
      .click();
    await page.getByRole('heading', { name: /^从第 \d+ 版到第 \d+ 版$/ }).waitFor();
    await page.getByRole('row', { name: /^修改/ }).waitFor();
    await steward.sees(`数据入库：${resource}`);
    await versions
      .getByRole('button', { name: /^退回到第 \d+ 版$/ })
      .first()
      .click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('退回的原因').fill('演示：试着退回');
    await dialog.getByRole('button', { name: '退回', exact: true }).click();
    await page.getByText(/^已退回，第 \d+ 版的数据正在提供。$/).waitFor();
    await steward.sees(`数据入库：${resource}`);
  });
});
