import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAdmission } from './admission.ts';

const overloaded = expect.objectContaining({ code: 'overloaded', details: { retryAfter: 1 } });

test('a crowd is turned away once it goes too slowly, and let in again when it goes fast', () => {
  let now = 0;
  const { enter } = createAdmission({ most: 100, crowd: 3, patience: 250, now: () => now });
  const leave = [enter(), enter(), enter()];
  // Nobody has left yet: how fast it goes is not known.
  expect(enter).toThrow(overloaded);
  for (const one of leave) {
    now += 100;
    one();
  }
  leave.push(enter(), enter(), enter());
  // Three in 200 ms: a fourth would wait 200 ms.
  leave.push(enter());
  // And a fifth 267 ms.
  expect(enter).toThrow(overloaded);
  for (const one of leave.slice(3, 6)) {
    now += 10;
    one();
  }
  for (let more = 0; more < 30; more += 1) enter();
});

test('few are let in however long they take: what holds them up is not their number', () => {
  let now = 0;
  const { enter } = createAdmission({ most: 100, crowd: 3, patience: 250, now: () => now });
  enter();
  now = 60_000;
  enter();
  enter();
  expect(enter).toThrow(overloaded);
});

test('no more are in hand than may be, however fast it goes', () => {
  const { enter } = createAdmission({ most: 2, crowd: 1, patience: 250, now: () => 0 });
  enter()();
  enter();
  const leave = enter();
  expect(enter).toThrow(overloaded);
  leave();
  enter();
});

test('it is empty when the last has left', async () => {
  const { enter, empty } = createAdmission({ most: 9, crowd: 9, patience: 1 });
  await empty();
  const leave = [enter(), enter()];
  let told = false;
  const waited = empty().then(() => (told = true));
  leave[0]!();
  await Promise.resolve();
  expect(told).toBe(false);
  leave[1]!();
  await waited;
});

test('however many ask of a server of any speed, whoever is let in is served within the patience, or the time of a crowd', () => {
  const [crowd, patience] = [50, 100];
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 100, maxLength: 600, size: 'max' }),
      (served, arriving) => {
        let now = 0;
        const { enter } = createAdmission({ most: 100_000, crowd, patience, now: () => now });
        const line: { since: number; leave(): void }[] = [];
        for (let step = 0; step < arriving.length || line.length > 0; step += 1) {
          for (let each = 0; each < (arriving[step] ?? 0); each += 1) {
            try {
              line.push({ since: now, leave: enter() });
            } catch (error) {
              expect(error).toEqual(overloaded);
            }
          }
          for (const one of line.splice(0, served)) {
            expect(now - one.since).toBeLessThanOrEqual(Math.max(patience, crowd / served) + 1);
            one.leave();
          }
          now += 1;
        }
      },
    ),
    { numRuns: 60 },
  );
});
