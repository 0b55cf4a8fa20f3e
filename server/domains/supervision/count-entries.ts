import type { PoolClient } from 'pg';
import type { Platform } from '../../platform/platform.ts';
import { countEntries, countItemReads, ledgerSize, sumUses } from '../ledger/index.ts';
import { addPerson, emptySketch, mergeInto } from './people-sketch.ts';
import { addEntryCounts, addFlow, claimProgress, setProgress, sketchOf } from './store.ts';

/** Entries that one transaction takes. */
const step = 20_000;

/**
 * Counts the entries that came to the ledger since the last time: each is counted once, because the counts and how far they go
 * are kept in one transaction, and by one process at a time. The calls that make the entries take no part in it. Returns
 * how many were counted, `most` at the most.
 */
export async function countNewEntries(platform: Platform, most = Number.POSITIVE_INFINITY): Promise<number> {
  await countOn(platform, 'items', countItemReads, most);
  return countOn(platform, 'entries', countFlows, most);
}

type Count = (on: PoolClient, from: number, to: number) => Promise<void>;

async function countOn(platform: Platform, name: string, count: Count, most: number): Promise<number> {
  let counted = 0;
  for (let taken = step; taken === step && counted < most; counted += taken) {
    taken = await countStep(platform, name, count);
  }
  return counted;
}

/** Who called whom about what, and how many entries of each kind there are, by day. */
async function countFlows(client: PoolClient, from: number, to: number): Promise<void> {
  await addEntryCounts(client, await countEntries(client, from, to));
  for (const { people, ...uses } of await sumUses(client, from, to)) {
    const sketch = emptySketch();
    const known = await sketchOf(client, uses);
    if (known) mergeInto(sketch, known);
    for (const digest of people) addPerson(sketch, BigInt(digest));
    await addFlow(client, { ...uses, people: sketch });
  }
}

async function countStep({ database }: Platform, name: string, count: Count): Promise<number> {
  const client = await database.pool.connect();
  try {
    await client.query('begin');
    const from = await claimProgress(client, name);
    const to = from === null ? 0 : Math.min(await ledgerSize(client), from + step);
    if (from === null || to <= from) {
      await client.query('rollback');
      return 0;
    }
    await count(client, from, to);
    await setProgress(client, name, to);
    await client.query('commit');
    return to - from;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}
