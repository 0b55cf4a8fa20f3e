import { isSqlState, onTransaction } from '../../platform/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { isRetired, lockNotAvailable, markDropped, snapshotsToDrop } from './store.ts';
import { dropUnread } from './store-data.ts';
import { forgetHistory, hasHistory } from './store-history.ts';
import { markForgotten, versionsToForget } from './store-versions.ts';

const restMinutes = 10;

/**
 * Drops the tables of snapshots long out of service. One that is still being read is left for the next time: readers
 * never wait for this, and this waits no longer than its lock timeout for them. Returns the tables dropped.
 */
export async function dropOldSnapshots(platform: Platform): Promise<string[]> {
  const now = platform.now();
  const dropped: string[] = [];
  const old = await snapshotsToDrop(platform.db, new Date(now.getTime() - restMinutes * 60_000));
  for (const { resourceId, number, tableName } of old) {
    try {
      const gone = await platform.db.transaction().execute(async (tx) => {
        if (!(await isRetired(tx, resourceId, number))) return false;
        await dropUnread(onTransaction(tx), tableName);
        await markDropped(tx, resourceId, number, now);
        await markForgotten(tx, resourceId, number, null);
        return true;
      });
      if (gone) dropped.push(tableName);
    } catch (error) {
      if (!isSqlState(error, lockNotAvailable)) throw error;
    }
  }
  return dropped;
}

/** Forgets what changes in place replaced, once a resource's days for it are over. */
export async function forgetOldHistory(platform: Platform): Promise<void> {
  for (const { resourceId, snapshot, tableName, upTo } of await versionsToForget(platform.db, platform.now())) {
    await platform.db.transaction().execute(async (tx) => {
      await markForgotten(tx, resourceId, snapshot, upTo);
      const on = onTransaction(tx);
      if (await hasHistory(on, tableName)) await forgetHistory(on, tableName, upTo);
    });
  }
}
