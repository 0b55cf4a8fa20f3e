import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completeCreditCode } from './credit-code.ts';
import { createLicenceIdentifier, type LicenceIdParts, licenceIdFault, parseLicenceId } from './licence-id.ts';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const creditCode = fc.stringMatching(/^[0-9A-HJ-NP-RTUWXY]{2}\d{6}[0-9A-HJ-NP-RTUWXY]{8}$/).map(completeCreditCode);
const parts: fc.Arbitrary<LicenceIdParts> = fc.record({
  typeCode: fc.tuple(creditCode, fc.stringMatching(/^\d{3}$/)).map(([authority, digits]) => authority + digits),
  issuer: fc.oneof(creditCode, fc.stringMatching(/^\d{6}$/)),
  serial: fc.stringMatching(/^[0-9A-Z]{1,20}$/),
  version: fc.stringMatching(/^\d{3}$/),
});

describe('licence identifier (GB/T 36904)', () => {
  it.each([
    ['1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U', null],
    ['1.2.156.3005.2.11100000MB03271699022.340100.000000016.001.9', null],
    ['1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.V', 'checkCharacter'],
    ['1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000404.001.U', 'checkCharacter'],
    ['1.2.156.3005.2.11100000000013339W011.11430000006122244L.20230000403.001.U', 'typeCode'],
    ['1.2.156.3005.2.11100000000013338WA11.11430000006122244L.20230000403.001.U', 'typeCode'],
    ['1.2.156.3005.2.11100000000013338W011.11430000006122244M.20230000403.001.U', 'issuer'],
    ['1.2.156.3005.2.11100000000013338W011.34010.20230000403.001.U', 'shape'],
    ['1.2.156.3005.2.11100000000013338W011.11430000006122244L..001.U', 'shape'],
    ['1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.u', 'shape'],
    ['1.2.156.3005.1.11100000000013338W011.11430000006122244L.20230000403.001.U', 'shape'],
    ['11100000000013338W011.11430000006122244L.20230000403.001.U', 'shape'],
    ['', 'shape'],
  ])('%s has the fault %s', (text, fault) => {
    expect(licenceIdFault(text)).toBe(fault);
  });

  it('is read back as it was built, with the check of ISO 7064 MOD 37,36', () => {
    fc.assert(
      fc.property(parts, (given) => {
        const identifier = createLicenceIdentifier(given);
        expect(licenceIdFault(identifier)).toBeNull();
        expect(parseLicenceId(identifier)).toEqual(given);
        // The standard's definition of validity: the pure system's sum over all characters ends at 1 modulo 36.
        const values = [
          ...Object.values([given.typeCode, given.issuer, given.serial, given.version]).join(''),
          identifier.at(-1)!,
        ];
        let product = 36;
        for (const character of values.slice(0, -1))
          product = (((product + alphabet.indexOf(character)) % 36 || 36) * 2) % 37;
        expect((product + alphabet.indexOf(values.at(-1)!)) % 36).toBe(1);
      }),
    );
  });

  it('is refused with any one character of its serial changed', () => {
    fc.assert(
      fc.property(parts, fc.nat(), fc.integer({ min: 1, max: 35 }), (given, at, step) => {
        const identifier = createLicenceIdentifier(given);
        const place = identifier.length - 6 - (at % given.serial.length) - 1;
        const changed = alphabet.charAt((alphabet.indexOf(identifier.charAt(place)) + step) % 36);
        expect(licenceIdFault(identifier.slice(0, place) + changed + identifier.slice(place + 1))).toBe(
          'checkCharacter',
        );
      }),
    );
  });

  it('is not built of parts that the standard does not allow, nor read from a faulty text', () => {
    const good = {
      typeCode: '11100000000013338W011',
      issuer: '11430000006122244L',
      serial: '20230000403',
      version: '001',
    };
    expect(createLicenceIdentifier(good).endsWith('.001.U')).toBe(true);
    for (const bad of [
      { typeCode: '11100000000013338W' },
      { issuer: '11430000006122244M' },
      { serial: '2023-1' },
      { version: '1' },
    ]) {
      expect(() => createLicenceIdentifier({ ...good, ...bad })).toThrow(RangeError);
    }
    expect(parseLicenceId('1.2.156.3005.2')).toBeNull();
  });
});
