import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errors } from '../../contracts/errors.ts';
import { directoryDomain } from '../domains/directory/index.ts';
import { type TestWorld, testWorld } from '../testing/harness.ts';
import { createHttp } from './http.ts';
import { createMetrics } from './metrics.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await testWorld([directoryDomain]);
});
afterAll(() => world.close());

describe('every reply', () => {
  it('carries the id of its request, the caller’s own when it is plain', async () => {
    const given = await world.as('anonymous', { url: '/api/v1/regions', headers: { 'x-request-id': 'story-0001' } });
    expect(given.headers['x-request-id']).toBe('story-0001');
    const forged = await world.as('anonymous', { url: '/api/v1/regions', headers: { 'x-request-id': 'a b <script>' } });
    expect(forged.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each([
    ['/api/v1/regions', "default-src 'none'"],
    ['/docs', "default-src 'self'"],
    ['/nowhere', "default-src 'self'"],
  ])('comes under a content policy without inline scripts or styles: %s', async (url, policy) => {
    const { headers } = await world.as('anonymous', { url });
    expect(headers['content-security-policy']).toContain(policy);
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['content-security-policy']).not.toContain('unsafe-inline');
    expect(headers['x-content-type-options']).toBe('nosniff');
  });
});

describe('an error', () => {
  it('names its code in a table that the documentation prints, whole, in both languages', async () => {
    for (const language of ['zh-CN', 'en'] as const) {
      const page = (await world.as('anonymous', { url: '/docs/errors', language })).payload;
      for (const code of Object.keys(errors)) expect(page).toContain(`<tr id="${code}">`);
    }
  });

  it('is problem+json whose type leads to its row', async () => {
    const response = await world.as('anonymous', { url: '/api/v1/nowhere' });
    expect(response.headers['content-type']).toContain('application/problem+json');
    expect(response.json()).toMatchObject({ type: '/docs/errors#not-found', status: 404, code: 'not-found' });
  });
});

describe('the watchers’ endpoints', () => {
  it('answer health, readiness and metrics', async () => {
    expect((await world.as('anonymous', { url: '/healthz' })).json()).toEqual({ status: 'ok' });
    expect((await world.as('anonymous', { url: '/readyz' })).json()).toEqual({ status: 'ready' });
    const metrics = await world.as('anonymous', { url: '/metrics' });
    expect(metrics.payload).toMatch(/^legwork_http_requests_total\{.*route="\/api\/v1\/regions".*\} \d+$/m);
  });
});

it('cuts off a body that does not arrive', async () => {
  const { config, log } = world.platform;
  const { server } = await createHttp({
    config,
    log,
    metrics: createMetrics(),
    authenticate: async () => ({ kind: 'anonymous' }),
    ready: async () => undefined,
    bodyPatience: 20,
  });
  server.post('/slow', async () => 'never');
  try {
    await server.listen({ port: 0, host: '127.0.0.1' });
    const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.resume();
    socket.write('POST /slow HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{');
    await once(socket, 'close');
    expect(socket.destroyed).toBe(true);
  } finally {
    await server.close();
  }
});

it('a reply that nobody reads is given up after a time', async () => {
  const { config, log } = world.platform;
  const { server } = await createHttp({
    config,
    log,
    metrics: createMetrics(),
    authenticate: async () => ({ kind: 'anonymous' }),
    ready: async () => undefined,
    bodyPatience: 50,
  });
  server.get('/large', async () => Buffer.alloc(64 * 2 ** 20));
  const gone = new Promise((resolve) => server.server.once('connection', (socket) => socket.once('close', resolve)));
  try {
    await server.listen({ port: 0, host: '127.0.0.1' });
    const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1').pause();
    socket.on('error', () => undefined);
    socket.write('GET /large HTTP/1.1\r\nHost: a\r\n\r\n');
    await expect(gone).resolves.toBe(false);
    socket.destroy();
  } finally {
    await server.close();
  }
});
