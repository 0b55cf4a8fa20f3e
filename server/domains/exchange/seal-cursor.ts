import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { DomainError } from '../../platform/domain-error.ts';
import type { Keys } from '../../platform/keys.ts';

const algorithm = 'aes-256-gcm';

/**
 * A cursor names a person's number, so it goes out sealed; it is good for the question that it was made for and for no
 * other. `question` is any text that tells one from another, `place` where the answer goes on.
 */
export function sealCursor(keys: Pick<Keys, 'cookies'>, question: string, place: object): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv(algorithm, cursorKey(keys), nonce).setAAD(Buffer.from(question));
  const sealed = Buffer.concat([cipher.update(JSON.stringify(place)), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** Throws `request-invalid` for a cursor that this node did not make for this question. */
export function openCursor<Place extends object>(keys: Pick<Keys, 'cookies'>, question: string, cursor: string): Place {
  try {
    const bytes = Buffer.from(cursor, 'base64url');
    const decipher = createDecipheriv(algorithm, cursorKey(keys), bytes.subarray(0, 12), { authTagLength: 16 })
      .setAAD(Buffer.from(question))
      .setAuthTag(bytes.subarray(12, 28));
    return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString()) as Place;
  } catch {
    throw new DomainError('request-invalid', { summary: 'cursor' });
  }
}

function cursorKey({ cookies }: Pick<Keys, 'cookies'>): Buffer {
  return Buffer.from(hkdfSync('sha256', cookies, '', 'legwork query cursor', 32));
}
