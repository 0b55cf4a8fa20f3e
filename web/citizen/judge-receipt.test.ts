import { ed25519 } from '@noble/curves/ed25519.js';
import { expect, test } from 'vitest';
import { encodeBase64Url } from '../../contracts/base64.ts';
import { canonicalJson } from '../../contracts/canonical-json.ts';
import { emptyFrontier, merkle } from '../../contracts/merkle.ts';
import { buildBody, formatProof, replyDigest } from '../../contracts/receipt.ts';
import { formatCheckpoint, formatVkey, signNote } from '../../contracts/signed-note.ts';
import { judgeReceipt, proofFile } from './judge-receipt.ts';

const origin = 'legwork.example/ledger/0';
const { secretKey, publicKey } = ed25519.keygen();
const vkey = formatVkey(origin, publicKey);
const bytes = (text: string) => new TextEncoder().encode(text);
const salt = new Uint8Array(16).fill(7);
const reply = canonicalJson({ resource: '307001/000001', records: [{ child_name: '周沐禾' }] });
const entry = { v: 1, kind: 'call', resource: '307001/000001', replyDigest: replyDigest(salt, reply) };
const leaves = [canonicalJson({ v: 1, kind: 'ingest' }), canonicalJson(entry)].map((text) =>
  merkle.leafHash(bytes(text)),
);
const grown = merkle.appendLeaves(emptyFrontier, leaves);
const checkpoint = signNote(formatCheckpoint({ origin, size: grown.size, root: grown.root }), [
  { name: origin, publicKey, sign: (text: Uint8Array) => ed25519.sign(text, secretKey) },
]);
const proof = formatProof({ index: 1, hashes: grown.proofs(1), checkpoint });
const body = buildBody(reply, { entry, salt: encodeBase64Url(salt), proof });
const file = proofFile(canonicalJson(entry), proof);
const outcome = (text: string, key = vkey) => judgeReceipt(bytes(text), key).outcome;

test('a reply and an entry that stand in the signed ledger are genuine, and what was recorded is told', () => {
  expect(judgeReceipt(bytes(body), vkey)).toMatchObject({ outcome: 'genuine', kind: 'reply', entry, signer: origin });
  expect(judgeReceipt(bytes(file), vkey)).toMatchObject({ outcome: 'genuine', kind: 'entry', entry, signer: origin });
});

test('one changed letter anywhere makes it altered, and nothing of it is told as recorded', () => {
  for (const changed of [
    body.replace('周沐禾', '周沐木'),
    body.replace('"kind":"call"', '"kind":"cale"'),
    body.replace(/index 1/, 'index 0'),
    ` ${body}`,
    file.replace('call', 'cale'),
    file.replace('index 1', 'index 0'),
    file.replace('c2sp.org', 'c2sp.com'),
  ]) {
    expect(judgeReceipt(bytes(changed), vkey)).toMatchObject({ outcome: 'altered' });
    expect(judgeReceipt(bytes(changed), vkey).entry).toBeUndefined();
  }
});

test('a receipt of another log, or of another key of the same name, is told apart from an altered one', () => {
  const stranger = ed25519.keygen().publicKey;
  for (const key of [formatVkey('other.example/ledger/0', publicKey), formatVkey(origin, stranger)]) {
    expect(outcome(body, key)).toBe('otherKey');
    expect(outcome(file, key)).toBe('otherKey');
  }
});

test.each(['', 'hello', '{"items":[]}', '[1]', '{"receipt":1}', 'null', '\ufffd'])('%s is no receipt', (text) => {
  expect(outcome(text)).toBe('notReceipt');
});

test('a file that only calls itself a proof proves nothing', () => {
  expect(outcome('{"format":"legwork-entry-proof@v1"}')).toBe('altered');
  expect(outcome(proofFile('not json', proof))).toBe('altered');
});
