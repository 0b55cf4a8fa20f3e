import { afterAll, beforeAll, expect, test } from 'vitest';
import { citizenIdFault } from '../../../contracts/citizen-id.ts';
import { creditCodeFault } from '../../../contracts/credit-code.ts';
import type { SandboxReply } from '../../../contracts/sandbox.ts';
import { sandboxSubjects } from '../../../contracts/sandbox-subjects.ts';
import { citizens, type TestWorld } from '../../testing/harness.ts';
import { ledgerSize } from '../ledger/index.ts';
import { sharingDomain } from '../sharing/index.ts';
import { plantResource, sharingWorld } from '../sharing/testing.ts';
import { exchangeDomain } from './index.ts';
import { plantGrant, serveTable } from './testing.ts';

let world: TestWorld;

beforeAll(async () => {
  world = await sharingWorld([sharingDomain, exchangeDomain]);
  const items = [
    { code: 'child', check: 'citizenId' },
    { code: 'mother', check: 'citizenId' },
    { code: 'born', type: 'D' },
    { code: 'weight', type: 'I' },
  ];
  const resourceId = await plantResource(world, { n: 1, name: '出生信息', subjectItem: 'child', items });
  const columns = { child: 'text', mother: 'text', born: 'date', weight: 'bigint' };
  const rows = [[citizens.child, citizens.mother, '2026-06-15', 3200]];
  await serveTable(world, { resourceId, snapshot: 1, columns, rows });
  await plantGrant(world, { n: 1, resourceId, items: ['child', 'mother', 'born'] });
});
afterAll(() => world.close());

const ask = (body: object) =>
  world.as('client', {
    method: 'POST',
    url: '/api/v1/resources/202001-000001/sandbox-calls',
    body: { subject: sandboxSubjects('person')[0], items: ['born', 'mother'], purpose: 'newborn', ...body },
  });

test('its subjects are well formed and of a division that does not exist', () => {
  for (const subject of sandboxSubjects('person')) {
    expect(citizenIdFault(subject)).toBeNull();
    expect(subject).toMatch(/^999999/);
  }
  for (const subject of sandboxSubjects('organisation')) {
    expect(creditCodeFault(subject)).toBeNull();
    expect(subject.slice(2, 8)).toBe('999999');
  }
});

test('it answers the granted items from made-up rows, the same each time, and leaves no entry', async () => {
  const before = await ledgerSize(world.platform.database.pool);
  const reply = await ask({});
  const { sandbox, records, items } = reply.json<SandboxReply>();
  expect({ sandbox, items }).toEqual({ sandbox: true, items: ['born', 'mother'] });
  expect(records).toHaveLength(1);
  expect(citizenIdFault(String(records[0]!.mother))).toBeNull();
  expect(records[0]!.born).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  expect(reply.json()).not.toHaveProperty('receipt');
  expect((await ask({})).json()).toEqual(reply.json());
  expect(await ledgerSize(world.platform.database.pool)).toBe(before);
});

test('a real person has no record in it, nor has the last of its subjects', async () => {
  for (const subject of [citizens.child, sandboxSubjects('person').at(-1)])
    expect((await ask({ subject })).json()).toMatchObject({ sandbox: true, records: [] });
});

test('grants bind it like a real call', async () => {
  for (const [body, code] of [
    [{ items: ['weight'] }, 'item-outside-grant'],
    [{ purpose: 'supervision' }, 'purpose-outside-grant'],
    [{ items: ['nothing'] }, 'item-unknown'],
    [{ subject: '1' }, 'subject-invalid'],
  ] as const)
    expect((await ask(body)).json()).toMatchObject({ code });
  const stranger = await world.as('outsiderClient', {
    method: 'POST',
    url: '/api/v1/resources/202001-000001/sandbox-calls',
    body: { subject: sandboxSubjects('person')[0], items: ['born'], purpose: 'newborn' },
  });
  expect(stranger.json()).toMatchObject({ code: 'not-granted' });
});
