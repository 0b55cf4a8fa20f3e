import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorMessage, type Language } from '../../../contracts/errors.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { HttpServer } from '../../platform/http.ts';
import type { Platform } from '../../platform/platform.ts';
import { formFields } from './form-fields.ts';
import { pagePolicy, signInPage } from './pages.ts';
import { returnAddress } from './return-address.ts';
import { isSameOrigin } from './same-origin.ts';
import { setSessionCookie } from './session-cookie.ts';
import { sessionCookie } from './sessions.ts';
import { sessionOf, signIn } from './sign-in.ts';
import { demoAccounts } from './store.ts';

/** The sign-in page: a form that works without scripts, and says in the page what is wrong. */
export async function signInRoutes({ server }: HttpServer, platform: Platform): Promise<void> {
  const { config } = platform;
  const style = await readFile(join(import.meta.dirname, 'pages.css'), 'utf8');

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    language: Language,
    form: { returnTo: string; username?: string; fault?: DomainError },
  ) {
    const session = await sessionOf(platform, request.cookies[sessionCookie]);
    const { fault } = form;
    return sendPage(
      reply.status(fault?.status ?? 200),
      language,
      signInPage({
        language,
        returnTo: form.returnTo,
        username: form.username ?? '',
        fault: fault ? errorMessage(fault.code, language, fault.details) : null,
        signedInAs: session && !fault ? session.account.name : null,
        demo: config.demo ? await demoAccounts(platform.db) : [],
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

    scope.get('/sign-in.css', { schema: { hide: true } }, async (_, reply) =>
      reply.type('text/css; charset=utf-8').header('cache-control', 'public, max-age=300').send(style),
    );

    scope.get('/sign-in', { schema: { hide: true } }, async (request, reply) => {
      const query = request.query as Record<string, unknown>;
      const returnTo = returnAddress(query.returnTo, config.publicUrl);
      return show(request, reply, languageIn(query.lang, request.language), { returnTo });
    });

    scope.post('/sign-in', { schema: { hide: true } }, async (request, reply) => {
      const fields = (request.body ?? {}) as Record<string, string>;
      const language = languageIn(fields.lang, request.language);
      const returnTo = returnAddress(fields.returnTo, config.publicUrl);
      const username = (fields.username ?? '').slice(0, 80);
      try {
        if (!isSameOrigin(request.headers, config.publicUrl)) throw new DomainError('origin-refused');
        const { token } = await signIn(platform, {
          username,
          password: (fields.password ?? '').slice(0, 200),
          userAgent: request.headers['user-agent'],
          formerToken: request.cookies[sessionCookie],
        });
        setSessionCookie(reply, config, token);
        return reply.header('cache-control', 'no-store').redirect(returnTo, 303);
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        return show(request, reply, language, { returnTo, username, fault: error });
      }
    });
  });
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

function languageIn(given: unknown, otherwise: Language): Language {
  return given === 'en' || given === 'zh-CN' ? given : otherwise;
}
