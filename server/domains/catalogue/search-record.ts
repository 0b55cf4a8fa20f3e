import { shareTypes } from '../../../contracts/catalogue.ts';
import type { FacetName } from '../../../contracts/catalogue-search.ts';
import { searchAges } from '../../../contracts/catalogue-search.ts';

/**
 * What facets and order are counted from, as 24 bytes per entry, so that one aggregate hands over all that were found:
 * 0 number u32, 4 provider (the end of its id) u48, 10 region u24, 13 class (first six digits) u24, 16 share type u8, 17 open u8,
 * 18 format u16, 20 update cycle u16, 22 day of its last change since 1970 u16. Codes of lists stand as 16 bits of their hash.
 */
export const recordSize = 24;

export interface Recorded {
  number: number;
  providerId: string;
  region: string | null;
  classCode: string | null;
  shareType: string | null;
  open: boolean;
  format: string | null;
  cycle: string | null;
  changedAt: Date;
}

const dayMilliseconds = 86_400_000;

export function recordOf(entry: Recorded): Buffer {
  const record = Buffer.alloc(recordSize);
  record.writeUInt32BE(entry.number, 0);
  record.writeUIntBE(providerKey(entry.providerId), 4, 6);
  record.writeUIntBE(Number(entry.region ?? 0), 10, 3);
  record.writeUIntBE(Number((entry.classCode ?? '0').slice(0, 6)), 13, 3);
  record.writeUInt8(entry.shareType === null ? 0 : 1 + shareTypes.indexOf(entry.shareType as 'withheld'), 16);
  record.writeUInt8(entry.open ? 1 : 0, 17);
  record.writeUInt16BE(codeKey(entry.format), 18);
  record.writeUInt16BE(codeKey(entry.cycle), 20);
  record.writeUInt16BE(Math.max(0, Math.floor(entry.changedAt.getTime() / dayMilliseconds)), 22);
  return record;
}

/** The end of a UUIDv7 is random. */
export function providerKey(id: string): number {
  return Number.parseInt(id.slice(-12), 16);
}

/** Sixteen bits of FNV-1a; 0 is no code. */
export function codeKey(code: string | null): number {
  if (code === null) return 0;
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(code)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return (hash >>> 16) ^ (hash & 0xffff) || 1;
}

const ageDays = [31, 92, 366];

/** A chosen value of each facet as the record holds it. */
export type Chosen = Partial<Record<FacetName, number>> & { open?: boolean; classLength?: number };

export interface Counted {
  total: number;
  /** Numbers of the entries of the page, in order. */
  page: number[];
  facets: Record<FacetName, Map<number, number>>;
}

interface Counting {
  /** Records of those whose name holds what was asked, then of all that do; the second holds the first. */
  names: Buffer;
  all: Buffer;
  chosen: Chosen;
  sort: 'relevance' | 'newest' | 'class';
  today: number;
  offset: number;
  limit: number;
}

/**
 * Counts what was found: the total, the page, and for each facet how many it would leave, its own choice aside. By
 * relevance those come first whose name holds the question; among them, and in all, the newest first.
 */
export function count({ names, all, chosen, sort, today, offset, limit }: Counting): Counted {
  const inName = new Set<number>();
  for (let at = 0; at < names.length; at += recordSize) inName.add(names.readUInt32BE(at));
  const facets: Counted['facets'] = {
    class: new Map(),
    provider: new Map(),
    region: new Map(),
    shareType: new Map(),
    format: new Map(),
    cycle: new Map(),
    age: new Map(),
  };
  const wanted = facetOrder.map((facet) => chosen[facet]);
  const counts = facetOrder.map((facet) => facets[facet]);
  const kept: { number: number; rank: number }[] = [];
  const values: number[] = [0, 0, 0, 0, 0, 0, 0];
  const classCut = 10 ** (6 - (chosen.classLength ?? 6));
  for (let at = 0; at < all.length; at += recordSize) {
    if (chosen.open && all[at + 17] === 0) continue;
    readValues(all, at, today, values);
    let missed = -1;
    let misses = 0;
    for (let facet = 0; facet < 7; facet += 1) {
      const want = wanted[facet];
      if (want === undefined) continue;
      const has = facet === 0 ? Math.floor(values[0]! / classCut) : values[facet];
      if (has !== want) {
        missed = facet;
        misses += 1;
      }
    }
    if (misses > 1) continue;
    for (let facet = 0; facet < 7; facet += 1) {
      if (misses === 1 && facet !== missed) continue;
      const map = counts[facet]!;
      const value = facet === 0 ? Math.floor(values[0]! / 1000) : values[facet]!;
      map.set(value, (map.get(value) ?? 0) + 1);
    }
    if (misses === 1) continue;
    const number = all.readUInt32BE(at);
    const day = all.readUInt16BE(at + 22);
    const rank = sort === 'class' ? -values[0]! : (sort === 'relevance' && inName.has(number) ? 0x10000 : 0) + day;
    kept.push({ number, rank });
  }
  const best = firstOf(kept, offset + limit).slice(offset);
  return { total: kept.length, page: best.map(({ number }) => number), facets };
}

const facetOrder = ['class', 'provider', 'region', 'shareType', 'format', 'cycle', 'age'] as const;

function readValues(all: Buffer, at: number, today: number, values: number[]): void {
  values[0] = all.readUIntBE(at + 13, 3);
  values[1] = all.readUIntBE(at + 4, 6);
  values[2] = all.readUIntBE(at + 10, 3);
  values[3] = all[at + 16]!;
  values[4] = all.readUInt16BE(at + 18);
  values[5] = all.readUInt16BE(at + 20);
  const age = today - all.readUInt16BE(at + 22);
  values[6] = age <= ageDays[0]! ? 0 : age <= ageDays[1]! ? 1 : age <= ageDays[2]! ? 2 : 3;
}

export function ageOf(value: number): string {
  return searchAges[value]!;
}

/** The first `count` in order of rank, then of number, the newest first, without sorting the rest. */
function firstOf(kept: { number: number; rank: number }[], count: number): { number: number; rank: number }[] {
  const before = (one: { number: number; rank: number }, other: { number: number; rank: number }) =>
    other.rank - one.rank || other.number - one.number;
  if (kept.length <= 4 * count) return kept.sort(before).slice(0, count);
  let best: { number: number; rank: number }[] = [];
  for (const each of kept) {
    if (best.length >= 2 * count) best = best.sort(before).slice(0, count);
    if (best.length < count || before(each, best[count - 1]!) < 0 || best.length > count) best.push(each);
  }
  return best.sort(before).slice(0, count);
}
