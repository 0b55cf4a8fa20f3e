import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalFrame, canonicalJson, NotCanonical } from './canonical-json.ts';

describe('canonical JSON (RFC 8785)', () => {
  it('writes the example of section 3.2.2 as the RFC prints it', () => {
    const value = {
      numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it('orders names by UTF-16 code units, as in section 3.2.3', () => {
    const value = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 };
    expect(Object.values(JSON.parse(canonicalJson(value))).sort()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(canonicalJson(value)).toBe('{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}');
  });

  it.each([
    [-0, '0'],
    [1e21, '1e+21'],
    [2 ** 53 + 2, '9007199254740994'],
    [5e-324, '5e-324'],
    ['\u2028', '"\u2028"'],
    [[], '[]'],
    [{}, '{}'],
    [Object.create(null), '{}'],
    [JSON.parse('{"__proto__":1}'), '{"__proto__":1}'],
  ])('%j is written %s', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  it.each([
    ['$', undefined],
    ['$', Number.NaN],
    ['$', Number.POSITIVE_INFINITY],
    ['$', 1n],
    ['$', Symbol('s')],
    ['$.a', { a: undefined }],
    ['$.a[1]', { a: [1, () => 1] }],
    ['$[0]', new Array(1)],
    ['$["名"]', { 名: '\ud800' }],
    ['$["\\udc00"]', { '\udc00': 1 }],
    ['$.when', { when: new Date(0) }],
    ['$.bytes', { bytes: new Uint8Array(2) }],
    ['$', new Map()],
  ])('refuses what JSON cannot hold, and says where: %s', (path, value) => {
    const refused = () => canonicalJson(value);
    expect(refused).toThrow(NotCanonical);
    expect(refused).toThrow(expect.objectContaining({ path }));
  });

  it('refuses a value that contains itself', () => {
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    expect(() => canonicalJson(loop)).toThrow(NotCanonical);
  });

  it('is the same for equal values whatever the order of members, and reads back as the value', () => {
    const reversed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(reversed);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([name, member]) => [name, reversed(member)]),
      );
    };
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'grapheme' }), (raw) => {
        const value: unknown = JSON.parse(JSON.stringify(raw));
        const text = canonicalJson(value);
        expect(JSON.parse(text)).toEqual(value);
        expect(canonicalJson(reversed(value))).toBe(text);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
  });

  it('is the same by way of a frame, whichever members are open or left out', () => {
    const member = fc.record({ kind: fc.constantFrom('shared', 'open', 'left out'), value: fc.jsonValue() });
    fc.assert(
      fc.property(fc.dictionary(fc.string(), member), (members) => {
        const named = (...kinds: string[]) =>
          Object.entries(members).filter(([, { kind, value }]) => kinds.includes(kind) && value !== undefined);
        const valued = (entries: [string, { value: unknown }][]) =>
          Object.fromEntries(entries.map(([name, { value }]) => [name, value]));
        const open = named('open', 'left out');
        const write = canonicalFrame(
          valued(named('shared')),
          open.map(([name]) => name),
        );
        for (let time = 0; time < 2; time += 1) {
          const written = write(
            open.map(([, { kind, value }]) => (kind === 'open' ? canonicalJson(value) : undefined)),
          );
          expect(written).toBe(canonicalJson(valued(named('shared', 'open'))));
        }
      }),
    );
  });
});
