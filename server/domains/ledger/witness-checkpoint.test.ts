import { generateKeyPairSync, sign } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { formatAddCheckpoint, parseAddCheckpoint } from '../../../contracts/add-checkpoint.ts';
import { emptyFrontier } from '../../../contracts/merkle.ts';
import { cosignedAt } from '../../../contracts/note-algorithms.ts';
import {
  formatCheckpoint,
  formatVkey,
  parseNote,
  parseVkey,
  signNote,
  verifyNote,
} from '../../../contracts/signed-note.ts';
import { type TestWorld, testWorld } from '../../testing/harness.ts';
import { readAnswer } from './ask-witnesses.ts';
import { ledgerDomain, witnessVkey } from './index.ts';
import { merkle } from './tree.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url');
const origin = 'other.example/ledger/0';
const log = { name: origin, publicKey: raw, sign: (text: Uint8Array) => sign(null, text, privateKey) };
const leaves = Array.from({ length: 40 }, (_, n) => merkle.leafHash(Uint8Array.of(n)));
const forged = leaves.map((leaf, n) => (n === 3 ? merkle.leafHash(Uint8Array.of(99)) : leaf));

const rootOf = (size: number, of = leaves) => merkle.appendLeaves(emptyFrontier, of.slice(0, size)).root;
const checkpoint = (size: number, of = leaves) =>
  signNote(formatCheckpoint({ origin, size, root: rootOf(size, of) }), [log]);
const subtree = (of: Uint8Array[]) => (level: number, index: number) =>
  merkle.appendLeaves(emptyFrontier, of.slice(index * 2 ** level, (index + 1) * 2 ** level)).root;
const request = async (oldSize: number, size: number, of = leaves) =>
  formatAddCheckpoint({
    oldSize,
    proof: await merkle.consistencyProof(subtree(of), oldSize, size),
    checkpoint: checkpoint(size, of),
  });

let world: TestWorld;
const post = (body: string) =>
  world.as('anonymous', {
    method: 'POST',
    url: '/witness/add-checkpoint',
    headers: { 'content-type': 'text/plain' },
    body,
  });
const answer = async (body: string) => {
  const { statusCode, payload } = await post(body);
  return statusCode === 200 ? [200] : [statusCode, payload];
};

beforeAll(async () => {
  world = await testWorld([{ ...ledgerDomain, start: async () => undefined }]);
});
afterAll(() => world.close());

it('a log nobody asked it to witness is unknown; only the operator can ask', async () => {
  expect((await post(await request(0, 5))).statusCode).toBe(404);
  const vkeys = [formatVkey(origin, raw)];
  const follow = (who: 'operator' | 'supervisor' | 'developer', body: object) =>
    world.as(who, { method: 'POST', url: '/api/v1/ledger/witnessed-logs', body });
  expect((await follow('supervisor', { vkeys })).statusCode).toBe(403);
  expect((await follow('operator', { vkeys: [witnessVkey(world.platform)] })).json().code).toBe('vkey-invalid');
  expect((await follow('operator', { vkeys: [vkeys[0], formatVkey('third.example', raw)] })).statusCode).toBe(400);
  expect((await follow('operator', { vkeys })).statusCode).toBe(201);
});

it('cosigns what follows from what it saw, with the time, and says how far it is', async () => {
  const first = await post(await request(0, 5));
  expect([first.statusCode, first.headers['content-type']]).toEqual([200, 'text/plain; charset=utf-8']);
  const key = parseVkey(witnessVkey(world.platform))!;
  const note = checkpoint(5) + first.payload;
  expect(verifyNote(note, [key])).toMatchObject({ ok: true, keys: [key] });
  const at = cosignedAt(parseNote(note)!.signatures[1]!.signature)!;
  expect(Math.abs(at - Date.now() / 1000)).toBeLessThan(60);

  expect(await answer(await request(5, 17))).toEqual([200]);
  expect(await answer(await request(17, 17))).toEqual([200]);
  const stale = await post(await request(5, 20));
  expect([stale.statusCode, stale.headers['content-type'], stale.payload]).toEqual([409, 'text/x.tlog.size', '17\n']);
  expect(await answer(await request(0, 20))).toEqual([409, '17\n']);
  expect(await answer(await request(17, 18))).toEqual([200]);
});

it('two requests that go on from one size: one of them is told to go on from the other', async () => {
  const answers = await Promise.all([post(await request(18, 21)), post(await request(18, 22))]);
  const codes = answers.map(({ statusCode }) => statusCode);
  expect([...codes].sort()).toEqual([200, 409]);
  const { payload } = answers[codes.indexOf(409)]!;
  expect(payload).toBe(codes[0] === 200 ? '21\n' : '22\n');
  expect(await answer(await request(Number(payload), 22))).toEqual([200]);
});

it('refuses what is malformed, unsigned, or of another history, and keeps the fork as proof', async () => {
  const codeOf = async (body: string) => (await post(body)).json().code;
  const good = await request(22, 30);
  for (const bad of [
    '',
    'old 22\n',
    good.replace('old 22', 'old 022'),
    good.replace('old', 'new'),
    `${good.slice(0, -1)}`,
  ])
    expect(await codeOf(bad)).toBe('checkpoint-malformed');
  const many = Array.from({ length: 64 }, () => leaves[0]!);
  const tooMany = formatAddCheckpoint({ oldSize: 22, proof: many, checkpoint: checkpoint(30) });
  expect(parseAddCheckpoint(tooMany)).toBeNull();
  expect(await codeOf(`old 31${good.slice('old 22'.length)}`)).toBe('checkpoint-malformed');
  const stranger = signNote(formatCheckpoint({ origin, size: 30, root: rootOf(30) }), [
    { ...log, publicKey: new Uint8Array(32) },
  ]);
  expect(await codeOf(`old 22\n\n${stranger}`)).toBe('checkpoint-unsigned');
  expect(await codeOf(`old 22\n\n${checkpoint(30)}`)).toBe('checkpoint-inconsistent');
  expect(await codeOf(await request(22, 30, forged))).toBe('checkpoint-inconsistent');
  expect(await codeOf(`old 22\n\n${checkpoint(22, forged)}`)).toBe('checkpoint-forked');
  const { logs } = (await world.as('supervisor', { url: '/api/v1/ledger/witnesses' })).json();
  expect(logs).toMatchObject([{ origin, size: 22, conflict: checkpoint(22, forged) }]);
  expect((await post('x'.repeat(70_000))).statusCode).toBe(413);
  expect(await answer(good)).toEqual([200]);
});

it('what a witness answers is held against its key: each answer has its own fault', () => {
  const vkey = witnessVkey(world.platform);
  const read = (status: number, text = '', type = 'text/plain') =>
    readAnswer({ status, text, type }, vkey, checkpoint(5), 5);
  expect(read(200, '— other.example AAAAAAA=\n')).toEqual({ fault: 'cosignatureWrong' });
  expect(read(200, '<html>')).toEqual({ fault: 'cosignatureWrong' });
  expect(read(404)).toEqual({ fault: 'logUnknown' });
  expect(read(403)).toEqual({ fault: 'keyUnknown' });
  expect(read(422)).toEqual({ fault: 'inconsistent' });
  expect(read(409, '4\n', 'text/x.tlog.size')).toEqual({ fault: 'refused', size: 4 });
  expect(read(409, '6\n', 'text/x.tlog.size')).toEqual({ fault: 'ahead' });
  expect(read(409, 'sorry')).toEqual({ fault: 'fork' });
  expect(read(500)).toEqual({ fault: 'refused' });
});
