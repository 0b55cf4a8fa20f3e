import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatResourceCode, parseResourceCode, resourceCodeFromPath, resourceCodeToPath } from './resource-code.ts';

const classification = fc.stringMatching(/^[123]\d{5,9}$/);

describe('resource code (发改高技术〔2017〕1272号)', () => {
  it.each([
    [
      '307001/000001',
      { classification: '307001', kind: '3', group: '07', subgroup: '001', detail: '', sequence: '000001' },
    ],
    [
      '10100212/7',
      { classification: '10100212', kind: '1', group: '01', subgroup: '002', detail: '12', sequence: '7' },
    ],
    ['407001/000001', null],
    ['30700/000001', null],
    ['307001/', null],
    ['307001-000001', null],
    ['307001/00a001', null],
    ['307001/000001/1', null],
    ['３07001/000001', null],
    ['', null],
  ])('%s is read as %j', (text, parts) => {
    expect(parseResourceCode(text)).toEqual(parts);
  });

  it('is read back as it was written, in text and in a URL', () => {
    fc.assert(
      fc.property(classification, fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (classes, sequence) => {
        const code = formatResourceCode(classes, sequence);
        const parts = parseResourceCode(code);
        expect(parts?.classification).toBe(classes);
        expect(Number(parts?.sequence)).toBe(sequence);
        const path = resourceCodeToPath(code);
        expect(encodeURIComponent(path)).toBe(path);
        expect(resourceCodeFromPath(path)).toBe(code);
      }),
    );
  });

  it('is written with six digits at least', () => {
    expect(formatResourceCode('307001', 1)).toBe('307001/000001');
    expect(formatResourceCode('307001', 1234567)).toBe('307001/1234567');
  });

  it.each([
    ['30700', 1],
    ['907001', 1],
    ['307001', 0],
    ['307001', 1.5],
    ['307001', Number.NaN],
  ])('is not made of class %s and number %d', (classes, sequence) => {
    expect(() => formatResourceCode(classes, sequence)).toThrow(RangeError);
  });

  it.each(['307001/000001', '307001-00-01', '307001', '307001-', '../000001'])(
    '%s in a URL names no resource',
    (path) => {
      expect(resourceCodeFromPath(path)).toBeNull();
    },
  );

  it('goes into a URL only when it is one', () => {
    expect(() => resourceCodeToPath('../etc')).toThrow(RangeError);
  });
});
