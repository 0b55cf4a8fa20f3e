export type CreditCodeFault = 'length' | 'characters' | 'organisationCheck' | 'checkCharacter';

export interface CreditCodeParts {
  /** 登记管理部门: 1 机构编制, 5 民政, 9 工商 … */
  department: string;
  /** 机构类别, within the department. */
  category: string;
  /** 登记管理机关行政区划, GB/T 2260. */
  division: string;
  /** 主体标识: the organisation code with its own check (GB 11714). */
  organisationCode: string;
}

// No I, O, S, V, Z: they are mistaken for digits and for U.
const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const organisationAlphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const organisationWeights = [3, 7, 9, 10, 5, 8, 4, 2];
const first16Shape = /^[0-9A-HJ-NP-RTUWXY]{2}\d{6}[0-9A-HJ-NP-RTUWXY]{8}$/;

/** The first fault of a unified social credit code (GB 32100, and GB 11714 for positions 9–17), or null. */
export function creditCodeFault(text: string): CreditCodeFault | null {
  if (text.length !== 18) return 'length';
  if (!first16Shape.test(text.slice(0, 16)) || !/^[0-9A-HJ-NP-RTUWXY]{2}$/.test(text.slice(16))) return 'characters';
  if (text[16] !== organisationCheck(text.slice(8, 16))) return 'organisationCheck';
  return text[17] === creditCheck(text.slice(0, 17)) ? null : 'checkCharacter';
}

/**
 * The credit code that begins with these 16 characters (department, category, division, the organisation code without
 * its check), with both checks computed. Throws RangeError when they are not such characters.
 */
export function completeCreditCode(first16: string): string {
  if (!first16Shape.test(first16)) throw new RangeError('Not the first 16 characters of a credit code');
  const first17 = first16 + organisationCheck(first16.slice(8));
  return first17 + creditCheck(first17);
}

/** What a credit code says of its organisation (GB 32100), or null when it has a fault. */
export function parseCreditCode(text: string): CreditCodeParts | null {
  if (creditCodeFault(text)) return null;
  return {
    department: text.charAt(0),
    category: text.charAt(1),
    division: text.slice(2, 8),
    organisationCode: text.slice(8, 17),
  };
}

function organisationCheck(first8: string): string {
  const sum = organisationWeights.reduce(
    (total, weight, place) => total + weight * organisationAlphabet.indexOf(first8.charAt(place)),
    0,
  );
  return '0X987654321'.charAt(sum % 11);
}

function creditCheck(first17: string): string {
  let sum = 0;
  let weight = 1;
  for (const character of first17) {
    sum += alphabet.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return alphabet.charAt((31 - (sum % 31)) % 31);
}
