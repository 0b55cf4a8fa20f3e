import type { Db } from '../../platform/database.ts';
import { onTransaction } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { type Resource, resourceById } from '../catalogue/index.ts';
import { recordCorrection } from './file-correction.ts';
import { acceptedCorrections, correctionById, markDone, writeAnswer } from './store-corrections.ts';
import { holdsValue } from './store-held.ts';

/**
 * The provider's answer to a report: it accepts, and a normal batch then brings the value, or the value stands. Throws
 * `not-found` for anyone but the provider, `correction-answered` the second time.
 */
export async function answerCorrection(
  platform: Platform,
  id: string,
  staff: { agencyId: string; accountId: string },
  { accepts, opinion }: { accepts: boolean; opinion: string },
): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    const row = await correctionById(tx, id, true);
    const resource = row && (await resourceById(tx, row.resourceId));
    if (!row || resource?.providerId !== staff.agencyId) throw new DomainError('not-found');
    if (row.state !== 'submitted') throw new DomainError('correction-answered');
    const state = accepts ? 'accepted' : 'kept';
    await writeAnswer(tx, id, { state, opinion, at: platform.now(), accountId: staff.accountId });
    await recordCorrection(platform, tx, resource, { ...row, ...staff }, { act: state, correction: id });
  });
}

/** Ends the accepted corrections whose value has come in with a batch, in the batch's own transaction. */
export async function closeCorrections(tx: Db, resource: Resource, tableName: string, batchId: string): Promise<void> {
  const waiting = await acceptedCorrections(tx, resource.id);
  const done: string[] = [];
  for (const row of waiting) {
    if (await holdsValue(onTransaction(tx), tableName, resource, row)) done.push(row.id);
  }
  await markDone(tx, done, batchId);
}
