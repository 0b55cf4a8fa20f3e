import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ResourceDetail } from '../../../contracts/catalogue.ts';
import { readPack } from '../../packs/read-pack.ts';
import { type TestWorld, testWorld } from '../../testing/harness.ts';
import { parentOf } from './edit-classes.ts';
import { catalogueDomain, loadPackClasses, loadPackCodeLists, loadPackElements, onEntryChange } from './index.ts';

let world: TestWorld;
const told: string[][] = [];
const draft = {
  name: '低保对象信息',
  summary: '享受最低生活保障的人员',
  classCode: '203003',
  format: 'database',
  shareType: 'conditional',
  shareCondition: '仅限政务服务事项',
  shareMethod: 'platform',
  updateCycle: '5',
  subjectKind: 'person',
  subjectItem: 'citizen_id',
  keyItems: ['citizen_id'],
  items: [
    { code: 'citizen_id', name: '公民身份号码', type: 'C', required: true, check: 'citizenId' },
    { code: 'person_name', name: '姓名', type: 'C', length: 50, required: true },
  ],
};
const url = '/api/v1/catalogue/resources';
type Who = Parameters<TestWorld['as']>[0];
const post = (who: Who, path: string, body?: object) =>
  world.as(who, { method: 'POST', url: `${url}${path}`, ...(body && { body }) });
const read = async (who: Who, id: string) => (await world.as(who, { url: `${url}/${id}` })).json() as ResourceDetail;
const put = (id: string, version: number, body: object) =>
  world.as('steward', { method: 'PUT', url: `${url}/${id}`, body, headers: { 'if-match': `"${version}"` } });

async function publish(fields: object = {}): Promise<ResourceDetail> {
  const { id } = (await post('steward', '', { ...draft, ...fields })).json();
  expect((await post('steward', `/${id}/submission`)).statusCode).toBe(200);
  const reply = await post('operator', `/${id}/review`, { decision: 'publish' });
  expect(reply.statusCode).toBe(200);
  return reply.json();
}

beforeAll(async () => {
  world = await testWorld([catalogueDomain]);
  const core = await readPack('packs/core');
  await loadPackClasses(world.platform, world.platform.db, core.classification!);
  await loadPackCodeLists(world.platform, world.platform.db, core.codeLists);
  await loadPackElements(world.platform.db, core.elements);
  onEntryChange(world.platform, async (_tx, { before, after }) => {
    told.push([String(before.items.length), String(after.items.length)]);
  });
});
afterAll(() => world.close());

describe('a change of a published entry', () => {
  test('is prepared beside it, shows what differs, and takes its place under the same code', async () => {
    const entry = await publish();
    const change: ResourceDetail = (await post('steward', `/${entry.id}/change`)).json();
    expect(change).toMatchObject({ state: 'draft', changeOf: entry.id, code: null, differences: [] });
    const again: ResourceDetail = (await post('steward', `/${entry.id}/change`)).json();
    expect(again.id).toBe(change.id);

    const items = [...draft.items, { code: 'since', name: '享受起始日期', type: 'D' }];
    const edited = await put(change.id, change.version, { ...draft, summary: '更全的摘要', items });
    expect(edited.json().differences).toEqual([
      { field: '/summary', before: draft.summary, after: '更全的摘要' },
      { field: '/items/since', before: null, after: '享受起始日期' },
    ]);
    expect((await read('consumerSteward', entry.id)).summary).toBe(draft.summary);
    expect((await world.as('consumerSteward', { url: `${url}/${change.id}` })).statusCode).toBe(404);

    expect((await post('steward', `/${change.id}/submission`)).statusCode).toBe(200);
    expect((await read('operator', entry.id)).openChange).toBe(change.id);
    const published: ResourceDetail = (await post('operator', `/${change.id}/review`, { decision: 'publish' })).json();
    expect(published).toMatchObject({ id: entry.id, code: entry.code, edition: 2, summary: '更全的摘要' });
    expect(told).toEqual([['2', '3']]);
    expect((await world.as('steward', { url: `${url}/${change.id}` })).statusCode).toBe(404);
    const editions = (await world.as('consumerSteward', { url: `${url}/${entry.id}/editions` })).json().items;
    expect(editions.map(({ number }: { number: number }) => number)).toEqual([2, 1]);
    expect(editions[0].differences).toHaveLength(2);
    expect((await read('steward', entry.id)).events.map(({ action }) => action)).toContain('changeBegun');
  });

  test('may not give an item another type nor name another key', async () => {
    const entry = await publish({ name: '特困人员信息' });
    const change: ResourceDetail = (await post('steward', `/${entry.id}/change`)).json();
    const items = [draft.items[0], { ...draft.items[1], type: 'M' }];
    await put(change.id, change.version, { ...draft, name: '特困人员信息', keyItems: ['person_name'], items });
    const refused = await post('steward', `/${change.id}/submission`);
    expect(refused.statusCode).toBe(422);
    expect(refused.json().faults.map(({ field }: { field: string }) => field)).toEqual(
      expect.arrayContaining(['/keyItems', '/items/1/type']),
    );
    expect((await world.as('steward', { method: 'DELETE', url: `${url}/${change.id}` })).statusCode).toBe(204);
    expect((await read('steward', entry.id)).openChange).toBeNull();
  });

  test('is its agency’s alone to begin, and of an entry that was published', async () => {
    const entry = await publish({ name: '临时救助信息' });
    expect((await post('consumerSteward', `/${entry.id}/change`)).statusCode).toBe(404);
    const { id } = (await post('steward', '', { ...draft, name: '未发布' })).json();
    expect((await post('steward', `/${id}/change`)).json().code).toBe('resource-state');
  });
});

describe('suspended and retired', () => {
  test('what the operator suspended the provider does not resume, and a retired entry names a published successor', async () => {
    const [old, next] = [await publish({ name: '旧目录' }), await publish({ name: '新目录' })];
    const act = (who: Who, body: object) => post(who, `/${old.id}/state`, body);
    expect((await act('operator', { act: 'suspend', reason: '数据有误' })).json()).toMatchObject({
      state: 'suspended',
      stateReason: '数据有误',
    });
    expect((await act('steward', { act: 'resume', reason: '已改' })).json().code).toBe('entry-suspended-by-operator');
    expect((await act('operator', { act: 'resume', reason: '已改' })).json().state).toBe('published');
    expect((await act('consumerSteward', { act: 'retire', reason: '不用了' })).statusCode).toBe(404);
    const unknown = await act('steward', { act: 'retire', reason: '已合并', successorCode: '203003/999999' });
    expect([unknown.statusCode, unknown.json().code]).toEqual([422, 'successor-unknown']);
    const retired = await act('steward', { act: 'retire', reason: '已合并', successorCode: next.code });
    expect(retired.json()).toMatchObject({ state: 'retired', successor: { code: next.code } });
    expect((await act('operator', { act: 'resume', reason: '要用' })).json().code).toBe('resource-state');
  });
});

test('a bulk edit changes all entries or none; of a published one it begins a change', async () => {
  const entry = await publish({ name: '批量甲' });
  const { id } = (await post('steward', '', { ...draft, name: '批量乙' })).json();
  const bulk = (ids: string[]) =>
    world.as('steward', {
      method: 'POST',
      url: '/api/v1/catalogue/bulk-edits',
      body: { ids, set: { updateCycle: '8' } },
    });
  expect((await bulk([id, '00000000-0000-7000-8000-000000000000'])).statusCode).toBe(404);
  expect((await read('steward', id)).updateCycle).toBe('5');
  expect((await bulk([id, entry.id])).json()).toEqual({ edited: 2, changesBegun: 1 });
  const now = await read('steward', entry.id);
  expect([now.updateCycle, (await read('steward', now.openChange!)).updateCycle]).toEqual(['5', '8']);
});

test('a copy is a draft under a name of its own', async () => {
  const entry = await publish({ name: '原目录' });
  const taken = await post('steward', `/${entry.id}/copies`, { name: '原目录' });
  expect(taken.json().code).toBe('resource-name-taken');
  const copy = await post('consumerSteward', `/${entry.id}/copies`, { name: '原目录' });
  expect(copy.json()).toMatchObject({ state: 'draft', code: null, name: '原目录', edition: 0 });
});

describe('the classification', () => {
  test('a class stands below the longest that its code begins with', () => {
    expect(parentOf('203003001', ['2', '203', '203003'])).toBe('203003');
    expect(parentOf('203009', ['2', '203', '203003'])).toBe('203');
    expect(parentOf('299', ['2', '203'])).toBe('2');
    expect(parentOf('299001', ['2', '203'])).toBeUndefined();
    expect(parentOf('1', [])).toBeNull();
  });

  test('the operator adds and renames classes; one that gave a code stays', async () => {
    const classes = (who: Who, method: 'PUT' | 'DELETE', code: string, body?: object) =>
      world.as(who, { method, url: `/api/v1/catalogue/classes/${code}`, ...(body && { body }) });
    expect((await classes('operator', 'PUT', '203003001', { name: '低保' })).statusCode).toBe(204);
    expect((await classes('operator', 'PUT', '250001', { name: '孤' })).json().code).toBe('classification-unknown');
    const entry = await publish({ name: '细目下的目录', classCode: '203003001' });
    expect(entry.code).toBe('203003001/000001');
    expect((await classes('operator', 'DELETE', '203003001')).json().code).toBe('class-in-use');
    expect((await classes('operator', 'PUT', '203003002', { name: '特困' })).statusCode).toBe(204);
    expect((await classes('operator', 'DELETE', '203003002')).statusCode).toBe(204);
    expect((await classes('steward', 'PUT', '203003003', { name: '别的' })).statusCode).toBe(403);
  });
});

test('items of different agencies that mean the same are listed until one is decided to be the source', async () => {
  const own = await publish({ name: '人口甲' });
  const { id } = (await post('consumerSteward', '', { ...draft, name: '人口乙' })).json();
  await post('consumerSteward', `/${id}/submission`);
  await post('operator', `/${id}/review`, { decision: 'publish' });
  const list = async () => (await world.as('operator', { url: '/api/v1/catalogue/same-items' })).json().items;
  const before = await list();
  const citizenId = before.find(({ element }: { element: { code: string } }) => element.code === 'citizen-id');
  expect(citizenId).toMatchObject({ agencies: 2, element: { source: null } });
  const decide = (body: object, who: Who = 'operator') =>
    world.as(who, { method: 'PUT', url: '/api/v1/catalogue/elements/citizen-id/source', body });
  expect((await decide({ resourceId: own.id, item: 'citizen_id' }, 'steward')).statusCode).toBe(403);
  expect((await decide({ resourceId: own.id, item: 'person_name' })).json().code).toBe('item-unknown');
  expect((await decide({ resourceId: own.id, item: 'citizen_id' })).statusCode).toBe(204);
  const after = (await list()).find(({ element }: { element: { code: string } }) => element.code === 'citizen-id');
  expect(after.element.source).toMatchObject({ resourceId: own.id, item: 'citizen_id' });
});

test('the share of withheld entries of each agency is for anyone to see', async () => {
  await publish({ name: '不予共享的', shareType: 'withheld', shareCondition: null, legalBasis: '某法第一条' });
  const { items } = (await world.as('anonymous', { url: '/api/v1/catalogue/withheld' })).json();
  expect(items[0].withheld).toBe(1);
  expect(items[0].entries).toBeGreaterThan(1);
});
