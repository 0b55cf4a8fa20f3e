import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessTable } from './access-table.ts';
import { domains } from './app.ts';
import type { ActorName } from './testing/harness.ts';
import { type TestWorld, testWorld } from './testing/harness.ts';

const walkers: ActorName[] = [
  'anonymous',
  'mother',
  'steward',
  'caseworker',
  'developer',
  'operator',
  'supervisor',
  'client',
];
const roleOf: Record<string, string> = { mother: 'resident' };

let world: TestWorld;
beforeAll(async () => {
  world = await testWorld(domains);
});
afterAll(() => world.close());

describe('the access table', () => {
  it('has a row for every endpoint, and an endpoint for every row', () => {
    expect(Object.keys(accessTable).sort()).toEqual(
      world.http.endpoints.map((endpoint) => endpoint.operationId).sort(),
    );
  });

  it('says what the contracts say', () => {
    const contracts = Object.fromEntries(
      world.http.endpoints.map(({ operationId, access }) => [
        operationId,
        access === 'anyone' ? 'anyone' : [...access].sort(),
      ]),
    );
    const table = Object.fromEntries(
      Object.entries(accessTable).map(([id, access]) => [id, access === 'anyone' ? access : [...access].sort()]),
    );
    expect(contracts).toEqual(table);
  });

  it.each(walkers)('holds for %s at every endpoint', async (who) => {
    for (const { operationId, method, path, receives } of world.http.endpoints) {
      const access = accessTable[operationId]!;
      const response = await world.as(who, {
        method,
        url: path.replace(/:\w+/g, '00000000-0000-7000-8000-00000000ffff').replace(/\*$/, 'x'),
        ...(method === 'POST' || method === 'PUT' || method === 'PATCH' ? { body: receives ? 'x' : {} } : {}),
        ...(receives ? { headers: { 'content-type': receives[0]! } } : {}),
      });
      const code = response.headers['content-type']?.toString().includes('problem+json')
        ? (response.json() as { code: string }).code
        : '';
      const allowed = access === 'anyone' || access.some((role) => role === (roleOf[who] ?? who));
      const refusal = who === 'anonymous' ? 'sign-in-required' : 'role-missing';
      expect({ operationId, refused: code === refusal, broken: response.statusCode >= 500 }).toEqual({
        operationId,
        refused: !allowed,
        broken: false,
      });
    }
  });
});
