import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { openDatabase } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { createMetrics } from '../../platform/metrics.ts';
import type { Platform } from '../../platform/platform.ts';
import { actors, agencies, citizens, type TestWorld } from '../../testing/harness.ts';
import { adminConnection } from '../../testing/test-server.ts';
import { pseudonymOf } from '../ledger/index.ts';
import { sharingDomain } from '../sharing/index.ts';
import { plantResource, sharingWorld } from '../sharing/testing.ts';
import { closeExchange } from './call.ts';
import { type Caller, call, exchangeDomain } from './index.ts';
import { plantGrant, serveTable } from './testing.ts';

// Two nodes on one database: each with connections, batches and foresight of its own, as two processes have.
let world: TestWorld;
let nodes: [Platform, Platform];
let resourceId: string;

beforeAll(async () => {
  world = await sharingWorld([sharingDomain, exchangeDomain]);
  resourceId = await plantResource(world, {
    n: 1,
    name: '任意',
    subjectItem: 'who',
    items: [{ code: 'who', check: 'citizenId' }, { code: 'a' }],
  });
  await serveTable(world, {
    resourceId,
    snapshot: 1,
    columns: { who: 'text', a: 'text' },
    rows: [[citizens.child, 'x']],
  });
  const { platform } = world;
  const { rows } = await platform.database.pool.query<{ name: string }>('select current_database() as name');
  const database = openDatabase(adminConnection(inject('testServer'), rows[0]!.name), 4);
  nodes = [platform, { ...platform, database, db: database.db, metrics: createMetrics() }];
});
afterEach(() => world.platform.database.pool.query('delete from sharing.grants'));
afterAll(async () => {
  await closeExchange(nodes[1]);
  await nodes[1].database.close();
  await world.close();
});

const caller: Caller = { agencyId: agencies.consumer.id, creditCode: agencies.consumer.creditCode };
/** `answered`, or the rule that refused. */
const ask = (node: Platform, agency = caller, purpose = 'newborn'): Promise<string> =>
  call(node, agency, { resourceKey: 'resource-1', subject: citizens.child, items: ['a'], purpose }).then(
    () => 'answered',
    (error: unknown) => {
      if (error instanceof DomainError) return error.code;
      throw error;
    },
  );

test('for any quotas and any crowd at two nodes, just as many are answered as the least quota allows, and all are counted', async () => {
  let n = 100;
  const quota = fc.option(fc.integer({ min: 1, max: 30 }));
  await fc.assert(
    fc.asyncProperty(
      fc.record({ perMinute: quota, perDay: quota, total: quota }),
      fc.array(fc.tuple(fc.nat(12), fc.nat(12)), { minLength: 1, maxLength: 4 }),
      async ({ perMinute, perDay, total }, waves) => {
        const { pool } = world.platform.database;
        await pool.query('delete from sharing.grants');
        n += 1;
        await plantGrant(world, {
          n,
          resourceId,
          items: ['a'],
          quotaPerMinute: perMinute,
          quotaPerDay: perDay,
          quotaTotal: total,
        });
        const limit = Math.min(...[perMinute, perDay, total].map((each) => each ?? Number.POSITIVE_INFINITY));
        let asked = 0;
        const outcomes: string[] = [];
        for (const [first, second] of waves) {
          asked += first + second;
          outcomes.push(
            ...(await Promise.all([
              ...Array.from({ length: first }, () => ask(nodes[0])),
              ...Array.from({ length: second }, () => ask(nodes[1])),
            ])),
          );
        }
        const answered = outcomes.filter((outcome) => outcome === 'answered').length;
        expect(answered).toBe(Math.min(asked, limit));
        expect(outcomes.filter((outcome) => outcome === 'quota-used-up')).toHaveLength(asked - answered);
        if (limit === Number.POSITIVE_INFINITY) return;
        const { rows } = await pool.query('select in_minute, in_day, total from sharing.quota_counts');
        expect(rows).toEqual(
          answered === 0 && rows.length === 0 ? [] : [{ in_minute: answered, in_day: answered, total: answered }],
        );
      },
    ),
    { numRuns: 25 },
  );
});

test('a quota of the minute comes back with the next minute, one of the day does not', async () => {
  await plantGrant(world, { n: 1, resourceId, items: ['a'], quotaPerMinute: 1, quotaPerDay: 2 });
  const at = async (instant: string) => {
    world.setNow(instant);
    return ask(nodes[0]);
  };
  try {
    expect(await at('2026-09-24T02:00:10Z')).toBe('answered');
    expect(await at('2026-09-24T02:00:59Z')).toBe('quota-used-up');
    expect(await at('2026-09-24T02:01:00Z')).toBe('answered');
    expect(await at('2026-09-24T02:02:00Z')).toBe('quota-used-up');
    expect(await at('2026-09-24T16:00:00Z')).toBe('answered');
  } finally {
    world.setNow('2026-09-24T02:00:00Z');
  }
});

test('of a rule’s quota each agency has its own', async () => {
  await plantGrant(world, {
    n: 1,
    resourceId,
    items: ['a'],
    rule: { region: '330000', kind: null },
    purpose: 'statistics',
    quotaTotal: 1,
  });
  const outsider = { agencyId: agencies.outsider.id, creditCode: agencies.outsider.creditCode };
  const asks = (agency: Caller) => ask(nodes[0], agency, 'statistics');
  expect([await asks(caller), await asks(caller)]).toEqual(['answered', 'quota-used-up']);
  expect([await asks(outsider), await asks(outsider)]).toEqual(['answered', 'quota-used-up']);
});

describe('a change that was answered binds each call that starts after it, at every node', () => {
  const change = (act: string, grantId: string) =>
    world.as('steward', { method: 'POST', url: `/api/v1/grants/${grantId}/${act}`, body: { reason: '测试' } });

  test('revocation, while calls stream at both', async () => {
    for (let round = 1; round <= 5; round += 1) {
      const grantId = await plantGrant(world, { n: round, resourceId, items: ['a'] });
      let revokedAt = Number.POSITIVE_INFINITY;
      const calls: Promise<{ started: number; outcome: string }>[] = [];
      let clock = 0;
      const stream = async (node: Platform) => {
        for (let turn = 0; turn < 30; turn += 1) {
          clock += 1;
          const started = clock;
          const made = ask(node).then((outcome) => ({ started, outcome }));
          calls.push(made);
          await (turn % 3 === 0 ? made : new Promise(setImmediate));
        }
      };
      const revoke = async () => {
        await new Promise((resolve) => setTimeout(resolve, 5 * round));
        expect((await change('revocation', grantId)).statusCode).toBe(200);
        clock += 1;
        revokedAt = clock;
      };
      await Promise.all([stream(nodes[0]), stream(nodes[1]), revoke()]);
      const after = await Promise.all([ask(nodes[0]), ask(nodes[1])]);
      expect(after).toEqual(['grant-revoked', 'grant-revoked']);
      for (const { started, outcome } of await Promise.all(calls)) {
        if (started > revokedAt) expect(outcome).toBe('grant-revoked');
        else expect(['answered', 'grant-revoked']).toContain(outcome);
      }
      await world.platform.database.pool.query('delete from sharing.grants');
    }
  });

  test('suspension and resumption, in turns', async () => {
    const grantId = await plantGrant(world, { n: 1, resourceId, items: ['a'] });
    for (const [act, outcome] of [
      ['suspension', 'grant-suspended'],
      ['resumption', 'answered'],
      ['suspension', 'grant-suspended'],
    ] as const) {
      await change(act, grantId);
      expect(await Promise.all(nodes.map((node) => ask(node)))).toEqual([outcome, outcome]);
    }
  });
});

test('a consent given once is good for one answered call, whoever of many comes first', async () => {
  const { pool } = world.platform.database;
  await pool.query("update sharing.purposes set consent = true where key = 'newborn'");
  try {
    await plantGrant(world, { n: 1, resourceId, items: ['a'] });
    await ask(nodes[0]);
    await pool.query(
      `insert into sharing.consents (id, number, subject, consumer_id, provider_id, resource_id, purpose, items, reason, legal_basis, state,
         asked_at, once, valid_until, answered_by)
       values ('00000000-0000-7000-8000-000000400001', 'C-1', $1, $2, $3, $4, 'newborn', '{a}', '', '', 'given', now(), true, '2026-12-31', $5)`,
      [
        pseudonymOf(world.platform.keys, citizens.child),
        agencies.consumer.id,
        agencies.provider.id,
        resourceId,
        (actors.mother as { accountId: string }).accountId,
      ],
    );
    const outcomes = await Promise.all(Array.from({ length: 20 }, (_, n) => ask(nodes[n % 2]!)));
    expect(outcomes.filter((outcome) => outcome === 'answered')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'consent-missing')).toHaveLength(19);
  } finally {
    await pool.query("update sharing.purposes set consent = false where key = 'newborn'");
  }
});
