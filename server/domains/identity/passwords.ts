import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { DomainError } from '../../platform/domain-error.ts';

// Argon2id (the library's default) with OWASP's first choice: 19 MiB, two passes, one lane.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Shortest password, characters. */
export const passwordMinimum = 10;

/**
 * Throws `password-weak` for one that is guessed first: too short, the username, one character throughout, digits in order.
 * No rule on kinds of characters: length is what counts (NIST SP 800-63B 3.1.1.2).
 */
export function requireSound(password: string, username: string): void {
  const text = password.normalize('NFKC').toLowerCase();
  const letters = [...text];
  const monotonous = letters.every((letter) => letter === letters[0]);
  const inOrder = '01234567890123456789'.includes(text) || '98765432109876543210'.includes(text);
  if (letters.length < passwordMinimum || text === username || monotonous || inOrder) {
    throw new DomainError('password-weak', { limit: passwordMinimum });
  }
}

/** A password that a program makes and a person is shown once: 96 random bits. */
export function newPassword(): string {
  return randomBytes(12).toString('base64url');
}

let decoy: Promise<string> | undefined;

/** A password as kept: argon2id in PHC form. Unicode is brought to NFKC, so that input methods do not matter. */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), cost);
}

/** Whether a password fits its hash. Without a usable hash it costs the same time and does not fit. */
export async function passwordFits(password: string, passwordHash: string | null): Promise<boolean> {
  decoy ??= hashPassword(randomBytes(16).toString('base64'));
  const usable = passwordHash?.startsWith('$argon2id$') ? passwordHash : null;
  const fits = await verify(usable ?? (await decoy), password.normalize('NFKC'));
  return fits && usable !== null;
}
