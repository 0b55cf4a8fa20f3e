import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { canonicalJson } from '../../../contracts/canonical-json.ts';
import { verifyEntryProof } from '../../../contracts/receipt.ts';
import { runCommand } from '../../../e2e/node.ts';
import { type TestWorld, testWorld } from '../../testing/harness.ts';
import {
  archiveEntries,
  archiveFolder,
  inclusionProofFor,
  ledgerDomain,
  ledgerSize,
  ledgerVkeys,
  publishCheckpoint,
  verifyLedger,
} from './index.ts';
import { appendBatches } from './sample-entries.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let world: TestWorld;
const old = 3000;
const archived = old - (old % 256);
const seconds = (date: string) => (Date.parse(date) - Date.UTC(2026, 5, 1)) / 1000;
const inDatabase = async () =>
  Number((await world.platform.database.pool.query('select count(*) from ledger.entries')).rows[0].count);
const findings = async () => {
  const { platform } = world;
  const archiveDir = archiveFolder(platform.config);
  const found = await verifyLedger({ pool: platform.database.pool, vkeys: ledgerVkeys(platform), archiveDir });
  return found.findings.map(({ kind, from, to }) => [kind, from, to]);
};

beforeAll(async () => {
  world = await testWorld([{ ...ledgerDomain, start: async () => undefined }]);
  await appendBatches(world.platform, [1, 1499, 1500], seconds('2020-01-01T00:00:00+08:00'));
  await appendBatches(world.platform, [700], seconds('2026-06-01T00:00:00+08:00'));
  await publishCheckpoint(world.platform);
});
afterAll(() => world.close());

it('entries of the last three years are not archived, whatever is asked', async () => {
  world.setNow('2026-11-25T10:00:00+08:00');
  await expect(archiveEntries(world.platform, '2023-11-26')).rejects.toThrow('2023-11-25');
  await expect(archiveEntries(world.platform, '2023-13-01')).rejects.toThrow('YYYY-MM-DD');
  expect(await archiveEntries(world.platform, '2019-01-01')).toEqual({ from: 0, to: 0, files: 0 });
});

it('an entry that is not as it was logged is not archived, and is named', async () => {
  const { pool } = world.platform.database;
  const change = (a: string, b: string) =>
    pool.query('update ledger.entries set body = replace(body, $1, $2) where index = 300', [a, b]);
  await change('"snapshot":1', '"snapshot":2');
  await expect(archiveEntries(world.platform, '2023-11-25')).rejects.toThrow('Entry 300');
  await change('"snapshot":2', '"snapshot":1');
  expect(await inDatabase()).toBe(old + 700);
});

it('killed while it writes and while it moves, nothing is lost; then it ends its work', async () => {
  const { config, database } = world.platform;
  const { host, port, user, password, database: name } = database.pool.options;
  const address = `postgres://${user}:${encodeURIComponent(String(password))}@localhost:${port}/${name}?host=${encodeURIComponent(String(host))}`;
  const env = { LEGWORK_DATA: config.dataDir, DATABASE_URL: address, LEGWORK_DEMO: '0', PORT: '3999', NODE_ENV: '' };
  const run = () => runCommand(['ledger', 'archive', '--before', '2023-11-25'], { env });
  const files = () => readdir(archiveFolder(config)).catch(() => []);
  for (const ending of ['.new', '.gz']) {
    const command = run();
    while (!(await files()).some((file) => file.endsWith(ending))) {
      if (await Promise.race([command.ended, sleep(2, null)])) break;
    }
    command.kill('SIGKILL');
    await command.ended;
    expect(await findings()).toEqual([]);
    expect([old + 700, old + 701 - archived]).toContain(await inDatabase());
  }
  const last = run();
  expect([(await last.ended).code, last.stderr()]).toEqual([0, '']);
  expect(await inDatabase()).toBe(old + 700 - archived + 1);
  expect(await findings()).toEqual([]);
  expect(await archiveEntries(world.platform, '2023-11-25')).toEqual({ from: archived, to: archived, files: 0 });
});

it('an archived entry is still proven', async () => {
  const { entry, proof } = (await inclusionProofFor(world.platform, 257))!;
  expect(verifyEntryProof(canonicalJson(entry), proof, ledgerVkeys(world.platform))).toMatchObject({
    ok: true,
    index: 257,
  });
  expect(await ledgerSize(world.platform.database.pool)).toBe(old + 701);
});

it('what is changed in a file, taken from it, or lost with it is found and named', async () => {
  const folder = archiveFolder(world.platform.config);
  const file = join(folder, (await readdir(folder)).find((name) => name.endsWith('.gz'))!);
  const whole = await readFile(file);
  const lines = gunzipSync(whole).toString().split('\n');
  const put = (changed: string[]) => writeFile(file, gzipSync(changed.join('\n')));
  await put(lines.map((line, index) => (index === 41 ? line.replace('"snapshot":1', '"snapshot":2') : line)));
  expect(await findings()).toEqual([['altered', 41, 41]]);
  await put(lines.filter((_, index) => index !== 1500));
  expect(await findings()).toContainEqual(['missing', 1500, 1500]);
  await writeFile(file, whole.subarray(0, 1000));
  expect(await findings()).toEqual([['missing', 0, archived - 1]]);
  await writeFile(file, whole);
  expect(await findings()).toEqual([]);
});
