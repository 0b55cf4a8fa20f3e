import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { boot } from '../server/boot.ts';
import { openEntries } from '../server/domains/catalogue/index.ts';
import { dcatFeed } from '../server/domains/exchange/index.ts';
import { readConfig } from '../server/platform/config.ts';
import type { Platform } from '../server/platform/platform.ts';
import { plantCatalogue } from './catalogue-world.ts';
import { type BenchOptions, type BenchResult, inPairs, round, spread } from './measure.ts';

const entries = 20_000;
const itemsEach = 10;
const pairs = 5;

/**
 * The whole DCAT-AP feed of 20,000 open entries as Turtle, streamed, beside reading the same entries with their items from
 * the database and writing nothing.
 */
export async function run({ say }: BenchOptions): Promise<BenchResult> {
  const dataDir = await mkdtemp(join(tmpdir(), 'legwork-bench-'));
  const booted = await boot(
    readConfig({ LEGWORK_DATA: dataDir, LEGWORK_DEMO: '0', LOG_LEVEL: 'silent' }),
    () => undefined,
  );
  try {
    const { platform } = booted;
    await plantCatalogue(platform, { entries, itemsEach, agencies: 200, allOpen: true });
    let bytes = 0;
    const timed = async (work: () => Promise<number>) => {
      const start = performance.now();
      bytes = Math.max(bytes, await work());
      return (performance.now() - start) / 1000;
    };
    const result = await inPairs(
      pairs,
      () => timed(() => feedBytes(platform)),
      () => timed(() => readAll(platform)),
      (pair, ours, bound) => say(`${pair}: feed ${round(ours)} s, read ${round(bound)} s`),
    );
    const [ours, bound] = [spread(result.ours), spread(result.bound)];
    return {
      name: 'dcat',
      ratio: ours.median / bound.median,
      what: 'the whole feed as Turtle ÷ reading the same entries and items',
      figures: {
        entries,
        megabytes: round(bytes / 1e6),
        feedSeconds: ours,
        readSeconds: bound,
        heldMiB: round((await heldBytes(platform)) / 2 ** 20),
      },
    };
  } finally {
    await booted.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function feedBytes(platform: Platform): Promise<number> {
  let bytes = 0;
  let datasets = 0;
  for await (const part of dcatFeed(platform, 'ttl', null)) {
    bytes += Buffer.byteLength(part);
    if (String(part).includes('a dcat:Dataset')) datasets += 1;
  }
  if (datasets !== entries) throw new Error(`the feed holds ${datasets} datasets`);
  return bytes;
}

/** The most that one feed holds on its way: what a collection leaves at every 1,000th part, above what it left before. */
async function heldBytes(platform: Platform): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const left = () => {
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  // The first collection frees what the second finds unreachable.
  left();
  const before = left();
  let most = Number.NEGATIVE_INFINITY;
  let parts = 0;
  for await (const _ of dcatFeed(platform, 'ttl', null)) {
    parts += 1;
    if (parts % 1000 === 0) most = Math.max(most, left() - before);
  }
  return most;
}

async function readAll(platform: Platform): Promise<number> {
  let found = 0;
  for await (const part of openEntries(platform.db)) found += part.length;
  if (found !== entries) throw new Error(`${found} entries were read`);
  return 0;
}
