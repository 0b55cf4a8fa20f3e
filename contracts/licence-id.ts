import { creditCodeFault } from './credit-code.ts';

export type LicenceIdFault = 'shape' | 'typeCode' | 'issuer' | 'checkCharacter';

export interface LicenceIdParts {
  /** Credit code of the authority that defines the type, and three digits. */
  typeCode: string;
  /** Credit code of the issuer; some issuers write their division code (six digits). */
  issuer: string;
  serial: string;
  /** Three characters, 001 at first issue. */
  version: string;
}

const prefix = '1.2.156.3005.2';
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const shape = /^1\.2\.156\.3005\.2\.([0-9A-Z]{21})\.([0-9A-Z]{6,18})\.([0-9A-Z]{1,64})\.([0-9A-Z]{3})\.([0-9A-Z])$/;

/**
 * The identifier of an electronic licence (电子证照标识, GB/T 36904) with its check character. Throws RangeError when a
 * part is not what the standard asks.
 */
export function createLicenceIdentifier(parts: LicenceIdParts): string {
  const { typeCode, issuer, serial, version } = parts;
  const identifier = [
    prefix,
    typeCode,
    issuer,
    serial,
    version,
    checkCharacter(typeCode + issuer + serial + version),
  ].join('.');
  const fault = licenceIdFault(identifier);
  if (fault) throw new RangeError(`Not a licence identifier (${fault}): ${identifier}`);
  return identifier;
}

/** The first fault of a licence identifier (GB/T 36904), or null. */
export function licenceIdFault(text: string): LicenceIdFault | null {
  const match = shape.exec(text);
  if (!match) return 'shape';
  const [, typeCode = '', issuer = '', serial = '', version = '', check] = match;
  if (creditCodeFault(typeCode.slice(0, 18)) || !/^\d{3}$/.test(typeCode.slice(18))) return 'typeCode';
  if (creditCodeFault(issuer) && !/^\d{6}$/.test(issuer)) return 'issuer';
  return check === checkCharacter(typeCode + issuer + serial + version) ? null : 'checkCharacter';
}

/** The parts of a licence identifier, or null when it has a fault. */
export function parseLicenceId(text: string): LicenceIdParts | null {
  if (licenceIdFault(text)) return null;
  const [typeCode = '', issuer = '', serial = '', version = ''] = text.slice(prefix.length + 1).split('.');
  return { typeCode, issuer, serial, version };
}

/** ISO 7064 MOD 37,36 over digits and capital letters. */
function checkCharacter(text: string): string {
  let product = 36;
  for (const character of text) {
    product = (product + alphabet.indexOf(character)) % 36 || 36;
    product = (product * 2) % 37;
  }
  return alphabet.charAt((37 - product) % 36);
}
