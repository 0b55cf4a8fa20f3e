import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorMessage, type Language } from '../../../contracts/errors.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { HttpServer } from '../../platform/http.ts';
import type { Platform } from '../../platform/platform.ts';
import { agenciesByIds } from '../directory/index.ts';
import { choosePassword } from './change-password.ts';
import { formFields } from './form-fields.ts';
import { html } from './html.ts';
import { deviceCookie } from './known-devices.ts';
import { word } from './page-words.ts';
import { pagePolicy, plainPage } from './pages.ts';
import { passwordPage } from './password-page.ts';
import { returnAddress } from './return-address.ts';
import { isSameOrigin } from './same-origin.ts';
import { clearSessionCookie, setDeviceCookie, setSessionCookie } from './session-cookie.ts';
import { sessionCookie } from './sessions.ts';
import { anySessionOf, sessionOf, signIn, signOut } from './sign-in.ts';
import { type DemoAccount, type Ended, signInPage } from './sign-in-page.ts';
import { demoAccounts } from './store.ts';

type Fields = Record<string, string>;

/** The sign-in pages: forms that work without scripts, and say in the page what is wrong. */
export async function signInRoutes({ server }: HttpServer, platform: Platform): Promise<void> {
  const { config } = platform;
  const part = (name: string) => readFile(join(import.meta.dirname, name), 'utf8');
  const [style, script] = [await part('pages.css'), await part('pages.js')];

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    language: Language,
    form: { returnTo: string; username?: string; fault?: DomainError; ended?: Ended | null },
  ) {
    const session = await sessionOf(platform, request.cookies[sessionCookie]);
    const { fault } = form;
    const wait = fault?.details?.retryAfter;
    if (typeof wait === 'number') reply.header('retry-after', String(wait));
    return sendPage(
      reply.status(fault?.status ?? 200),
      language,
      signInPage({
        language,
        returnTo: form.returnTo,
        username: form.username ?? '',
        fault: fault
          ? { text: errorMessage(fault.code, language, fault.details), wait: typeof wait === 'number' ? wait : null }
          : null,
        ended: session ? null : (form.ended ?? null),
        hours: config.sessions.longest / 3_600_000,
        signedInAs: session && !fault ? session.account.name : null,
        demo: config.demo ? await demoTable(platform) : [],
      }),
    );
  }

  await server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: 16_384 },
      formFields,
    );
    const file = (path: string, type: string, text: string) =>
      scope.get(path, { schema: { hide: true } }, async (_, reply) =>
        reply.type(`${type}; charset=utf-8`).header('cache-control', 'public, max-age=300').send(text),
      );
    file('/sign-in.css', 'text/css', style);
    file('/sign-in.js', 'text/javascript', script);

    scope.get('/sign-in', { schema: { hide: true } }, async (request, reply) => {
      const query = request.query as Record<string, unknown>;
      return show(request, reply, languageIn(query.lang, request.language), {
        returnTo: returnAddress(query.returnTo, config.publicUrl),
        // Only a name of a demo comes in by the address; a real one has no place there.
        username: config.demo && typeof query.account === 'string' ? query.account.slice(0, 80) : '',
        ended: query.ended === 'idle' || query.ended === 'full' || query.ended === 'out' ? query.ended : null,
      });
    });

    scope.post('/sign-in', { schema: { hide: true } }, async (request, reply) => {
      const fields = (request.body ?? {}) as Fields;
      const language = languageIn(fields.lang, request.language);
      const returnTo = returnAddress(fields.returnTo, config.publicUrl);
      const username = (fields.username ?? '').slice(0, 80);
      try {
        if (!isSameOrigin(request.headers, config.publicUrl)) throw new DomainError('origin-refused');
        const { token, deviceToken, account } = await signIn(platform, {
          username,
          password: (fields.password ?? '').slice(0, 200),
          userAgent: request.headers['user-agent'],
          source: request.ip,
          formerToken: request.cookies[sessionCookie],
          deviceToken: request.cookies[deviceCookie],
        });
        setSessionCookie(reply, config, token);
        setDeviceCookie(reply, config, deviceToken);
        const choose = `/sign-in/password?${new URLSearchParams({ lang: language, returnTo }).toString()}`;
        return leadOn(reply, account.passwordTemporary ? choose : returnTo);
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        return show(request, reply, language, { returnTo, username, fault: error });
      }
    });

    scope.get('/sign-in/password', { schema: { hide: true } }, async (request, reply) => {
      const query = request.query as Record<string, unknown>;
      const returnTo = returnAddress(query.returnTo, config.publicUrl);
      const session = await anySessionOf(platform, request.cookies[sessionCookie]);
      if (!session) return toSignIn(reply, returnTo);
      if (!session.account.passwordTemporary) return leadOn(reply, returnTo);
      const language = languageIn(query.lang, request.language);
      return sendPage(
        reply,
        language,
        passwordPage({ language, returnTo, username: session.account.username, fault: null }),
      );
    });

    scope.post('/sign-in/password', { schema: { hide: true } }, async (request, reply) => {
      if (!isSameOrigin(request.headers, config.publicUrl)) throw new DomainError('origin-refused');
      const fields = (request.body ?? {}) as Fields;
      const language = languageIn(fields.lang, request.language);
      const returnTo = returnAddress(fields.returnTo, config.publicUrl);
      const token = request.cookies[sessionCookie];
      const session = await anySessionOf(platform, token);
      if (!session) return toSignIn(reply, returnTo);
      if (fields.leave === 'yes') {
        await signOut(platform, token);
        clearSessionCookie(reply, config);
        return leadOn(reply, '/');
      }
      try {
        const next = (fields.next ?? '').slice(0, 200);
        if (next !== (fields.again ?? '').slice(0, 200)) throw new DomainError('passwords-differ');
        await choosePassword(platform, session, { next, deviceToken: request.cookies[deviceCookie] });
        return leadOn(reply, returnTo);
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        const fault = errorMessage(error.code, language, error.details);
        return sendPage(
          reply.status(error.status),
          language,
          passwordPage({ language, returnTo, username: session.account.username, fault }),
        );
      }
    });

    // Whoever signed in again in a second tab, because the first holds what was not saved, is sent back to it.
    scope.get('/sign-in/back', { schema: { hide: true } }, async (request, reply) => {
      const language = languageIn((request.query as Record<string, unknown>).lang, request.language);
      return sendPage(reply, language, plainPage({ language, title: 'backTitle' }, word(language, 'backLead'), html``));
    });
  });
}

async function demoTable({ db }: Platform): Promise<DemoAccount[]> {
  const accounts = await demoAccounts(db);
  const agencies = await agenciesByIds(
    db,
    accounts.flatMap(({ agencyId }) => agencyId ?? []),
  );
  return accounts.map((account) => ({
    ...account,
    agency: account.agencyId === null ? null : (agencies.get(account.agencyId)?.name ?? ''),
  }));
}

function leadOn(reply: FastifyReply, address: string): FastifyReply {
  return reply.header('cache-control', 'no-store').redirect(address, 303);
}

function toSignIn(reply: FastifyReply, returnTo: string): FastifyReply {
  return leadOn(reply, `/sign-in?${new URLSearchParams({ returnTo }).toString()}`);
}

/** Sends a page of identity's own, which nothing may keep. */
export function sendPage(reply: FastifyReply, language: Language, text: string): FastifyReply {
  return reply
    .header('content-security-policy', pagePolicy)
    .header('cache-control', 'no-store')
    .header('content-language', language)
    .header('vary', 'accept-language')
    .type('text/html; charset=utf-8')
    .send(text);
}

export function languageIn(given: unknown, otherwise: Language): Language {
  return given === 'en' || given === 'zh-CN' ? given : otherwise;
}
