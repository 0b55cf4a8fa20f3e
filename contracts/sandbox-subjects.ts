import { completeCitizenId } from './citizen-id.ts';
import { completeCreditCode } from './credit-code.ts';

/** How many made-up subjects the sandbox knows of each kind. */
export const sandboxSubjectCount = 10;

/**
 * The made-up subjects of the sandbox, the same on every node. Their division 999999 is in no edition of GB/T 2260, so that no person's
 * or organisation's number can be among them; otherwise they are well formed (GB 11643, GB 32100). The last has no record.
 */
export function sandboxSubjects(kind: 'person' | 'organisation' | 'none' | null): string[] {
  return Array.from({ length: sandboxSubjectCount }, (_, n) => {
    if (kind === 'organisation') return completeCreditCode(`91999999MA99999${n}`);
    if (kind !== 'person') return `SANDBOX-${n}`;
    // Older and younger, women and men.
    return completeCitizenId(`999999${1950 + 8 * n}0${1 + (n % 9)}1${n}00${n}`);
  });
}
