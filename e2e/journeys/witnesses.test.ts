import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseVkey, verifyCheckpoint } from '../../contracts/signed-note.ts';
import { type RunningNode, startNode } from '../node.ts';
import { desktop, openBrowser, phone, type Visitor, visit } from './browser.ts';

/** Two operators of two nodes: each tells the other its keys, and the one's ledger is cosigned by the other. */

let log: RunningNode;
let witness: RunningNode;
let browser: Browser;
beforeAll(async () => {
  const folder = () => mkdtemp(join(tmpdir(), 'legwork-e2e-'));
  log = await startNode(await folder(), { removeData: true });
  witness = await startNode(await folder(), { removeData: true });
  browser = await openBrowser();
}, 360_000);
afterAll(async () => {
  await browser?.close();
  await witness?.stop();
  await log?.stop();
});

describe.each([
  { screen: desktop, language: 'zh-CN' },
  { screen: phone, language: 'en' },
] as const)('a ledger is cosigned by another node, in $language at $screen.width', ({ screen, language }) => {
  const say = (zh: string, en: string) => (language === 'zh-CN' ? zh : en);
  const ledger = say('存证账本', 'Ledger');
  const others = say('本节点为别的账本见证', 'Ledgers that this node witnesses');
  let here: Visitor;
  let there: Visitor;
  beforeAll(async () => {
    here = await visit(browser, log.url, { screen, language });
    there = await visit(browser, witness.url, { screen, language });
    for (const { page, signIn } of [here, there]) {
      await page.goto('/sign-in');
      await signIn('operator');
      await page.waitForURL('**/agency/home');
      await page.goto('/operator/ledger');
    }
  }, 120_000);
  afterAll(async () => {
    for (const each of [here, there]) await each?.close();
  });

  const panelOf = ({ page }: Visitor) => page.getByRole('region', { name: say('见证方', 'Witnesses'), exact: true });

  test('the other operator enters the keys of this ledger; what is no key is said', async () => {
    const panel = panelOf(there);
    await panel.getByText(others).first().click();
    const keys = panel.getByLabel(say('对方账本的公钥', 'Keys of their ledger'));
    const follow = panel.getByRole('button', { name: say('登记账本', 'Witness this ledger') });
    await keys.fill('nothing');
    await follow.click();
    await panel.getByText(say('有一行不是账本公钥。', 'A line is not the key of a ledger.')).waitFor();
    await there.sees(ledger);
    await keys.fill(await (await fetch(`${log.url}/ledger/keys`)).text());
    await follow.click();
    const table = panel.getByRole('table', { name: say('本节点见证的账本', 'Ledgers that this node witnesses') });
    await table.getByText(new URL(log.url).host).waitFor();
    await there.sees(ledger);
  });

  test('this operator adds it by the address and key that it shows, and its cosignatures come in', async () => {
    const given = await panelOf(there).locator('pre').allInnerTexts();
    const [url, vkey] = given.slice(-2).map((each) => each.trim()) as [string, string];
    const panel = panelOf(here);
    await panel.getByText(say('添加见证方', 'Add a witness')).first().click();
    await panel.getByRole('textbox', { name: say('提交地址', 'Submission address') }).fill(url);
    await panel.getByRole('textbox', { name: say('见证公钥', 'Witness key') }).fill(vkey);
    await panel.getByRole('button', { name: say('添加见证方', 'Add a witness') }).click();
    await panel.getByText(say('正在联署', 'Cosigns'), { exact: true }).waitFor();
    await here.sees(ledger);
    const note = await (await fetch(`${log.url}/ledger/checkpoint`)).text();
    const keys = (await (await fetch(`${log.url}/ledger/keys`)).text()).trim().split('\n');
    const read = verifyCheckpoint(
      note,
      [...keys, vkey].map((each) => parseVkey(each)!),
    );
    expect(read.ok && read.keys.length).toBe(2);
    await panelOf(there).getByText(say('前后一致', 'Consistent'), { exact: true }).waitFor();
    await there.sees(ledger);
  });

  test('it is dismissed only after a question', async () => {
    const panel = panelOf(here);
    const name = new URL(witness.url).host;
    const dismiss = panel.getByRole('button', { name: new RegExp(say('停用', 'Dismiss')) });
    await dismiss.click();
    await here.page.getByRole('dialog').waitFor();
    await here.sees(ledger);
    await here.page
      .getByRole('dialog')
      .getByRole('button', { name: say('取消', 'Cancel') })
      .click();
    await panel.getByText(name).first().waitFor();
    await dismiss.click();
    await here.page
      .getByRole('dialog')
      .getByRole('button', { name: say('停用', 'Dismiss') })
      .click();
    await panel.getByText(say('还没有见证方。', 'No witnesses yet.')).waitFor();
    await here.sees(ledger);
  });
});
