import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completeCreditCode, creditCodeFault, parseCreditCode } from './credit-code.ts';

const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const first16 = fc.stringMatching(/^[0-9A-HJ-NP-RTUWXY]{2}\d{6}[0-9A-HJ-NP-RTUWXY]{8}$/);

describe('unified social credit code (GB 32100)', () => {
  it.each([
    ['91350100M000100Y43', null],
    ['11100000000013338W', null],
    ['11430000006122244L', null],
    ['91350100M000100Y44', 'checkCharacter'],
    ['91350100M000100Y53', 'organisationCheck'],
    ['91350100M000100243', 'organisationCheck'],
    ['91350100M000100143', 'checkCharacter'],
    ['91350100m000100Y43', 'characters'],
    ['9135010OM000100Y43', 'characters'],
    ['91350100I000100Y43', 'characters'],
    ['9135010AM000100Y43', 'characters'],
    ['91350100M000100Y4', 'length'],
    ['91350100M000100Y43 ', 'length'],
    ['', 'length'],
  ])('%s has the fault %s', (text, fault) => {
    expect(creditCodeFault(text)).toBe(fault);
  });

  it('satisfies both checks as their standards define them', () => {
    fc.assert(
      fc.property(first16, (first) => {
        const code = completeCreditCode(first);
        expect(code.startsWith(first)).toBe(true);
        expect(creditCodeFault(code)).toBeNull();
        const sum = [...code].reduce(
          (total, character, place) => total + alphabet.indexOf(character) * Number(3n ** BigInt(place) % 31n),
          0,
        );
        // The check character has weight 1, not 3^17.
        const check = alphabet.indexOf(code.charAt(17));
        expect((sum - check * Number(3n ** 17n % 31n) + check) % 31).toBe(0);
        const weights = [3, 7, 9, 10, 5, 8, 4, 2, 1];
        const organisation = [...code.slice(8, 17)].map((character) => Number.parseInt(character, 36));
        const last = code[16] === 'X' ? 10 : Number(code[16]);
        const organisationSum = organisation
          .slice(0, 8)
          .reduce((total, value, place) => total + value * weights[place]!, last);
        expect(organisationSum % 11).toBe(0);
      }),
    );
  });

  it('is refused with any one character changed', () => {
    fc.assert(
      fc.property(first16, fc.nat(17), fc.integer({ min: 1, max: 30 }), (first, place, step) => {
        const code = completeCreditCode(first);
        const changed = alphabet.charAt((alphabet.indexOf(code.charAt(place)) + step) % 31);
        expect(creditCodeFault(code.slice(0, place) + changed + code.slice(place + 1))).not.toBeNull();
      }),
    );
  });

  it('tells department, category, division and organisation code', () => {
    expect(parseCreditCode('91350100M000100Y43')).toEqual({
      department: '9',
      category: '1',
      division: '350100',
      organisationCode: 'M000100Y4',
    });
    expect(parseCreditCode('91350100M000100Y44')).toBeNull();
  });

  it('is completed only from sixteen characters of its alphabet', () => {
    expect(() => completeCreditCode('91350100M000100')).toThrow(RangeError);
    expect(() => completeCreditCode('9135010XM000100Y')).toThrow(RangeError);
    expect(() => completeCreditCode('91350100S000100Y')).toThrow(RangeError);
  });
});
