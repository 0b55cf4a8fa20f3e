import type { Queryable } from '../../platform/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { deleteRejects, finishBatch, freeIngestLock, runningBatches, tryIngestLock } from './store.ts';
import { dropTables } from './store-data.ts';

/**
 * Ends the batches that a process left running when it died, and drops what they had copied. A batch is dead when the
 * ingest lock of its resource can be had: its process would hold it. With `heldFor` the caller holds that one.
 */
export async function failDeadBatches(platform: Platform, on: Queryable, heldFor?: string): Promise<void> {
  for (const batch of await runningBatches(platform.db)) {
    if (heldFor !== undefined && batch.resourceId !== heldFor) continue;
    if (heldFor === undefined && !(await tryIngestLock(on, batch.resourceId))) continue;
    try {
      const ended = await finishBatch(platform.db, {
        ...batch,
        state: 'failed',
        fault: { code: 'batch-interrupted', details: {} },
        finishedAt: platform.now(),
      });
      if (!ended) continue;
      if (batch.tableName !== null) await dropTables(on, batch.tableName);
      await deleteRejects(platform.db, batch.id);
    } finally {
      if (heldFor === undefined) await freeIngestLock(on, batch.resourceId);
    }
  }
}
