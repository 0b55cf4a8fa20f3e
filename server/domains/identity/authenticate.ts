import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../../contracts/actor.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { type AccessClaims, accessTokenReader } from './access-tokens.ts';
import { isSameOrigin, isUnsafe } from './same-origin.ts';
import { sessionCookie } from './sessions.ts';
import { sessionOf } from './sign-in.ts';
import { accountById, actorOf } from './store.ts';

/**
 * Says who asks: by the bearer token if one is sent, else by the session cookie. A token that is no good is a 401 with
 * its reason. A write that rests on the cookie must come from our own pages (`origin-refused`). A session that has ended
 * is nobody where anyone may ask, and `session-ended` elsewhere.
 */
export function authenticate(platform: Platform): (request: FastifyRequest) => Promise<Actor> {
  const readToken = accessTokenReader(platform);
  return async (request) => {
    const { authorization } = request.headers;
    if (authorization !== undefined) {
      const token = /^Bearer +([\w.~+/=-]+) *$/i.exec(authorization)?.[1];
      if (token === undefined) throw new DomainError('token-invalid');
      return bearer(platform, await readToken(token));
    }
    const cookie = request.cookies[sessionCookie];
    if (!cookie) return { kind: 'anonymous' };
    if (isUnsafe(request.method) && !isSameOrigin(request.headers, platform.config.publicUrl)) {
      throw new DomainError('origin-refused');
    }
    const session = await sessionOf(platform, cookie);
    if (session) return actorOf(session.account);
    if (request.routeOptions.config.endpoint?.access === 'anyone') return { kind: 'anonymous' };
    throw new DomainError('session-ended');
  };
}

async function bearer(platform: Platform, claims: AccessClaims): Promise<Actor> {
  // The client's own state is joined in the call's statement (liveClientSql), not looked up here: a revocation must bind
  // every call that starts after it, and the hot path must not ask twice.
  if (claims.agencyId !== undefined) return { kind: 'client', clientId: claims.clientId, agencyId: claims.agencyId };
  if (!claims.firstParty && !claims.scopes.includes('api')) throw new DomainError('token-scope-missing');
  if (!isUuid(claims.sub)) throw new DomainError('token-invalid');
  const account = await accountById(platform.db, claims.sub);
  if (!account?.active) throw new DomainError('session-ended');
  return actorOf(account);
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}
