import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { canonicalJson } from '../../contracts/canonical-json.ts';
import { inclusionProofFor, ledgerDomain, publishCheckpoint } from '../../server/domains/ledger/index.ts';
import { appendBatches } from '../../server/domains/ledger/sample-entries.ts';
import { type TestWorld, testWorld } from '../../server/testing/harness.ts';

// Debian's packages: apt-get install golang-go golang-golang-x-mod-dev
const gopath = '/usr/share/gocode';
const hasGo = existsSync(join(gopath, 'src/golang.org/x/mod/sumdb/tlog')) && spawnSync('go', ['version']).status === 0;

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let world: TestWorld;
let folder: string;
let url: string;
const file = (name: string) => join(folder, name);

beforeAll(async () => {
  if (!hasGo) return;
  folder = await mkdtemp(join(tmpdir(), 'legwork-go-'));
  world = await testWorld([{ ...ledgerDomain, start: async () => undefined }]);
  await world.http.server.listen({ port: 0, host: '127.0.0.1' });
  url = `http://127.0.0.1:${(world.http.server.server.address() as AddressInfo).port}`;
  await appendBatches(world.platform, [1, 254, 3]);
  await writeFile(file('old'), (await publishCheckpoint(world.platform)).note);
  // More than 256 full tiles, so that a tile above them is full as well.
  await appendBatches(
    world.platform,
    Array.from({ length: 11 }, () => 6000),
    1000,
  );
  await publishCheckpoint(world.platform);
  const { entry, proof } = (await inclusionProofFor(world.platform, 257))!;
  await writeFile(file('entry'), canonicalJson(entry));
  await writeFile(file('proof'), proof);
  const env = { ...process.env, GO111MODULE: 'off', GOPATH: gopath, GOFLAGS: '' };
  const built = spawnSync('go', ['build', '-o', file('verifier'), '.'], {
    cwd: import.meta.dirname,
    env,
    encoding: 'utf8',
  });
  if (built.status !== 0) throw new Error(built.stderr);
});
afterAll(async () => {
  if (!hasGo) return;
  await world.close();
  await rm(folder, { recursive: true, force: true });
});

/** The node answers from this very process, so it must not be kept waiting. */
const verify = (old = 'old', entry = 'entry', proof = 'proof') =>
  new Promise<{ code: number; text: string }>((resolve) => {
    execFile(file('verifier'), [url, file(old), file(entry), file(proof)], (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, text: stdout + stderr });
    });
  });
const altered = async (name: string, change: (text: string) => string) => {
  await writeFile(file(`${name}-altered`), change(await readFile(file(name), 'utf8')));
  return `${name}-altered`;
};

it.skipIf(!hasGo)(
  'Go’s own note and tlog accept our keys, checkpoints, tiles and proofs (skipped where Go is not installed)',
  async () => {
    expect(await verify()).toEqual({
      code: 0,
      text: expect.stringContaining('entry 257 of 66258, and 258 of it before'),
    });
  },
);

it.skipIf(!hasGo)('and refuse what was altered', async () => {
  const entry = await altered('entry', (text) => text.replace('"snapshot":1', '"snapshot":2'));
  expect(await verify('old', entry)).toEqual({ code: 1, text: expect.stringContaining('inclusion') });
  const proof = await altered('proof', (text) => text.replace('index 257', 'index 256'));
  expect(await verify('old', 'entry', proof)).toEqual({ code: 1, text: expect.stringContaining('inclusion') });
  const old = await altered('old', (text) => text.replace('\n258\n', '\n257\n'));
  expect(await verify(old)).toEqual({ code: 1, text: expect.stringContaining('old checkpoint') });
  const { pool } = world.platform.database;
  await pool.query(
    `update ledger.tiles set hashes = overlay(hashes placing sha256('') from 33) where level = 0 and index = 1`,
  );
  expect(await verify()).toEqual({ code: 1, text: expect.stringContaining('consistency') });
});
