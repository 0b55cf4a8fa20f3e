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
  if (sort === 'relevance') for (let at = 0; at < names.length; at += recordSize) inName.add(names.readUInt32BE(at));
  const counters = facetOrder.map((facet) => counterOf(facet));
  const wanted = facetOrder.map((facet) => chosen[facet]);
  const narrowed = wanted.some((each) => each !== undefined);
  const best = firstOf(offset + limit);
  const values = [0, 0, 0, 0, 0, 0, 0];
  const classCut = 10 ** (6 - (chosen.classLength ?? 6));
  let total = 0;
  for (let at = 0; at < all.length; at += recordSize) {
    if (chosen.open && all[at + 17] === 0) continue;
    readValues(all, at, today, values);
    const missed = narrowed ? missedFacet(values, wanted, classCut) : -1;
    if (missed === several) continue;
    for (let facet = 0; facet < 7; facet += 1) if (missed < 0 || facet === missed) counters[facet]!.add(values[facet]!);
    if (missed >= 0) continue;
    total += 1;
    const number = all.readUInt32BE(at);
    const day = all.readUInt16BE(at + 22);
    best.offer(number, sort === 'class' ? 0x1000000 - values[0]! : (inName.has(number) ? 0x10000 : 0) + day);
  }
  return {
    total,
    page: best.taken().slice(offset),
    facets: Object.fromEntries(facetOrder.map((facet, at) => [facet, counters[at]!.counts()])) as Counted['facets'],
  };
}

const several = 99;

/** The one facet whose choice an entry misses, -1 when it misses none, `several` when more. */
function missedFacet(values: readonly number[], wanted: readonly (number | undefined)[], classCut: number): number {
  let missed = -1;
  for (let facet = 0; facet < 7; facet += 1) {
    const want = wanted[facet];
    if (want === undefined) continue;
    const has = facet === 0 ? Math.floor(values[0]! / classCut) : values[facet];
    if (has === want) continue;
    if (missed >= 0) return several;
    missed = facet;
  }
  return missed;
}

/** How many entries have each value of a facet: in an array where values are few, since this runs for each entry found. */
function counterOf(facet: FacetName): { add(value: number): void; counts(): Map<number, number> } {
  if (facet === 'provider' || facet === 'region') {
    const counts = new Map<number, number>();
    return { add: (value) => counts.set(value, (counts.get(value) ?? 0) + 1), counts: () => counts };
  }
  const step = facet === 'class' ? 1000 : 1;
  const counts = new Uint32Array(facet === 'shareType' || facet === 'age' ? 8 : facet === 'class' ? 1000 : 0x10000);
  const seen: number[] = [];
  return {
    add: (value) => {
      const at = Math.floor(value / step);
      if (counts[at] === 0) seen.push(at);
      counts[at] = counts[at]! + 1;
    },
    counts: () => new Map(seen.map((value) => [value, counts[value]!])),
  };
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

/**
 * Keeps the first `most` numbers in order of rank, then of number, the greatest first. Rank and number make one key: both
 * together stay under 2^53.
 */
function firstOf(most: number): { offer(number: number, rank: number): void; taken(): number[] } {
  let keys: number[] = [];
  let least = -1;
  const cut = () => {
    keys = keys.sort((one, other) => other - one).slice(0, most);
    if (keys.length === most) least = keys[most - 1] ?? Number.POSITIVE_INFINITY;
  };
  return {
    offer(number, rank) {
      const key = rank * 0x10000000 + number;
      if (key < least || most === 0) return;
      keys.push(key);
      if (keys.length >= 2 * most + 64) cut();
    },
    taken: () => {
      cut();
      return keys.map((key) => key % 0x10000000);
    },
  };
}
