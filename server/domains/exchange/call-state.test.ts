import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Queryable } from '../../platform/database.ts';
import { agencies, type TestWorld, testWorld } from '../../testing/harness.ts';
import { momentOf } from '../sharing/index.ts';
import { callState, foldCallState } from './store-call-state.ts';
import { judge } from './store-lookup.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await testWorld([]);
});
afterAll(() => world.close());

interface Plan {
  Schema?: string;
  'Relation Name'?: string;
  Plans?: Plan[];
}

/** All tables that a plan reads, at any depth. */
function tablesOf(plan: Plan): string[] {
  const below = (plan.Plans ?? []).flatMap(tablesOf);
  const name = plan['Relation Name'];
  return name === undefined ? below : [`${plan.Schema}.${name}`, ...below];
}

/** What is counted, not judged: each debit holds the count to the quota again, in its own statement. */
const counts = ['sharing.quota_uses', 'sharing.quota_counts'];

test('every table that the judgement reads gives another state when it is changed', async () => {
  const { pool } = world.platform.database;
  let read: string[] = [];
  const explaining: Queryable = {
    async query({ text, values }) {
      const { rows } = await pool.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
        `explain (verbose, format json) ${text}`,
        values,
      );
      read = tablesOf(rows[0]!['QUERY PLAN'][0].Plan);
      return { rows: [], rowCount: 0 };
    },
  };
  const asker = { agencyId: agencies.consumer.id, clientId: 'c', purpose: 'p', resourceId: agencies.consumer.id };
  await judge(explaining, momentOf(new Date()), [{ ...asker, manner: 'call', items: 'a' }]);
  const { rows } = await pool.query<{ name: string }>(
    `select tgrelid::regclass::text as name from pg_trigger where tgname = 'call_state'`,
  );
  const judged = [...new Set(read)].filter((table) => !counts.includes(table));
  expect(judged.length).toBeGreaterThan(2);
  expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(judged));
});

test('a change gives another state once it is committed, and folding gives none', async () => {
  const { pool } = world.platform.database;
  const state = async () => (await callState(pool)).state;
  const first = await state();
  const client = await pool.connect();
  await client.query('begin');
  await client.query("update sharing.grants set state_reason = '' where false");
  expect(await state()).toBe(first);
  await client.query('commit');
  client.release();
  const second = await state();
  expect(second).not.toBe(first);
  for (let change = 0; change < 150; change += 1) await pool.query('update library.resources set version = version');
  const { state: third, long } = await callState(pool);
  expect([third === second, long]).toEqual([false, true]);
  await Promise.all([foldCallState(pool), foldCallState(pool)]);
  await foldCallState(pool);
  expect(await callState(pool)).toEqual({ state: third, long: false });
});

test('a token taken by a client is no change', async () => {
  const { pool } = world.platform.database;
  const before = await callState(pool);
  await pool.query('update identity.clients set last_used_at = now()');
  expect(await callState(pool)).toEqual(before);
  await pool.query('update identity.clients set revoked_at = revoked_at');
  expect((await callState(pool)).state).not.toBe(before.state);
});
