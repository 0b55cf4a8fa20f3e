import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestWorld, testWorld } from '../testing/harness.ts';
import { demoPackFolder } from './load-packs.ts';
import { contentsOf } from './pack-contents.ts';
import { readPack } from './read-pack.ts';
import { packsDomain } from './routes.ts';
import { putLoadedPack } from './store-packs.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await testWorld([packsDomain]);
});
afterAll(() => world.close());

it.each(['mother', 'steward', 'caseworker', 'developer', 'client', 'anonymous'] as const)(
  'the packs are not listed to %s',
  async (who) => {
    expect((await world.as(who, { url: '/api/v1/packs' })).statusCode).toBe(who === 'anonymous' ? 401 : 403);
  },
);

it('each loaded pack tells its version, its digest and what it held', async () => {
  const pack = await readPack(join(demoPackFolder, '../core'));
  const kept = { name: 'core', version: pack.manifest.version, sha256: pack.sha256, contents: contentsOf(pack, 3500) };
  await putLoadedPack(world.platform.database.pool, kept);
  const { items } = (await world.as('supervisor', { url: '/api/v1/packs' })).json();
  expect(items).toEqual([{ ...kept, loadedAt: expect.any(String) }]);
  expect(kept.contents).toContainEqual({ part: 'regions', count: 3500, names: [] });
  expect(kept.contents.find(({ part }) => part === 'codeLists')!.count).toBe(pack.codeLists.length);
});

it('names no person of the demo world', async () => {
  const pack = await readPack(demoPackFolder);
  const told = JSON.stringify(contentsOf(pack, 0));
  for (const { person } of pack.accounts!.accounts) expect(told).not.toContain(person.name);
  for (const { name } of pack.staff) expect(told).not.toContain(name);
});
