import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errors } from '../../contracts/errors.ts';
import { directoryDomain } from '../domains/directory/index.ts';
import { type TestWorld, testWorld } from '../testing/harness.ts';

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

  it('comes under a content policy without inline scripts or styles', async () => {
    const { headers } = await world.as('anonymous', { url: '/api/v1/regions' });
    expect(headers['content-security-policy']).toContain("default-src 'self'");
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
