import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../../contracts/canonical-json.ts';
import type { EntryBody } from '../../../../contracts/ledger.ts';
import { emptyFrontier } from '../../../../contracts/merkle.ts';
import { buildBody, replyDigest } from '../../../../contracts/receipt.ts';
import { formatVkey } from '../../../../contracts/signed-note.ts';
import { type TestWorld, testWorld } from '../../../testing/harness.ts';
import { appendEntries } from '../append-entries.ts';
import { columnsOf, leafOf } from '../entry.ts';
import {
  ledgerDomain,
  ledgerVkey,
  ledgerVkeys,
  publishCheckpoint,
  receiptsOf,
  verifyCommand,
  verifyLedger,
  verifyReceiptCommand,
} from '../index.ts';
import { appendBatches, sampleEntry } from '../sample-entries.ts';
import { readLevel, writeBatch } from '../store.ts';
import { filledTiles, merkle } from '../tree.ts';
import type { OutsideFile } from './check-receipts.ts';

const tables = ['head', 'entries', 'tiles', 'roots', 'checkpoints'];
const batchSizes = [1, 1, 200, 3, 60, 1, 12, 30, 1, 1, 8];
const size = batchSizes.reduce((sum, batch) => sum + batch, 0);
/** Inside the one tile that is full, and behind it; the first and last, and the bounds of a batch. */
const places = [0, 1, 17, 201, 202, 255, 256, 266, 290, size - 2, size - 1];

let world: TestWorld;
let files: string;
let receipt: OutsideFile;
let receiptIndex: number;
let checkpoint: OutsideFile;
const sql = (text: string, values: unknown[] = []) => world.platform.database.pool.query(text, values);
const verify = async (outside: { checkpoints?: OutsideFile[]; receipts?: OutsideFile[] } = {}) =>
  (await verifyLedger({ pool: world.platform.database.pool, vkeys: [ledgerVkey(world.platform)], outside })).findings;
const told = async (outside = {}) => (await verify(outside)).map(({ kind, from, to }) => [kind, from, to]);

beforeAll(async () => {
  // No domain is started: checkpoints are published here only when a test says so.
  world = await testWorld([{ ...ledgerDomain, start: async () => undefined }]);
  const { platform } = world;
  await appendBatches(platform, batchSizes.slice(0, 4));
  await publishCheckpoint(platform);
  await appendBatches(platform, batchSizes.slice(4, -1), 1000);
  const salt = Buffer.alloc(16, 9);
  const reply = canonicalJson({ records: [] });
  const client = await platform.database.pool.connect();
  await client.query('begin');
  const last = await appendEntries(client, [
    { entry: { ...sampleEntry(platform, 5000), replyDigest: replyDigest(salt, reply) } },
    ...Array.from({ length: batchSizes.at(-1)! - 1 }, (_, n) => ({ entry: sampleEntry(platform, 5001 + n) })),
  ]);
  await client.query('commit');
  client.release();
  receiptIndex = last.firstIndex;
  const proven = receiptsOf(platform, last)(0);
  receipt = {
    name: 'reply.json',
    bytes: Buffer.from(buildBody(reply, { ...proven, salt: salt.toString('base64url') })),
  };
  checkpoint = { name: 'checkpoint', bytes: Buffer.from((await publishCheckpoint(platform)).note) };
  files = await mkdtemp(join(tmpdir(), 'legwork-verify-'));
  await writeFile(join(files, 'reply.json'), receipt.bytes);
  await writeFile(join(files, 'checkpoint'), checkpoint.bytes);
  await writeFile(join(files, 'key'), `${ledgerVkey(platform)}\n`);
  await sql('create schema kept');
  for (const table of tables) await sql(`create table kept.${table} as table ledger.${table}`);
});
beforeEach(async () => {
  for (const table of tables) {
    await sql(`delete from ledger.${table}`);
    await sql(`insert into ledger.${table} select * from kept.${table}`);
  }
});
afterAll(async () => {
  await rm(files, { recursive: true, force: true });
  await world.close();
});

const forge = (body: string) => body.replace('"snapshot":1', '"snapshot":2');
async function alterBody(index: number): Promise<void> {
  await sql(`update ledger.entries set body = replace(body, '"snapshot":1', '"snapshot":2') where index = $1`, [index]);
}
async function alterBodyAndHash(index: number): Promise<void> {
  await alterBody(index);
  const { rows } = await sql('select body from ledger.entries where index = $1', [index]);
  await sql('update ledger.entries set leaf_hash = $2 where index = $1', [index, leafOf(rows[0].body)]);
}
/** Renumbers by way of negative numbers, so that no two rows bear one number on the way. */
async function shiftFrom(index: number, by: number): Promise<void> {
  await sql('update ledger.entries set index = -index - 1 where index >= $1', [index]);
  await sql('update ledger.entries set index = -index - 1 + $1 where index < 0', [by]);
}
async function insertAt(index: number): Promise<void> {
  await shiftFrom(index, 1);
  const { rows } = await sql('select body from ledger.entries where index <> $1 limit 1', [index]);
  const body = forge(rows[0].body);
  await sql(
    `insert into ledger.entries select log_id, $1, at, kind, subject, agency_id, provider_id, grant_id, $2, $3
     from ledger.entries where body = $4`,
    [index, leafOf(body), body, rows[0].body],
  );
}
async function swap(a: number, b: number): Promise<void> {
  await sql('update ledger.entries set index = -1 where index = $1', [a]);
  await sql('update ledger.entries set index = $1 where index = $2', [a, b]);
  await sql('update ledger.entries set index = $1 where index = -1', [b]);
}

/** What someone with the whole database but without the key can do: a log rebuilt so that it agrees with itself. */
async function rewrite(change: (bodies: string[]) => string[]): Promise<void> {
  const { rows } = await sql('select body from ledger.entries order by index');
  const bodies = change(rows.map((row) => row.body as string));
  const { pool } = world.platform.database;
  for (const table of tables.slice(1)) await sql(`delete from ledger.${table}`);
  await sql('update ledger.head set size = 0');
  let frontier = emptyFrontier;
  for (const text of bodies) {
    const leaves = [leafOf(text)];
    const next = merkle.appendLeaves(frontier, leaves);
    const tiles = await filledTiles(frontier.size, leaves, (level, begin, end) => readLevel(pool, level, begin, end));
    await writeBatch(pool, {
      size: frontier.size,
      columns: [columnsOf(JSON.parse(text) as EntryBody)],
      bodies: [text],
      leaves,
      tiles,
      frontier: next.frontier,
      root: next.root,
    });
    frontier = next.frontier;
  }
}

it('nothing is found in a log that nobody touched', async () => {
  expect(await verify({ checkpoints: [checkpoint], receipts: [receipt] })).toEqual([]);
});

describe('a changed entry is found and named, wherever it stands', () => {
  it.each(places)('%i: its body altered', async (at) => {
    await alterBody(at);
    expect(await told()).toContainEqual(['altered', at, at]);
  });

  it.each(places)('%i: its body altered and the hash beside it', async (at) => {
    await alterBodyAndHash(at);
    expect(await told()).toEqual([['altered', at, at]]);
  });

  it.each(places)('%i: deleted', async (at) => {
    await sql('delete from ledger.entries where index = $1', [at]);
    expect(await told()).toEqual([[at === size - 1 ? 'truncated' : 'missing', at, at]]);
  });

  it.each(places)('%i: deleted and those behind renumbered', async (at) => {
    await sql('delete from ledger.entries where index = $1', [at]);
    await shiftFrom(at + 1, -1);
    expect(await told()).toEqual([[at === size - 1 ? 'truncated' : 'missing', at, at]]);
  });

  it.each(places)('%i: inserted and those behind renumbered', async (at) => {
    await insertAt(at);
    expect(await told()).toEqual([['inserted', at, at]]);
  });

  it.each(places.slice(1))('%i: swapped with the first', async (at) => {
    await swap(0, at);
    expect(await told()).toEqual([['reordered', 0, at]]);
  });

  it.each(places)('%i: cut off with all behind it', async (at) => {
    await sql('delete from ledger.entries where index >= $1', [at]);
    expect(await told()).toEqual([['truncated', at, size - 1]]);
  });

  it.each(places)('%i: a column beside it altered', async (at) => {
    await sql('update ledger.entries set subject = $2 where index = $1', [at, 'p1.someone']);
    expect(await told()).toEqual([['altered', at, at]]);
  });

  it.each(places)('%i: the hash beside it altered', async (at) => {
    await sql("update ledger.entries set leaf_hash = sha256('') where index = $1", [at]);
    expect(await told()).toEqual([['record', at, at]]);
  });
});

describe('what is stored beside the entries', () => {
  it.each([
    ['a tile', "update ledger.tiles set hashes = overlay(hashes placing sha256('') from 33)", ['record', 1, 1]],
    ['a lost tile', 'delete from ledger.tiles', ['record', 0, 255]],
    ['the root of a tile', "update ledger.tiles set root = sha256('')", ['record', 0, 255]],
    ['the root of a batch', "update ledger.roots set root = sha256('') where size = 202", ['record', 2, 201]],
    ['the hashes of a batch', "update ledger.roots set leaves = sha256('') where size = 2", ['record', 1, 1]],
    ['a lost batch', 'delete from ledger.roots where size = 202', ['record', 2, 201]],
    ['the head', "update ledger.head set root = sha256('')", ['record', null, null]],
    [
      'a checkpoint',
      "update ledger.checkpoints set note = replace(note, '205', '204') where size = 205",
      ['signature', null, null],
    ],
  ])('%s: is found when it was altered, and no entry is blamed', async (_, change, expected) => {
    await sql(change);
    expect(await told()).toEqual([expected]);
  });
});

describe('a log rebuilt to agree with itself', () => {
  const alterAt = (at: number) => (bodies: string[]) =>
    bodies.map((body, index) => (index === at ? forge(body) : body));

  it('agrees with itself', async () => {
    await rewrite(alterAt(100));
    expect(await verify()).toEqual([]);
  });

  it('is found against a checkpoint from outside', async () => {
    await rewrite(alterAt(100));
    expect(await told({ checkpoints: [checkpoint] })).toEqual([['forked', 0, size - 1]]);
  });

  it('is found against a published checkpoint that was left, no earlier than where it was changed', async () => {
    await rewrite(alterAt(220));
    await sql('insert into ledger.checkpoints select * from kept.checkpoints');
    expect(await told()).toEqual([['forked', 205, size - 1]]);
  });

  it('is found against a receipt, which names its own entry', async () => {
    await rewrite(alterAt(receiptIndex));
    expect(await told({ receipts: [receipt] })).toEqual(
      expect.arrayContaining([
        ['forked', 0, size - 1],
        ['altered', receiptIndex, receiptIndex],
      ]),
    );
  });

  it('and cut short is found against a checkpoint from outside', async () => {
    await rewrite((bodies) => bodies.slice(0, 290));
    expect(await told({ checkpoints: [checkpoint] })).toEqual([['truncated', 290, size - 1]]);
  });

  it('is found although the tiles alone were left as they were', async () => {
    await rewrite(alterAt(100));
    await sql('delete from ledger.tiles');
    await sql('insert into ledger.tiles select * from kept.tiles');
    expect(await told()).toEqual([['record', 100, 100]]);
  });

  it.each([
    ['altered', 270, 266, 277],
    ['record', size - 5, size - 8, size - 1],
  ])('is found, to the batch, although the roots alone were left as they were (%s)', async (kind, at, from, to) => {
    await rewrite(alterAt(at));
    await sql('delete from ledger.roots');
    await sql('insert into ledger.roots select * from kept.roots');
    await sql(`update ledger.roots r set leaves = (select string_agg(leaf_hash, ''::bytea order by index) from ledger.entries e
               where e.index < r.size and e.index >= r.size - length(r.leaves) / 32)`);
    expect(await told()).toEqual([[kind, from, to]]);
  });
});

describe('numbers that cannot be', () => {
  it.each(['roots', 'head'])('a size in %s beyond all bounds is found and does not stop the walk', async (table) => {
    await sql(`update ledger.${table} set size = 9007199254740000 where size = $1`, [size]);
    expect((await told()).length).toBeGreaterThan(0);
  });
});

describe('what comes from outside', () => {
  it('is refused when another key signed it', async () => {
    const other = generateKeyPairSync('ed25519');
    const raw = Buffer.from(other.publicKey.export({ format: 'jwk' }).x!, 'base64url');
    const { findings } = await verifyLedger({
      pool: world.platform.database.pool,
      vkeys: [formatVkey('other', raw)],
      outside: { checkpoints: [checkpoint], receipts: [receipt] },
    });
    expect(findings.map(({ kind }) => kind).sort()).toEqual(['receipt', 'signature', 'signature', 'signature']);
  });
});

describe('the command lines', () => {
  const run = async (args: string[]) => {
    const lines: string[] = [];
    const { platform } = world;
    const say = (line: string) => lines.push(line);
    const code = await verifyCommand({ pool: platform.database.pool, vkeys: ledgerVkeys(platform), args, say });
    return { code, text: lines.join('\n') };
  };
  const runReceipt = async (args: string[]) => {
    const lines: string[] = [];
    const code = await verifyReceiptCommand(args, (line) => lines.push(line));
    return { code, text: lines.join('\n') };
  };

  it('verify ends with 0 for a whole log, and with 1 and the name of the entry for a changed one', async () => {
    const outside = ['--checkpoint', join(files, 'checkpoint'), '--receipt', join(files, 'reply.json')];
    expect((await run(outside)).code).toBe(0);
    await alterBody(42);
    const { code, text } = await run([...outside, '--key', join(files, 'key')]);
    expect(code).toBe(1);
    expect(text).toContain('第 42 条存证的内容被改动');
    expect(text).toContain('Entry 42 was altered');
  });

  it('verify says so when a file cannot be read', async () => {
    const { code, text } = await run(['--checkpoint', join(files, 'nowhere')]);
    expect([code, text]).toEqual([1, expect.stringContaining('ENOENT')]);
  });

  it('verify-receipt needs the reply and the public key alone, and prints each check', async () => {
    const { code, text } = await runReceipt([join(files, 'reply.json'), '--key', join(files, 'key')]);
    expect(code).toBe(0);
    expect(text.match(/✓/g)).toHaveLength(4);
    expect((await runReceipt([join(files, 'reply.json'), '--key', ledgerVkey(world.platform)])).code).toBe(0);
  });

  it('verify-receipt fails when a byte of the reply was changed', async () => {
    const changed = Buffer.from(receipt.bytes);
    changed[3]! ^= 1;
    await writeFile(join(files, 'changed.json'), changed);
    expect((await runReceipt([join(files, 'changed.json'), '--key', join(files, 'key')])).code).toBe(1);
    expect((await runReceipt([])).code).toBe(2);
    expect((await runReceipt([join(files, 'reply.json'), '--key', join(files, 'reply.json')])).code).toBe(1);
  });
});
