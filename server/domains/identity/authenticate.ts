import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../../contracts/actor.ts';
import { changeMyPassword, idleHeader } from '../../../contracts/identity.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { type AccessClaims, accessTokenReader } from './access-tokens.ts';
import { isSameOrigin, isUnsafe } from './same-origin.ts';
import { senderProofs } from './sender-proof.ts';
import { sessionCookie } from './sessions.ts';
import { anySessionOf, holds } from './sign-in.ts';
import { actorOf } from './store.ts';
import { type StoredSession, sessionById } from './store-sessions.ts';

/** The session behind a request, for the few endpoints that speak of it; there is none behind a machine client's. */
const sessions = new WeakMap<FastifyRequest, StoredSession>();
export const sessionBehind = (request: FastifyRequest): StoredSession | undefined => sessions.get(request);

/**
 * Says who asks: by the bearer token if one is sent, else by the session cookie. A token that is no good is a 401 with
 * its reason; one that is bound to a key needs that key's proof. A write that rests on the cookie must come from our own pages (`origin-refused`). A session that has ended
 * is nobody where anyone may ask, and `session-ended` elsewhere. One of a one-time password is good for choosing a
 * password, and else is nobody or `password-change-required`.
 */
export function authenticate(platform: Platform): (request: FastifyRequest) => Promise<Actor> {
  const readToken = accessTokenReader(platform);
  const requireProof = senderProofs(platform);
  return async (request) => {
    const { authorization } = request.headers;
    if (authorization !== undefined) {
      const [, scheme = '', token] = /^(Bearer|DPoP) +([\w.~+/=-]+) *$/i.exec(authorization) ?? [];
      if (token === undefined) throw new DomainError('token-invalid');
      const claims = await readToken(token);
      const bound = scheme.toLowerCase() === 'dpop';
      if (bound !== (claims.jkt !== undefined)) throw new DomainError('token-proof-wrong');
      if (claims.jkt !== undefined) await requireProof(request, token, claims.jkt);
      return bearer(platform, request, claims);
    }
    const cookie = request.cookies[sessionCookie];
    if (!cookie) return { kind: 'anonymous' };
    if (isUnsafe(request.method) && !isSameOrigin(request.headers, platform.config.publicUrl)) {
      throw new DomainError('origin-refused');
    }
    const endpoint = request.routeOptions.config.endpoint;
    const session = await anySessionOf(platform, cookie, { touch: request.headers[idleHeader] === undefined });
    if (session) sessions.set(request, session);
    const choosing = endpoint?.operationId === changeMyPassword.operationId;
    if (session && (choosing || !session.account.passwordTemporary)) return actorOf(session.account);
    if (endpoint?.access === 'anyone') return { kind: 'anonymous' };
    throw new DomainError(session ? 'password-change-required' : 'session-ended');
  };
}

async function bearer(platform: Platform, request: FastifyRequest, claims: AccessClaims): Promise<Actor> {
  // The client's own state is joined in the call's statement (liveClientSql), not looked up here: a revocation must bind
  // every call that starts after it, and the hot path must not ask twice.
  if (claims.agencyId !== undefined) return { kind: 'client', clientId: claims.clientId, agencyId: claims.agencyId };
  if (!claims.firstParty && !claims.scopes.includes('api')) throw new DomainError('token-scope-missing');
  if (!isUuid(claims.sub) || claims.sessionId === undefined || !isUuid(claims.sessionId)) {
    throw new DomainError('token-invalid');
  }
  // One statement for account and session: a token ends with the sign-in that it was given in.
  const session = await sessionById(platform.db, claims.sessionId);
  if (session?.account.id !== claims.sub || session.account.passwordTemporary || !holds(platform, session)) {
    throw new DomainError('session-ended');
  }
  sessions.set(request, session);
  return actorOf(session.account);
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}
