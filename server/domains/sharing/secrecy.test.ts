import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EntryBody } from '../../../contracts/ledger.ts';
import type { Purpose } from '../../../contracts/sharing.ts';
import type { TestWorld } from '../../testing/harness.ts';
import { sharingDomain } from './index.ts';
import { purposeByKey, putPurpose } from './store-purposes.ts';
import { sharingWorld } from './testing.ts';

let world: TestWorld;
const secrecy = { days: 180, legalBasis: '《个人信息保护法》第三十五条' };
const set = (body: object, key = 'supervision') =>
  world.as('operator', { method: 'PUT', url: `/api/v1/purposes/${key}/secrecy`, body });

beforeAll(async () => {
  world = await sharingWorld([sharingDomain]);
});
afterAll(() => world.close());

test('the operator keeps a purpose secret by a law, and lifts it; each act is an entry with its reason', async () => {
  expect((await set({ secrecy, reason: '正在调查' })).json<Purpose>().secrecy).toEqual(secrecy);
  expect((await set({ secrecy: null, reason: '调查结束' })).json<Purpose>().secrecy).toBeNull();
  const { rows } = await world.platform.database.pool.query<{ body: string }>(
    "select body from ledger.entries where kind = 'setting' order by index",
  );
  expect(rows.map((row) => JSON.parse(row.body) as EntryBody)).toMatchObject([
    { purpose: 'supervision', detail: { act: 'purpose-secrecy', secrecy, before: null, reason: '正在调查' } },
    { purpose: 'supervision', detail: { act: 'purpose-secrecy', secrecy: null, before: secrecy, reason: '调查结束' } },
  ]);
});

test.each([
  ['operator', secrecy],
  ['supervisor', secrecy],
  ['steward', undefined],
  ['mother', undefined],
  ['anonymous', undefined],
] as const)('whether a purpose is secret, and for how long, is told to %s: %j', async (who, told) => {
  await set({ secrecy, reason: '正在调查' });
  const { items } = (await world.as(who, { url: '/api/v1/purposes' })).json<{ items: Purpose[] }>();
  expect(items.find(({ key }) => key === 'supervision')?.secrecy).toEqual(told);
});

test('what the operator set stays when a pack brings the purpose again', async () => {
  await set({ secrecy, reason: '正在调查' });
  const purpose = (await purposeByKey(world.platform.db, 'supervision'))!;
  await putPurpose(world.platform.db, { ...purpose, secrecy: null });
  expect((await purposeByKey(world.platform.db, 'supervision'))?.secrecy).toEqual(secrecy);
});

test.each([
  ['no such purpose', { secrecy, reason: '调查' }, 'unknown', 'not-found'],
  ['no law', { secrecy: { ...secrecy, legalBasis: ' ' }, reason: '调查' }, 'supervision', 'request-invalid'],
  ['no days', { secrecy: { ...secrecy, days: 0 }, reason: '调查' }, 'supervision', 'request-invalid'],
  ['no reason', { secrecy }, 'supervision', 'request-invalid'],
  ['a citizen ID number', { secrecy, reason: '52010319950312998X' }, 'supervision', 'citizen-id-in-text'],
])('%s is refused', async (_, body, key, code) => {
  expect((await set(body, key)).json<{ code: string }>().code).toBe(code);
});
