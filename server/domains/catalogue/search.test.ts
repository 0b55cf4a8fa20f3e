import { dict } from '@node-rs/jieba/dict.js';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { SearchReply } from '../../../contracts/catalogue-search.ts';
import { bodyLimit } from '../../../contracts/documents.ts';
import { readPack } from '../../packs/read-pack.ts';
import { openDatabase } from '../../platform/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { agencies, type TestWorld, testWorld } from '../../testing/harness.ts';
import { adminConnection } from '../../testing/test-server.ts';
import { catalogueDomain, loadPackClasses, loadPackCodeLists } from './index.ts';
import { searchEntries } from './search-entries.ts';
import { editDistance, questionOf, wordsQuestion } from './search-question.ts';
import { codeKey, count, recordOf, recordSize } from './search-record.ts';
import { lexemesOfText, vectorText } from './search-words.ts';

let world: TestWorld;
const item = { code: 'citizen_id', name: '公民身份号码', type: 'C', required: true, check: 'citizenId' };
const entry = (name: string, more: object = {}) => ({
  name,
  summary: '登记的情况',
  classCode: '101001',
  format: 'database',
  shareType: 'conditional',
  shareCondition: '仅限政务服务事项',
  shareMethod: 'platform',
  updateCycle: '3',
  subjectKind: 'person',
  subjectItem: 'citizen_id',
  keyItems: ['citizen_id'],
  items: [item, { code: 'household_head', name: '户主姓名', type: 'C', length: 50 }],
  ...more,
});
const url = '/api/v1/catalogue/resources';
const post = (who: Parameters<TestWorld['as']>[0], path: string, body?: object) =>
  world.as(who, { method: 'POST', url: `${url}${path}`, ...(body && { body }) });

async function publish(body: object): Promise<string> {
  const { id } = (await post('steward', '', body)).json();
  expect((await post('steward', `/${id}/submission`)).statusCode).toBe(200);
  expect((await post('operator', `/${id}/review`, { decision: 'publish' })).statusCode).toBe(200);
  return id;
}
async function search(query: Record<string, string>, who: Parameters<TestWorld['as']>[0] = 'consumerSteward') {
  const reply = await world.as(who, { url: `/api/v1/catalogue/search?${new URLSearchParams(query)}` });
  expect(reply.statusCode).toBe(200);
  return reply.json() as SearchReply;
}
const names = async (q: string) => (await search({ q })).items.map(({ name }) => name);

beforeAll(async () => {
  world = await testWorld([catalogueDomain]);
  const core = await readPack('packs/core');
  await loadPackClasses(world.platform, world.platform.db, core.classification!);
  await loadPackCodeLists(world.platform, world.platform.db, core.codeLists);
  await publish(entry('户籍人口登记信息', { nameEn: 'Household registration' }));
  await publish(entry('婚姻登记信息', { classCode: '101003', shareType: 'unconditional', updateCycle: '5' }));
  await publish(entry('企业年度报告', { classCode: '102001', summary: '企业报送，含户籍地', items: [item] }));
  await post('steward', '', entry('户籍草稿'));
});
afterAll(() => world.close());

describe('search as people type', () => {
  test.each([
    ['户籍', ['户籍人口登记信息', '企业年度报告']],
    ['户籍人口', ['户籍人口登记信息']],
    ['登记 婚姻', ['婚姻登记信息']],
    ['婚', ['婚姻登记信息']],
    ['huji', ['户籍人口登记信息']],
    ['renkoudengji', ['户籍人口登记信息']],
    ['hydj', ['婚姻登记信息']],
    ['house', ['户籍人口登记信息', '婚姻登记信息']],
    ['101003', ['婚姻登记信息']],
    ['101003-000001', ['婚姻登记信息']],
  ])('%s', async (q, expected) => {
    expect(await names(q)).toEqual(expected);
  });

  test('an item finds its entry, and is named', async () => {
    const found = await search({ q: '户主' });
    expect(found.items.map(({ matchedItems }) => matchedItems)).toEqual([['户主姓名'], ['户主姓名']]);
  });

  test('characters that sound alike, misspelt letters and words of which only some are there still find', async () => {
    expect(await search({ q: '户藉人口' })).toMatchObject({ how: 'sameSound', total: 1 });
    expect(await search({ q: 'hunyni' })).toMatchObject({ how: 'corrected', corrected: 'hunyin', total: 1 });
    expect(await search({ q: 'houshold' })).toMatchObject({ how: 'corrected', corrected: 'household', total: 2 });
    expect(await search({ q: '婚姻 飞船' })).toMatchObject({ how: 'partial', total: 1 });
  });

  test('a facet narrows, and counts what it would leave without its own choice', async () => {
    const found = await search({ shareType: 'unconditional' });
    expect(found.total).toBe(1);
    expect(found.facets.shareType.map(({ value, count: n }) => [value, n])).toEqual([
      ['conditional', 2],
      ['unconditional', 1],
    ]);
    expect(found.facets.class.map(({ value }) => value)).toEqual(['101']);
    expect((await search({ class: '1010' })).total).toBe(2);
    expect((await search({ cycle: '5', sort: 'newest' })).items[0]!.name).toBe('婚姻登记信息');
  });

  test('another agency’s draft is not found, one’s own is', async () => {
    expect((await search({ q: '户籍草稿' })).items.map(({ name }) => name)).not.toContain('户籍草稿');
    expect((await search({ q: '户籍草稿' }, 'steward')).items[0]!.name).toBe('户籍草稿');
  });

  test('whatever is typed is no fault of the server', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 60, unit: 'binary' }), async (q) => {
        const reply = await world.as('steward', { url: `/api/v1/catalogue/search?${new URLSearchParams({ q })}` });
        expect(reply.statusCode).toBeLessThan(500);
      }),
      { numRuns: 60, examples: [["'\\&|!():*"], ["' | 'a:x"], ['\\'], ['a'.repeat(60)]] },
    );
  });
});

test.each([
  ['of one unbroken run', '登记'.repeat(bodyLimit / 2)],
  ['of all the words there are', dict.toString().replaceAll(/ .*\n/g, '，').slice(0, bodyLimit)],
])('a document as long as one may be can be indexed: %s', async (_, text) => {
  const { rows } = await world.platform.database.pool.query<{ found: boolean }>(
    'select $1::tsvector @@ $2::tsquery as found',
    [vectorText(lexemesOfText(['标题'], text)), wordsQuestion('标题')!.anywhere],
  );
  expect(rows[0]!.found).toBe(true);
});

test('what one process publishes, another that searched for it before finds at once, and in the reader’s own way', async () => {
  const { rows } = await world.platform.database.pool.query<{ name: string }>('select current_database() as name');
  const database = openDatabase(adminConnection(inject('testServer'), rows[0]!.name), 2);
  const other: Platform = { ...world.platform, database, db: database.db };
  const found = async (agencyId: string) => {
    const { items } = await searchEntries(other, { agencyId, operator: false }, { q: '殡葬' });
    return items.map(({ name }) => name);
  };
  try {
    const { provider, consumer } = agencies;
    expect([await found(provider.id), await found(consumer.id)]).toEqual([[], []]);
    const draft = (await post('steward', '', entry('殡葬服务信息'))).json<{ id: string }>();
    expect([await found(provider.id), await found(consumer.id)]).toEqual([['殡葬服务信息'], []]);
    expect((await post('steward', `/${draft.id}/submission`)).statusCode).toBe(200);
    expect((await post('operator', `/${draft.id}/review`, { decision: 'publish' })).statusCode).toBe(200);
    expect([await found(provider.id), await found(consumer.id)]).toEqual([['殡葬服务信息'], ['殡葬服务信息']]);
  } finally {
    await database.close();
  }
});

test('a saved search tells what changed since it was looked at', async () => {
  const url = '/api/v1/catalogue/saved-searches';
  const save = await world.as('steward', { method: 'POST', url, body: { name: '医保', query: { q: '医保' } } });
  expect(save.statusCode).toBe(204);
  const list = async () => (await world.as('steward', { url })).json().items;
  expect(await list()).toMatchObject([{ name: '医保', changed: 0 }]);
  world.setNow(new Date(world.platform.now().getTime() + 60_000).toISOString());
  await publish(entry('医保参保信息', { classCode: '203002' }));
  const [saved] = await list();
  expect(saved.changed).toBe(1);
  expect((await world.as('consumerSteward', { method: 'DELETE', url: `${url}/${saved.id}` })).statusCode).toBe(404);
  await world.as('steward', { method: 'POST', url: `${url}/${saved.id}/seen` });
  expect(await list()).toMatchObject([{ changed: 0 }]);
});

describe('the rules of counting', () => {
  const recorded = fc.record({
    number: fc.integer({ min: 1, max: 1_000_000 }),
    shareType: fc.constantFrom('unconditional', 'conditional', 'withheld', null),
    cycle: fc.constantFrom('1', '3', null),
    classCode: fc.constantFrom('101001', '202002', null),
    day: fc.integer({ min: 0, max: 20_000 }),
  });
  test('total, page and facets are those of the entries one by one', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(recorded, { selector: ({ number }) => number, maxLength: 60 }),
        fc.constantFrom(undefined, 'conditional'),
        fc.constantFrom(undefined, '3'),
        fc.integer({ min: 0, max: 5 }),
        (entries, shareType, cycle, offset) => {
          const all = Buffer.concat(
            entries.map((each) =>
              recordOf({
                ...each,
                providerId: '01a214f2-4686-713e-b0ff-c26a4fb048ca',
                region: '520000',
                open: false,
                format: 'file',
                changedAt: new Date(each.day * 86_400_000),
              }),
            ),
          );
          expect(all.length).toBe(entries.length * recordSize);
          const counted = count({
            names: Buffer.alloc(0),
            all,
            chosen: { ...(shareType && { shareType: 2 }), ...(cycle && { cycle: codeKey(cycle) }) },
            sort: 'newest',
            today: 20_000,
            offset,
            limit: 5,
          });
          const kept = entries.filter(
            (each) => (!shareType || each.shareType === shareType) && (!cycle || each.cycle === cycle),
          );
          const order = kept.sort((one, other) => other.day - one.day || other.number - one.number);
          expect(counted.total).toBe(kept.length);
          expect(counted.page).toEqual(order.slice(offset, offset + 5).map(({ number }) => number));
          const conditional = entries.filter(
            (each) => (!cycle || each.cycle === cycle) && each.shareType === 'conditional',
          );
          expect(counted.facets.shareType.get(2) ?? 0).toBe(conditional.length);
        },
      ),
    );
  });

  test('the edit distance counts added, dropped, changed and swapped letters', () => {
    expect([editDistance('hunyni', 'hunyin'), editDistance('abc', 'abc'), editDistance('', 'ab')]).toEqual([1, 0, 2]);
    fc.assert(
      fc.property(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), (one, other) => {
        expect(editDistance(one, other)).toBe(editDistance(other, one));
      }),
    );
  });

  test('a question without words asks nothing', () => {
    expect(questionOf('，。！')).toBeNull();
  });
});
