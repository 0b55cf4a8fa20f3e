import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completeCreditCode } from './credit-code.ts';
import { formatServiceCode, parseServiceCode, type ServiceCodeParts, serviceCodeFault } from './service-code.ts';

const agency = '11430000006122244L';
const parts: fc.Arbitrary<ServiceCodeParts> = fc.record({
  agency: fc.stringMatching(/^[0-9A-HJ-NP-RTUWXY]{2}\d{6}[0-9A-HJ-NP-RTUWXY]{8}$/).map(completeCreditCode),
  level: fc.integer({ min: 1, max: 7 }),
  basicCode: fc.stringMatching(/^[0-9A-Z]{12}$/),
  businessItem: fc.option(fc.stringMatching(/^\d{2}$/)),
});

describe('code of a service item (GB/T 39046)', () => {
  it.each([
    [`${agency}3002014102001`, null],
    [`${agency}300201410200101`, null],
    [`${agency}30020141020010`, 'length'],
    [`${agency}3002014102001012`, 'length'],
    ['', 'length'],
    ['11430000006122244M3002014102001', 'agency'],
    [`${agency}0002014102001`, 'level'],
    [`${agency}8002014102001`, 'level'],
    [`${agency}300201410200a`, 'basicCode'],
    [`${agency}3002014102001A1`, 'businessItem'],
  ])('%s has the fault %s', (text, fault) => {
    expect(serviceCodeFault(text)).toBe(fault);
  });

  it('is read back as it was written', () => {
    fc.assert(
      fc.property(parts, (given) => {
        const code = formatServiceCode(given);
        expect(code).toHaveLength(given.businessItem === null ? 31 : 33);
        expect(parseServiceCode(code)).toEqual(given);
      }),
    );
  });

  it('is not written from parts that have a fault', () => {
    const good = { agency, level: 3, basicCode: '002014102001', businessItem: null };
    for (const bad of [
      { agency: '1' },
      { level: 8 },
      { level: 10, basicCode: '02014102001' },
      { basicCode: '' },
      { businessItem: '1' },
    ]) {
      expect(() => formatServiceCode({ ...good, ...bad })).toThrow(RangeError);
    }
    expect(parseServiceCode('x')).toBeNull();
  });
});
