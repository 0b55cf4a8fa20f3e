import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Item, ItemType } from '../../../contracts/catalogue.ts';
import { citizenIdFault, completeCitizenId } from '../../../contracts/citizen-id.ts';
import { type CellFault, cellCheck } from './validate-cell.ts';
import { rowCheck } from './validate-row.ts';

const codes = new Map([['sex', new Set(['1', '2'])]]);
type Rule = Partial<Pick<Item, 'length' | 'precision' | 'codeList' | 'check' | 'element'>>;
const check = (type: ItemType, rule: Rule = {}) =>
  cellCheck({ type, length: null, precision: null, codeList: null, check: null, element: null, ...rule }, codes);
const id = '11010519491231002X';

const taken: [string, ItemType, Rule, string, string][] = [
  ['text as it stands', 'C', {}, ' 张 三\n', ' 张 三\n'],
  ['length in characters, not in code units', 'C', { length: 2 }, '𠮷𠮷', '𠮷𠮷'],
  ['a code of its list', 'C', { codeList: 'sex' }, '1', '1'],
  ['a code between blanks', 'C', { codeList: 'sex' }, ' 2 ', '2'],
  ['a citizen ID number', 'C', { check: 'citizenId' }, id, id],
  ['a small x, written as the standard has it', 'C', { check: 'citizenId' }, id.toLowerCase(), id],
  ['a credit code', 'C', { check: 'creditCode' }, '91350100M000100Y43', '91350100M000100Y43'],
  ['a decimal', 'N', { length: 5, precision: 2 }, '-123.45', '-123.45'],
  ['zeros before a decimal', 'N', { length: 5, precision: 2 }, '000123.40', '000123.40'],
  ['money', 'Y', {}, '0.05', '0.05'],
  ['a whole number, in one form', 'I', {}, '+007', '7'],
  ['minus nought', 'I', {}, '-0', '0'],
  ['the largest whole number that JSON carries', 'I', {}, '9007199254740991', '9007199254740991'],
  ['a double', 'B', {}, '1.5e3', '1500'],
  ['a double that vanishes', 'F', {}, '1e-400', '0'],
  ['a day', 'D', {}, '2024-02-29', '2024-02-29'],
  ['the 29 February of a century divisible by 400', 'D', {}, '2000-02-29', '2000-02-29'],
  ['a day with slashes', 'D', {}, '2024/2/9', '2024-02-09'],
  ['a day without separators', 'D', {}, '20240209', '2024-02-09'],
  ['a day in Chinese', 'D', {}, '2024年2月9日', '2024-02-09'],
  ['a time of Asia/Shanghai when it says no other', 'T', {}, '2024-02-09 8:05', '2024-02-09 08:05:00+08:00'],
  ['a time with its offset', 'T', {}, '2024-02-09T08:05:06.789Z', '2024-02-09 08:05:06.789Z'],
  ['a day as a time', 'T', {}, '2024-02-09', '2024-02-09 00:00:00+08:00'],
  ['是', 'L', {}, '是', 't'],
  ['N', 'L', {}, 'N', 'f'],
  [
    'a place',
    'G',
    { element: 'geometry' },
    '{"type":"Point","coordinates":[1,2]}',
    '{"type":"Point","coordinates":[1,2]}',
  ],
  ['FALSE', 'L', {}, 'FALSE', 'f'],
];

const refused: [string, ItemType, Rule, string, CellFault['reason']][] = [
  ['text too long', 'C', { length: 2 }, '张三李', 'tooLong'],
  ['long text too long', 'M', { length: 2 }, '张三李', 'tooLong'],
  ['text that is no place', 'G', { element: 'geometry' }, '天府广场', 'notAGeometry'],
  [
    'latitude before longitude',
    'M',
    { element: 'geometry' },
    '{"type":"Point","coordinates":[30,104]}',
    'notAGeometry',
  ],
  ['a code of no list', 'C', { codeList: 'sex' }, '3', 'codeUnknown'],
  ['a wrong check digit', 'C', { check: 'citizenId' }, '110105194912310021', 'citizenId'],
  ['a citizen ID number too short', 'C', { check: 'citizenId' }, id.slice(0, 15), 'citizenId'],
  [
    'a citizen ID number of a 29 February that never was',
    'C',
    { check: 'citizenId' },
    completeCitizenId('11010520230229002'),
    'citizenId',
  ],
  ['a wrong credit code', 'C', { check: 'creditCode' }, '91350100M000100Y44', 'creditCode'],
  ['no number', 'N', {}, '12a', 'notANumber'],
  ['a number with separators', 'N', {}, '1,234', 'notANumber'],
  ['a number in exponents', 'N', {}, '1e5', 'notANumber'],
  ['NaN', 'N', {}, 'NaN', 'notANumber'],
  ['a point without digits', 'N', {}, '5.', 'notANumber'],
  ['too many digits', 'N', { length: 5, precision: 2 }, '1234.5', 'tooManyDigits'],
  ['too many decimals', 'N', { length: 5, precision: 2 }, '1.234', 'tooManyDecimals'],
  ['a tenth of a cent', 'Y', {}, '1.001', 'tooManyDecimals'],
  ['money without end', 'Y', {}, '1'.repeat(19), 'tooManyDigits'],
  ['a fraction', 'I', {}, '1.0', 'notAnInteger'],
  ['a sign alone', 'I', {}, '-', 'notAnInteger'],
  ['a whole number that JSON would round', 'I', {}, '9007199254740993', 'outOfRange'],
  ['a whole number too long', 'I', { length: 2 }, '100', 'tooManyDigits'],
  ['Infinity', 'B', {}, 'Infinity', 'notANumber'],
  ['a double out of range', 'B', {}, '1e400', 'outOfRange'],
  ['29 February of a common year', 'D', {}, '2023-02-29', 'noSuchDay'],
  ['29 February of 1900', 'D', {}, '1900-02-29', 'noSuchDay'],
  ['a thirteenth month', 'D', {}, '2023-13-01', 'noSuchDay'],
  ['year nought', 'D', {}, '0000-01-01', 'noSuchDay'],
  ['a day the other way round', 'D', {}, '31-01-2023', 'notADate'],
  ['mixed separators', 'D', {}, '2023-1/2', 'notADate'],
  ['a time as a day', 'D', {}, '2023-01-01 00:00:00', 'notADate'],
  ['the 25th hour', 'T', {}, '2023-01-01 24:00:00', 'notATime'],
  ['a time on no day', 'T', {}, '2023-02-29 10:00', 'noSuchDay'],
  ['an offset that no place has', 'T', {}, '2023-01-01 10:00:00+19:00', 'notATime'],
  ['perhaps', 'L', {}, '也许', 'notLogical'],
];

describe('a cell', () => {
  test.each(taken)('is taken: %s', (_, type, rule, cell, value) => {
    expect(check(type, rule)(cell)).toBe(value);
  });

  test.each(refused)('is refused: %s', (_, type, rule, cell, reason) => {
    expect(check(type, rule)(cell)).toMatchObject({ reason });
  });

  test('the fast check of citizen ID numbers agrees with the standard’s', () => {
    const fast = check('C', { check: 'citizenId' });
    const digits = fc
      .array(fc.integer({ min: 0, max: 9 }), { minLength: 17, maxLength: 17 })
      .map((all) => all.join(''));
    const birthday = fc.date({ min: new Date('1900-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
    const plausible = fc
      .tuple(fc.integer({ min: 100000, max: 999999 }), birthday, fc.integer({ min: 100, max: 999 }))
      .map(([region, day, serial]) => `${region}${day.toISOString().slice(0, 10).replaceAll('-', '')}${serial}`);
    const any = fc.oneof(
      fc.string({ maxLength: 20 }),
      fc
        .tuple(fc.oneof(digits, plausible), fc.constantFrom(...'0123456789X'))
        .map(([seventeen, last]) => seventeen + last),
      fc.oneof(digits, plausible).map(completeCitizenId),
    );
    fc.assert(
      fc.property(any, (text) => {
        const trimmed = text.trim();
        fc.pre(!trimmed.endsWith('x'));
        expect(typeof fast(text) === 'string').toBe(citizenIdFault(trimmed) === null);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a row', () => {
  const item = (code: string, type: ItemType, required: boolean) => ({
    code,
    type,
    required,
    length: null,
    precision: null,
    codeList: null,
    check: null,
    element: null,
  });
  const row = rowCheck([item('a', 'C', true), item('b', 'I', false)], [2, 0], 3, codes);

  test('gives its values in the order of the items, whatever the order of the columns', () => {
    const values: string[] = [];
    expect(row(['07', 'extra', '甲'], values)).toBeNull();
    expect(values).toEqual(['甲', '7']);
  });

  test('lists all its faults', () => {
    expect(row(['x', '', '  '], [])).toEqual([
      { item: 'a', reason: 'required' },
      { item: 'b', reason: 'notAnInteger' },
    ]);
  });

  test('an optional cell of blanks holds nothing', () => {
    const values: string[] = [];
    expect(row([' ', '', '甲'], values)).toBeNull();
    expect(values[1]).toBe('');
  });

  test('of another width than the header is at fault as a whole', () => {
    expect(row(['1', '甲'], [])).toEqual([{ item: '', reason: 'cellCount', details: { found: 2, wanted: 3 } }]);
  });
});
