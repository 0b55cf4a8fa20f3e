import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { canonicalJson } from '../../../contracts/canonical-json.ts';
import { completeCitizenId } from '../../../contracts/citizen-id.ts';
import type { EntryBody } from '../../../contracts/ledger.ts';
import { verifyReceipt } from '../../../contracts/receipt.ts';
import { type ActorName, citizens, type TestWorld } from '../../testing/harness.ts';
import { ledgerVkey, pseudonymOf } from '../ledger/index.ts';
import { sharingDomain } from '../sharing/index.ts';
import { plantResource, sharingWorld } from '../sharing/testing.ts';
import { exchangeDomain } from './index.ts';
import { plantGrant, serveTable, type TestGrant } from './testing.ts';

let world: TestWorld;
let incomes: string;
let nextGrant = 1;

const columns = { who: 'text', name: 'text', region: 'text', born: 'date', income: 'numeric', poor: 'boolean' };
const people = [
  [citizens.child, '小明', '520102', '2026-06-15', '0', true],
  [citizens.mother, '李红', '330106', '1992-03-07', '8000.50', false],
  [citizens.mother, '李虹', '520102', '1992-03-07', '100', true],
  [citizens.father, '王强', '330106', '1990-01-01', null, null],
];
/** Another sixty, all of one region. */
const crowd = Array.from({ length: 60 }, (_, n) => [
  completeCitizenId(`33010819700101${String(n).padStart(3, '0')}`),
  `某${n}`,
  '330108',
  '1970-01-01',
  String(n * 100),
  n % 2 === 0,
]);
const crawler = completeCitizenId('33010819700102001');

beforeAll(async () => {
  world = await sharingWorld([sharingDomain, exchangeDomain]);
  incomes = await plantResource(world, {
    n: 1,
    name: '低收入',
    subjectItem: 'who',
    items: [
      { code: 'who', check: 'citizenId' },
      { code: 'name' },
      { code: 'region' },
      { code: 'born', type: 'D' },
      { code: 'income', type: 'N' },
      { code: 'poor', type: 'L' },
    ],
  });
  const many = Array.from({ length: 1001 }, () => [crawler, '多', '330109', null, null, null]);
  await serveTable(world, { resourceId: incomes, snapshot: 1, columns, rows: [...people, ...crowd, ...many] });
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.platform.database.pool.query('delete from sharing.grants');
});

const all = Object.keys(columns);
const grant = (given: Partial<TestGrant> = {}) =>
  plantGrant(world, { n: nextGrant++, resourceId: incomes, items: all, ...given });
const inHangzhou = { scope: { rows: { region: ['330106'] } } };
const ask = (form: string, body: object, who: ActorName = 'client') =>
  world.as(who, {
    method: 'POST',
    url: `/api/v1/resources/202001-000001/${form}`,
    body: { purpose: 'newborn', ...body },
  });
const size = async () =>
  (await world.platform.database.pool.query<{ size: number }>('select size from ledger.head')).rows[0]!.size;
/** The entries that were written meanwhile. */
async function entriesOf(act: () => Promise<unknown>): Promise<EntryBody[]> {
  const before = await size();
  await act();
  const { rows } = await world.platform.database.pool.query<{ body: string }>(
    'select body from ledger.entries where index >= $1 order by index',
    [before],
  );
  return rows.map((row) => JSON.parse(row.body) as EntryBody);
}
const proves = (answer: unknown) => {
  const { receipt, ...reply } = answer as { receipt: object };
  const body = `${canonicalJson(reply).slice(0, -1)},"receipt":${canonicalJson(receipt)}}`;
  return verifyReceipt(Buffer.from(body), [ledgerVkey(world.platform)]);
};
const pseudonym = (number: string) => pseudonymOf(world.platform.keys, number);

interface BatchBody {
  results: { subject: string; answer?: { records: object[]; receipt: object }; refusal?: { code: string } }[];
}
interface QueryBody {
  answers: { records: Record<string, unknown>[]; receipt: { entry: EntryBody } }[];
  nextCursor: string | null;
}

describe('a batch call', () => {
  test('answers each subject with a receipt of its own, or refuses it by its rule, with one entry for each', async () => {
    await grant(inHangzhou);
    const subjects = [citizens.mother, citizens.child, citizens.stranger, '330106199203078020'];
    let reply!: Awaited<ReturnType<typeof ask>>;
    const written = await entriesOf(async () => {
      reply = await ask('batch-calls', { subjects, items: ['name'], caseReference: 'B-7' });
    });
    expect(reply.statusCode, reply.body).toBe(200);
    const { results } = reply.json<BatchBody>();
    expect(results.map(({ subject }) => subject)).toEqual(subjects);
    expect(results[0]!.answer!.records).toEqual([{ name: '李红' }]);
    expect(proves(results[0]!.answer)).toMatchObject({ ok: true, entry: { form: 'batch', case: 'B-7' } });
    expect(results.slice(1).map((each) => each.refusal?.code)).toEqual([
      'subject-outside-scope',
      'subject-outside-scope',
      'subject-invalid',
    ]);
    expect(written.map(({ kind, form, subject }) => [kind, form, subject]).sort()).toEqual(
      [
        ['call', 'batch', pseudonym(citizens.mother)],
        ['refusal', 'batch', pseudonym(citizens.child)],
        ['refusal', 'batch', pseudonym(citizens.stranger)],
      ].sort(),
    );
  });

  test('of more subjects than go together answers all, in their order', async () => {
    await grant();
    const subjects = Array.from({ length: 1000 }, (_, n) =>
      completeCitizenId(`33010819700101${String(n).padStart(3, '0')}`),
    );
    const { results } = (await ask('batch-calls', { subjects, items: ['income'] })).json<BatchBody>();
    expect(results.map(({ subject }) => subject)).toEqual(subjects);
    results.forEach(({ answer }, n) => {
      expect(answer!.records).toEqual(n < 60 ? [{ income: String(n * 100) }] : []);
    });
    for (const place of [0, 199, 200, 999]) expect(proves(results[place]!.answer).ok).toBe(true);
  });

  test('counts each subject against the quota', async () => {
    await grant({ quotaPerDay: 2 });
    const subjects = [citizens.mother, citizens.father, citizens.child];
    const { results } = (await ask('batch-calls', { subjects, items: ['name'] })).json<BatchBody>();
    expect(results.filter((each) => each.answer)).toHaveLength(2);
    expect(results.filter((each) => each.refusal?.code === 'quota-used-up')).toHaveLength(1);
  });

  test.each([
    ['no subject', { subjects: [] }],
    [
      'more than a thousand',
      {
        subjects: Array.from({ length: 1001 }, (_, n) =>
          completeCitizenId(`3301${n < 1000 ? '08' : '06'}19700101${String(n % 1000).padStart(3, '0')}`),
        ),
      },
    ],
    ['the same one twice', { subjects: [citizens.child, citizens.child] }],
    ['an item that does not exist', { subjects: [citizens.child], items: ['shoe'] }],
  ])('with %s is refused as a whole and leaves no entry', async (_, body) => {
    await grant();
    const written = await entriesOf(async () => {
      const reply = await ask('batch-calls', { items: ['name'], ...body });
      expect(reply.statusCode, reply.body).toBe(400);
    });
    expect(written).toEqual([]);
  });
});

describe('a verification', () => {
  const checks = [
    { is: 'equals', item: 'name', value: '李红' },
    { is: 'atLeast', item: 'income', value: 8000.5 },
    { is: 'atMost', item: 'born', value: '1992-03-06' },
    { is: 'equals', item: 'poor', value: true },
    { is: 'listed' },
  ];

  test('answers yes or no and no value; the entry tells what was asked by item, never a value', async () => {
    await grant();
    let reply!: Awaited<ReturnType<typeof ask>>;
    const [entry] = await entriesOf(async () => {
      reply = await ask('verifications', { subject: citizens.mother, checks });
    });
    expect(reply.json()).toMatchObject({
      checks: [
        { is: 'equals', item: 'name', met: true },
        { is: 'atLeast', item: 'income', met: true },
        { is: 'atMost', item: 'born', met: false },
        { is: 'equals', item: 'poor', met: true },
        { is: 'listed', met: true },
      ],
      // Each of the last two is met by another record.
      met: false,
    });
    for (const text of [reply.body, JSON.stringify(entry)]) expect(text).not.toMatch(/李红|8000\.5|1992-03/);
    expect(entry).toMatchObject({
      kind: 'call',
      form: 'verification',
      items: ['born', 'income', 'name', 'poor'],
      detail: { checks: ['name equals', 'income atLeast', 'born atMost', 'poor equals', 'listed'] },
    });
    expect(verifyReceipt(reply.rawPayload, [ledgerVkey(world.platform)]).ok).toBe(true);
  });

  test('holds what is asked together against one record', async () => {
    await grant();
    const met = async (...asked: object[]) =>
      (await ask('verifications', { subject: citizens.mother, checks: asked })).json<{ met: boolean }>().met;
    const named = { is: 'equals', item: 'name', value: '李红' };
    expect(await met(named, { is: 'equals', item: 'poor', value: false })).toBe(true);
    expect(await met(named, { is: 'equals', item: 'poor', value: true })).toBe(false);
  });

  test('says the same of a subject that is unknown and of one outside the rows of its grant', async () => {
    await grant(inHangzhou);
    const said = async (subject: string) => {
      const { receipt, ...rest } = (await ask('verifications', { subject, checks })).json<{ receipt: object }>();
      return rest;
    };
    expect(await said(citizens.child)).toEqual(await said(citizens.stranger));
    expect(await said(citizens.child)).toMatchObject({ met: false });
  });

  test('of an absent value is no', async () => {
    await grant();
    const asked = [
      { is: 'atMost', item: 'income', value: 1e6 },
      { is: 'equals', item: 'poor', value: false },
    ];
    const reply = await ask('verifications', { subject: citizens.father, checks: asked });
    expect(reply.json()).toMatchObject({ checks: [{ met: false }, { met: false }] });
  });

  test.each([
    [
      [
        { is: 'equals', item: 'name', value: 'a' },
        { is: 'equals', item: 'name', value: 'b' },
      ],
      'check-unfit',
    ],
    [[{ is: 'atLeast', item: 'name', value: 'a' }], 'check-unfit'],
    [[{ is: 'equals', item: 'name' }], 'check-unfit'],
    [[{ is: 'listed', item: 'name' }], 'check-unfit'],
    [[{ is: 'equals', item: 'born', value: '2026-02-30' }], 'value-unfit'],
    [[{ is: 'equals', item: 'income', value: "1' or '1'='1" }], 'value-unfit'],
    [[{ is: 'equals', item: 'shoe', value: 1 }], 'item-unknown'],
    [[], 'request-invalid'],
  ])('%j: %s', async (asked, expected) => {
    await grant();
    const reply = await ask('verifications', { subject: citizens.mother, checks: asked });
    expect([reply.statusCode, reply.json<{ code: string }>().code]).toEqual([400, expected]);
  });

  test('of an item outside the grant is refused by its rule', async () => {
    await grant({ items: ['name'] });
    const reply = await ask('verifications', { subject: citizens.mother, checks });
    expect([reply.statusCode, reply.json<{ code: string }>().code]).toEqual([403, 'item-outside-grant']);
  });
});

describe('a query', () => {
  const allPages = async (body: object, who?: ActorName) => {
    const pages: QueryBody[] = [];
    for (let cursor: string | null | undefined; cursor !== null; cursor = pages.at(-1)!.nextCursor) {
      const reply = await ask('queries', { ...body, ...(cursor && { cursor }) }, who);
      expect(reply.statusCode, reply.body).toBe(200);
      pages.push(reply.json<QueryBody>());
    }
    return pages;
  };

  test('finds by granted items, page by page, each record once, with one entry for each subject on a page', async () => {
    await grant();
    let pages!: QueryBody[];
    const written = await entriesOf(async () => {
      const filters = [
        { item: 'region', in: ['330108'] },
        { item: 'income', from: 1000, until: '3000' },
      ];
      pages = await allPages({ filters, items: ['who', 'income'], limit: 8 });
    });
    expect(pages.map(({ answers }) => answers.length)).toEqual([8, 8, 5]);
    const records = pages.flatMap(({ answers }) => answers.flatMap((answer) => answer.records));
    expect(records.map(({ income }) => Number(income)).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 21 }, (_, n) => 1000 + n * 100),
    );
    expect(written.map(({ subject }) => subject)).toEqual(records.map(({ who }) => pseudonym(String(who))));
    expect(written[0]).toMatchObject({
      form: 'query',
      items: ['income', 'who'],
      detail: { filteredBy: ['income', 'region'] },
    });
    for (const answer of pages[2]!.answers) expect(proves(answer).ok).toBe(true);
    const text = JSON.stringify(pages.map(({ nextCursor }) => Buffer.from(nextCursor ?? '', 'base64url').toString()));
    expect(text).not.toMatch(/\d{17}/);
  });

  test('of a subject with very many records tells them page by page', async () => {
    await grant();
    const pages = await allPages({ filters: [{ item: 'who', in: [crawler] }], items: ['name'], limit: 200 });
    expect(pages.map(({ answers }) => answers.flatMap((answer) => answer.records).length)).toEqual([
      200, 200, 200, 200, 200, 1,
    ]);
    const single = await ask('calls', { subject: crawler, items: ['name'] });
    expect([single.statusCode, single.json<{ code: string }>().code]).toEqual([422, 'too-many-records']);
  });

  test('gives only rows in the scope of its grant, and proves that there are none', async () => {
    await grant(inHangzhou);
    const pages = await allPages({ filters: [], items: ['name'] });
    expect(
      pages.flatMap(({ answers }) => answers.flatMap(({ records }) => records.map(({ name }) => name))).sort(),
    ).toEqual(['李红', '王强'].sort());
    const [none] = await allPages({ filters: [{ item: 'region', in: ['520102'] }], items: ['name'] });
    expect(none).toMatchObject({ answers: [{ records: [] }], nextCursor: null });
    expect(proves(none!.answers[0])).toMatchObject({ ok: true, entry: { form: 'query' } });
    expect(none!.answers[0]!.receipt.entry.subject).toBeUndefined();
  });

  test('by an item that is not granted is refused, for what it leaves out would tell', async () => {
    await grant({ items: ['name'] });
    let reply!: Awaited<ReturnType<typeof ask>>;
    const written = await entriesOf(async () => {
      reply = await ask('queries', { filters: [{ item: 'poor', in: [true] }], items: ['name'] });
    });
    expect(reply.json()).toMatchObject({ code: 'item-outside-grant', details: { items: ['poor'] } });
    expect(written).toMatchObject([{ kind: 'refusal', form: 'query', rule: 'item-outside-grant' }]);
  });

  test('ends its page where the quota ends, and goes on from there the next day', async () => {
    await grant({ quotaPerDay: 5 });
    const asked = { filters: [{ item: 'region', in: ['330108'] }], items: ['who'], limit: 50 };
    const first = (await ask('queries', asked)).json<QueryBody>();
    expect(first.answers).toHaveLength(5);
    const again = await ask('queries', { ...asked, cursor: first.nextCursor });
    expect(again.json()).toMatchObject({ code: 'quota-used-up' });
    world.setNow('2026-09-24T16:00:00Z');
    const second = (await ask('queries', { ...asked, cursor: first.nextCursor })).json<QueryBody>();
    world.setNow('2026-09-24T02:00:00Z');
    expect(second.answers).toHaveLength(5);
    const seen = [...first.answers, ...second.answers].map(({ records }) => records[0]!.who);
    expect(new Set(seen).size).toBe(10);
  });

  test('takes no cursor but its own', async () => {
    await grant();
    await grant({ purpose: 'supervision' });
    const asked = { filters: [{ item: 'region', in: ['330108'] }], items: ['who'], limit: 5 };
    const { nextCursor } = (await ask('queries', asked)).json<QueryBody>();
    const changed = `${nextCursor!.slice(0, 60)}${nextCursor![60] === 'A' ? 'B' : 'A'}${nextCursor!.slice(61)}`;
    for (const other of [
      { cursor: changed },
      { cursor: 'eyJ' },
      { cursor: nextCursor, purpose: 'supervision' },
      { cursor: nextCursor, items: ['name'] },
      { cursor: nextCursor, filters: [] },
    ]) {
      const reply = await ask('queries', { ...asked, ...other });
      expect([reply.statusCode, reply.json<{ code: string }>().code]).toEqual([400, 'request-invalid']);
    }
  });
});

describe('a count', () => {
  const count = async (...filters: object[]) => (await ask('counts', { filters })).json<{ count: number }>();

  test('is told in whole steps, so that a few are not told from none', async () => {
    await grant();
    expect(await count({ item: 'region', in: ['330108'] })).toMatchObject({ count: 60, step: 10, of: 'subjects' });
    expect(await count({ item: 'region', in: ['330108'] }, { item: 'income', from: 100 })).toMatchObject({ count: 50 });
    expect(await count({ item: 'region', in: ['330106'] })).toMatchObject({ count: 0 });
    // A thousand records of one subject are one.
    expect(await count({ item: 'region', in: ['330109'] })).toMatchObject({ count: 0 });
  });

  test('counts within the scope of its grant, in one entry about no one', async () => {
    await grant({ scope: { rows: { region: ['330106'] } } });
    const [entry, ...more] = await entriesOf(async () => {
      expect(await count()).toMatchObject({ count: 0 });
    });
    expect(entry).toMatchObject({ kind: 'call', form: 'count', items: [] });
    expect(entry!.subject).toBeUndefined();
    expect(more).toEqual([]);
  });
});

describe('who is in the register is not told by a refusal', () => {
  test('unknown and outside are answered alike; the ledger knows, and its public hash does not tell', async () => {
    await grant(inHangzhou);
    const refused = async (subject: string) => {
      let text = '';
      const [entry] = await entriesOf(async () => {
        const reply = await ask('calls', { subject, items: ['name'] });
        const { requestId, details, ...rest } = reply.json<{ requestId: string; details: { ledgerIndex: number } }>();
        const { ledgerIndex, ...others } = details;
        text = JSON.stringify([reply.statusCode, rest, others, Object.keys(reply.headers).sort()]);
      });
      return { text, detail: entry!.detail as { subject: string; blind: string } };
    };
    const unknown = await refused(citizens.stranger);
    const outside = await refused(citizens.child);
    expect(unknown.text).toBe(outside.text);
    expect([unknown.detail.subject, outside.detail.subject]).toEqual(['unknown', 'outside']);
    for (const { detail } of [unknown, outside]) expect(Buffer.from(detail.blind, 'base64url')).toHaveLength(16);
    const listed = (await world.as('developer', { url: '/api/v1/agency/calls?limit=2' })).body;
    expect(listed).not.toMatch(/unknown|blind/);
  });

  test('nor by a grant for all rows whose quota is used up', async () => {
    await grant({ quotaPerDay: 1 });
    await grant(inHangzhou);
    await ask('calls', { subject: citizens.child, items: ['name'] });
    const codes = await Promise.all(
      [citizens.child, citizens.stranger].map(
        async (subject) => (await ask('calls', { subject, items: ['name'] })).json<{ code: string }>().code,
      ),
    );
    expect(codes).toEqual(['quota-used-up', 'quota-used-up']);
  });
});

test('a resident sees one line for each use, whatever its form', async () => {
  await grant();
  await ask('batch-calls', { subjects: [citizens.mother, citizens.father], items: ['name'] });
  await ask('verifications', { subject: citizens.mother, checks: [{ is: 'listed' }] });
  await ask('queries', { filters: [{ item: 'who', in: [citizens.mother, citizens.father] }], items: ['income'] });
  const { items } = (await world.as('mother', { url: '/api/v1/my/data-uses?limit=3' })).json<{
    items: { form: string; items: { code: string }[] }[];
  }>();
  expect(items.map(({ form, items: read }) => [form, read.map(({ code }) => code)])).toEqual([
    ['query', ['income']],
    ['verification', []],
    ['batch', ['name']],
  ]);
});
