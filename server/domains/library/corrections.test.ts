import { afterAll, beforeAll, expect, test } from 'vitest';
import { actors, citizens } from '../../testing/harness.ts';
import type { Resource } from '../catalogue/index.ts';
import { type SampleWorld, sampleItems, sampleWorld } from './sample-world.ts';

let world: SampleWorld;
let resource: Resource;
const { mother, father } = citizens;
const header = '编号,公民身份号码,姓名,性别,出生日期,体重';
const file = (weight: number) =>
  [header, `a1,${mother},李梅,2,1992-03-07,${weight}`, `a2,${father},张三,1,,7`, ''].join('\n');
const mine = actors.mother;
const correction = { item: 'weight', statedValue: '61723', proof: '体检报告 2026-03' };
const file1 = (who: 'steward' | 'consumerSteward', body: object) =>
  world.as(who, { method: 'POST', url: `/api/v1/library/${resource.id}/corrections`, body });
const answer = (who: 'steward' | 'consumerSteward', id: string, accepts: boolean) =>
  world.as(who, {
    method: 'POST',
    url: `/api/v1/library/corrections/${id}/answer`,
    body: { accepts, opinion: '核对原始档案' },
  });
const listed = async (who: 'steward' | 'consumerSteward', side: string) =>
  (await world.as(who, { url: `/api/v1/library/corrections?side=${side}` })).json().items;
const entries = async (kind: string) =>
  (
    await world.platform.database.pool.query<{ body: string }>(
      'select body::text from ledger.entries where kind = $1 order by index',
      [kind],
    )
  ).rows.map(({ body }) => JSON.parse(body));

beforeAll(async () => {
  world = await sampleWorld();
  const items = sampleItems.map((item) =>
    ['person_id', 'name'].includes(item.code) ? { ...item, sensitivity: 'personal' as const } : item,
  );
  resource = await world.publish({ items });
  await world.send(resource, file(1));
});
afterAll(() => world.close());

test('a user agency reports a doubtful value; the provider has ten working days, accepts, and a batch with the value ends it', async () => {
  world.setNow('2026-11-02T02:00:00Z');
  const { id, ...filed } = (await file1('consumerSteward', { ...correction, subject: mother, heldValue: '1' })).json();
  world.setNow(null);
  expect(filed).toMatchObject({ state: 'submitted', dueDate: '2026-11-16', itemName: '体重', mine: false });
  expect(filed.subject).not.toBe(mother);
  const waiting = (await listed('steward', 'provider')).find((each: { id: string }) => each.id === id);
  expect(waiting).toMatchObject({ subject: mother, mine: true, agencyName: expect.any(String) });
  expect((await answer('consumerSteward', id, true)).statusCode).toBe(404);
  expect((await answer('steward', id, true)).json()).toMatchObject({ state: 'accepted', opinion: '核对原始档案' });
  expect((await answer('steward', id, false)).json().code).toBe('correction-answered');
  await world.send(resource, file(3), { mode: 'upsert' });
  expect((await listed('consumerSteward', 'reporter'))[0].state).toBe('accepted');
  await world.send(resource, file(61723), { mode: 'upsert' });
  expect((await listed('consumerSteward', 'reporter'))[0].state).toBe('done');
});

test('a resident reports what is held about themself alone, and sees what became of it', async () => {
  const reply = await world.as(mine, {
    method: 'POST',
    url: '/api/v1/my/corrections',
    body: { ...correction, resourceId: resource.id, item: 'born', statedValue: '1992-03-08' },
  });
  expect(reply.json()).toMatchObject({ subject: mother, origin: 'resident', state: 'submitted' });
  await answer('steward', reply.json().id, false);
  const { items } = (await world.as(mine, { url: '/api/v1/my/corrections' })).json();
  expect(items.map(({ state, opinion }: { state: string; opinion: string }) => [state, opinion])).toEqual([
    ['kept', '核对原始档案'],
  ]);
  expect((await world.as('stranger', { url: '/api/v1/my/corrections' })).json().items).toEqual([]);
});

test('an item that the resource does not have cannot be corrected', async () => {
  const reply = await file1('consumerSteward', { ...correction, item: 'height', subject: mother });
  expect([reply.statusCode, reply.json().code]).toEqual([400, 'request-invalid']);
});

test('the ledger keeps who reported and answered, and no value', async () => {
  const kept = await entries('correction');
  expect(kept.map(({ detail }) => detail.act)).toEqual(['filed', 'accepted', 'filed', 'kept']);
  expect(JSON.stringify(kept)).not.toContain(mother);
  expect(JSON.stringify(kept)).not.toContain('61723');
});

test('one number finds everything that is held about its bearer, and nothing about anyone else', async () => {
  const second = await world.publish({ name: '第二资源' });
  await world.send(second, [header, `b1,${mother},李梅,2,,`, `b2,${father},张三,1,,`, ''].join('\n'));
  const { items } = (await world.as(mine, { url: '/api/v1/my/records' })).json();
  const seen = items.map(({ resourceName, rows }: { resourceName: string; rows: string[][] }) => [
    resourceName,
    rows.map(([no]) => no),
  ]);
  expect(new Map(seen)).toEqual(
    new Map([
      [resource.name, ['a1']],
      ['第二资源', ['b1']],
    ]),
  );
  expect(JSON.stringify(items)).not.toContain(father);
  const last = (await entries('dataView')).at(-1);
  expect(last.detail.own).toBe(true);
  expect(last.detail.resources).toHaveLength(2);
});

test('a steward sees personal values masked; with a reason in full, and that view is in the ledger', async () => {
  const view = async (body: object, who: 'steward' | 'consumerSteward' = 'steward') =>
    world.as(who, { method: 'POST', url: `/api/v1/library/${resource.id}/views`, body });
  const before = (await entries('unmask')).length;
  const [masked] = (await view({ subject: mother })).json().items;
  expect(masked.rows[0][1]).not.toBe(mother);
  expect(masked.rows[0][0]).toBe('a1');
  expect((await entries('unmask')).length).toBe(before);
  const [whole] = (await view({ subject: mother, reason: '核对群众反映的登记错误' })).json().items;
  expect(whole.rows[0][1]).toBe(mother);
  const kept = (await entries('unmask')).at(-1);
  expect(kept).toMatchObject({ resource: resource.code, detail: { reason: '核对群众反映的登记错误', own: false } });
  expect((await view({ subject: mother, reason: 'x' }, 'consumerSteward')).statusCode).toBe(404);
});
