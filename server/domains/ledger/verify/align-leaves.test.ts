import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAligner, type Edit, type FoundLeaf } from './align-leaves.ts';
import { createEditLog } from './edit-log.ts';
import { nameEdits } from './findings.ts';

/** Leaves are told by a letter or a number here; a capital stands for something that was never logged. */
const leaf = (name: string | number) => Buffer.from(String(name).padEnd(32));

function align(
  logged: (string | number)[],
  rows: [number, string | number][],
  options: { chunk?: number; lookahead?: number } = {},
): Edit[] {
  const { chunk = 3, lookahead = 8 } = options;
  const aligner = createAligner(lookahead);
  const found: FoundLeaf[] = rows.map(([index, name]) => ({ index, leaf: leaf(name) }));
  const edits: Edit[] = [];
  for (let at = 0; at < Math.max(logged.length, found.length); at += chunk) {
    aligner.expect(logged.slice(at, at + chunk).map(leaf));
    aligner.find(found.slice(at, at + chunk));
    edits.push(...aligner.step());
  }
  aligner.endExpected();
  aligner.endFound();
  return [...edits, ...aligner.step()];
}

const told = (logged: (string | number)[], rows: [number, string | number][], options = {}) =>
  nameEdits(align(logged, rows, options), logged.length).map(({ kind, from, to }) => [kind, from, to]);
/** Rows numbered from 0 without a gap. */
const numbered = (names: (string | number)[]): [number, string | number][] => names.map((name, index) => [index, name]);

describe('a change of the log is named', () => {
  const log = [...'abcdefghij'];
  const cases: [string, [number, string | number][], unknown[]][] = [
    ['nothing changed', numbered(log), []],
    ['one altered', numbered([...'abcXefghij']), [['altered', 3, 3]]],
    ['neighbours altered', numbered([...'abcXYfghij']), [['altered', 3, 4]]],
    ['the first altered', numbered([...'Xbcdefghij']), [['altered', 0, 0]]],
    ['the last altered', numbered([...'abcdefghiX']), [['altered', 9, 9]]],
    ['one deleted, its number left open', numbered(log).filter(([index]) => index !== 4), [['missing', 4, 4]]],
    ['one deleted and the rest renumbered', numbered([...'abcdfghij']), [['missing', 4, 4]]],
    ['the first deleted and the rest renumbered', numbered([...'bcdefghij']), [['missing', 0, 0]]],
    ['three deleted and the rest renumbered', numbered([...'abfghij']), [['missing', 2, 4]]],
    ['one inserted and the rest renumbered', numbered([...'abXcdefghij']), [['inserted', 2, 2]]],
    ['one put before the first', numbered([...'Xabcdefghij']), [['inserted', 0, 0]]],
    ['one put after the last', numbered([...'abcdefghijX']), [['inserted', 10, 10]]],
    ['neighbours swapped', numbered([...'abdcefghij']), [['reordered', 2, 3]]],
    ['two far ones swapped', numbered([...'ahcdefgbij']), [['reordered', 1, 7]]],
    ['the last two swapped', numbered([...'abcdefghji']), [['reordered', 8, 9]]],
    ['one moved to the end', [...numbered(log).filter(([index]) => index !== 1), [10, 'b']], [['reordered', 1, 10]]],
    ['the tail cut off', numbered([...'abcdef']), [['truncated', 6, 9]]],
    ['all of it gone', [], [['truncated', 0, 9]]],
    [
      'only renumbered',
      numbered(log).map(([index, name]) => [index < 5 ? index : index + 2, name]),
      [['renumbered', 5, 7]],
    ],
    [
      'one altered, one deleted, one inserted',
      numbered([...'aXcefghYij']),
      [
        ['altered', 1, 1],
        ['missing', 3, 3],
        ['inserted', 7, 7],
      ],
    ],
    ['one replaced by a copy of another', numbered([...'abcdebghij']), [['altered', 5, 5]]],
  ];
  it.each(cases)('%s', (_, rows, expected) => {
    expect(told(log, rows)).toEqual(expected);
  });

  it('although entries with one and the same content stand side by side', () => {
    expect(told([...'abbbbcd'], numbered([...'abbbcd']))).toHaveLength(1);
    expect(told([...'abbbbcd'], numbered([...'abbXbcd']))).toEqual([['altered', 3, 3]]);
  });

  it('although more than the aligner looks ahead is gone, when the numbers show it', () => {
    const long = Array.from({ length: 100 }, (_, n) => n);
    expect(
      told(
        long,
        numbered(long).filter(([index]) => index < 20 || index >= 70),
      ),
    ).toEqual([['missing', 20, 69]]);
  });

  it('as one, although there are more differences than are kept whole', () => {
    const long = Array.from({ length: 100 }, (_, n) => n);
    const edits = createEditLog(5);
    edits.add(align(long, numbered(long.slice(0, 60))));
    expect(edits.named(100).map(({ kind, from, to }) => [kind, from, to])).toEqual([['truncated', 60, 99]]);
  });

  it('when everything was rewritten', () => {
    const long = Array.from({ length: 50 }, (_, n) => n);
    expect(told(long, numbered(long.map((n) => `X${n}`)))).toEqual([['altered', 0, 49]]);
  });
});

it('any one change of any log is found, and named where it was made', () => {
  const change = fc.record({
    size: fc.integer({ min: 2, max: 60 }),
    chunk: fc.integer({ min: 1, max: 20 }),
    what: fc.constantFrom('alter', 'delete', 'deleteShifting', 'insert', 'swap', 'truncate'),
    where: fc.nat(),
    other: fc.nat(),
  });
  fc.assert(
    fc.property(change, ({ size, chunk, what, where, other }) => {
      const log: (string | number)[] = Array.from({ length: size }, (_, n) => n);
      const at = where % size;
      const names = [...log];
      let rows: [number, string | number][];
      let expected: unknown[];
      if (what === 'alter') {
        names[at] = 'X';
        rows = numbered(names);
        expected = ['altered', at, at];
      } else if (what === 'delete') {
        rows = numbered(log).filter(([index]) => index !== at);
        expected = [at === size - 1 ? 'truncated' : 'missing', at, at];
      } else if (what === 'deleteShifting') {
        names.splice(at, 1);
        rows = numbered(names);
        expected = [at === size - 1 ? 'truncated' : 'missing', at, at];
      } else if (what === 'insert') {
        names.splice(at, 0, 'X');
        rows = numbered(names);
        expected = ['inserted', at, at];
      } else if (what === 'swap') {
        const second = (at + 1 + (other % (size - 1))) % size;
        [names[at], names[second]] = [names[second]!, names[at]!];
        rows = numbered(names);
        expected = ['reordered', Math.min(at, second), Math.max(at, second)];
      } else {
        rows = numbered(log).slice(0, at);
        expected = ['truncated', at, size - 1];
      }
      expect(told(log, rows, { chunk })).toEqual([expected]);
    }),
    { numRuns: 500 },
  );
});
