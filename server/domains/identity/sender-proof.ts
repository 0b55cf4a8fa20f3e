import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } from 'jose';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';

/** How old a proof may be, and how far ahead its clock, seconds. */
const patience = 60;
const maxRemembered = 100_000;

/**
 * Holds a request against the key that its token is bound to (DPoP, RFC 9449 §4.3): the header `DPoP` is a fresh proof, for
 * this method and address and this token, signed with that key, and used once in this process. A token that was stolen
 * without its key is then worth nothing. Throws `token-proof-wrong`.
 */
export function senderProofs(
  platform: Platform,
): (request: FastifyRequest, token: string, jkt: string) => Promise<void> {
  // By when each was used, the earliest first.
  const used = new Map<string, number>();
  return async (request, token, jkt) => {
    const { dpop } = request.headers;
    const now = platform.now();
    try {
      if (typeof dpop !== 'string') throw new Error('one proof is needed');
      const { payload, protectedHeader } = await jwtVerify(dpop, EmbeddedJWK, {
        typ: 'dpop+jwt',
        algorithms: ['EdDSA', 'Ed25519', 'ES256'],
        requiredClaims: ['jti', 'htm', 'htu', 'iat', 'ath'],
        maxTokenAge: patience,
        clockTolerance: patience,
        currentDate: now,
      });
      const ours =
        (await calculateJwkThumbprint(protectedHeader.jwk!)) === jkt &&
        payload.htm === request.method &&
        payload.htu === platform.config.publicUrl + request.url.split('?')[0] &&
        payload.ath === createHash('sha256').update(token).digest('base64url');
      const id = `${jkt} ${String(payload.jti)}`;
      if (!ours || used.has(id)) throw new Error('not for this request');
      for (const [other, at] of used) {
        if (at > now.getTime() - 3 * patience * 1000 && used.size < maxRemembered) break;
        used.delete(other);
      }
      used.set(id, now.getTime());
    } catch {
      throw new DomainError('token-proof-wrong');
    }
  };
}
