import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../contracts/canonical-json.ts';
import type { LedgerEntry } from '../../../contracts/ledger.ts';
import { buildBody, parseProof, replyDigest, verifyReceipt } from '../../../contracts/receipt.ts';
import { parseCheckpoint, parseNote, parseVkey, verifyNote } from '../../../contracts/signed-note.ts';
import { agencies, type TestWorld, testWorld } from '../../testing/harness.ts';
import { appendEntries, record } from './append-entries.ts';
import { entryWriter, pseudonymOf, writeEntry } from './entry.ts';
import {
  entriesAbout,
  entriesBy,
  inclusionProofFor,
  ledgerDomain,
  ledgerVkey,
  receiptsOf,
  receiptTextsOf,
} from './index.ts';
import { appendBatches, sampleEntry } from './sample-entries.ts';
import { readHead } from './store.ts';
import { merkle } from './tree.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await testWorld([ledgerDomain]);
});
afterAll(() => world.close());

/** The receipts of a batch rest on one checkpoint, which is verified once. */
const notes = new Map<string, ReturnType<typeof verifyNote>>();

function proves(text: string, entry: unknown): boolean {
  const proof = parseProof(text)!;
  const verified =
    notes.get(proof.checkpoint) ?? verifyNote(proof.checkpoint, [parseVkey(ledgerVkey(world.platform))!]);
  notes.set(proof.checkpoint, verified);
  if (!verified.ok) return false;
  const { size, root } = parseCheckpoint(verified.text)!;
  const leaf = merkle.leafHash(Buffer.from(canonicalJson(entry)));
  return merkle.verifyInclusion({ leaf, index: proof.index, size, proof: proof.hashes, root });
}

describe('the log', () => {
  it('has no gap and proves every entry when several connections append at once', async () => {
    const { platform } = world;
    const before = (await readHead(platform.database.pool)).size;
    const lanes = await Promise.all(
      [1, 2, 3, 4].map((lane) => appendBatches(platform, [1, 7, 100, 3, 60, 1], lane * 10_000)),
    );
    const all = lanes.flat().sort((a, b) => a.firstIndex - b.firstIndex);
    const { size } = await readHead(platform.database.pool);
    expect(size).toBe(before + 4 * 172);
    let next = before;
    for (const appended of all) {
      expect(appended.firstIndex).toBe(next);
      next = appended.size;
      const receipt = receiptsOf(platform, appended);
      const receiptText = receiptTextsOf(platform, appended);
      for (const i of appended.texts.keys()) {
        const { entry, proof } = receipt(i);
        expect(proves(proof, entry)).toBe(true);
        expect(receiptText(i, Buffer.alloc(16, i))).toBe(
          canonicalJson({ entry, proof, salt: Buffer.alloc(16, i).toString('base64url') }),
        );
      }
    }
    const { rows } = await platform.database.pool.query(
      'select count(*)::int as entries, max(index) as last from ledger.entries',
    );
    expect(rows[0]).toEqual({ entries: size, last: size - 1 });
  });

  it('proves every older entry against a published checkpoint', async () => {
    const { size } = await readHead(world.platform.database.pool);
    for (let index = 0; index < size; index += 13) {
      const proven = await inclusionProofFor(world.platform, index);
      expect(proven && proves(proven.proof, proven.entry)).toBe(true);
    }
    expect(await inclusionProofFor(world.platform, size)).toBeNull();
  });

  it('proves an entry that is newer than the published checkpoint', async () => {
    const [appended] = await appendBatches(world.platform, [2], 90_000);
    const proven = await inclusionProofFor(world.platform, appended!.firstIndex + 1);
    expect(proven && proves(proven.proof, proven.entry)).toBe(true);
  });

  it('holds nothing of a transaction that ended before its commit', async () => {
    const { platform } = world;
    const before = await readHead(platform.database.pool);
    const client = await platform.database.pool.connect();
    await client.query('begin');
    await appendEntries(client, [{ entry: sampleEntry(platform, 1) }]);
    // As a killed process leaves it: the connection is gone without a word.
    const gone = new Promise((resolve) => client.once('error', resolve));
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    await platform.database.pool.query('select pg_terminate_backend($1)', [rows[0]!.pid]);
    await gone;
    client.release(true);
    expect(await readHead(platform.database.pool)).toEqual(before);
    const [next] = await appendBatches(platform, [1]);
    expect(next!.firstIndex).toBe(before.size);
  });

  it('keeps what a domain records if and only if its transaction is committed', async () => {
    const { platform } = world;
    const before = (await readHead(platform.database.pool)).size;
    const refused = platform.db.transaction().execute(async (tx) => {
      await record(platform, tx, sampleEntry(platform, 5));
      throw new Error('refused');
    });
    await expect(refused).rejects.toThrow('refused');
    const index = await platform.db
      .transaction()
      .execute((tx) => record(platform, tx, sampleEntry(platform, 6), { agencyId: agencies.consumer.id }));
    expect(index).toBe(before);
  });
});

describe('look-ups', () => {
  it('find the entries about a subject by its pseudonym, the newest first, page by page', async () => {
    const { platform } = world;
    const someone = '330106198505058037';
    for (const n of [1, 2, 3]) {
      await platform.db.transaction().execute((tx) => record(platform, tx, sampleEntry(platform, n, someone)));
    }
    const subjects = [pseudonymOf(platform.keys, someone)];
    const first = await entriesAbout(platform.db, subjects, { limit: 2 });
    const second = await entriesAbout(platform.db, subjects, { limit: 2, cursor: first.nextCursor! });
    expect([...first.items, ...second.items].map(({ body }) => body.replyDigest)).toEqual(['3', '2', '1']);
    expect(second.nextCursor).toBeNull();
    expect(JSON.stringify(first.items)).not.toContain(someone);
    expect((await entriesAbout(platform.db, [], { limit: 2 })).items).toEqual([]);
  });

  it('find what an agency did, by kind', async () => {
    const calls = await entriesBy(world.platform.db, agencies.consumer.id, { kinds: ['call'], limit: 5 });
    expect(calls.items).toHaveLength(5);
    const refusals = await entriesBy(world.platform.db, agencies.consumer.id, { kinds: ['refusal'], limit: 5 });
    expect(refusals.items).toEqual([]);
  });
});

describe('receipts', () => {
  it('verify offline with the public key alone, and fail on any changed byte', async () => {
    const { platform } = world;
    const reply = canonicalJson({ records: [{ 姓名: '测试孩子' }] });
    const salt = Buffer.alloc(16, 7);
    const entry = { ...sampleEntry(platform, 7), replyDigest: replyDigest(salt, reply) };
    const appended = await platform.database.pool.connect().then(async (client) => {
      await client.query('begin');
      const result = await appendEntries(client, [{ entry }, { entry: sampleEntry(platform, 8) }]);
      await client.query('commit');
      client.release();
      return result;
    });
    const proven = receiptsOf(platform, appended)(0);
    const body = Buffer.from(buildBody(reply, { ...proven, salt: salt.toString('base64url') }));
    const keys = [ledgerVkey(platform)];
    expect(verifyReceipt(body, keys)).toMatchObject({
      ok: true,
      entry: { kind: 'call', replyDigest: entry.replyDigest },
    });
    for (let place = 0; place < body.length; place += 29) {
      const changed = Buffer.from(body);
      changed[place]! ^= 1;
      expect(verifyReceipt(changed, keys).ok).toBe(false);
    }
  });

  it('of one batch rest on one checkpoint', async () => {
    const [appended] = await appendBatches(world.platform, [3]);
    const receipt = receiptsOf(world.platform, appended!);
    const notes = [0, 1, 2].map((i) => parseNote(parseProof(receipt(i).proof)!.checkpoint)!.text);
    expect(new Set(notes).size).toBe(1);
  });
});

describe('a writer of entries that are alike', () => {
  const ids = { agencyId: agencies.consumer.id, providerId: agencies.provider.id };
  const entry = {
    kind: 'call' as const,
    at: '2026-11-25T00:00:00.000Z',
    actor: { agency: agencies.consumer.creditCode, client: 'c' },
    resource: '307001/000001',
    grant: { id: agencies.operator.id, number: 'G-1', version: 2 },
    items: ['b', 'a'],
    replyDigest: 'x',
  } satisfies LedgerEntry;

  it.each([
    { subject: 'p1.a', case: '2026/“1”' },
    { subject: 'p1.b', case: undefined },
    { subject: undefined, case: undefined },
  ])('writes them as they are written one by one: %o', (open) => {
    const write = entryWriter({ ...entry, subject: 'p1.other', case: 'other' }, ids);
    const changed = { at: '2026-11-26T01:02:03.456Z', replyDigest: 'y', ...open };
    const given = Object.fromEntries(Object.entries(changed).filter(([, value]) => value !== undefined));
    const { subject: _, case: __, ...shared } = entry as LedgerEntry;
    expect(write(changed)).toEqual(writeEntry({ ...shared, ...given }, ids));
  });
});
