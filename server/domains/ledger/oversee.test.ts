import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StaffActor } from '../../../contracts/actor.ts';
import type { LedgerVerification, ListedEntry } from '../../../contracts/ledger.ts';
import { merkle } from '../../../contracts/merkle.ts';
import { parseProof } from '../../../contracts/receipt.ts';
import { parseCheckpoint, parseVkey, verifyNote } from '../../../contracts/signed-note.ts';
import { type ActorName, actors, agencies, type TestWorld, testWorld } from '../../testing/harness.ts';
import { appendEntries, ledgerDomain, publishCheckpoint } from './index.ts';
import { appendBatches } from './sample-entries.ts';

const [steward, supervisor, operator] = [actors.steward, actors.supervisor, actors.operator] as StaffActor[] as [
  StaffActor,
  StaffActor,
  StaffActor,
];
let world: TestWorld;
beforeAll(async () => {
  world = await testWorld([{ ...ledgerDomain, start: async () => undefined }]);
  await appendBatches(world.platform, [3, 300, 20]);
  await inTransaction((client) =>
    appendEntries(client, [
      {
        entry: {
          kind: 'grant',
          at: '2026-11-01T01:00:00.000Z',
          actor: { agency: agencies.provider.creditCode, account: steward.accountId },
          subject: 'p1.secret',
          detail: { change: 'revocation' },
        },
        agencyId: agencies.provider.id,
      },
    ]),
  );
  await publishCheckpoint(world.platform);
});
afterAll(() => world.close());

async function inTransaction(work: (client: Parameters<typeof appendEntries>[0]) => Promise<unknown>): Promise<void> {
  const client = await world.platform.database.pool.connect();
  try {
    await client.query('begin');
    await work(client);
    await client.query('commit');
  } finally {
    client.release();
  }
}

const read = async (url: string, who: ActorName = 'supervisor') => (await world.as(who, { url })).json();
const entries = (query = '') =>
  read(`/api/v1/ledger/entries${query}`) as Promise<{ items: ListedEntry[]; nextCursor: string | null }>;
const verifications = async () => (await read('/api/v1/ledger/verifications')).items as LedgerVerification[];

it.each(['mother', 'steward', 'caseworker', 'developer', 'client', 'anonymous'] as const)(
  'neither the log’s entries nor its verification are shown to %s',
  async (who) => {
    const asked = [
      { url: '/api/v1/ledger/state' },
      { url: '/api/v1/ledger/entries' },
      { url: '/api/v1/ledger/entries/0' },
      { url: '/api/v1/ledger/verifications' },
      { method: 'POST', url: '/api/v1/ledger/verifications' },
    ];
    for (const request of asked) {
      expect((await world.as(who, request)).statusCode).toBe(who === 'anonymous' ? 401 : 403);
    }
  },
);

it('the state tells the size, the root and a checkpoint that its key signed', async () => {
  const state = await read('/api/v1/ledger/state', 'operator');
  const note = verifyNote(state.checkpoint, [parseVkey(state.key.vkey)!]);
  const checkpoint = note.ok ? parseCheckpoint(note.text) : null;
  expect(checkpoint).toMatchObject({ size: 324, origin: state.key.name });
  expect(Buffer.from(checkpoint!.root).toString('base64')).toBe(state.root);
  expect(state).toMatchObject({ size: 324, key: { fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) } });
});

describe('browsing', () => {
  it('goes from the newest entry to the first, each once', async () => {
    const seen: number[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof entries>> = await entries(`?limit=100${cursor ? `&cursor=${cursor}` : ''}`);
      seen.push(...page.items.map(({ index }) => index));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toEqual(Array.from({ length: 324 }, (_, i) => 323 - i));
  });

  it('keeps to a kind, an agency and a last day', async () => {
    const grants = await entries(`?kind=grant&agency=${agencies.provider.creditCode}&limit=200`);
    expect(grants.items[0]).toEqual({
      index: 323,
      at: '2026-11-01T01:00:00.000Z',
      kind: 'grant',
      agency: { creditCode: agencies.provider.creditCode, name: agencies.provider.name, nameEn: null },
      resource: null,
      purpose: null,
      rule: null,
      act: 'revocation',
    });
    expect((await entries('?agency=91330106MA2TESTX0X')).items).toEqual([]);
    expect((await entries('?until=1999-12-31')).items).toEqual([]);
    expect((await entries('?until=2199-12-31&limit=1')).items[0]!.index).toBe(323);
  });

  it('names no subject in the list', async () => {
    expect(JSON.stringify(await entries('?limit=200'))).not.toContain('p1.');
  });

  it.each(['?kind=nothing', '?agency=short', '?until=2026-02-30', '?cursor=WyJhIl0', '?limit=0'])(
    'refuses %s with 400',
    async (query) => {
      expect((await world.as('operator', { url: `/api/v1/ledger/entries${query}` })).statusCode).toBe(400);
    },
  );
});

it('an entry is opened with a proof that holds against the signed checkpoint', async () => {
  const { entry, proof, index } = await read('/api/v1/ledger/entries/323');
  const parsed = parseProof(proof)!;
  const { vkey } = (await read('/api/v1/ledger/state')).key;
  const note = verifyNote(parsed.checkpoint, [parseVkey(vkey)!]);
  const { size, root } = parseCheckpoint(note.ok ? note.text : '')!;
  const leaf = merkle.leafHash(new TextEncoder().encode(entry));
  expect(index).toBe(323);
  expect(merkle.verifyInclusion({ leaf, index, size, proof: parsed.hashes, root })).toBe(true);
  expect((await world.as('supervisor', { url: '/api/v1/ledger/entries/324' })).statusCode).toBe(404);
  expect((await world.as('supervisor', { url: '/api/v1/ledger/entries/-1' })).statusCode).toBe(400);
});

describe('verification', () => {
  const start = (who: ActorName = 'operator') => world.as(who, { method: 'POST', url: '/api/v1/ledger/verifications' });
  const settled = () =>
    expect.poll(async () => (await verifications())[0]!.state, { timeout: 30_000, interval: 100 }).not.toBe('running');

  it('walks the whole log aside, and keeps who asked, when, and that nothing was found', async () => {
    const begun = await start('supervisor');
    expect([begun.statusCode, begun.json().state]).toEqual([202, 'running']);
    await settled();
    expect((await verifications())[0]).toMatchObject({
      state: 'done',
      askedBy: supervisor.name,
      entriesRead: 324,
      entriesTotal: 324,
      checkpoints: 1,
      findings: [],
      root: (await read('/api/v1/ledger/state')).root,
    });
  });

  it('runs once, however often it is asked for at one time', async () => {
    const before = (await verifications()).length;
    const replies = await Promise.all([start(), start('supervisor'), start()]);
    expect(replies.map(({ statusCode }) => statusCode)).toEqual([202, 202, 202]);
    expect(new Set(replies.map((reply) => reply.json().id)).size).toBe(1);
    await settled();
    expect((await verifications()).length).toBe(before + 1);
  });

  it('stops when it is told to, and a stranger to it is not found', async () => {
    const { id } = (await start()).json();
    const url = `/api/v1/ledger/verifications/${id}/cancellation`;
    expect((await world.as('steward', { method: 'POST', url })).statusCode).toBe(403);
    expect((await world.as('operator', { method: 'POST', url })).statusCode).toBe(202);
    await settled();
    expect(['cancelled', 'done']).toContain((await verifications())[0]!.state);
    const unknown = '/api/v1/ledger/verifications/00000000-0000-7000-8000-00000000ffff/cancellation';
    expect((await world.as('operator', { method: 'POST', url: unknown })).statusCode).toBe(404);
  });

  it('is shown as failed, and gives way to the next, when its process died', async () => {
    await world.platform.database.pool.query(
      `insert into ledger.verifications (id, log_id, state, asked_by, started_at, beat_at, entries_total)
       values ('00000000-0000-7000-8000-0000000000aa', 0, 'running', $1, now(), now() - interval '1 minute', 1)`,
      [operator.accountId],
    );
    expect((await verifications())[0]).toMatchObject({ state: 'failed', entriesTotal: 1 });
    expect((await start()).json()).toMatchObject({ state: 'running', entriesTotal: 324 });
    await settled();
  });

  it('names the entry that was altered', async () => {
    await world.platform.database.pool.query(
      "update ledger.entries set body = replace(body, 'revocation', 'resumption') where index = 323",
    );
    await start();
    await settled();
    const [{ state, findings }] = (await verifications()) as [LedgerVerification];
    expect([state, findings[0]]).toMatchObject(['done', { kind: 'altered', from: 323, to: 323 }]);
  });
});
