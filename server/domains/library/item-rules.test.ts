import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ItemRule } from '../../../contracts/library.ts';
import { citizens } from '../../testing/harness.ts';
import type { Resource } from '../catalogue/index.ts';
import { valueCheck } from './item-rules.ts';
import { type SampleWorld, sampleWorld } from './sample-world.ts';

let world: SampleWorld;
const header = '编号,公民身份号码,姓名,性别,出生日期,体重';
const { mother, father } = citizens;
const csv = (...lines: string[]) => [header, ...lines, ''].join('\n');
const put = (resource: Resource, rules: ItemRule[]) =>
  world.as('steward', {
    method: 'PUT',
    url: `/api/v1/library/${resource.id}/settings`,
    body: { keepSnapshots: 3, keepHistoryDays: 90, rules },
  });
const reasons = async (batch: { id: string }) =>
  (await world.as('steward', { url: `/api/v1/library/batches/${batch.id}/rejects` }))
    .json()
    .items.map(({ rowNumber, faults }: { rowNumber: number; faults: { item: string; reason: string }[] }) =>
      [rowNumber, ...faults.map(({ item, reason }) => `${item} ${reason}`)].join(' '),
    );

beforeAll(async () => {
  world = await sampleWorld();
});
afterAll(() => world.close());

test('values out of their range are rejected, numbers by size and dates by day', async () => {
  const resource = await world.publish({ rejectThreshold: 1 });
  await put(resource, [
    { item: 'weight', min: '9', max: '100.5' },
    { item: 'born', min: '1950-01-01', max: '2020-12-31' },
  ]);
  const rows = [
    `a1,${mother},李梅,2,1992-03-07,10`,
    `a2,${mother},李梅,2,1949-12-31,8`,
    `a3,${mother},李梅,2,2021/1/1,101`,
    `a4,${mother},李梅,2,,`,
  ];
  const batch = (await world.send(resource, csv(...rows))).json();
  expect(batch.acceptedRows).toBe(2);
  expect(await reasons(batch)).toEqual(['3 born belowRange weight belowRange', '4 born aboveRange weight aboveRange']);
});

test('a text that is not of the form asked for is rejected, in time linear to it', async () => {
  const resource = await world.publish({ rejectThreshold: 1 });
  await put(resource, [{ item: 'name', pattern: '(\\p{Han}+)+' }]);
  const rows = [`a1,${mother},李梅,2,,`, `a2,${mother},Li Mei,2,,`, `a3,${mother},,2,,`, `a4,${mother},李梅1,2,,`];
  expect(await reasons((await world.send(resource, csv(...rows))).json())).toEqual([
    '3 name notInForm',
    '5 name notInForm',
  ]);
  // A backtracking engine would not come to an end with this one.
  expect(valueCheck('C', { item: 'name', pattern: '(a+)+' })!(`${'a'.repeat(10_000)}!`)).toEqual({
    reason: 'notInForm',
  });
});

test.each([
  ['a pattern that is none', { item: 'name', pattern: '(' }],
  ['a pattern with a reference back, which takes more than linear time', { item: 'name', pattern: '(a)\\1' }],
  ['a pattern on a number', { item: 'weight', pattern: '\\d+' }],
])('%s is no rule', async (_, rule) => {
  const reply = await put(await world.publish({}), [rule]);
  expect(reply.json()).toMatchObject({ code: 'request-invalid', detail: expect.stringContaining('/rules/0/pattern') });
});

test('a value that must be unique is refused the second time, in the file and against other keys of the library', async () => {
  const resource = await world.publish({ rejectThreshold: 1 });
  await put(resource, [{ item: 'name', unique: true }]);
  const first = (
    await world.send(resource, csv(`a1,${mother},李梅,2,,`, `a2,${mother},李梅,2,,`, `a3,${mother},,2,,`))
  ).json();
  expect(await reasons(first)).toEqual(['3 name notUnique']);
  const next = csv(`a1,${mother},李梅,2,,7`, `b1,${father},李梅,1,,`, `b2,${father},张三,1,,`);
  const second = (await world.send(resource, next, { mode: 'upsert' })).json();
  expect(await reasons(second)).toEqual(['3 name notUnique']);
  expect((await world.rows(resource))!.map(({ no, name }) => [no, name])).toEqual([
    ['a1', '李梅'],
    ['a3', null],
    ['b2', '张三'],
  ]);
});

test('a value that refers to another resource must stand in its key', async () => {
  const other = await world.publish({ name: '编号登记' });
  await world.send(other, csv(`x1,${mother},李梅,2,,`));
  const resource = await world.publish({ rejectThreshold: 1 });
  expect((await put(resource, [{ item: 'name', references: other.code! }])).statusCode).toBe(200);
  const batch = (
    await world.send(resource, csv(`a1,${mother},x1,2,,`, `a2,${mother},x2,2,,`, `a3,${mother},,2,,`))
  ).json();
  expect(batch.acceptedRows).toBe(2);
  const { items } = (await world.as('steward', { url: `/api/v1/library/batches/${batch.id}/rejects` })).json();
  expect(items[0].faults[0].message).toBe('在“编号登记”中没有登记');
});

test('a rule that cannot be held is refused by its place', async () => {
  const resource = await world.publish({});
  const bad: [ItemRule[], string][] = [
    [[{ item: 'height', unique: true }], '/rules/0/item'],
    [
      [
        { item: 'weight', min: '1' },
        { item: 'weight', max: '2' },
      ],
      '/rules/1/item',
    ],
    [[{ item: 'weight', min: 'x' }], '/rules/0/min'],
    [[{ item: 'born', max: '2026-02-30' }], '/rules/0/max'],
    [[{ item: 'name', min: 'a' }], '/rules/0/min'],
    [[{ item: 'name', references: '999999/999999' }], '/rules/0/references'],
  ];
  for (const [rules, place] of bad) {
    const reply = await put(resource, rules);
    expect([reply.statusCode, JSON.stringify(reply.json())]).toEqual([400, expect.stringContaining(place)]);
  }
});
