import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { boot } from '../server/boot.ts';
import { type Search, searchEntries } from '../server/domains/catalogue/index.ts';
import { readConfig } from '../server/platform/config.ts';
import { newId } from '../server/platform/ids.ts';
import type { Platform } from '../server/platform/platform.ts';
import { plantCatalogue, randomOf, subjects, zipf } from './catalogue-world.ts';
import { type BenchOptions, type BenchResult, round } from './measure.ts';

const entries = 20_000;
const itemsEach = 50;
const rate = 100;
const seconds = 20;

/** What people type, and how often of ten. The commonest words find most of the catalogue. */
const questions: { kind: string; share: number; make(random: () => number): Search }[] = [
  {
    kind: 'commonest words',
    share: 2,
    make: (random) => ({ q: zipf(random, ['信息', '登记', '编号', '姓名', '名称']) }),
  },
  { kind: 'words', share: 3, make: (random) => ({ q: zipf(random, subjects) }) },
  { kind: 'several words', share: 1, make: (random) => ({ q: `${zipf(random, subjects)}登记信息` }) },
  {
    kind: 'pinyin',
    share: 1,
    make: (random) => ({ q: zipf(random, ['hujixinxi', 'renkou', 'hunyin', 'rkjc', 'qydj']) }),
  },
  { kind: 'code', share: 1, make: (random) => ({ q: `20${1 + Math.floor(random() * 9)}001` }) },
  { kind: 'facets', share: 1, make: (random) => ({ q: zipf(random, subjects), shareType: 'conditional', open: true }) },
  { kind: 'misspelt', share: 1, make: (random) => ({ q: zipf(random, ['hujixinxxi', '户藉', 'renkuo']) }) },
];

/**
 * 20,000 entries with 1,000,000 items: searches with their facets at 100 a second, started by the clock whether or not those
 * before have ended; beside them the same words by plain `ilike` on names, summaries and items, one after the other.
 */
export async function run({ say }: BenchOptions): Promise<BenchResult> {
  const dataDir = await mkdtemp(join(tmpdir(), 'legwork-bench-'));
  const booted = await boot(
    readConfig({ LEGWORK_DATA: dataDir, LEGWORK_DEMO: '0', LOG_LEVEL: 'silent' }),
    () => undefined,
  );
  try {
    const { platform } = booted;
    const before = performance.now();
    await plantCatalogue(platform, { entries, itemsEach, agencies: 200 });
    say(
      `${entries} entries with ${entries * itemsEach} items planted in ${round((performance.now() - before) / 1000)} s`,
    );
    await openLoop(platform, 3);
    const taken = await openLoop(platform, seconds);
    const all = taken.map(({ ms }) => ms);
    const byKind = Object.fromEntries(
      questions.map(({ kind }) => [kind, figuresOf(taken.filter((each) => each.kind === kind).map(({ ms }) => ms))]),
    );
    const ours = figuresOf(all);
    say(`search: p50 ${ours.p50} ms, p95 ${ours.p95} ms, p99 ${ours.p99} ms at ${rate}/s`);
    const peer = figuresOf(await byIlike(platform));
    say(`ilike: p50 ${peer.p50} ms, p95 ${peer.p95} ms, one after the other`);
    return {
      name: 'search',
      ratio: ours.p95 / peer.p95,
      what: 'p95 of a search with facets at 100/s ÷ p95 of plain ilike, one after the other',
      figures: { entries, items: entries * itemsEach, rate, seconds, search: ours, byKind, ilike: peer },
    };
  } finally {
    await booted.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function openLoop(platform: Platform, duration: number): Promise<{ kind: string; ms: number; found: number }[]> {
  const random = randomOf(12_345);
  const reader = { agencyId: newId(), operator: false };
  const deck = questions.flatMap((question) => Array.from({ length: question.share }, () => question));
  const running: Promise<{ kind: string; ms: number; found: number }>[] = [];
  const start = performance.now();
  for (let number = 0; number < duration * rate; number += 1) {
    const due = start + (number * 1000) / rate;
    const early = due - performance.now();
    if (early > 0) await wait(early);
    const { kind, make } = deck[Math.floor(random() * deck.length)]!;
    // From when it was due, so that a stall counts against all that waited for it.
    running.push(
      searchEntries(platform, reader, make(random)).then(({ total }) => ({
        kind,
        ms: performance.now() - due,
        found: total,
      })),
    );
  }
  return Promise.all(running);
}

/** The first twenty and how many: what a page asks, without facets. */
async function byIlike(platform: Platform): Promise<number[]> {
  const random = randomOf(54_321);
  const taken: number[] = [];
  for (let number = 0; number < 40; number += 1) {
    const word = number % 2 === 0 ? zipf(random, subjects) : zipf(random, ['信息', '登记', '编号', '姓名', '名称']);
    const before = performance.now();
    await platform.database.pool.query(
      `select id, name, count(*) over () from catalogue.resources r
       where state = 'published' and (name ilike $1 or summary ilike $1
         or exists (select from catalogue.items i where i.resource_id = r.id and i.name ilike $1))
       order by updated_at desc limit 20`,
      [`%${word}%`],
    );
    taken.push(performance.now() - before);
  }
  return taken;
}

function figuresOf(values: number[]): { n: number; p50: number; p95: number; p99: number; max: number } {
  const sorted = [...values].sort((one, other) => one - other);
  const at = (share: number) => round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return { n: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}
