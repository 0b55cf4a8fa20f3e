import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  citizenIdFault,
  completeCitizenId,
  holdsCitizenId,
  maskCitizenId,
  normaliseCitizenId,
  parseCitizenId,
} from './citizen-id.ts';

const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`));
const birthDate = fc
  .date({ min: new Date('1900-01-01T00:00:00Z'), max: new Date('2099-12-31T00:00:00Z'), noInvalidDate: true })
  .map((instant) => instant.toISOString().slice(0, 10));
const first17 = fc
  .tuple(digits(6), birthDate, digits(3))
  .map(([division, birth, order]) => division + birth.replaceAll('-', '') + order);

describe('citizen ID number (GB 11643)', () => {
  it.each([
    ['11010519491231002X', null],
    ['440524188001010014', null],
    [completeCitizenId('52990020240229001'), null],
    ['11010519491231002x', 'characters'],
    ['110105194912310021', 'checkDigit'],
    ['11010519491231002', 'length'],
    ['110105194912310021X', 'length'],
    ['1101051949123100２X', 'characters'],
    ['X1010519491231002X', 'characters'],
    [' 1010519491231002X', 'characters'],
    ['', 'length'],
    [completeCitizenId('11010520230229002'), 'birthDate'],
    [completeCitizenId('11010519001301002'), 'birthDate'],
    [completeCitizenId('11010519000229002'), 'birthDate'],
    [completeCitizenId('11010500000101002'), 'birthDate'],
  ])('%s has the fault %s', (text, fault) => {
    expect(citizenIdFault(text)).toBe(fault);
  });

  it('has a check digit by which the weighted sum of all eighteen is 1 modulo 11', () => {
    fc.assert(
      fc.property(first17, (first) => {
        const id = completeCitizenId(first);
        expect(citizenIdFault(id)).toBeNull();
        const values = [...id].map((character) => (character === 'X' ? 10 : Number(character)));
        const sum = values.reduce((total, value, place) => total + value * 2 ** (17 - place), 0);
        expect(sum % 11).toBe(1);
      }),
    );
  });

  it('is refused with any one digit changed, or two unlike neighbours swapped', () => {
    fc.assert(
      fc.property(first17, fc.nat(16), fc.integer({ min: 1, max: 9 }), (first, place, step) => {
        const id = completeCitizenId(first);
        const changed = String((Number(id[place]) + step) % 10);
        expect(citizenIdFault(id.slice(0, place) + changed + id.slice(place + 1))).not.toBeNull();
        const swapped = id.slice(0, place) + id[place + 1] + id[place] + id.slice(place + 2);
        if (swapped !== id) expect(citizenIdFault(swapped)).not.toBeNull();
      }),
    );
  });

  it('tells division, birth date and sex', () => {
    expect(parseCitizenId('11010519491231002X')).toEqual({
      division: '110105',
      birthDate: '1949-12-31',
      sex: 'female',
    });
    expect(parseCitizenId('440524188001010014')).toEqual({ division: '440524', birthDate: '1880-01-01', sex: 'male' });
    expect(parseCitizenId('110105194912310021')).toBeNull();
  });

  it('is completed only from seventeen digits', () => {
    expect(() => completeCitizenId('1101051949123100')).toThrow(RangeError);
    expect(() => completeCitizenId('1101051949123100X')).toThrow(RangeError);
  });

  it('is normalised from a small x and blanks, and nothing else', () => {
    expect(normaliseCitizenId(' 11010519491231002x\n')).toBe('11010519491231002X');
    expect(normaliseCitizenId('x1')).toBe('x1');
  });

  it('is found in a text as people write it, mistyped, in full-width digits or in groups', () => {
    for (const text of [
      '见11010519491231002X。',
      '110105194912310029',
      '１１０１０５１９４９１２３１００２Ｘ',
      '110105 19491231 002x',
    ])
      expect(holdsCitizenId(text)).toBe(true);
  });

  it('is not seen in other numbers: a case, a phone, a longer run', () => {
    for (const text of ['330100-20261124-0001', '13800000000', '1101051949123100212', '第 809 号 2025 年 8 月 1 日'])
      expect(holdsCitizenId(text)).toBe(false);
  });

  it('is shown with its first and last character only', () => {
    expect(maskCitizenId('11010519491231002X')).toBe(`1${'*'.repeat(16)}X`);
    expect(maskCitizenId('12')).toBe('**');
  });
});
