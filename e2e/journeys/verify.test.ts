import { ed25519 } from '@noble/curves/ed25519.js';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canonicalJson } from '../../contracts/canonical-json.ts';
import { emptyFrontier, merkle } from '../../contracts/merkle.ts';
import { formatProof } from '../../contracts/receipt.ts';
import { formatCheckpoint, formatVkey, signNote } from '../../contracts/signed-note.ts';
import { proofFile } from '../../web/citizen/judge-receipt.ts';
import { openNode, type RunningNode } from '../node.ts';
import { desktop, openBrowser, phone, type Visitor, visit } from './browser.ts';
import { wordsOf } from './words.ts';

let node: RunningNode;
let browser: Browser;

// A log of our own: what is judged needs nothing but its public key.
const origin = 'other.example/ledger/0';
const { secretKey, publicKey } = ed25519.keygen();
const bytes = (text: string) => new TextEncoder().encode(text);
const entry = canonicalJson({ v: 1, kind: 'call', at: '2026-11-20T02:00:00.000Z', resource: '<svg onload=alert(1)>' });
const grown = merkle.appendLeaves(emptyFrontier, [merkle.leafHash(bytes(entry))]);
const checkpoint = signNote(formatCheckpoint({ origin, size: grown.size, root: grown.root }), [
  { name: origin, publicKey, sign: (text: Uint8Array) => ed25519.sign(text, secretKey) },
]);
const proof = proofFile(entry, formatProof({ index: 0, hashes: grown.proofs(0), checkpoint }));

beforeAll(async () => {
  [node, browser] = await Promise.all([openNode(), openBrowser()]);
}, 240_000);

afterAll(async () => {
  await browser?.close();
  await node?.stop();
});

describe.each([
  { language: 'zh-CN', screen: desktop },
  { language: 'zh-CN', screen: phone },
  { language: 'en', screen: desktop },
  { language: 'en', screen: phone },
] as const)('a receipt is judged in the browser, in $language at $screen.width', ({ language, screen }) => {
  const { say } = wordsOf(language);
  let stranger: Visitor;
  beforeAll(async () => {
    stranger = await visit(browser, node.url, { language, screen });
    await stranger.page.goto('/verify');
    await stranger.sees(say('verify.title'));
  });
  afterAll(() => stranger.close());

  const judge = async (text: string, outcome: string) => {
    const { page } = stranger;
    await page.getByLabel(say('verify.paste')).fill(text);
    await page.getByRole('button', { name: say('verify.check'), exact: true }).click();
    await page.getByRole('heading', { name: say(`verify.outcome.${outcome}`), exact: true }).waitFor();
    await stranger.sees(say('verify.title'));
  };

  test('that of another log is told apart, with its name', async () => {
    await judge(proof, 'otherKey');
    await stranger.page.locator('.finding-answer').getByText(origin).waitFor();
  });

  test('with that log’s key it is genuine, what it holds is text, and nothing was sent', async () => {
    const { page } = stranger;
    const sent: string[] = [];
    page.on('request', (request) => sent.push(request.url()));
    await page.getByText(say('verify.keySection')).click();
    await page.getByLabel(say('verify.key')).fill(formatVkey(origin, publicKey));
    await judge(proof, 'genuine');
    await page.locator('.finding dd').getByText('<svg onload=alert(1)>').waitFor();
    // A link under the pointer fetches the script of its page: the same for everyone, and it tells nothing.
    expect(sent.filter((url) => url.startsWith('http') && !url.includes('/assets/'))).toEqual([]);
  });

  test('dropped as a file it is judged by its bytes', async () => {
    const { page } = stranger;
    const dropped = await page.evaluateHandle((text) => {
      const files = new DataTransfer();
      files.items.add(new File([text], 'proof.json', { type: 'application/json' }));
      return files;
    }, proof);
    await page.getByLabel(say('verify.paste')).fill('');
    await page.locator('.drop').dispatchEvent('drop', { dataTransfer: dropped });
    await page.getByRole('heading', { name: say('verify.outcome.genuine'), exact: true }).waitFor();
  });

  test('a changed letter, and what is no receipt, are told', async () => {
    await judge(proof.replace('call', 'cale'), 'altered');
    await judge('{"items":[]}', 'notReceipt');
    await judge('hello', 'notReceipt');
  });

  test('a key that is none is said to be none', async () => {
    await stranger.page.getByLabel(say('verify.key')).fill('abc');
    await stranger.page.getByRole('button', { name: say('verify.check'), exact: true }).click();
    await stranger.page.getByText(say('verify.keyBad')).waitFor();
    await stranger.sees(say('verify.title'));
  });
});
