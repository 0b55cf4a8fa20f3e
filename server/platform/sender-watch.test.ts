import { PassThrough, type Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { type Patience, watchSender } from './sender-watch.ts';

async function read(source: Readable, patience: Patience): Promise<number> {
  const watch = watchSender(source, patience);
  let bytes = 0;
  watch.wait();
  for await (const chunk of source) {
    watch.rest(chunk.length);
    bytes += chunk.length;
    watch.wait();
  }
  watch.rest(0);
  return bytes;
}

it('cuts off a sender who falls silent', async () => {
  const source = new PassThrough();
  source.write('half of a file');
  await expect(read(source, { silence: 20, bytesPerSecond: 1 })).rejects.toThrow('too slow');
});

it('cuts off a sender who keeps an upload open by a byte now and then', async () => {
  const source = new PassThrough();
  const trickle = setInterval(() => source.write('.'), 5);
  try {
    await expect(read(source, { silence: 100, bytesPerSecond: 1e9 })).rejects.toThrow('too slow');
  } finally {
    clearInterval(trickle);
  }
});

it('lets the time that the reader takes go uncounted', async () => {
  const source = new PassThrough();
  const watch = watchSender(source, { silence: 20, bytesPerSecond: 1 });
  watch.wait();
  watch.rest(0);
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(source.destroyed).toBe(false);
});
