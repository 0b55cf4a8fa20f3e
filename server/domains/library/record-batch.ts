import type { Db } from '../../platform/database.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Resource } from '../catalogue/index.ts';
import { agencyById } from '../directory/index.ts';
import { record } from '../ledger/index.ts';
import type { BatchRow } from './store.ts';

/** The ledger's entry of a batch that serves: counts, the digest of its file and the version that it made; no row of it. */
export async function recordBatch(
  platform: Platform,
  tx: Db,
  resource: Resource,
  batch: BatchRow,
  now: Date,
): Promise<void> {
  const provider = await agencyById(tx, resource.providerId);
  await record(
    platform,
    tx,
    {
      kind: 'ingest',
      at: now.toISOString(),
      actor: {
        ...(provider && { agency: provider.creditCode }),
        ...(batch.accountId !== null && { account: batch.accountId }),
      },
      ...(provider && { provider: provider.creditCode }),
      ...(resource.code !== null && { resource: resource.code }),
      ...(batch.version !== null && { snapshot: batch.version }),
      asOf: now.toISOString(),
      detail: {
        batch: batch.id,
        mode: batch.mode,
        accepted: batch.acceptedRows,
        rejected: batch.rejectedRows,
        sha256: batch.sha256,
        ...(batch.addedRows !== null && {
          added: batch.addedRows,
          changed: batch.changedRows,
          removed: batch.removedRows,
        }),
        ...(batch.toVersion !== null && { toVersion: batch.toVersion }),
      },
    },
    { agencyId: resource.providerId, providerId: resource.providerId },
  );
}
