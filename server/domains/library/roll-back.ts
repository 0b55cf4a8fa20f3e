import { onTransaction } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Resource } from '../catalogue/index.ts';
import { recordBatch } from './record-batch.ts';
import { type BatchRow, freeIngestLock, insertBatch, serving, waitForIngestLock } from './store.ts';
import { followItems, hasHistory, returnTo } from './store-history.ts';
import { insertVersion, movePointer, serveSnapshotAgain, versionOf } from './store-versions.ts';

const waitSeconds = 20;

/**
 * Lets the rows of an earlier version serve again, as a new version: the pointer goes back to that version's table, and what
 * was changed in it since is done the other way round, all in one transaction. A roll-back can itself be gone back from.
 * `from` is the version that serves as the caller saw it. Throws `version-conflict` when it no longer does, `not-found`,
 * `version-gone`, `batch-in-progress`.
 */
export async function rollBack(
  platform: Platform,
  resource: Resource,
  wish: { to: number; from: number; reason: string; accountId: string },
): Promise<BatchRow> {
  const client = await platform.database.pool.connect();
  let usable = false;
  try {
    if (!(await waitForIngestLock(client, resource.id, waitSeconds))) {
      usable = true;
      throw new DomainError('batch-in-progress', { retryAfter: 5 });
    }
    try {
      return await rollBackLocked(platform, resource, wish);
    } finally {
      await freeIngestLock(client, resource.id);
      usable = true;
    }
  } finally {
    client.release(!usable);
  }
}

async function rollBackLocked(
  platform: Platform,
  resource: Resource,
  { to, from, reason, accountId }: { to: number; from: number; reason: string; accountId: string },
): Promise<BatchRow> {
  const now = platform.now();
  const before = await serving(platform.db, resource.id);
  if (before?.version !== from) throw new DomainError('version-conflict');
  const target = await versionOf(platform.db, resource.id, to);
  if (!target || to >= from) throw new DomainError('not-found');
  return platform.db.transaction().execute(async (tx) => {
    if (!target.kept || !(await serveSnapshotAgain(tx, resource.id, target.snapshot, now))) {
      throw new DomainError('version-gone', { version: to });
    }
    const on = onTransaction(tx);
    await followItems(on, target.tableName, resource);
    const version = await movePointer(tx, resource.id, target, now);
    const changes = (await hasHistory(on, target.tableName))
      ? await returnTo(on, target.tableName, to, version, resource)
      : null;
    const inPlace = target.tableName === before.tableName ? changes : null;
    const batch: BatchRow = {
      id: newId(),
      resourceId: resource.id,
      mode: 'rollback',
      fileName: target.fileName,
      format: null,
      encoding: null,
      state: 'serving',
      header: null,
      receivedRows: 0,
      acceptedRows: target.rowCount,
      rejectedRows: 0,
      addedRows: inPlace?.added ?? null,
      changedRows: inPlace?.changed ?? null,
      removedRows: inPlace?.removed ?? null,
      toVersion: to,
      reason,
      fault: null,
      sha256: null,
      tableName: null,
      version,
      idempotencyKey: null,
      accountId,
      startedAt: now,
      finishedAt: now,
    };
    await insertBatch(tx, batch);
    await insertVersion(tx, {
      resourceId: resource.id,
      version,
      snapshot: target.snapshot,
      batchId: batch.id,
      rowCount: target.rowCount,
      asOf: now,
    });
    await recordBatch(platform, tx, resource, batch, now);
    return batch;
  });
}
