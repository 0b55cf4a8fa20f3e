import { expect, test } from 'vitest';
import { createCollector } from './collector.ts';

function gate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { passed: promise, open: resolve };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('what arrives while a batch is in hand makes the next one, and each gets its own result', async () => {
  const first = gate();
  const batches: number[][] = [];
  const collector = createCollector<number, number>({
    lanes: 1,
    maxBatch: 3,
    maxWaiting: 10,
    async run(batch) {
      batches.push(batch);
      if (batches.length === 1) await first.passed;
      return batch.map((item) => item * 10);
    },
  });
  const lone = collector.submit(1);
  await turn();
  const crowd = [2, 3, 4, 5].map((item) => collector.submit(item));
  await turn();
  first.open();
  expect(await Promise.all([lone, ...crowd])).toEqual([10, 20, 30, 40, 50]);
  expect(batches).toEqual([[1], [2, 3, 4], [5]]);
});

test('no more batches are in hand than there are lanes', async () => {
  const hold = gate();
  let most = 0;
  let now = 0;
  const collector = createCollector<number, number>({
    lanes: 2,
    maxBatch: 1,
    maxWaiting: 10,
    async run(batch) {
      now += 1;
      most = Math.max(most, now);
      await hold.passed;
      now -= 1;
      return batch;
    },
  });
  const all = [1, 2, 3, 4, 5].map((item) => collector.submit(item));
  await turn();
  hold.open();
  expect(await Promise.all(all)).toEqual([1, 2, 3, 4, 5]);
  expect(most).toBe(2);
});

test('one more than may wait is turned away as overloaded; those who wait are served', async () => {
  const hold = gate();
  const collector = createCollector<number, number>({
    lanes: 1,
    maxBatch: 1,
    maxWaiting: 2,
    async run(batch) {
      await hold.passed;
      return batch;
    },
  });
  const inHand = collector.submit(1);
  await turn();
  const waiting = [collector.submit(2), collector.submit(3)];
  await expect(collector.submit(4)).rejects.toMatchObject({ code: 'overloaded', details: { retryAfter: 1 } });
  hold.open();
  expect(await Promise.all([inHand, ...waiting])).toEqual([1, 2, 3]);
});

test('a batch that fails fails all of it, and the lane goes on', async () => {
  const collector = createCollector<number, number>({
    lanes: 1,
    maxBatch: 2,
    maxWaiting: 10,
    async run(batch) {
      if (batch.includes(1)) throw new Error('broken');
      return batch;
    },
  });
  const results = await Promise.allSettled([1, 2, 3].map((item) => collector.submit(item)));
  expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected', 'fulfilled']);
});

test('closing waits for what was taken and takes no more', async () => {
  const hold = gate();
  const collector = createCollector<number, number>({
    lanes: 1,
    maxBatch: 1,
    maxWaiting: 10,
    async run(batch) {
      await hold.passed;
      return batch;
    },
  });
  const taken = [collector.submit(1), collector.submit(2)];
  let closed = false;
  const closing = collector.close().then(() => {
    closed = true;
  });
  await expect(collector.submit(3)).rejects.toMatchObject({ code: 'overloaded' });
  await turn();
  expect(closed).toBe(false);
  hold.open();
  await closing;
  expect(await Promise.all(taken)).toEqual([1, 2]);
});
