import { createPublicKey, hash } from 'node:crypto';
import { errors, jwtVerify } from 'jose';
import type { ErrorCode } from '../../../contracts/errors.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';

/** What an access token says once its signature, issuer and audience are known to be good. */
export interface AccessClaims {
  sub: string;
  clientId: string;
  scopes: string[];
  /** Present in a machine client's own token: the agency it acts for. */
  agencyId: string | undefined;
  /** Present in a person's token: the session of the pages in which it was given, and with which it ends. */
  sessionId: string | undefined;
  /** Whether the token was given to an application of the platform itself. */
  firstParty: boolean;
  /** Thumbprint of the key that a sender must prove to hold (RFC 9449 §6.1); of a token that is not bound, undefined. */
  jkt: string | undefined;
  /** Seconds. */
  exp: number;
}

export const issuerOf = (publicUrl: string): string => `${publicUrl}/oidc`;
export const audienceOf = (publicUrl: string): string => `${publicUrl}/api`;

const cacheLimit = 10_000;

/**
 * Reads access tokens (JWT, RFC 9068) of this node. The check of a signature is remembered by the token's digest; the
 * expiry is looked at every time, and whether the client or account may still act is not this function's to say.
 * The reader throws a 401 `token-…` that names what is wrong.
 */
export function accessTokenReader(platform: Platform): (token: string) => Promise<AccessClaims> {
  const { config, keys } = platform;
  const publicKey = createPublicKey(keys.tokens.privateKey);
  const known = new Map<string, AccessClaims>();
  return async (token) => {
    const now = platform.now();
    const digest = hash('sha256', token, 'base64');
    let claims = known.get(digest);
    if (claims) known.delete(digest);
    else claims = await verified(token);
    if (claims.exp * 1000 <= now.getTime()) throw new DomainError('token-expired');
    // The map keeps the order of insertion, so that the first key is the one used longest ago.
    known.set(digest, claims);
    if (known.size > cacheLimit) known.delete(known.keys().next().value!);
    return claims;
  };

  async function verified(token: string): Promise<AccessClaims> {
    try {
      const { payload } = await jwtVerify(token, publicKey, {
        issuer: issuerOf(config.publicUrl),
        audience: audienceOf(config.publicUrl),
        algorithms: ['EdDSA'],
        typ: 'at+jwt',
        requiredClaims: ['sub', 'exp', 'client_id'],
        currentDate: platform.now(),
      });
      return {
        sub: payload.sub!,
        clientId: String(payload.client_id),
        scopes: typeof payload.scope === 'string' ? payload.scope.split(' ') : [],
        agencyId: typeof payload.agency === 'string' ? payload.agency : undefined,
        sessionId: typeof payload.sid === 'string' ? payload.sid : undefined,
        firstParty: payload.first_party === true,
        jkt: (payload.cnf as { jkt?: string } | undefined)?.jkt,
        exp: payload.exp!,
      };
    } catch (error) {
      throw new DomainError(faultOf(error));
    }
  }
}

function faultOf(error: unknown): ErrorCode {
  if (error instanceof errors.JWTExpired) return 'token-expired';
  if (error instanceof errors.JOSEAlgNotAllowed) return 'token-algorithm-refused';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'token-signature-wrong';
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'iss') return 'token-issuer-wrong';
    if (error.claim === 'aud') return 'token-audience-wrong';
  }
  return 'token-invalid';
}
