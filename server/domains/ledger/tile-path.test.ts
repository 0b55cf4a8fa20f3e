import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatTilePath, parseTilePath } from './tile-path.ts';

it.each([
  ['0', '000', { level: 0, index: 0 }],
  ['1', '017.p/5', { level: 1, index: 17, width: 5 }],
  ['0', 'x001/x234/067', { level: 0, index: 1234067 }],
  ['63', 'x001/000.p/255', { level: 63, index: 1000, width: 255 }],
])('tile/%s/%s is read as the specification has it', (level, rest, expected) => {
  expect(parseTilePath(level, rest)).toEqual(expected);
});

it.each([
  ['entries', '000'],
  ['00', '000'],
  ['64', '000'],
  ['-1', '000'],
  ['0', ''],
  ['0', '0'],
  ['0', '0000'],
  ['0', '001/000'],
  ['0', 'x000/001'],
  ['0', 'x001'],
  ['0', '000.p'],
  ['0', '000.p/0'],
  ['0', '000.p/05'],
  ['0', '000.p/256'],
  ['0', '000/'],
  ['0', 'x999/x999/x999/x999/x999/x999/999'],
])('tile/%s/%s is no address of a tile', (level, rest) => {
  expect(parseTilePath(level, rest)).toBeNull();
});

it('every tile has one address, which leads back to it', () => {
  const path = fc.record(
    { level: fc.integer({ min: 0, max: 63 }), index: fc.maxSafeNat(), width: fc.integer({ min: 1, max: 255 }) },
    { requiredKeys: ['level', 'index'] },
  );
  fc.assert(
    fc.property(path, (tile) => {
      const [level, ...rest] = formatTilePath(tile).split('/');
      expect(parseTilePath(level!, rest.join('/'))).toEqual(tile);
    }),
  );
});
