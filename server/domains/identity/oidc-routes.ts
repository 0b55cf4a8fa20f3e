import type { FastifyReply, FastifyRequest } from 'fastify';
import type Provider from 'oidc-provider';
import { errors, type InteractionResults } from 'oidc-provider';
import { DomainError } from '../../platform/domain-error.ts';
import type { HttpServer } from '../../platform/http.ts';
import type { Platform } from '../../platform/platform.ts';
import { consentPage } from './consent-page.ts';
import { formFields } from './form-fields.ts';
import { openidProvider } from './oidc-provider.ts';
import { word } from './page-words.ts';
import { plainPage } from './pages.ts';
import { isSameOrigin } from './same-origin.ts';
import { sessionCookie } from './sessions.ts';
import { sessionOf } from './sign-in.ts';
import { languageIn, sendPage } from './sign-in-routes.ts';

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

/** Log-in prompts that the session at hand answers; any other (`prompt=login`, `max_age`, a hint) wants a fresh one. */
const answeredBySession = new Set(['no_session', 'no_page_session']);

/** Puts the OpenID Connect provider under /oidc, and between its steps our own: sign in, consent. */
export async function oidcRoutes({ server }: HttpServer, platform: Platform): Promise<void> {
  const { config } = platform;
  const provider = openidProvider(platform);
  const callback = provider.callback();
  const { host, protocol } = new URL(config.publicUrl);

  await server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    // The provider reads the raw request itself.
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    scope.all('/oidc/*', { schema: { hide: true } }, (request, reply) => {
      reply.hijack();
      for (const [name, value] of Object.entries(reply.getHeaders())) {
        if (value !== undefined) reply.raw.setHeader(name, value);
      }
      const raw = request.raw as typeof request.raw & { originalUrl?: string };
      raw.originalUrl = raw.url ?? '';
      raw.url = raw.originalUrl.slice('/oidc'.length);
      delete raw.headers['x-forwarded-host'];
      raw.headers.host = host;
      raw.headers['x-forwarded-proto'] = protocol.slice(0, -1);
      void callback(raw, reply.raw);
    });
  });

  await server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit: 4096 }, formFields);

    scope.get('/oidc/interaction/:uid', { schema: { hide: true } }, async (request, reply) => {
      const details = await interactionOf(request, reply);
      if (!details) return expired(request, reply);
      const session = await sessionOf(platform, request.cookies[sessionCookie]);
      if (details.prompt.name === 'login') {
        const fresh = session !== null && Math.floor(session.createdAt.getTime() / 1000) >= details.iat;
        if (session && (fresh || details.prompt.reasons.every((reason) => answeredBySession.has(reason)))) {
          const ts = Math.floor(session.createdAt.getTime() / 1000);
          return finish(request, reply, {
            login: { accountId: session.account.id, ts, remember: false, amr: ['pwd'] },
          });
        }
        const returnTo = `/oidc/interaction/${details.uid}`;
        return reply.redirect(`/sign-in?${new URLSearchParams({ returnTo }).toString()}`, 303);
      }
      if (!session || session.account.id !== details.session?.accountId) return expired(request, reply);
      const client = await provider.Client.find(String(details.params.client_id));
      const language = languageIn((request.query as Record<string, unknown>).lang, request.language);
      const redirect = String(details.params.redirect_uri);
      return sendPage(
        reply,
        language,
        consentPage({
          language,
          uid: details.uid,
          client: client?.clientName ?? String(details.params.client_id),
          host: URL.canParse(redirect) ? new URL(redirect).host : '',
          name: session.account.name,
          hours: config.sessions.longest / 3_600_000,
          scopes: asked(details).scopes,
        }),
      );
    });

    scope.post('/oidc/interaction/:uid', { schema: { hide: true } }, async (request, reply) => {
      if (!isSameOrigin(request.headers, config.publicUrl)) throw new DomainError('origin-refused');
      const details = await interactionOf(request, reply);
      const session = await sessionOf(platform, request.cookies[sessionCookie]);
      if (details?.prompt.name !== 'consent' || !session || session.account.id !== details.session?.accountId) {
        return expired(request, reply);
      }
      if ((request.body as Record<string, string> | undefined)?.answer !== 'allow') {
        return finish(request, reply, { error: 'access_denied', error_description: 'the person refused' });
      }
      return finish(request, reply, { consent: { grantId: await granted(details, session.account.id) } });
    });
  });

  /** The interaction that the browser's own cookie names; undefined when there is none or it is over. */
  async function interactionOf(request: FastifyRequest, reply: FastifyReply): Promise<Interaction | undefined> {
    try {
      return await provider.interactionDetails(request.raw, reply.raw);
    } catch (error) {
      if (error instanceof errors.SessionNotFound) return undefined;
      throw error;
    }
  }

  async function finish(request: FastifyRequest, reply: FastifyReply, result: InteractionResults) {
    const returnTo = await provider.interactionResult(request.raw, reply.raw, result, {
      mergeWithLastSubmission: !('login' in result),
    });
    return reply.header('cache-control', 'no-store').redirect(returnTo, 303);
  }

  async function granted(details: Interaction, accountId: string): Promise<string> {
    const known = details.grantId ? await provider.Grant.find(details.grantId) : undefined;
    const grant = known ?? new provider.Grant({ accountId, clientId: String(details.params.client_id) });
    const { oidcScopes, oidcClaims, resourceScopes } = asked(details);
    if (oidcScopes.length > 0) grant.addOIDCScope(oidcScopes.join(' '));
    if (oidcClaims.length > 0) grant.addOIDCClaims(oidcClaims);
    for (const [resource, scopes] of Object.entries(resourceScopes)) grant.addResourceScope(resource, scopes.join(' '));
    return grant.save();
  }

  function expired(request: FastifyRequest, reply: FastifyReply) {
    const { language } = request;
    return sendPage(
      reply.status(400),
      language,
      plainPage({ language, title: 'faultTitle' }, word(language, 'expiredLead')),
    );
  }
}

/** What an application asks for that the person has not allowed yet. */
function asked({ prompt }: Interaction) {
  const details = prompt.details as {
    missingOIDCScope?: string[];
    missingOIDCClaims?: string[];
    missingResourceScopes?: Record<string, string[]>;
  };
  const oidcScopes = details.missingOIDCScope ?? [];
  const resourceScopes = details.missingResourceScopes ?? {};
  return {
    oidcScopes,
    oidcClaims: details.missingOIDCClaims ?? [],
    resourceScopes,
    scopes: [...oidcScopes, ...Object.values(resourceScopes).flat()],
  };
}
