import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openNode, type RunningNode } from '../node.ts';
import { desktop, openBrowser, phone, type Visitor, visit } from './browser.ts';

/** A notice is written, returned, mended, published, shown by two sites, and withdrawn from both. */

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
] as const)('a notice, in $language at $screen.width', ({ screen, language }) => {
  const chinese = language === 'zh-CN';
  const title = chinese ? '关于周末办事窗口开放的通知' : 'Counters open at weekends';
  const say = (zh: string, en: string) => (chinese ? zh : en);
  let steward: Visitor;
  let operator: Visitor;
  let reader: Visitor;
  let address: string;
  beforeAll(async () => {
    steward = await visit(browser, node.url, { screen, language });
    operator = await visit(browser, node.url, { screen, language });
    reader = await visit(browser, node.url, { screen, language });
  });
  afterAll(async () => {
    for (const each of [steward, operator, reader]) await each?.close();
  });

  test('the steward begins it, and is told everything that is missing', async () => {
    await steward.page.goto('/sign-in');
    await steward.signIn('steward.guizhou-health');
    await steward.page.waitForURL('**/agency/home');
    await steward.page.goto('/agency/documents');
    await steward.sees(say('文件', 'Documents'));
    await steward.page.getByRole('button', { name: say('写一份文件', 'Write a document') }).click();
    const form = steward.page.getByRole('form', { name: say('写一份文件', 'Write a document') });
    await form.getByLabel(say('种类', 'Kind')).selectOption({ label: say('通知公告', 'Notice') });
    await form.getByLabel(say('标题', 'Title')).fill(title);
    await form.getByRole('button', { name: say('开始', 'Begin') }).click();
    await steward.sees(title);
    await steward.page.getByRole('button', { name: say('提交审核', 'Submit for review') }).click();
    await steward.page.getByRole('link', { name: say('主题分类', 'Subject') }).waitFor();
    await steward.sees(title);
  });

  test('the text is read from a file; what it cannot hold is told', async () => {
    const text = `# ${title}\n\n${say('周六上午开放。', 'Open on Saturday mornings.')}\n\n![](map.png)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n`;
    await steward.page
      .getByLabel(say('从文件读入正文', 'Read the text from a file'))
      .setInputFiles({ name: 'notice.md', mimeType: 'text/markdown', buffer: Buffer.from(text) });
    await steward.page.getByText('img × 1').waitFor();
    await steward.page.getByLabel(say('主题分类', 'Subject')).selectOption('12');
    await steward.page.getByLabel(say('摘要', 'Summary')).fill(say('周末也能办', 'Also at weekends'));
    await steward.page.getByLabel(say('成文日期', 'Date of issue')).fill('2026-11-20');
    await steward.sees(title);
    await steward.page.getByRole('button', { name: say('提交审核', 'Submit for review') }).click();
    await steward.page.getByText(say('审核中', 'In review')).waitFor();
    address = new URL(steward.page.url()).pathname;
  });

  test('the operator returns it with a remark, the steward mends it, and it is published', async () => {
    await operator.page.goto('/sign-in');
    await operator.signIn('operator');
    await operator.page.waitForURL('**/agency/home');
    await operator.page.goto(address);
    await operator.sees(title);
    await operator.page.getByLabel(say('字段', 'Field')).selectOption({ label: say('摘要', 'Summary') });
    await operator.page.getByLabel(say('需要改什么', 'What has to be mended')).fill(say('写明地点', 'Say where'));
    await operator.page.getByRole('button', { name: say('退回', 'Return'), exact: true }).click();
    await operator.page.getByText(say('已退回', 'Returned'), { exact: true }).first().waitFor();
    await steward.page.reload();
    await steward.page.getByText(say('审核意见：写明地点', 'Reviewer: Say where')).first().waitFor();
    await steward.page.getByLabel(say('摘要', 'Summary')).fill(say('贵阳各窗口周末也能办', 'All counters of Guiyang'));
    await steward.page.getByRole('button', { name: say('提交审核', 'Submit for review') }).click();
    await steward.page.getByText(say('审核中', 'In review')).waitFor();
    await operator.page.reload();
    await operator.page.getByRole('button', { name: say('发布', 'Publish'), exact: true }).click();
    await operator.page.getByText(say('已发布', 'Published'), { exact: true }).first().waitFor();
    await operator.sees(title);
  });

  test('anyone finds it, and two sites show it', async () => {
    await reader.page.goto(`/documents?q=${encodeURIComponent(title)}`);
    await reader.sees(say('文件', 'Documents'));
    await reader.page.getByRole('link', { name: title }).click();
    await reader.sees(title);
    await reader.page.goto('/sites');
    await reader.sees(say('政府网站', 'Government websites'));
    for (const site of ['guizhou', 'guizhou-health']) {
      await reader.page.goto(`/sites/${site}`);
      await reader.page.getByRole('link', { name: title }).click();
      await reader.sees(title);
      await reader.page.goBack();
      await reader.page.getByRole('link', { name: title }).waitFor();
    }
  });

  test('who shows it is known; withdrawn, it is gone from both sites, and its address says why', async () => {
    await steward.page.goto(address);
    for (const taken of [say('通知公告', 'Notices')]) await steward.page.getByText(taken).first().waitFor();
    await steward.page.getByRole('button', { name: say('撤回', 'Withdraw'), exact: true }).click();
    await steward.page
      .getByLabel(say('为什么撤回？', 'Why is it withdrawn?'))
      .fill(say('时间有变', 'Times have changed'));
    await steward.sees(title);
    await steward.page.getByRole('button', { name: say('从所有网站撤回', 'Withdraw from all sites') }).click();
    await steward.page.getByText(say('已撤回', 'Withdrawn'), { exact: true }).first().waitFor();
    for (const site of ['guizhou', 'guizhou-health']) {
      await reader.page.goto(`/sites/${site}`);
      await reader.page.getByRole('heading', { level: 2 }).first().waitFor();
      await reader.page.waitForLoadState('networkidle');
      expect(await reader.page.getByRole('link', { name: title }).count()).toBe(0);
    }
    await reader.page.goto(`/documents/${address.split('/').at(-1)}`);
    await reader.page.getByText(say('时间有变', 'Times have changed')).waitFor();
  });

  test('the operator enters a site with a column, which shows at once what it takes', async () => {
    const key = `weekend-${chinese ? 'zh' : 'en'}`;
    await operator.page.goto('/operator/sites');
    await operator.sees(say('政府网站', 'Government websites'));
    await operator.page.getByRole('link', { name: say('登记网站', 'Enter a website') }).click();
    await operator.page.getByLabel(say('名称', 'Name'), { exact: true }).fill(`${key} 网`);
    await operator.page.getByLabel(say('英文名称', 'Name in English')).fill(key);
    await operator.page.getByLabel(say('代号', 'Short name')).fill(key);
    await operator.page.getByLabel(say('网址', 'Address')).fill(`https://${key}.example/`);
    await operator.page.getByLabel(say('主办部门', 'Agency that runs it')).selectOption({ index: 1 });
    await operator.page.locator('#site-region-province').selectOption('520000');
    await operator.page.getByRole('button', { name: say('增加栏目', 'Add a column') }).click();
    await operator.page.locator('#channel-0-name').fill('政策');
    await operator.page.locator('#channel-0-nameEn').fill('Policies');
    await operator.page.locator('#channel-0-key').fill('policies');
    await operator.page.getByLabel(say('政策', 'Policy'), { exact: true }).check();
    await operator.sees(say('登记网站', 'Enter a website'));
    await operator.page.getByRole('button', { name: say('保存', 'Save'), exact: true }).click();
    await operator.sees(chinese ? `${key} 网` : key);
    await reader.page.goto(`/sites/${key}`);
    await reader.page.getByRole('link', { name: say('省级政务数据共享办事规则', 'Rules for sharing') }).waitFor();
    await reader.sees(chinese ? `${key} 网` : key);
  });
});
