import { isSqlState, onTransaction } from '../../platform/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { markDropped, snapshotsToDrop } from './store.ts';
import { dropUnread } from './store-data.ts';

/** How many snapshots of a resource are kept, the one that serves among them. */
export const snapshotsKept = 3;
const restMinutes = 10;
const lockNotAvailable = '55P03';

/**
 * Drops the tables of snapshots long out of service. One that is still being read is left for the next time: readers
 * never wait for this, and this waits no longer than its lock timeout for them. Returns the tables dropped.
 */
export async function dropOldSnapshots(platform: Platform): Promise<string[]> {
  const now = platform.now();
  const dropped: string[] = [];
  const old = await snapshotsToDrop(platform.db, snapshotsKept, new Date(now.getTime() - restMinutes * 60_000));
  for (const { resourceId, number, tableName } of old) {
    try {
      await platform.db.transaction().execute(async (tx) => {
        await dropUnread(onTransaction(tx), tableName);
        await markDropped(tx, resourceId, number, now);
      });
      dropped.push(tableName);
    } catch (error) {
      if (!isSqlState(error, lockNotAvailable)) throw error;
    }
  }
  return dropped;
}
