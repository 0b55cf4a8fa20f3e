import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openNode, type RunningNode } from '../node.ts';
import { desktop, expectAccessible, openBrowser, phone, type Visitor, visit } from './browser.ts';

/** A sharing list is made of filtered entries and published; an agency finds itself granted; a later list takes back. */

let node: RunningNode;
let browser: Browser;
beforeAll(async () => {
  [node, browser] = await Promise.all([openNode(), openBrowser()]);
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await node?.stop();
});

describe.each([
  { screen: desktop, language: 'zh-CN' },
  { screen: phone, language: 'en' },
] as const)('a sharing list, in $language at $screen.width', ({ screen, language }) => {
  const say = (zh: string, en: string) => (language === 'zh-CN' ? zh : en);
  const title = say('医保经办共享清单', 'For the offices of medical insurance');
  const resource = say('死亡注销户口信息', 'Registrations of death');
  let operator: Visitor;
  let developer: Visitor;
  let reader: Visitor;
  beforeAll(async () => {
    operator = await visit(browser, node.url, { screen, language });
    developer = await visit(browser, node.url, { screen, language });
    reader = await visit(browser, node.url, { screen, language });
    for (const [visitor, username] of [
      [operator, 'operator'],
      [developer, 'developer.hangzhou-yibao'],
    ] as const) {
      await visitor.page.goto('/sign-in');
      await visitor.signIn(username);
      await visitor.page.waitForURL('**/agency/home');
    }
  });
  afterAll(async () => {
    for (const each of [operator, developer, reader]) await each?.close();
  });

  const today = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);

  /** Begins a list for the one agency, and gives the form in which lines are added. */
  async function begin(name: string) {
    const { page } = operator;
    await page.goto('/operator/lists');
    await operator.sees(say('共享清单', 'Sharing lists'));
    await page.getByRole('button', { name: say('新建一批', 'Begin a list') }).click();
    const form = page.getByRole('form');
    await form.getByLabel(say('名称', 'Name')).fill(name);
    await form.getByLabel(say('依据', 'Basis')).fill('国令第809号第二十条');
    await form.getByLabel(say('生效日期', 'In effect from')).fill(today());
    await operator.sees(say('共享清单', 'Sharing lists'));
    await form.getByLabel(say('开放给一个部门', 'Open to one agency')).selectOption({
      label: say('杭州市医疗保障局', 'Hangzhou Healthcare Security Bureau'),
    });
    await form.getByRole('button', { name: say('新建一批', 'Begin a list') }).click();
    await operator.sees(new RegExp(name));
    return page.getByRole('form', { name: say('加入清单', 'Add to the list') });
  }

  async function publish(said: string) {
    const { page } = operator;
    await page.getByRole('button', { name: say('发布清单', 'Publish the list') }).click();
    const asked = page.getByRole('dialog');
    await asked.getByText(say('杭州市医疗保障局', 'Hangzhou Healthcare Security Bureau')).waitFor();
    await asked.getByText(said).waitFor();
    await expectAccessible(page);
    await asked.getByRole('button', { name: say('发布清单', 'Publish the list') }).click();
    await page.getByRole('link', { name: say('下载表格（XLSX）', 'Download as a spreadsheet (XLSX)') }).waitFor();
  }

  test('the operator makes it of what a search finds, leaves one out, and publishes it once asked', async () => {
    const { page } = operator;
    const lines = await begin(title);
    await lines.getByLabel(say('按目录查找', 'Search the catalogue')).fill('死亡注销户口');
    await lines.getByLabel(say('共享类型', 'Share type')).selectOption({ label: say('全部', 'All') });
    await lines.getByRole('button', { name: say('加入清单', 'Add to the list') }).click();
    const removes = page.getByRole('button', { name: say('从清单中删除', 'from the list') });
    await removes.first().waitFor();
    await operator.sees(new RegExp(title));
    const found = await removes.count();
    await removes.last().click();
    await expect.poll(() => removes.count()).toBe(found - 1);
    await publish(say('项资源授权给', 'granted to'));
    await operator.sees(new RegExp(title));
  });

  test('anyone reads it and takes it along', async () => {
    await reader.page.goto('/sharing-lists');
    await reader.sees(say('共享清单', 'Sharing lists'));
    await reader.page.getByRole('link', { name: title }).click();
    await reader.sees(new RegExp(title));
    await reader.page.getByText(resource).first().waitFor();
    const [file] = await Promise.all([
      reader.page.waitForEvent('download'),
      reader.page.getByRole('link', { name: say('下载表格（XLSX）', 'Download as a spreadsheet (XLSX)') }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/\.xlsx$/);
  });

  test('the agency finds itself granted, without having asked', async () => {
    await developer.page.goto('/agency/grants');
    await developer.sees(say('授权', 'Grants'));
    await developer.page.getByLabel(say('编号、资源或部门', 'Number, resource or agency')).fill('死亡注销户口信息');
    await developer.page.getByText(resource).first().waitFor();
    await developer.page.locator('.grid-open').first().click();
    await developer.page.getByText(say('共享清单', 'Sharing list'), { exact: true }).waitFor();
    await developer.sees(/G\d{4}-\d+/);
  });

  test('a later list takes it back', async () => {
    const later = say('第二批调整', 'A second thought');
    const lines = await begin(later);
    await lines.getByLabel(say('动作', 'Act')).selectOption({ label: say('收回', 'Withdraw') });
    await lines.getByLabel(say('按目录查找', 'Search the catalogue')).fill('死亡注销户口');
    await lines.getByLabel(say('共享类型', 'Share type')).selectOption({ label: say('全部', 'All') });
    await lines.getByRole('button', { name: say('加入清单', 'Add to the list') }).click();
    await operator.page.getByText(resource).first().waitFor();
    await publish(say('不再向', 'taken back from'));
    await developer.page.reload();
    await developer.page.getByText(say('已撤销', 'Revoked')).first().waitFor();
    await developer.sees(/G\d{4}-\d+/);
  });
});
