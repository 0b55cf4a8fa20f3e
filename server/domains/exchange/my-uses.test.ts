import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DataUse, UseSummary } from '../../../contracts/exchange.ts';
import type { LedgerEntry } from '../../../contracts/ledger.ts';
import { agencies, citizens, type TestWorld } from '../../testing/harness.ts';
import { pseudonymOf, record } from '../ledger/index.ts';
import { sharingDomain } from '../sharing/index.ts';
import { plantResource, sharingWorld } from '../sharing/testing.ts';
import { exchangeDomain } from './index.ts';
import { lastMonths } from './summarise-uses.ts';

let world: TestWorld;
const resource = '202001/000001';

/** One entry about someone, as the call or the showing of a licence leaves it. */
const keep = (entry: Partial<LedgerEntry>, about: string = citizens.mother) =>
  world.platform.db.transaction().execute((tx) =>
    record(world.platform, tx, {
      kind: 'call',
      at: '2026-11-20T02:00:00.000Z',
      actor: { agency: agencies.consumer.creditCode },
      provider: agencies.provider.creditCode,
      resource,
      purpose: 'newborn',
      items: ['born'],
      ...entry,
      subject: pseudonymOf(world.platform.keys, about),
    }),
  );
const list = async (query: string) =>
  (await world.as('mother', { url: `/api/v1/my/data-uses?${query}` })).json<{ items: DataUse[] }>().items;

beforeAll(async () => {
  world = await sharingWorld([sharingDomain, exchangeDomain]);
  world.setNow('2026-11-24T02:00:00Z');
  await plantResource(world, { n: 1, name: '出生信息', items: [{ code: 'born' }] });
  await keep({ at: '2025-10-01T00:00:00.000Z' });
  // 00:30 on 1 November in Shanghai is still October in UTC.
  await keep({ at: '2026-10-31T16:30:00.000Z', case: 'C-7' });
  await keep({ kind: 'refusal', rule: 'not-granted', actor: { agency: agencies.outsider.creditCode } });
  await keep({
    kind: 'licenceCheck',
    actor: {},
    resource: undefined,
    purpose: undefined,
    items: ['ZZMC', 'KZ_XB'],
    detail: { type: 'card', name: '参保凭证', labels: ['证照名称', '性别'], state: 'valid', identifier: 'x' },
  } as Partial<LedgerEntry>);
  await keep({ at: '2026-11-21T00:00:00.000Z' }, citizens.stranger);
});
afterAll(() => world.close());

describe('a resident’s list of uses', () => {
  test('holds a licence that was shown, by its own names, beside the reads', async () => {
    const [shown] = await list('limit=1');
    expect(shown).toMatchObject({
      kind: 'licence',
      outcome: 'answered',
      agency: { creditCode: '', name: '' },
      resource: { code: 'licence/card', name: '参保凭证' },
      items: [
        { code: 'ZZMC', name: '证照名称' },
        { code: 'KZ_XB', name: '性别' },
      ],
    });
    const proof = await world.as('mother', { url: `/api/v1/my/data-uses/${shown!.index}/proof` });
    expect(proof.statusCode).toBe(200);
  });

  test.each([
    ['agency', `agency=${agencies.outsider.creditCode}`, 1],
    ['an agency that gave no name', 'agency=none', 1],
    ['resource', 'resource=licence/card', 1],
    ['purpose', 'purpose=newborn', 3],
    ['refusals', 'outcome=refused', 1],
    ['what was answered', 'outcome=answered', 3],
    ['days in Shanghai, both counted', 'from=2026-11-01&until=2026-11-01', 1],
    ['the name of an agency', `q=${encodeURIComponent('民政')}`, 1],
    ['the name of a licence', `q=${encodeURIComponent('凭证')}`, 1],
    ['a case number', 'q=C-7', 1],
    [
      'all of these together',
      `q=${encodeURIComponent('出生')}&agency=${agencies.consumer.creditCode}&from=2026-01-01`,
      1,
    ],
    ['a name that nothing has', 'q=%25', 0],
  ])('is narrowed by %s', async (_, query, found) => {
    expect(await list(query)).toHaveLength(found);
  });

  test('refuses a day that is none', async () => {
    expect((await world.as('mother', { url: '/api/v1/my/data-uses?from=2026-13-40' })).statusCode).toBe(400);
  });
});

test('the summary counts twelve months in Shanghai, tells refusals apart, and names what the list can be narrowed to', async () => {
  const summary = (await world.as('mother', { url: '/api/v1/my/data-uses/summary' })).json<UseSummary>();
  expect(summary.months.map(({ month }) => month)).toEqual(lastMonths('2026-11-24'));
  expect(summary.months.at(-1)).toEqual({ month: '2026-11', answered: 2, refused: 1 });
  expect(summary).toMatchObject({ answered: 2, refused: 1, agencies: 1 });
  expect(summary.all.agencies).toEqual([
    { code: agencies.consumer.creditCode, name: agencies.consumer.name, nameEn: null, count: 2 },
    { code: agencies.outsider.creditCode, name: agencies.outsider.name, nameEn: null, count: 1 },
  ]);
  expect(summary.all.resources.map(({ name }) => name).sort()).toEqual(['出生信息', '参保凭证'].sort());
  const nobody = (await world.as('stranger', { url: '/api/v1/my/data-uses/summary' })).json<UseSummary>();
  expect(nobody).toMatchObject({ answered: 1, agencies: 1 });
});

test('twelve months end with the one of the day, also over the turn of a year', () => {
  expect(lastMonths('2027-01-31')[0]).toBe('2026-02');
  expect(lastMonths('2027-01-31').at(-1)).toBe('2027-01');
  expect(lastMonths('2026-12-01')).toHaveLength(12);
});

describe('a use that a law keeps secret for a time', () => {
  const until = '2026-12-20';
  const secretly = { at: '2026-11-22T05:06:07.000Z', case: 'S-1', detail: { withheldUntil: until } };
  const withheld = async (query = 'limit=50') => (await list(query)).filter((use) => use.withheld !== null);
  beforeAll(() => keep({ ...secretly, actor: { agency: agencies.outsider.creditCode }, purpose: 'marriage' }));

  test('shows as one of its day that is told later, with nothing else of it', async () => {
    const [use] = await withheld();
    expect(use).toMatchObject({
      withheld: until,
      at: '2026-11-21T16:00:00.000Z',
      entry: '',
      items: [],
      caseNumber: null,
    });
    expect(JSON.stringify(use)).not.toMatch(new RegExp(`${agencies.outsider.creditCode}|marriage|S-1|05:06`));
  });

  test.each([
    `agency=${agencies.outsider.creditCode}`,
    `resource=${resource}`,
    'purpose=marriage',
    'outcome=answered',
    'q=S-1',
  ])('cannot be found out by what %s leaves', async (filter) => {
    expect(await withheld(`limit=50&${filter}`)).toEqual([]);
  });

  test('is left by days, and is counted apart', async () => {
    expect(await withheld('limit=50&from=2026-11-22&until=2026-11-22')).toHaveLength(1);
    expect(await withheld('limit=50&from=2026-11-23')).toEqual([]);
    const summary = (await world.as('mother', { url: '/api/v1/my/data-uses/summary' })).json<UseSummary>();
    expect(summary.withheld).toBe(1);
    expect(JSON.stringify(summary)).not.toContain('marriage');
  });

  test('is proven and told from its day on', async () => {
    const [use] = await withheld();
    const prove = () => world.as('mother', { url: `/api/v1/my/data-uses/${use!.index}/proof` });
    expect((await prove()).json()).toMatchObject({ code: 'use-withheld', details: { until } });
    world.setNow('2026-12-19T16:00:00Z');
    expect(await withheld()).toEqual([]);
    const [told] = await list('limit=50&purpose=marriage');
    expect(told).toMatchObject({ index: use!.index, caseNumber: 'S-1', at: secretly.at });
    expect((await prove()).statusCode).toBe(200);
    world.setNow('2026-11-24T02:00:00Z');
  });
});
