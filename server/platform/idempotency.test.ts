import type { FastifyRequest } from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { actors, type TestWorld, testWorld } from '../testing/harness.ts';
import { DomainError } from './domain-error.ts';
import { forgetReplies, withIdempotency } from './idempotency.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await testWorld([]);
});
afterAll(() => world.close());

const request = (key: string, body: unknown = { a: 1 }) =>
  ({ headers: { 'idempotency-key': key }, method: 'POST', url: '/api/v1/things', body }) as unknown as FastifyRequest;
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'answered',
    (error: DomainError) => error.code,
  );

it('does a write once and gives its reply again', async () => {
  let done = 0;
  const write = async () => {
    done += 1;
    return { done };
  };
  expect(await withIdempotency(world.platform, actors.steward, request('k1'), write)).toEqual({ done: 1 });
  expect(await withIdempotency(world.platform, actors.steward, request('k1'), write)).toEqual({ done: 1 });
  expect(done).toBe(1);
});

it('keeps one actor’s keys apart from another’s', async () => {
  const write = async () => 'mine';
  expect(await withIdempotency(world.platform, actors.operator, request('k1'), write)).toBe('mine');
});

it('refuses a key that was used for something else', async () => {
  expect(await code(withIdempotency(world.platform, actors.steward, request('k1', { a: 2 }), async () => 1))).toBe(
    'idempotency-key-reused',
  );
});

it('says so while the first request still runs', async () => {
  let finish: () => void = () => undefined;
  const first = withIdempotency(
    world.platform,
    actors.steward,
    request('k2'),
    () =>
      new Promise<number>((resolve) => {
        finish = () => resolve(1);
      }),
  );
  await expect
    .poll(() => code(withIdempotency(world.platform, actors.steward, request('k2'), async () => 2)))
    .toBe('idempotency-in-progress');
  finish();
  expect(await first).toBe(1);
});

it('lets a write that failed be tried again', async () => {
  const fail = async () => {
    throw new DomainError('version-conflict');
  };
  expect(await code(withIdempotency(world.platform, actors.steward, request('k3'), fail))).toBe('version-conflict');
  expect(await withIdempotency(world.platform, actors.steward, request('k3'), async () => 'now')).toBe('now');
});

it('forgets a reply after a day', async () => {
  const { pool } = world.platform.database;
  await withIdempotency(world.platform, actors.steward, request('old'), async () => 1);
  await withIdempotency(world.platform, actors.steward, request('new'), async () => 1);
  await pool.query("update platform.idempotency_keys set created_at = now() - interval '25 hours' where key = 'old'");
  await forgetReplies(world.platform).run({});
  const { rows } = await pool.query("select key from platform.idempotency_keys where key in ('old', 'new')");
  expect(rows).toEqual([{ key: 'new' }]);
});
