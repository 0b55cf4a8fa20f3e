import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestWorld, testWorld } from '../testing/harness.ts';
import { onTransaction } from './database.ts';
import { addJob, startJobs } from './jobs.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await testWorld([]);
});
afterAll(() => world.close());

it('a job exists if and only if the transaction that asked for it was committed', async () => {
  const { platform } = world;
  await platform.db.transaction().execute((tx) => addJob(onTransaction(tx), 'test-note', { say: 'kept' }));
  const undone = platform.db.transaction().execute(async (tx) => {
    await addJob(onTransaction(tx), 'test-note', { say: 'undone' });
    throw new Error('rolled back');
  });
  await expect(undone).rejects.toThrow('rolled back');
  const said: unknown[] = [];
  const runner = await startJobs(
    platform.database.pool,
    [{ name: 'test-note', run: async (payload) => void said.push(payload) }],
    platform.log,
  );
  await expect.poll(() => said, { timeout: 10_000 }).toEqual([{ say: 'kept' }]);
  await runner.stop();
});
