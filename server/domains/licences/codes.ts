import { createHmac, randomBytes, randomInt } from 'node:crypto';
import { spokenAlphabet, spokenLength } from '../../../contracts/licence-codes.ts';
import type { Keys } from '../../platform/keys.ts';

/** Codes that one account may have open at once: enough for a page that renews them, not for a stock. */
export const openCodesLimit = 10;

/** Failed tries of one address or account within `triesMilliseconds` before it has to wait. */
export const triesLimit = 10;
export const triesMilliseconds = 10 * 60_000;

/** 192 random bits for the QR code, 40 for the voice: those hold a minute, and tries are counted. */
export function newCodes(): { code: string; spoken: string } {
  return {
    code: randomBytes(24).toString('base64url'),
    spoken: Array.from({ length: spokenLength }, () => spokenAlphabet[randomInt(spokenAlphabet.length)]).join(''),
  };
}

/** What is kept of a code, or of who tries one. Keyed: forty bits alone could be led back from a plain hash. */
export function codeDigest(keys: Pick<Keys, 'pseudonym'>, kind: 'code' | 'who', text: string): Buffer {
  return createHmac('sha256', keys.pseudonym).update(`licence-${kind}\0${text}`).digest();
}
