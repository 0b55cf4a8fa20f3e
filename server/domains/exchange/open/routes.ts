import type { FastifyReply, FastifyRequest } from 'fastify';
import { downloadOpenResource, getOpenResource, listOpenResources } from '../../../../contracts/open-data.ts';
import { DomainError } from '../../../platform/domain-error.ts';
import type { HttpServer } from '../../../platform/http.ts';
import type { Platform } from '../../../platform/platform.ts';
import { actions } from './ckan.ts';
import { CkanError, type Input } from './ckan-input.ts';
import { dcatFeed, type FeedFormat } from './feed.ts';
import { ogcRoutes } from './ogc-routes.ts';
import { openCsv, searchOpen, showOpen } from './read-open.ts';

/** What is open to anyone: the portal's own endpoints, and the two adapters that other software speaks. */
export function openRoutes(http: HttpServer, platform: Platform): void {
  http.on(listOpenResources, ({ query }) => searchOpen(platform, query));
  http.on(getOpenResource, ({ params }) => showOpen(platform, params.code));
  http.on(downloadOpenResource, ({ params, reply }) => {
    reply.header('content-disposition', `attachment; filename="${params.code}.csv"`);
    return openCsv(platform, params.code);
  });
  dcatRoutes(http, platform);
  ckanRoutes(http, platform);
  ogcRoutes(http, platform);
}

const feedTypes = { jsonld: 'application/ld+json; charset=utf-8', ttl: 'text/turtle; charset=utf-8' };

function dcatRoutes({ server }: HttpServer, platform: Platform): void {
  for (const format of Object.keys(feedTypes) as FeedFormat[])
    server.get(`/dcat/catalog.${format}`, { schema: { hide: true } as never }, async (request, reply) => {
      const asked = (request.query as Record<string, unknown>).page;
      const page = asked === undefined ? null : Number(asked);
      if (page !== null && (!Number.isInteger(page) || page < 1 || page > 1_000_000))
        throw new DomainError('request-invalid', { summary: 'page' });
      return reply.type(feedTypes[format]).send(dcatFeed(platform, format, page));
    });
}

/** CKAN's action API: its own envelope, its own errors, parameters in the query or as JSON. */
function ckanRoutes({ server }: HttpServer, platform: Platform): void {
  const handle = async (request: FastifyRequest, reply: FastifyReply) => {
    const { action } = request.params as { action: string };
    const help = `${platform.config.publicUrl.replace(/\/$/, '')}/api/3/action/help_show?name=${encodeURIComponent(action)}`;
    try {
      const run = Object.hasOwn(actions, action) ? actions[action] : undefined;
      if (!run) return reply.status(400).send(`Bad request - Action name not known: ${action.slice(0, 100)}`);
      const result = await run(platform, inputOf(request));
      return await reply.type('application/json; charset=utf-8').send(JSON.stringify({ help, success: true, result }));
    } catch (error) {
      if (!(error instanceof CkanError)) throw error;
      return reply
        .status(error.status)
        .type('application/json; charset=utf-8')
        .send(JSON.stringify({ help, success: false, error: error.body }));
    }
  };
  for (const prefix of ['/api/3/action', '/api/action'])
    for (const method of ['GET', 'POST'] as const)
      server.route({ method, url: `${prefix}/:action`, schema: { hide: true } as never, handler: handle });
}

function inputOf(request: FastifyRequest): Input {
  const body = request.body;
  if (request.method === 'POST' && body !== undefined && body !== null) {
    if (typeof body !== 'object' || Array.isArray(body))
      throw new CkanError(400, 'Validation Error', { message: 'The body must be a JSON object' });
    return body as Input;
  }
  return request.query as Input;
}
