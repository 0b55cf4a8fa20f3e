import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import cookie from '@fastify/cookie';
import swagger from '@fastify/swagger';
import scalar from '@scalar/fastify-api-reference';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  fastify,
  LogController,
} from 'fastify';
import { type Actor, rolesOf } from '../../contracts/actor.ts';
import type { BodyOf, Endpoint, ParamsOf, QueryOf, ReplyOf } from '../../contracts/endpoint.ts';
import type { ErrorCode, FieldFault, Language } from '../../contracts/errors.ts';
import type { Config } from './config.ts';
import { serveDocs } from './docs.ts';
import { DomainError } from './domain-error.ts';
import { languageOf, validationFault } from './i18n.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import { problemOf } from './problem.ts';
import { textFault } from './request-text.ts';
import { securityHeaders } from './security-headers.ts';
import { isPageRequest, serveWeb } from './web.ts';

declare module 'fastify' {
  interface FastifyRequest {
    actor: Actor;
    language: Language;
  }
  interface FastifyContextConfig {
    endpoint?: Endpoint;
  }
}

/** What a handler is given: all of it already validated and authorised by role. */
export interface Call<E> {
  params: ParamsOf<E>;
  query: QueryOf<E>;
  body: BodyOf<E>;
  /** The raw body of an endpoint that `receives` a file. */
  stream: Readable;
  actor: Actor;
  language: Language;
  request: FastifyRequest;
  reply: FastifyReply;
}

export interface HttpServer {
  server: FastifyInstance;
  /** Binds a contract to its use case. The reply is serialised by the contract; a stream or text goes as it is. */
  on<E extends Endpoint>(
    endpoint: E,
    handle: (call: Call<E>) => Promise<ReplyOf<E> | Readable | Buffer | string>,
  ): void;
  endpoints: Endpoint[];
}

export interface HttpOptions {
  config: Config;
  log: Log;
  metrics: Metrics;
  /** Says who asks, from the session cookie or the bearer token; throws a 401 DomainError for a credential that is no good. */
  authenticate(request: FastifyRequest): Promise<Actor>;
  /** Readiness: resolves when the database answers. */
  ready(): Promise<void>;
  /** How long a body that is no file may take to arrive, and how long a reply may go unread, ms. */
  bodyPatience?: number;
}

/** Builds the HTTP server: security headers, one request id per request, contracts, problem+json, OpenAPI, health, metrics. */
export async function createHttp({
  config,
  log,
  metrics,
  authenticate,
  ready,
  bodyPatience = 30_000,
}: HttpOptions): Promise<HttpServer> {
  const server = fastify({
    loggerInstance: log as FastifyBaseLogger,
    // One line per request is written below, with its route and time, instead of the framework's two.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: config.bodyLimit,
    trustProxy: 'loopback',
    genReqId: (request) => requestId(request.headers['x-request-id']),
    routerOptions: { maxParamLength: 200 },
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    forceCloseConnections: 'idle',
    requestTimeout: 0,
  });
  const endpoints: Endpoint[] = [];

  installValidators(server);
  installParsers(server);
  await server.register(cookie);
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Legwork (数跑)',
        version: '0.1.0',
        description: 'Agencies share data, so that people stop carrying papers between counters.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: config.publicUrl }],
      components: {
        securitySchemes: {
          bearer: {
            type: 'http',
            scheme: 'bearer',
            bearerFormat: 'JWT',
            description: 'An access token from /oidc/token.',
          },
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: 'legwork_session',
            description: 'Set by signing in on the pages.',
          },
        },
      },
    },
  });

  const { replyHeaders, pageHeaders } = securityHeaders(config.publicUrl);
  server.decorateRequest('actor', null as never);
  server.decorateRequest('language', 'zh-CN');
  server.addHook('onRequest', async (request, reply) => {
    request.language = languageOf(request.headers['accept-language']);
    request.actor = { kind: 'anonymous' };
    const endpoint = request.routeOptions.config.endpoint;
    reply.headers(endpoint ? replyHeaders : pageHeaders);
    reply.header('x-request-id', request.id);
    // Files have a watch of their own where they are read; the server as a whole cannot set a time for both.
    if (!endpoint?.receives) cutOffSlowBody(request.raw, bodyPatience);
    if (!endpoint) return;
    request.actor = await authenticate(request);
    requireRole(endpoint, request.actor);
    // Before the body is read: JSON would be taken in whole, up to the limit of a file.
    if (endpoint.receives && !endpoint.receives.includes(mediaTypeOf(request)))
      throw new DomainError('media-type-unsupported');
  });
  // Who asks and does not read keeps a reply in memory; that ends when nothing has moved for as long.
  server.addHook('onSend', async (_, reply) => {
    reply.raw.setTimeout(bodyPatience, () => reply.raw.destroy());
  });
  server.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    metrics.requests.inc({ method: request.method, route, status: String(reply.statusCode) });
    metrics.requestSeconds.observe({ route }, reply.elapsedTime / 1000);
    log.info({
      requestId: request.id,
      method: request.method,
      route,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
    });
  });

  server.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error, request.language, request.id);
    if (problem.status >= 500) log.error({ requestId: request.id, err: error });
    if (problem.status === 429 || problem.status === 503) reply.header('retry-after', String(problem.retryAfter ?? 1));
    if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="legwork", DPoP algs="EdDSA ES256"');
    return reply
      .status(problem.status)
      .header('content-language', request.language)
      .type('application/problem+json')
      .send(JSON.stringify(problem));
  });
  const page = await serveWeb(server, { demo: config.demo });
  server.setNotFoundHandler((request, reply) => {
    if (page && isPageRequest(request.method, request.url, request.headers.accept)) {
      return reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(page);
    }
    const problem = problemOf(new DomainError('not-found'), request.language, request.id);
    return reply.status(404).type('application/problem+json').send(JSON.stringify(problem));
  });

  server.get('/healthz', { schema: { hide: true } }, async () => ({ status: 'ok' }));
  server.get('/readyz', { schema: { hide: true } }, async (_, reply) => {
    try {
      await ready();
      return { status: 'ready' };
    } catch {
      return reply.status(503).send({ status: 'not ready' });
    }
  });
  server.get('/metrics', { schema: { hide: true } }, async (_, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
  server.get('/openapi.json', { schema: { hide: true } }, async () => server.swagger());
  serveDocs(server);
  // The reference page brings inline styles of its own; only this path is allowed them.
  await server.register(async (scope) => {
    scope.addHook('onSend', async (_, reply) => {
      reply.header(
        'content-security-policy',
        "default-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:",
      );
    });
    await scope.register(scalar, {
      routePrefix: '/docs/api',
      configuration: { url: '/openapi.json', withDefaultFonts: false },
    });
  });

  const on: HttpServer['on'] = (endpoint, handle) => {
    endpoints.push(endpoint);
    server.route({
      method: endpoint.method,
      url: endpoint.path,
      config: { endpoint },
      bodyLimit: endpoint.receives ? config.fileLimit : config.bodyLimit,
      schema: {
        operationId: endpoint.operationId,
        summary: endpoint.summary,
        tags: [endpoint.tag],
        security: endpoint.access === 'anyone' ? [] : [{ bearer: [] }, { session: [] }],
        ...(endpoint.params && { params: endpoint.params }),
        ...(endpoint.query && { querystring: endpoint.query }),
        ...(endpoint.body && { body: endpoint.body }),
        ...(endpoint.receives && { consumes: endpoint.receives.filter(Boolean) }),
        ...(endpoint.sends && { produces: [endpoint.sends] }),
        response: {
          [endpoint.status]: endpoint.reply ?? {
            description: 'Done',
            ...(endpoint.sends ? { type: 'string' } : { type: 'null' }),
          },
          '4xx': problemReply,
        },
      } as never,
      ...(endpoint.sends && { serializerCompiler: () => (data: unknown) => data as string }),
      handler: async (request, reply) => {
        reply.status(endpoint.status);
        if (endpoint.sends) reply.type(endpoint.sends);
        const result = await handle({
          params: request.params as never,
          query: request.query as never,
          body: request.body as never,
          // A request that says a type and sends nothing meets no parser: it is an empty file.
          stream: endpoint.receives && request.body ? (request.body as Readable) : Readable.from([]),
          actor: request.actor,
          language: request.language,
          request,
          reply,
        });
        return reply.sent ? reply : endpoint.status === 204 ? reply.send() : reply.send(result);
      },
    });
  };
  return { server, on, endpoints };
}

const problemReply = {
  description: 'What is wrong, in the language of Accept-Language (RFC 9457)',
  content: {
    'application/problem+json': {
      schema: {
        type: 'object',
        additionalProperties: true,
        properties: {
          type: { type: 'string' },
          title: { type: 'string' },
          status: { type: 'integer' },
          code: { type: 'string' },
          detail: { type: 'string' },
          requestId: { type: 'string' },
        },
      },
    },
  },
};

function requireRole({ access }: Endpoint, actor: Actor): void {
  if (access === 'anyone') return;
  if (actor.kind === 'anonymous') throw new DomainError('sign-in-required');
  const held = rolesOf(actor);
  if (!access.some((role) => held.includes(role))) throw new DomainError('role-missing');
}

function cutOffSlowBody(raw: IncomingMessage, patience: number): void {
  if (raw.headers['content-length'] === undefined && raw.headers['transfer-encoding'] === undefined) return;
  const timer = setTimeout(() => raw.destroy(), patience);
  timer.unref();
  const clear = () => clearTimeout(timer);
  raw.once('end', clear);
  raw.once('close', clear);
}

function mediaTypeOf(request: FastifyRequest): string {
  return (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
}

function requestId(given: string | string[] | undefined): string {
  return typeof given === 'string' && /^[\w.-]{8,64}$/.test(given) ? given : randomUUID();
}

function installValidators(server: FastifyInstance): void {
  const strict = new Ajv({
    allErrors: true,
    coerceTypes: false,
    removeAdditional: false,
    useDefaults: true,
    strict: false,
  });
  // Whatever stands in a URL is text; numbers and booleans are read out of it.
  const coercing = new Ajv({
    allErrors: true,
    coerceTypes: 'array',
    removeAdditional: false,
    useDefaults: true,
    strict: false,
  });
  addFormats.default(strict);
  addFormats.default(coercing);
  server.setValidatorCompiler(({ schema, httpPart }) => {
    const closed = {
      ...(schema as object),
      ...((schema as { type?: string }).type === 'object' && {
        additionalProperties: (schema as { additionalProperties?: unknown }).additionalProperties ?? false,
      }),
    };
    const validate = (httpPart === 'body' ? strict : coercing).compile(closed);
    return (value) => {
      if (validate(value)) return { value };
      return { error: new ValidationFailed(validate.errors ?? [], httpPart ?? 'body') };
    };
  });
  server.setSchemaErrorFormatter((errors, part) => new ValidationFailed(errors as never, part));
}

/** Carries the schema's findings to problemOf, which alone knows the caller's language. */
class ValidationFailed extends Error {
  readonly statusCode = 400;
  readonly faults: (language: Language) => FieldFault[];
  constructor(errors: NonNullable<ReturnType<Ajv['compile']>['errors']>, part: string) {
    super('request-invalid');
    // A hostile body can break a schema in thousands of places; the first fifty tell enough.
    this.faults = (language) => errors.slice(0, 50).map((error) => validationFault(error, part, language));
  }
}

function installParsers(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error');
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    ['application/json', 'application/merge-patch+json'],
    { parseAs: 'string' },
    (request, body, done) => {
      if (body === '' && request.method === 'DELETE') return done(null, undefined);
      parse(request, body as string, (error, value) => {
        if (error) return done(new DomainError('json-malformed' satisfies ErrorCode));
        const fault = textFault(value);
        done(fault, value);
      });
    },
  );
  // Files are handed on as the stream they arrive as; what they may be was held against `receives` before.
  server.addContentTypeParser('*', (request, payload, done) => {
    if (!request.routeOptions.config.endpoint?.receives) return done(new DomainError('media-type-unsupported'));
    done(null, payload);
  });
}
