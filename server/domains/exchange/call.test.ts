import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CallReply } from '../../../contracts/exchange.ts';
import type { EntryBody } from '../../../contracts/ledger.ts';
import { verifyEntryProof, verifyReceipt } from '../../../contracts/receipt.ts';
import { dateInShanghai } from '../../../contracts/working-days.ts';
import { type ActorName, agencies, citizens, type TestWorld } from '../../testing/harness.ts';
import { ledgerVkey, ledgerVkeys, pseudonymOf, record } from '../ledger/index.ts';
import { sharingDomain } from '../sharing/index.ts';
import { plantResource, sharingWorld } from '../sharing/testing.ts';
import { call, exchangeDomain } from './index.ts';
import { plantGrant, serveTable, type TestGrant } from './testing.ts';

let world: TestWorld;
let births: string;
let empty: string;
let nextGrant = 1;

const columns = {
  child: 'text',
  mother: 'text',
  region: 'text',
  born: 'date',
  at: 'timestamptz',
  weight: 'bigint',
  fee: 'numeric',
  twin: 'boolean',
};
const twinChild = '520102202606158044';
const bornInGuiyang = [
  [citizens.child, citizens.mother, '520102', '2026-06-15', '2026-06-15T01:02:03Z', 3200, '12.50', true],
  [twinChild, citizens.mother, '330106', '2026-06-15', '2026-06-15T01:09:00Z', null, null, true],
];

beforeAll(async () => {
  world = await sharingWorld([sharingDomain, exchangeDomain]);
  const items = [
    { code: 'child', check: 'citizenId' },
    { code: 'mother', check: 'citizenId' },
    { code: 'region' },
    { code: 'born', type: 'D' },
    { code: 'at', type: 'T' },
    { code: 'weight', type: 'I' },
    { code: 'fee', type: 'N' },
    { code: 'twin', type: 'L' },
  ];
  const about = { subjectItem: 'child', guardianItems: ['mother'], items };
  births = await plantResource(world, { n: 1, name: '出生信息', ...about });
  empty = await plantResource(world, { n: 2, name: '未入库', ...about });
  await serveTable(world, { resourceId: births, snapshot: 1, columns, rows: bornInGuiyang });
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.platform.database.pool.query('delete from sharing.grants');
});

const grant = (given: Partial<TestGrant> = {}) => {
  const n = nextGrant++;
  return plantGrant(world, { n, resourceId: births, items: ['born', 'child', 'weight'], ...given });
};
const ask = (change: object = {}, who: ActorName = 'client', code = '202001-000001') =>
  world.as(who, {
    method: 'POST',
    url: `/api/v1/resources/${code}/calls`,
    body: { subject: citizens.child, items: ['born', 'weight'], purpose: 'newborn', ...change },
  });
const entries = async (): Promise<EntryBody[]> => {
  const { rows } = await world.platform.database.pool.query<{ body: string }>(
    "select body from ledger.entries where kind in ('call', 'refusal') order by index",
  );
  return rows.map((row) => JSON.parse(row.body) as EntryBody);
};
const entriesWithIndex = async () => {
  const { rows } = await world.platform.database.pool.query<{ index: string; body: string }>(
    "select index, body from ledger.entries where kind in ('call', 'refusal') order by index desc",
  );
  return rows.map(({ index, body }) => ({ index: Number(index), body: JSON.parse(body) as EntryBody }));
};
const code = (reply: { json(): unknown }) => (reply.json() as { code: string }).code;

describe('a call', () => {
  test('answers the asked items of the subject and names its grant; the receipt proves it offline', async () => {
    await grant();
    const reply = await ask({ caseReference: 'YB-2026/7' });
    expect(reply.statusCode, reply.body).toBe(200);
    expect(reply.headers['content-type']).toMatch(/^application\/json/);
    expect(reply.json()).toMatchObject({
      resource: '202001/000001',
      version: 1,
      asOf: '2026-09-01T00:00:00.000Z',
      grant: expect.stringMatching(/^G-/),
      purpose: 'newborn',
      items: ['born', 'weight'],
      records: [{ born: '2026-06-15', weight: 3200 }],
    });
    const key = ledgerVkey(world.platform);
    const proven = verifyReceipt(reply.rawPayload, [key]);
    expect(proven.checks.filter((check) => !check.ok)).toEqual([]);
    expect(proven.entry).toMatchObject({
      kind: 'call',
      actor: { agency: agencies.consumer.creditCode, client: 'test-client' },
      provider: agencies.provider.creditCode,
      items: ['born', 'weight'],
      case: 'YB-2026/7',
      snapshot: 1,
    });
    const changed = Buffer.from(reply.rawPayload.toString().replace('"weight":3200', '"weight":3201'));
    expect(verifyReceipt(changed, [key]).ok).toBe(false);
  });

  test('for a purpose that a law keeps secret carries the day on which it is told, and no other does', async () => {
    await grant();
    const { pool } = world.platform.database;
    const secrecy = (days: number | null) =>
      pool.query("update sharing.purposes set secrecy_days = $1, secrecy_basis = $2 where key = 'newborn'", [
        days,
        days && '《测试法》',
      ]);
    const detailOf = async () => (await ask()).json<{ receipt: { entry: EntryBody } }>().receipt.entry.detail;
    expect(await detailOf()).toBeUndefined();
    await secrecy(30);
    const told = dateInShanghai(new Date(world.platform.now().getTime() + 30 * 86_400_000));
    expect(await detailOf()).toEqual({ withheldUntil: told });
    await ask({ items: ['region'] });
    expect((await entries()).at(-1)).toMatchObject({
      kind: 'refusal',
      detail: { withheldUntil: told, blind: expect.stringMatching(/^[\w-]{22}$/) },
    });
    await secrecy(null);
    expect(await detailOf()).toBeUndefined();
  });

  test('carries each type of value so that nothing is lost', async () => {
    await grant({ items: Object.keys(columns) });
    const { records } = (await ask({ items: Object.keys(columns) })).json<CallReply>();
    expect(records).toEqual([
      {
        child: citizens.child,
        mother: citizens.mother,
        region: '520102',
        born: '2026-06-15',
        at: '2026-06-15T09:02:03.000+08:00',
        weight: 3200,
        fee: '12.50',
        twin: true,
      },
    ]);
  });

  test('about a subject that is not there answers no records', async () => {
    await grant();
    expect((await ask({ subject: citizens.stranger })).json<CallReply>().records).toEqual([]);
  });

  test('leaves no number of a person in the ledger', async () => {
    await grant();
    await ask();
    await ask({ items: ['mother'] });
    const { rows } = await world.platform.database.pool.query<{ body: string }>('select body from ledger.entries');
    for (const { body } of rows) expect(body).not.toMatch(/\d{17}[\dX]/);
  });

  test('of a guardian finds the rows of all their children', async () => {
    await grant();
    const { reply, ledgerIndex } = await call(
      world.platform,
      { agencyId: agencies.consumer.id, creditCode: agencies.consumer.creditCode },
      {
        resourceKey: 'resource-1',
        subject: citizens.mother,
        by: 'guardian',
        items: ['child'],
        purpose: 'newborn',
        caseReference: 'B-1',
      },
    );
    expect(reply.records.map((record) => record.child).sort()).toEqual([citizens.child, twinChild].sort());
    const mine = (await world.as('mother', { url: '/api/v1/my/data-uses?limit=1' })).json<{ items: object[] }>();
    expect(mine.items).toMatchObject([{ index: ledgerIndex, caseNumber: 'B-1', about: { relation: 'self' } }]);
  });
});

describe('each rule that refuses has its name, and its entry', () => {
  const refusals: [string, () => Promise<unknown>, () => ReturnType<typeof ask>, number][] = [
    ['not-granted', async () => undefined, () => ask(), 403],
    ['purpose-outside-grant', () => grant(), () => ask({ purpose: 'supervision' }), 403],
    ['item-outside-grant', () => grant(), () => ask({ items: ['born', 'mother'] }), 403],
    ['subject-outside-scope', () => grant({ scope: { rows: { region: ['330106'] } } }), () => ask(), 403],
    ['grant-revoked', () => grant({ state: 'revoked' }), () => ask(), 403],
    ['grant-suspended', () => grant({ state: 'suspended' }), () => ask(), 403],
    ['grant-expired', () => grant({ validUntil: '2026-09-23' }), () => ask(), 403],
    ['not-granted', () => grant(), () => ask({}, 'outsiderClient'), 403],
    ['resource-not-in-library', () => grant({ resourceId: empty }), () => ask({}, 'client', '202001-000002'), 409],
  ];
  test.each(refusals)('%s', async (rule, prepare, asking, status) => {
    await prepare();
    const before = (await entries()).length;
    const reply = await asking();
    expect([reply.statusCode, code(reply)]).toEqual([status, rule]);
    const written = (await entries()).slice(before);
    expect(written).toMatchObject([{ kind: 'refusal', rule, resource: expect.stringMatching(/^202001/) }]);
    expect(written[0]!.subject).toMatch(/^p1\./);
  });

  test('client-revoked: a key that was taken back serves no more', async () => {
    await grant();
    const { pool } = world.platform.database;
    await pool.query("update identity.clients set revoked_at = now() where client_id = 'test-client'");
    const reply = await ask();
    await pool.query("update identity.clients set revoked_at = null where client_id = 'test-client'");
    expect([reply.statusCode, code(reply)]).toEqual([401, 'client-revoked']);
    expect((await entries()).at(-1)).toMatchObject({ kind: 'refusal', rule: 'client-revoked' });
    expect((await ask()).statusCode).toBe(200);
  });

  test('quota-used-up says when to come back: at midnight in Shanghai', async () => {
    await grant({ quotaPerDay: 1 });
    expect((await ask()).statusCode).toBe(200);
    const reply = await ask();
    expect([reply.statusCode, code(reply)]).toEqual([429, 'quota-used-up']);
    // It is 10:00 in Shanghai.
    expect(reply.headers['retry-after']).toBe(String(14 * 3600));
    expect((await entries()).at(-1)).toMatchObject({ kind: 'refusal', rule: 'quota-used-up' });
    world.setNow('2026-09-24T16:00:00Z');
    const tomorrow = await ask();
    world.setNow('2026-09-24T02:00:00Z');
    expect(tomorrow.statusCode).toBe(200);
  });

  test('the items that lie outside are named', async () => {
    await grant();
    const reply = await ask({ items: ['born', 'mother', 'fee'] });
    expect(reply.json()).toMatchObject({ details: { items: ['fee', 'mother'] } });
  });
});

describe('a question that is wrong in itself is no use of data, and leaves no entry', () => {
  test.each([
    [{ items: ['shoe'] }, 'item-unknown', 400],
    [{ purpose: 'none-such' }, 'purpose-unknown', 400],
    [{ subject: '520102202606158029' }, 'subject-invalid', 400],
    [{ caseReference: citizens.mother }, 'citizen-id-in-text', 400],
    [{ items: [] }, 'request-invalid', 400],
    [{ extra: 1 }, 'request-invalid', 400],
  ])('%j: %s', async (change, expected, status) => {
    await grant();
    const before = (await entries()).length;
    const reply = await ask(change);
    expect([reply.statusCode, code(reply)]).toEqual([status, expected]);
    expect(reply.body).not.toContain('520102202606158029');
    expect((await entries()).length).toBe(before);
  });

  test('a resource that is not there', async () => {
    expect((await ask({}, 'client', '202001-000009')).statusCode).toBe(404);
    expect((await ask({}, 'client', 'nonsense')).statusCode).toBe(404);
  });
});

describe('several grants', () => {
  test('the best usable one serves, not the first', async () => {
    await grant({ state: 'suspended' });
    await grant({ items: ['born'] });
    await grant({ scope: { rows: { region: ['330106'] } } });
    const best = await grant();
    const { receipt } = (await ask()).json<{ receipt: { entry: EntryBody } }>();
    expect(receipt.entry.grant).toMatchObject({ id: best, version: 1 });
  });

  test('where one quota ends the next grant goes on, within one batch too', async () => {
    await grant({ quotaPerDay: 3 });
    await grant({ quotaPerDay: 2 });
    const replies = await Promise.all(Array.from({ length: 8 }, () => ask()));
    const served = replies.filter((reply) => reply.statusCode === 200).map((reply) => reply.json<CallReply>().grant);
    expect(served).toHaveLength(5);
    expect(new Set(served).size).toBe(2);
    expect(replies.filter((reply) => reply.statusCode === 429)).toHaveLength(3);
  });
});

describe('many at once', () => {
  test('a quota is never exceeded, and the ledger holds as many entries as there were replies and refusals', async () => {
    await grant({ quotaPerDay: 25 });
    const before = (await entries()).length;
    const replies = await Promise.all(Array.from({ length: 60 }, () => ask()));
    const count = (status: number) => replies.filter((reply) => reply.statusCode === status).length;
    expect([count(200), count(429)]).toEqual([25, 35]);
    const written = (await entries()).slice(before);
    expect(written.filter((entry) => entry.kind === 'call')).toHaveLength(25);
    expect(written.filter((entry) => entry.rule === 'quota-used-up')).toHaveLength(35);
    const key = ledgerVkey(world.platform);
    for (const reply of replies) {
      if (reply.statusCode === 200) expect(verifyReceipt(reply.rawPayload, [key]).ok).toBe(true);
    }
  });

  test('each caller gets the answer to its own question', async () => {
    await grant();
    const subjects = [citizens.child, twinChild, citizens.stranger];
    const replies = await Promise.all(
      Array.from({ length: 30 }, (_, place) =>
        ask({ subject: subjects[place % 3], items: place % 2 ? ['child'] : ['born', 'child'] }),
      ),
    );
    replies.forEach((reply, place) => {
      const child = subjects[place % 3]!;
      const expected = child === citizens.stranger ? [] : [place % 2 ? { child } : { born: '2026-06-15', child }];
      expect(reply.json<CallReply>().records).toEqual(expected);
    });
  });

  test('callers who come while the first is being judged are judged too', async () => {
    for (let round = 0; round < 5; round += 1) {
      // Nothing is known of a new grant yet, and each turn of the event loop may begin another batch.
      await grant();
      const replies = await Promise.all(
        Array.from({ length: 24 }, async (_, turns) => {
          for (let turn = 0; turn < turns; turn += 1) await new Promise((next) => setImmediate(next));
          return ask();
        }),
      );
      expect(new Set(replies.map((reply) => reply.statusCode))).toEqual(new Set([200]));
    }
  });

  test('others append meanwhile, and every receipt holds all the same', async () => {
    await grant({ quotaPerDay: 1000 });
    const { platform } = world;
    let done = false;
    const others = (async () => {
      while (!done) {
        await platform.db
          .transaction()
          .execute((tx) => record(platform, tx, { kind: 'signIn', at: platform.now().toISOString(), actor: {} }));
      }
    })();
    const replies: Awaited<ReturnType<typeof ask>>[] = [];
    for (let round = 0; round < 20; round += 1) replies.push(...(await Promise.all([ask(), ask(), ask()])));
    done = true;
    await others;
    const key = ledgerVkey(platform);
    expect(replies.filter((reply) => !verifyReceipt(reply.rawPayload, [key]).ok)).toEqual([]);
  });

  test('a log that does not move turns the crowd away in time, and answers those it took', async () => {
    await grant();
    await ask();
    const caller = { agencyId: agencies.consumer.id, creditCode: agencies.consumer.creditCode };
    const question = { resourceKey: 'resource-1', subject: citizens.child, items: ['born'], purpose: 'newborn' };
    const one = () => call(world.platform, caller, question).catch((error: { code: string }) => error.code);
    const holder = await world.platform.database.pool.connect();
    try {
      await holder.query('begin');
      await holder.query('select from ledger.head for update');
      const first = Array.from({ length: 1500 }, one);
      // Time to be read: what waits for the log counts as much as what waits to be read.
      await new Promise((resolve) => setTimeout(resolve, 1000));
      const second = Array.from({ length: 1500 }, one);
      await new Promise((resolve) => setTimeout(resolve, 200));
      await holder.query('commit');
      const answers = await Promise.all([...first, ...second]);
      expect(answers.filter((answer) => answer === 'overloaded')).toHaveLength(1000);
      expect(answers.filter((answer) => typeof answer === 'object')).toHaveLength(2000);
    } finally {
      holder.release();
    }
  });

  test('rows and version are of one instant while batches are appended', async () => {
    await grant({ items: ['child', 'weight'] });
    const { pool } = world.platform.database;
    const { rows: served } = await pool.query<{ table_name: string; version: number }>(
      'select table_name, version from library.resources where resource_id = $1',
      [births],
    );
    const { table_name: table, version: start } = served[0]!;
    let done = false;
    const appending = (async () => {
      // As an append does: rows into the table that serves and the version, in one transaction.
      for (let n = 1; n <= 60; n += 1) {
        const client = await pool.connect();
        await client.query('begin');
        await client.query(`insert into library_data."${table}" (child, weight) values ($1, $2)`, [
          citizens.stranger,
          n,
        ]);
        await client.query('update library.resources set version = version + 1 where resource_id = $1', [births]);
        await client.query('commit');
        client.release();
      }
      done = true;
    })();
    const seen = new Set<number>();
    while (!done) {
      const replies = await Promise.all(
        [1, 2, 3].map(() => ask({ subject: citizens.stranger, items: ['child', 'weight'] })),
      );
      for (const reply of replies) {
        const { version, records } = reply.json<CallReply>();
        seen.add(version);
        expect(records).toHaveLength(version - start);
      }
    }
    await appending;
    await pool.query(`delete from library_data."${table}" where child = $1`, [citizens.stranger]);
    await pool.query('update library.resources set version = $2 where resource_id = $1', [births, start]);
    expect(seen.size).toBeGreaterThan(1);
  });

  test('a revocation binds every call that starts after it was answered', async () => {
    const id = await grant();
    let revoked = false;
    let late = 0;
    const caller = async () => {
      for (let turn = 0; turn < 400 && late < 20; turn += 1) {
        const after = revoked;
        const reply = await ask();
        if (after) {
          late += 1;
          expect(code(reply)).toBe('grant-revoked');
        }
      }
    };
    const callers = Array.from({ length: 6 }, caller);
    await ask();
    const answer = await world.as('steward', {
      method: 'POST',
      url: `/api/v1/grants/${id}/revocation`,
      body: { reason: '测试' },
    });
    revoked = true;
    await Promise.all(callers);
    expect(answer.statusCode).toBe(200);
    expect(late).toBeGreaterThanOrEqual(20);
  });

  test('a snapshot that is replaced, and its table dropped, never shows in a reply', async () => {
    await grant();
    let done = false;
    const seen = new Set<number>();
    const caller = async () => {
      while (!done) {
        const reply = await ask();
        expect(reply.statusCode, reply.body).toBe(200);
        const { version, records } = reply.json<CallReply>();
        seen.add(version);
        expect(records).toEqual([{ born: '2026-06-15', weight: version === 1 ? 3200 : version }]);
      }
    };
    const callers = Array.from({ length: 4 }, caller);
    for (let snapshot = 2; snapshot <= 6; snapshot += 1) {
      const rows = bornInGuiyang.map((row) => row.map((value, place) => (place === 5 ? snapshot : value)));
      await serveTable(world, { resourceId: births, snapshot, columns, rows });
      await world.platform.database.pool.query(`drop table library_data.t_${births.slice(-4)}_${snapshot - 1}`);
      await ask();
    }
    done = true;
    await Promise.all(callers);
    expect(seen.has(6)).toBe(true);
  });
});

describe('who read my data', () => {
  interface Use {
    index: number;
    about: { relation: string; name: string };
    entry: string;
  }

  test('tells nothing of relatives: not by a read as guardian, a read in one batch, or a guardianship that has ended', async () => {
    await grant();
    const { pool } = world.platform.database;
    await pool.query(
      `insert into identity.guardianships (guardian_citizen_id, ward_citizen_id, ward_name, proof, valid_until)
       values ($1, $2, '已成年', '{}', '2020-01-01')`,
      [citizens.mother, twinChild],
    );
    const { size } = (await pool.query<{ size: number }>('select count(*)::int as size from ledger.entries')).rows[0]!;
    const usesOf = async (who: ActorName) =>
      (await world.as(who, { url: '/api/v1/my/data-uses?limit=200' }))
        .json<{ items: Use[] }>()
        .items.filter(({ index }) => index >= size);

    const { ledgerIndex: asGuardian } = await call(
      world.platform,
      { agencyId: agencies.consumer.id, creditCode: agencies.consumer.creditCode },
      { resourceKey: 'resource-1', subject: citizens.mother, by: 'guardian', items: ['child'], purpose: 'newborn' },
    );
    const adult = await ask({ subject: twinChild });
    const batch = await world.as('client', {
      method: 'POST',
      url: '/api/v1/resources/202001-000001/batch-calls',
      body: { subjects: [citizens.mother, citizens.stranger], items: ['born'], purpose: 'newborn' },
    });
    expect([adult.statusCode, batch.statusCode]).toEqual([200, 200]);

    const [mine, theirs] = [await usesOf('mother'), await usesOf('stranger')];
    expect(mine.map(({ about }) => about.relation)).toEqual(['self', 'self']);
    expect(mine.at(-1)!.index).toBe(asGuardian);
    expect(theirs.map(({ about }) => about.relation)).toEqual(['self']);
    const tells = (uses: Use[], citizenId: string) =>
      [citizenId, pseudonymOf(world.platform.keys, citizenId)].some((each) => JSON.stringify(uses).includes(each));
    expect(tells(mine, citizens.mother)).toBe(true);
    for (const other of [citizens.child, twinChild, citizens.stranger]) expect(tells(mine, other)).toBe(false);
    expect(tells(theirs, citizens.mother)).toBe(false);

    const aboutAdult = (await entriesWithIndex()).find(
      ({ body }) => body.subject === pseudonymOf(world.platform.keys, twinChild) && body.kind === 'call',
    )!;
    for (const index of [aboutAdult.index, theirs[0]!.index])
      expect((await world.as('mother', { url: `/api/v1/my/data-uses/${index}/proof` })).statusCode).toBe(404);
  });

  test('a resident sees each use of their own and their ward’s data, refused ones too, and can have it proven', async () => {
    await grant();
    await world.platform.database.pool.query(
      `insert into identity.guardianships (guardian_citizen_id, ward_citizen_id, ward_name, proof, valid_until)
       values ($1, $2, '测试孩子', '{}', '2044-06-14') on conflict do nothing`,
      [citizens.mother, citizens.child],
    );
    await ask({ caseReference: 'C-9' });
    await ask({ subject: citizens.mother, items: ['fee'] });
    const [own, ward] = (await world.as('mother', { url: '/api/v1/my/data-uses?limit=2' })).json<{ items: Use[] }>()
      .items;
    expect(own).toMatchObject({
      about: { relation: 'self', name: '测试母亲' },
      outcome: 'refused',
      rule: 'item-outside-grant',
      agency: { name: agencies.consumer.name },
    });
    expect(ward).toMatchObject({
      about: { relation: 'ward', name: '测试孩子' },
      outcome: 'answered',
      agency: { name: agencies.consumer.name },
      provider: { name: agencies.provider.name },
      resource: { code: '202001/000001', name: '出生信息' },
      items: [
        { code: 'born', name: 'born名' },
        { code: 'weight', name: 'weight名' },
      ],
      purpose: { key: 'newborn', title: '新生儿参保登记' },
      grantNumber: expect.stringMatching(/^G-/),
      caseNumber: 'C-9',
    });
    const url = `/api/v1/my/data-uses/${ward!.index}/proof`;
    const proof = await world.as('mother', { url });
    expect(proof.body).toMatch(new RegExp(`^c2sp\\.org/tlog-proof@v1\nindex ${ward!.index}\n`));
    expect((await world.as('stranger', { url })).statusCode).toBe(404);
    const theirs = await world.as('stranger', { url: '/api/v1/my/data-uses?limit=200' });
    expect(theirs.json<{ items: Use[] }>().items.every((use) => use.about.name === '测试路人')).toBe(true);
  });

  test('a developer sees the calls of their own agency, without the subjects', async () => {
    await grant();
    await ask({ caseReference: 'D-1' });
    await ask({}, 'outsiderClient');
    const reply = await world.as('developer', { url: '/api/v1/agency/calls?limit=1' });
    expect(reply.json()).toMatchObject({ items: [{ client: 'test-client', caseNumber: 'D-1', outcome: 'answered' }] });
    expect(reply.body).not.toContain('p1.');
  });

  test('a developer proves an answered call of their own agency, and no other entry', async () => {
    await grant();
    await ask({ caseReference: 'D-2' });
    const last = async () =>
      (await world.as('developer', { url: '/api/v1/agency/calls?limit=1' })).json<{ items: { index: number }[] }>()
        .items[0]!.index;
    const prove = (index: number) => world.as('developer', { url: `/api/v1/agency/calls/${index}/proof` });
    const answered = await last();
    const { entry, proof } = (await prove(answered)).json<{ entry: string; proof: string }>();
    expect(JSON.parse(entry)).toMatchObject({ kind: 'call', case: 'D-2' });
    expect(verifyEntryProof(entry, proof, ledgerVkeys(world.platform))).toMatchObject({ ok: true, index: answered });
    await ask({ items: ['fee'] });
    expect((await prove(await last())).statusCode).toBe(404);
    await ask({}, 'outsiderClient');
    expect((await prove((await last()) + 1)).statusCode).toBe(404);
  });
});
