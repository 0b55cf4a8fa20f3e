import { expect, it } from 'vitest';
import { layOut } from './flow-layout.ts';

const streams = [
  { from: 'a', to: 'x', amount: 30 },
  { from: 'a', to: 'y', amount: 10 },
  { from: 'b', to: 'y', amount: 60 },
];

it('the largest end stands first, and no two overlap', () => {
  const { ends, height } = layOut(streams, 600);
  for (const side of ['from', 'to'] as const) {
    const column = ends.filter((end) => end.side === side);
    expect(column.map(({ id }) => id)).toEqual(side === 'from' ? ['b', 'a'] : ['y', 'x']);
    for (const [place, end] of column.entries()) {
      if (place > 0) expect(end.y).toBeGreaterThan(column[place - 1]!.y + column[place - 1]!.height);
      expect(end.y + end.height).toBeLessThanOrEqual(height);
    }
  }
});

it('an end is as tall as what flows through it, and its amount is the sum', () => {
  const { ends } = layOut(streams, 600);
  const end = (id: string) => ends.find((each) => each.id === id)!;
  expect(end('a').amount).toBe(40);
  expect(end('b').height / end('a').height).toBeCloseTo(1.5, 5);
  expect(end('y').height / end('x').height).toBeCloseTo(70 / 30, 5);
});

it('what is very small beside the rest is still seen', () => {
  const { ends } = layOut([...streams, { from: 'c', to: 'z', amount: 0 }], 600);
  expect(ends.find(({ id }) => id === 'c')!.height).toBeGreaterThanOrEqual(3);
});

it('nothing makes an empty drawing', () => {
  expect(layOut([], 600)).toEqual({ ends: [], streams: [], height: 0 });
});
