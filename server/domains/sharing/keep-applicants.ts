import { type Db, onTransaction } from '../../platform/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { pseudonymOf } from '../ledger/index.ts';
import { deleteApplicants, insertApplicants } from './store-applicants.ts';

/**
 * An agency has an open case about people, under a purpose: grants for own applicants serve for them until the case is closed.
 * In the transaction that opens it or finds out whom it is about; said twice it is said once.
 */
export async function openMatter(
  platform: Platform,
  tx: Db,
  {
    agencyId,
    purpose,
    numbers,
    matter,
  }: { agencyId: string; purpose: string; numbers: readonly string[]; matter: string },
): Promise<void> {
  const subjects = [...new Set(numbers.filter((number) => number !== ''))];
  await insertApplicants(onTransaction(tx), {
    agencyId,
    purpose,
    subjects: subjects.map((number) => pseudonymOf(platform.keys, number)),
    matter,
  });
}

/** The case is closed, in the transaction that closes it. */
export function closeMatter(tx: Db, matter: string): Promise<void> {
  return deleteApplicants(onTransaction(tx), matter);
}
