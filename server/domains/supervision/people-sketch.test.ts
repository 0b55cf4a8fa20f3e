import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { addPerson, countPeople, emptySketch, mergeInto } from './people-sketch.ts';

const digest = (name: string) => createHash('sha256').update(name).digest().readBigUInt64BE() >> 1n;
const sketchOf = (from: number, to: number) => {
  const sketch = emptySketch();
  for (let n = from; n < to; n += 1) addPerson(sketch, digest(`person ${n}`));
  return sketch;
};

it.each([0, 1, 3, 20])('%i people are counted as they are', (count) => {
  expect(countPeople(sketchOf(0, count))).toBe(count);
});

it.each([500, 5000, 200_000])('%i people are counted within a tenth', (count) => {
  const counted = countPeople(sketchOf(0, count));
  expect(Math.abs(counted - count) / count).toBeLessThan(0.1);
});

it('someone who comes again is not counted again, nor on another day', () => {
  const both = sketchOf(0, 300);
  mergeInto(both, sketchOf(200, 400));
  mergeInto(both, sketchOf(0, 400));
  expect(both).toEqual(sketchOf(0, 400));
});

it('digests of nothing but zeros or ones have a rank within the register', () => {
  const sketch = emptySketch();
  addPerson(sketch, 0n);
  addPerson(sketch, 2n ** 63n - 1n);
  expect([sketch[0], sketch[1023]]).toEqual([54, 1]);
});
