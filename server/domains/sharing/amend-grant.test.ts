import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Grant, GrantHistory, SharingRequest } from '../../../contracts/sharing.ts';
import type { ActorName, TestWorld } from '../../testing/harness.ts';
import { sharingDomain } from './index.ts';
import { plantResource, sharingWorld } from './testing.ts';

let world: TestWorld;

beforeAll(async () => {
  world = await sharingWorld([sharingDomain]);
  await plantResource(world, {
    n: 1,
    name: '出生信息',
    items: [{ code: 'child' }, { code: 'weight' }, { code: 'region' }],
  });
});
afterAll(() => world.close());

const post = (who: ActorName, url: string, body: unknown = undefined) => world.as(who, { method: 'POST', url, body });
const code = (reply: { json(): unknown }) => (reply.json() as { code: string }).code;
const granted = async (): Promise<string> => {
  const asked = await post('developer', '/api/v1/sharing/requests', {
    resource: '202001-000001',
    items: ['child', 'weight'],
    purpose: 'newborn',
    legalBasis: '《社会保险法》第五十八条',
    scope: { rows: { region: ['330106', '330102'] } },
    validUntil: '2027-12-31',
    quotaPerDay: 100,
  });
  const { id } = asked.json<SharingRequest>();
  const reply = await post('steward', `/api/v1/sharing/requests/${id}/answer`, {
    items: ['child', 'weight'].map((item) => ({ code: item, decision: 'granted' })),
  });
  return reply.json<SharingRequest>().grant!.id;
};
const amend = (id: string, change: object, who: ActorName = 'steward') =>
  post(who, `/api/v1/grants/${id}/amendment`, { reason: '调整', ...change });

test('the provider narrows, renews and sets the quota, each a version with its reason', async () => {
  const id = await granted();
  const change = {
    items: ['child'],
    scope: { rows: { region: ['330106'] } },
    validUntil: '2029-12-31',
    quotaPerDay: null,
  };
  expect((await amend(id, change)).json<Grant>()).toMatchObject({
    version: 2,
    items: [{ code: 'child' }],
    scope: { rows: { region: ['330106'] } },
    validUntil: '2029-12-31',
    quotaPerDay: null,
  });
  const history = (await world.as('developer', { url: `/api/v1/grants/${id}/history` })).json<GrantHistory>();
  expect(history.versions.map(({ version, change: what, reason }) => [version, what, reason])).toEqual([
    [2, 'amendment', '调整'],
    [1, 'grant', null],
  ]);
  expect(history.versions[1]!.items.map((item) => item.code)).toEqual(['child', 'weight']);
  expect(history.days).toHaveLength(30);
  expect(history.days.at(-1)).toEqual({ day: '2026-09-24', calls: 0, refusals: 0 });
});

test('it cannot be widened, made to end in the past, or changed by anyone else', async () => {
  const id = await granted();
  expect(code(await amend(id, { items: ['child', 'region'] }))).toBe('items-wider');
  expect(code(await amend(id, { scope: {} }))).toBe('scope-wider');
  expect(code(await amend(id, { scope: { rows: { region: ['110101'] } } }))).toBe('scope-wider');
  expect(code(await amend(id, { validUntil: '2026-09-23' }))).toBe('validity-outside');
  expect(code(await amend(id, {}))).toBe('grant-unchanged');
  expect(code(await amend(id, { quotaPerDay: 100 }))).toBe('grant-unchanged');
  expect((await amend(id, { items: ['child'] }, 'consumerSteward')).statusCode).toBe(403);
  expect((await amend(id, { items: ['child'] }, 'outsiderSteward')).statusCode).toBe(404);
  expect((await world.as('outsiderSteward', { url: `/api/v1/grants/${id}/history` })).statusCode).toBe(404);
  await post('steward', `/api/v1/grants/${id}/revocation`, { reason: '停用' });
  expect(code(await amend(id, { items: ['child'] }))).toBe('grant-state');
});

test('what the operator suspended the provider cannot resume; what the provider suspended either can', async () => {
  const id = await granted();
  const change = async (who: ActorName, act: string) => post(who, `/api/v1/grants/${id}/${act}`, { reason: '核查' });
  expect((await change('operator', 'suspension')).json()).toMatchObject({ suspendedBy: 'operator' });
  const refused = await change('steward', 'resumption');
  expect([refused.statusCode, code(refused)]).toEqual([403, 'suspended-by-operator']);
  expect((await change('operator', 'resumption')).json()).toMatchObject({ state: 'active', suspendedBy: null });
  expect((await change('steward', 'suspension')).json()).toMatchObject({ suspendedBy: 'provider' });
  expect((await change('steward', 'resumption')).json()).toMatchObject({ state: 'active' });
});

test('grants that never answered a call can be listed, and say so', async () => {
  const id = await granted();
  const reply = await world.as('steward', { url: '/api/v1/grants?use=never&limit=200' });
  const found = reply.json<{ items: Grant[] }>().items.find((grant) => grant.id === id);
  expect(found).toMatchObject({ lastUsedAt: null });
});
