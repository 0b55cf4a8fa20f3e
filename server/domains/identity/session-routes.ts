import type { Actor } from '../../../contracts/actor.ts';
import {
  type Account,
  changeMyPassword,
  endAllSessions,
  endMyOtherSessions,
  endMySession,
  endSession,
  getSession,
  listMySessions,
  startSession,
} from '../../../contracts/identity.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { HttpServer } from '../../platform/http.ts';
import type { Platform } from '../../platform/platform.ts';
import { agencyById } from '../directory/index.ts';
import { sessionBehind } from './authenticate.ts';
import { changePassword } from './change-password.ts';
import { deviceCookie, forgetDevices } from './known-devices.ts';
import { isForeign } from './same-origin.ts';
import { clearSessionCookie, setDeviceCookie, setSessionCookie } from './session-cookie.ts';
import { idleMilliseconds, secondsLeft, sessionCookie } from './sessions.ts';
import { signIn, signOut } from './sign-in.ts';
import { actorOf } from './store.ts';
import { deleteSessionOf, deleteSessionsOf, liveSessionsOf, type StoredSession } from './store-sessions.ts';

/** Signing in and out, one's own sessions, and one's own password. */
export function sessionRoutes(http: HttpServer, platform: Platform): void {
  const { config, db } = platform;

  http.on(startSession, async ({ body, request, reply }) => {
    // A page elsewhere must not be able to sign its visitor in as someone else.
    if (isForeign(request.headers, config.publicUrl)) throw new DomainError('origin-refused');
    const { token, deviceToken, account } = await signIn(platform, {
      ...body,
      userAgent: request.headers['user-agent'],
      source: request.ip,
      formerToken: request.cookies[sessionCookie],
      deviceToken: request.cookies[deviceCookie],
    });
    setSessionCookie(reply, config, token);
    setDeviceCookie(reply, config, deviceToken);
    reply.header('cache-control', 'no-store');
    return {
      account: (await shownAccount(platform, actorOf(account)))!,
      passwordTemporary: account.passwordTemporary,
    };
  });

  http.on(getSession, async ({ actor, request, reply }) => {
    reply.header('cache-control', 'no-store');
    const session = actor.kind === 'anonymous' ? undefined : sessionBehind(request);
    return {
      account: await shownAccount(platform, actor),
      session: session ? timesOf(platform, session) : null,
    };
  });

  http.on(endSession, async ({ request, reply }) => {
    await signOut(platform, request.cookies[sessionCookie]);
    clearSessionCookie(reply, config);
  });

  http.on(endAllSessions, async ({ actor, reply }) => {
    const { accountId } = signedIn(actor);
    await db.transaction().execute(async (tx) => {
      await deleteSessionsOf(tx, accountId);
      await forgetDevices(tx, accountId);
    });
    clearSessionCookie(reply, config);
  });

  http.on(listMySessions, async ({ actor, request, reply }) => {
    reply.header('cache-control', 'no-store');
    const own = signedIn(actor);
    const now = platform.now();
    const idle = idleMilliseconds(config, { agencyId: own.kind === 'staff' ? own.agencyId : null });
    const rows = await liveSessionsOf(db, own.accountId, now, new Date(now.getTime() - idle));
    const current = sessionBehind(request)?.id;
    return {
      items: rows.map(({ id, browser, device, createdAt, lastSeenAt }) => ({
        id,
        browser,
        device,
        firstSeenAt: createdAt.toISOString(),
        lastSeenAt: lastSeenAt.toISOString(),
        current: id === current,
      })),
    };
  });

  http.on(endMySession, async ({ actor, params, request, reply }) => {
    if (!(await deleteSessionOf(db, signedIn(actor).accountId, params.id))) throw new DomainError('not-found');
    if (sessionBehind(request)?.id === params.id) clearSessionCookie(reply, config);
  });

  http.on(endMyOtherSessions, async ({ actor, request }) => ({
    ended: await deleteSessionsOf(db, signedIn(actor).accountId, sessionBehind(request)?.id),
  }));

  http.on(changeMyPassword, async ({ actor, body, request, reply }) => {
    reply.header('cache-control', 'no-store');
    const ended = await changePassword(platform, {
      ...body,
      accountId: signedIn(actor).accountId,
      sessionId: sessionBehind(request)?.id,
      deviceToken: request.cookies[deviceCookie],
    });
    return { ended };
  });
}

function signedIn(actor: Actor) {
  if (actor.kind !== 'person' && actor.kind !== 'staff') throw new DomainError('role-missing');
  return actor;
}

function timesOf(platform: Platform, session: StoredSession) {
  const idle = idleMilliseconds(platform.config, session.account);
  return { idleMinutes: Math.round(idle / 60_000), ...secondsLeft(session, idle, platform.now()) };
}

async function shownAccount({ db }: Platform, actor: Actor): Promise<Account | null> {
  if (actor.kind === 'person') return { kind: 'person', id: actor.accountId, name: actor.name };
  if (actor.kind !== 'staff') return null;
  const agency = (await agencyById(db, actor.agencyId))!;
  return {
    kind: 'staff',
    id: actor.accountId,
    name: actor.name,
    agency: { id: agency.id, key: agency.key, name: agency.name, nameEn: agency.nameEn },
    roles: actor.roles,
  };
}
