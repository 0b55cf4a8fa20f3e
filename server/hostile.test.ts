import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Endpoint } from '../contracts/endpoint.ts';
import { domains } from './app.ts';
import { type ActorName, type TestWorld, testWorld } from './testing/harness.ts';

/** What a hostile or unlucky caller puts into a text. */
const texts = [
  "'; drop table ledger.entries; --",
  '<script>alert(1)</script>',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '𠮷'.repeat(200),
  '％‰\u202e\u200b',
  '../../etc/passwd',
  '{{7*7}}',
  ' ',
  '',
  '1e309',
  '2026-02-29',
  '2026-13-45',
  '99999999-9999-9999-9999-999999999999',
  '__proto__',
  'x'.repeat(5000),
];
const numbers = [0, -1, 1.5, 1e21, -1e308, 2 ** 53, 2 ** 31];

interface Schema {
  type?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
  const?: unknown;
  enum?: unknown[];
}

/** Values of a schema's outer shape with hostile contents, and now and then something else altogether. */
function hostile(schema: Schema | undefined, depth = 0): fc.Arbitrary<unknown> {
  const anything = fc.constantFrom<unknown>(null, true, [], {}, [[]], { $ne: 1 }, ...numbers, ...texts);
  if (!schema || depth > 4) return anything;
  const shaped = (): fc.Arbitrary<unknown> => {
    if ('const' in schema) return fc.constant(schema.const);
    if (schema.enum) return fc.constantFrom(...schema.enum);
    if (schema.anyOf) return fc.oneof(...schema.anyOf.map((option) => hostile(option, depth + 1)));
    if (schema.type === 'object') {
      return fc.record(
        Object.fromEntries(
          Object.entries(schema.properties ?? {}).map(([key, inner]) => [key, hostile(inner, depth + 1)]),
        ),
        { requiredKeys: [] },
      );
    }
    if (schema.type === 'array') return fc.array(hostile(schema.items, depth + 1), { maxLength: 3 });
    if (schema.type === 'integer' || schema.type === 'number') return fc.constantFrom(...numbers);
    if (schema.type === 'boolean') return fc.boolean();
    return fc.constantFrom(...texts);
  };
  return fc.oneof({ weight: 6, arbitrary: shaped() }, { weight: 1, arbitrary: anything });
}

const someoneWith: Record<string, ActorName> = {
  resident: 'mother',
  steward: 'steward',
  caseworker: 'caseworker',
  developer: 'developer',
  operator: 'operator',
  supervisor: 'supervisor',
  client: 'client',
};

let world: TestWorld;
beforeAll(async () => {
  world = await testWorld(domains);
});
afterAll(() => world.close());

async function answer(
  endpoint: Endpoint,
  given: { path?: string; query?: string; body?: string | undefined; type?: string },
): Promise<{ status: number; text: string }> {
  const who = endpoint.access === 'anyone' ? 'anonymous' : someoneWith[endpoint.access[0]]!;
  const url =
    endpoint.path.replace(/:\w+|\*/g, encodeURIComponent(given.path ?? '00000000-0000-7000-8000-00000000ffff')) +
    (given.query ?? '');
  const response = await world.as(who, {
    method: endpoint.method,
    url,
    ...(given.body !== undefined && {
      body: given.body,
      headers: { 'content-type': given.type ?? 'application/json' },
    }),
  });
  return { status: response.statusCode, text: response.payload };
}

describe('whatever is sent, no endpoint breaks', () => {
  it('answers hostile bodies of its own shape below 500', async () => {
    for (const endpoint of world.http.endpoints.filter(({ body }) => body)) {
      await fc.assert(
        fc.asyncProperty(hostile(endpoint.body as Schema), async (body) => {
          const { status, text } = await answer(endpoint, { body: JSON.stringify(body) });
          expect({ endpoint: endpoint.operationId, status: status < 500, text: status < 500 ? '' : text }).toEqual({
            endpoint: endpoint.operationId,
            status: true,
            text: '',
          });
        }),
        { numRuns: 25, seed: 12345 },
      );
    }
  }, 120_000);

  it('answers hostile paths and queries below 500', async () => {
    for (const endpoint of world.http.endpoints) {
      for (const text of texts.filter((candidate) => candidate.isWellFormed() && candidate !== '')) {
        const names = Object.keys((endpoint.query as Schema | undefined)?.properties ?? { limit: {}, cursor: {} });
        const query = `?${names.map((name) => `${name}=${encodeURIComponent(text)}`).join('&')}`;
        const body = endpoint.body ? '{}' : undefined;
        for (const given of [
          { path: text, body },
          { query, body },
        ]) {
          const { status } = await answer(endpoint, given);
          expect({ endpoint: endpoint.operationId, given, broken: status >= 500 }).toEqual({
            endpoint: endpoint.operationId,
            given,
            broken: false,
          });
        }
      }
    }
  }, 120_000);

  it('answers a file that is announced but not sent below 500', async () => {
    for (const endpoint of world.http.endpoints.filter(({ receives }) => receives)) {
      const { status } = await answer(endpoint, { body: '', type: endpoint.receives![0]! });
      expect(status).toBeLessThan(500);
    }
  });

  it.each([
    ['JSON that ends too early', '{"a":', 'application/json', 'json-malformed'],
    ['a prototype', '{"__proto__":{"admin":true}}', 'application/json', 'json-malformed'],
    ['JSON nested 10,000 deep', `${'['.repeat(10_000)}${']'.repeat(10_000)}`, 'application/json', 'json-too-deep'],
    ['2 MB of JSON', JSON.stringify({ name: 'x'.repeat(2_000_000) }), 'application/json', 'body-too-large'],
    ['a body of another type', 'a=1', 'application/x-www-form-urlencoded', 'media-type-unsupported'],
    ['no body', '', 'application/json', 'json-malformed'],
    ['NUL in a text', '{"creditCode":"\\u0000","name":"ab"}', 'application/json', 'text-not-storable'],
    ['a lone surrogate', '{"name":"\\ud800"}', 'application/json', 'text-not-storable'],
    [
      'an unknown field',
      '{"creditCode":"11330000002480001C","name":"某局","regionCode":"330000","kind":"x","level":2,"admin":true}',
      'application/json',
      'request-invalid',
    ],
  ])('refuses %s by name', async (_, body, type, code) => {
    const endpoint = world.http.endpoints.find(({ operationId }) => operationId === 'createAgency')!;
    for (const language of ['zh-CN', 'en'] as const) {
      const response = await world.as('operator', {
        method: 'POST',
        url: endpoint.path,
        body,
        headers: { 'content-type': type },
        language,
      });
      const problem = response.json() as { code: string; title: string; status: number };
      expect(problem).toMatchObject({ code, status: response.statusCode });
      expect(response.statusCode).toBeLessThan(500);
      expect(/[一-鿿]/.test(problem.title)).toBe(language === 'zh-CN');
    }
  });
});
