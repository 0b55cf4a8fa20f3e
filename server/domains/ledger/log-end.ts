import type { Frontier } from '../../../contracts/merkle.ts';
import type { Queryable } from '../../platform/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { readFrontier, readLevel } from './store.ts';
import { tileWidth } from './tree.ts';

/** Where a log ends: all that the next append needs to know of what stands before it. */
export interface LogEnd {
  frontier: Frontier;
  /** The hashes of each level's tile that is not full. */
  open: readonly (readonly Uint8Array[])[];
}

const ends = new WeakMap<Platform, LogEnd>();

/** Where the log ended when this process last saw it. A hint: every append checks it. */
export async function logEnd(platform: Platform, on: Queryable): Promise<LogEnd> {
  const known = ends.get(platform);
  if (known) return known;
  const frontier = await readFrontier(on);
  const open: Uint8Array[][] = [];
  for (let end = frontier.size, level = 0; end > 0; end = Math.floor(end / tileWidth), level += 1) {
    open.push(await readLevel(on, level, end - (end % tileWidth), end));
  }
  return { frontier, open };
}

/** Keeps where the log ends after an append that was committed. */
export function keepLogEnd(platform: Platform, end: LogEnd): void {
  ends.set(platform, end);
}

/** For an append that failed: someone else has appended, or nobody knows. */
export function forgetLogEnd(platform: Platform): void {
  ends.delete(platform);
}
