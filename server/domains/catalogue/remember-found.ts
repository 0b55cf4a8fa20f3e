import { createHash } from 'node:crypto';
import type { Platform } from '../../platform/platform.ts';
import { foldStateSum, stateSum } from '../../platform/state-sum.ts';

/** Searches that a process remembers: some kilobytes each. */
const maxRemembered = 2_000;

interface Remembered {
  state: string;
  found: Map<string, Promise<unknown>>;
}
const remembered = new WeakMap<Platform, Remembered>();

/**
 * Finds something once for as long as the catalogue's index is as it is: most searches are for few words, and the commonest
 * find the most. The state is read on the primary before each search, so that none finds less than what was committed when it
 * began, whichever process indexed it. Those who ask the same meanwhile wait for the same; what fails is not remembered.
 */
export async function findOnce<T>(platform: Platform, question: unknown, find: () => Promise<T>): Promise<T> {
  const { pool } = platform.database;
  const { state, long } = await stateSum(pool, 'catalogue.search_state');
  if (long) await foldStateSum(pool, 'catalogue.search_state');
  let here = remembered.get(platform);
  if (here?.state !== state) {
    here = { state, found: new Map() };
    remembered.set(platform, here);
  }
  const { found } = here;
  const key = createHash('sha256').update(JSON.stringify(question)).digest('base64');
  const known = found.get(key);
  if (known) {
    // The one that was asked for least lately is the first to go.
    found.delete(key);
    found.set(key, known);
    return known as Promise<T>;
  }
  const finding = find();
  found.set(key, finding);
  finding.catch(() => found.delete(key));
  if (found.size > maxRemembered) found.delete(found.keys().next().value!);
  return finding;
}
