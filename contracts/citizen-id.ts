import { isCalendarDate } from './working-days.ts';

export type CitizenIdFault = 'length' | 'characters' | 'birthDate' | 'checkDigit';

export interface CitizenIdParts {
  /** Division code (GB/T 2260) at the time the number was given; it may be historical. */
  division: string;
  /** YYYY-MM-DD */
  birthDate: string;
  sex: 'male' | 'female';
}

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** A citizen ID number as people type it: blanks around it and a small x at its end are set right, nothing else. */
export function normaliseCitizenId(text: string): string {
  return text.trim().replace(/x$/, 'X');
}

/**
 * The first fault of a citizen ID number (GB 11643), or null. The division prefix is never refused: numbers keep the
 * code of a county that has since been renamed or merged.
 */
export function citizenIdFault(text: string): CitizenIdFault | null {
  if (text.length !== 18) return 'length';
  if (!/^\d{17}[\dX]$/.test(text)) return 'characters';
  if (!isCalendarDate(birthDateOf(text))) return 'birthDate';
  return text === completeCitizenId(text.slice(0, 17)) ? null : 'checkDigit';
}

/** The 17 digits with their check digit (GB 11643, ISO 7064 MOD 11-2). Throws RangeError when they are not 17 digits. */
export function completeCitizenId(first17: string): string {
  if (!/^\d{17}$/.test(first17)) throw new RangeError('Not the first 17 digits of a citizen ID number');
  const sum = weights.reduce((total, weight, place) => total + weight * Number(first17[place]), 0);
  return first17 + '10X98765432'[sum % 11];
}

/** What a citizen ID number says of its holder (GB 11643), or null when it has a fault. */
export function parseCitizenId(text: string): CitizenIdParts | null {
  if (citizenIdFault(text)) return null;
  return {
    division: text.slice(0, 6),
    birthDate: birthDateOf(text),
    sex: Number(text[16]) % 2 === 1 ? 'male' : 'female',
  };
}

/** A citizen ID number with its first and last character, the rest stars, as government pages show it. */
export function maskCitizenId(text: string): string {
  return text.length < 3 ? '*'.repeat(text.length) : text[0] + '*'.repeat(text.length - 2) + text.at(-1);
}

/**
 * Whether a text holds what may be a citizen ID number, whatever its check digit: a mistyped number still leads to its
 * owner. Full-width digits, and blanks between groups of digits that would make a number with a date of birth, hide none.
 */
export function holdsCitizenId(text: string): boolean {
  const plain = text.normalize('NFKC');
  if (/(?<!\d)\d{17}[\dXx](?!\d)/.test(plain)) return true;
  const joined = plain.replace(/(?<=\d)\s+(?=[\dXx])/g, '');
  return /(?<!\d)\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)/.test(joined);
}

function birthDateOf(text: string): string {
  return `${text.slice(6, 10)}-${text.slice(10, 12)}-${text.slice(12, 14)}`;
}
