import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StaffActor } from '../../../contracts/actor.ts';
import type { Grant } from '../../../contracts/sharing.ts';
import { type ActorName, actors, agencies, type TestWorld } from '../../testing/harness.ts';
import { type Opening, openItemsWithin, sharingDomain, withdrawListWithin } from './index.ts';
import { plantResource, sharingWorld } from './testing.ts';

let world: TestWorld;
let resourceId: string;
const operator = actors.operator as StaffActor;

beforeAll(async () => {
  world = await sharingWorld([sharingDomain]);
  resourceId = await plantResource(world, {
    n: 1,
    name: '出生信息',
    items: [{ code: 'child' }, { code: 'weight' }, { code: 'secret', shareType: 'withheld', legalBasis: '《测试法》' }],
  });
});
afterAll(() => world.close());

const opening = (change: Partial<Opening> = {}): Opening => ({
  list: '2026-1',
  resourceId,
  items: ['child'],
  to: { region: '330000', kind: null },
  purpose: null,
  legalBasis: '共享清单 2026 年第 1 号',
  validFrom: '2026-09-24',
  validUntil: '9999-12-31',
  ...change,
});
const open = (change: Partial<Opening> = {}) =>
  world.platform.db.transaction().execute((tx) => openItemsWithin(world.platform, tx, operator, [opening(change)]));
const held = async (who: ActorName): Promise<Grant[]> =>
  (await world.as(who, { url: '/api/v1/grants?side=outgoing' })).json<{ items: Grant[] }>().items;

test('a list that opens items to a rule is one grant, seen by each agency under the rule and by no other', async () => {
  const [id] = await open();
  for (const who of ['consumerSteward', 'outsiderSteward'] as const) {
    expect(await held(who)).toMatchObject([
      { id, consumer: null, rule: { region: { code: '330000' }, kind: null }, list: '2026-1', purpose: null },
    ]);
    expect((await world.as(who, { url: `/api/v1/grants/${id}` })).statusCode).toBe(200);
  }
  await open({ list: '2026-2', to: { region: '330000', kind: 'civilAffairs' } });
  expect((await held('outsiderSteward')).map(({ list }) => list).sort()).toEqual(['2026-1', '2026-2']);
  const other = (await held('outsiderSteward')).find(({ list }) => list === '2026-2');
  expect((await held('consumerSteward')).map(({ list }) => list)).toEqual(['2026-1']);
  expect((await world.as('consumerSteward', { url: `/api/v1/grants/${other!.id}` })).statusCode).toBe(404);
});

test('what a list opened is taken back at once, or from a day on', async () => {
  await open({ list: '2026-3', to: { agencyId: agencies.outsider.id } });
  const withdraw = (from: string) =>
    world.platform.db
      .transaction()
      .execute((tx) => withdrawListWithin(world.platform, tx, operator, { list: '2026-3', from, reason: '清单修订' }));
  expect(await withdraw('2026-10-01')).toBe(1);
  const find = async () => (await held('outsiderSteward')).find(({ list }) => list === '2026-3');
  expect(await find()).toMatchObject({ state: 'active', validUntil: '2026-09-30', version: 2 });
  expect(await withdraw('2026-09-24')).toBe(1);
  expect(await find()).toMatchObject({ state: 'revoked', version: 3 });
  expect(await withdraw('2026-09-24')).toBe(0);
});

test('a withheld item, an unknown one and a grantee that is not there are refused', async () => {
  const code = (change: Partial<Opening>) => open(change).catch((error: { code: string }) => error.code);
  expect(await code({ items: ['secret'] })).toBe('withheld-not-grantable');
  expect(await code({ items: ['nothing'] })).toBe('item-unknown');
  expect(await code({ to: { region: '999999', kind: null } })).toBe('grantee-unknown');
  expect(await code({ to: { agencyId: '00000000-0000-7000-8000-0000000fffff' } })).toBe('grantee-unknown');
});
