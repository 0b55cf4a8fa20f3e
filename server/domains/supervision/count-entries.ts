import type { Platform } from '../../platform/platform.ts';
import { countEntries, ledgerSize, sumUses } from '../ledger/index.ts';
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
  let counted = 0;
  for (let taken = step; taken === step && counted < most; counted += taken) taken = await countStep(platform);
  return counted;
}

async function countStep({ database }: Platform): Promise<number> {
  const client = await database.pool.connect();
  try {
    await client.query('begin');
    const from = await claimProgress(client);
    const to = from === null ? 0 : Math.min(await ledgerSize(client), from + step);
    if (from === null || to <= from) {
      await client.query('rollback');
      return 0;
    }
    await addEntryCounts(client, await countEntries(client, from, to));
    for (const { people, ...uses } of await sumUses(client, from, to)) {
      const sketch = emptySketch();
      const known = await sketchOf(client, uses);
      if (known) mergeInto(sketch, known);
      for (const digest of people) addPerson(sketch, BigInt(digest));
      await addFlow(client, { ...uses, people: sketch });
    }
    await setProgress(client, to);
    await client.query('commit');
    return to - from;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}
