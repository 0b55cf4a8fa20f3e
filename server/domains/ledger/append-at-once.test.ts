import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type TestWorld, testWorld } from '../../testing/harness.ts';
import { ledgerDomain, ledgerSize, ledgerVkeys, publishCheckpoint, verifyLedger } from './index.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let world: TestWorld;
beforeAll(async () => {
  world = await testWorld([{ ...ledgerDomain, start: async () => undefined }]);
});
afterAll(() => world.close());

function append(from: number, batches: number) {
  const { config, database } = world.platform;
  const { host, port, user, password, database: name } = database.pool.options;
  const address = `postgres://${user}:${encodeURIComponent(String(password))}@localhost:${port}/${name}?host=${encodeURIComponent(String(host))}`;
  const env = {
    ...process.env,
    LEGWORK_DATA: config.dataDir,
    DATABASE_URL: address,
    LEGWORK_DEMO: '0',
    PORT: '3999',
    NODE_ENV: '',
  };
  const script = join(import.meta.dirname, '../../testing/append-from-process.ts');
  return spawn(process.execPath, [script, String(from), String(batches)], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
const numbers = async (): Promise<number[]> => {
  const { rows } = await world.platform.database.pool.query('select index, body from ledger.entries order by index');
  expect(rows.map((row) => Number(row.index))).toEqual(rows.map((_, place) => place));
  return rows.map((row) => Number(JSON.parse(row.body).replyDigest));
};

it('two processes that append at once, and one killed meanwhile, leave one order without a gap', async () => {
  const [a, b, killed] = [append(0, 150), append(10_000, 150), append(20_000, 100_000)];
  const ends = [a, b].map((child) => once(child, 'exit'));
  await once(killed.stdout, 'data');
  const codes = await Promise.all(ends);
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  expect(codes.map(([code]) => code)).toEqual([0, 0]);

  const order = await numbers();
  const of = (from: number) => order.filter((n) => n > from && n <= from + 10_000);
  const inOrder = Array.from({ length: 450 }, (_, n) => n + 1);
  expect(of(0)).toEqual(inOrder);
  expect(of(10_000)).toEqual(inOrder.map((n) => n + 10_000));
  const rest = order.filter((n) => n > 20_000);
  expect(rest.length % 3).toBe(0);
  expect(rest).toEqual(rest.map((_, place) => 20_001 + place));
  expect(await ledgerSize(world.platform.database.pool)).toBe(order.length);
  await publishCheckpoint(world.platform);
  const { pool } = world.platform.database;
  expect((await verifyLedger({ pool, vkeys: ledgerVkeys(world.platform) })).findings).toEqual([]);
});
