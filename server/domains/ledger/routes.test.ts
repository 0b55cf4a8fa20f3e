import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseCheckpoint, parseVkey, verifyNote } from '../../../contracts/signed-note.ts';
import { type TestWorld, testWorld } from '../../testing/harness.ts';
import { ledgerDomain, publishCheckpoint } from './index.ts';
import { appendBatches } from './sample-entries.ts';
import { formatTilePath } from './tile-path.ts';
import { merkle, splitHashes, subtreesOf, tileWidth } from './tree.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await testWorld([{ ...ledgerDomain, start: async () => undefined }]);
});
afterAll(() => world.close());

const get = (url: string) => world.as('anonymous', { url });

async function readCheckpoint() {
  const key = parseVkey((await get('/ledger/key')).body.trim())!;
  const reply = await get('/ledger/checkpoint');
  expect(reply.headers['content-type']).toBe('text/plain; charset=utf-8');
  const note = verifyNote(reply.body, [key]);
  if (!note.ok) throw new Error(note.fault);
  const checkpoint = parseCheckpoint(note.text)!;
  expect(checkpoint.origin).toBe(key.name);
  return checkpoint;
}

/** Fetches a tile as a client of the log does that knows its size. */
async function fetchTile(size: number, level: number, index: number): Promise<Uint8Array[]> {
  const width = Math.min(tileWidth, Math.floor(size / tileWidth ** level) - index * tileWidth);
  const reply = await get(`/ledger/tile/${formatTilePath({ level, index, ...(width < tileWidth && { width }) })}`);
  expect(reply.statusCode).toBe(200);
  expect(reply.headers['content-type']).toBe('application/octet-stream');
  expect(reply.headers['cache-control']).toContain('immutable');
  expect(reply.rawPayload).toHaveLength(width * 32);
  return splitHashes(reply.rawPayload);
}

it('an empty log has a signed checkpoint of size 0 and no tile', async () => {
  expect((await readCheckpoint()).size).toBe(0);
  expect((await get('/ledger/tile/0/000')).statusCode).toBe(404);
  expect((await get('/ledger/tile/0/000.p/1')).statusCode).toBe(404);
});

it('the tiles that anyone can fetch rebuild the root that the checkpoint states', async () => {
  for (const batch of [3, 250, 3, 1500, 40]) {
    await appendBatches(world.platform, [batch]);
    await publishCheckpoint(world.platform);
    const { size, root } = await readCheckpoint();
    const rebuilt = await merkle.rootAt(
      subtreesOf((level, index) => fetchTile(size, level, index)),
      size,
    );
    expect(Buffer.from(rebuilt).equals(root)).toBe(true);
  }
});

it('a partial tile is served although the tile has filled since, and equals the beginning of it', async () => {
  const full = await get('/ledger/tile/0/000');
  const partial = await get('/ledger/tile/0/000.p/3');
  expect(full.rawPayload).toHaveLength(8192);
  expect(partial.rawPayload.equals(full.rawPayload.subarray(0, 96))).toBe(true);
});

it.each([
  '0/007',
  '0/007.p/5',
  '5/000',
  'entries/000',
  '0/x',
  '0/x001/x234/067',
  '0/x001/x234/067.p/9',
  '0/x001/x234/x567/067',
  '0/000.p/256',
  '0/%00',
  '99999999/000',
])('tile/%s is nothing that the log has', async (path) => {
  expect((await get(`/ledger/tile/${path}`)).statusCode).toBe(404);
});

it('a second in which the log grew ends with a published checkpoint of its size', async () => {
  await ledgerDomain.start!(world.platform);
  const [appended] = await appendBatches(world.platform, [5]);
  await expect.poll(async () => (await readCheckpoint()).size, { timeout: 10_000 }).toBe(appended!.size);
  await appendBatches(world.platform, [1]);
  await ledgerDomain.stop!(world.platform);
  expect((await readCheckpoint()).size).toBe(appended!.size + 1);
});
