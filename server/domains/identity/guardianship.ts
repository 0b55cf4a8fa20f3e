import { dateInShanghai, isCalendarDate } from '../../../contracts/working-days.ts';
import type { Db } from '../../platform/database.ts';
import { putGuardianship, type Ward, wardsOn } from './store-delegations.ts';

export interface GuardianshipInput {
  guardianCitizenId: string;
  wardCitizenId: string;
  wardName: string;
  /** YYYY-MM-DD */
  wardBirthDate: string;
  /** The record that showed it, and where the reading of it stands in the ledger. */
  proof: { resource: string; ledgerIndex: number; asOf: string };
  provenAt?: Date;
}

/** The last day on which someone is a minor: the eve of the 18th birthday (民法典 art. 17, 18). YYYY-MM-DD both ways. */
export function lastDayAsMinor(birthDate: string): string {
  const [year = 0, month = 1, day = 1] = birthDate.split('-').map(Number);
  // Day 0 or 29 February of a common year roll over as the calendar does: born on 29 February, of age on 1 March.
  return new Date(Date.UTC(year + 18, month - 1, day - 1)).toISOString().slice(0, 10);
}

/** Keeps that someone is a minor's guardian (民法典 art. 27), as a record read for a case has shown; until they are 18. */
export async function recordGuardianship(db: Db, input: GuardianshipInput): Promise<void> {
  if (!isCalendarDate(input.wardBirthDate)) throw new TypeError('wardBirthDate is not a date');
  await putGuardianship(db, {
    guardianCitizenId: input.guardianCitizenId,
    wardCitizenId: input.wardCitizenId,
    wardName: input.wardName,
    proof: input.proof,
    validUntil: lastDayAsMinor(input.wardBirthDate),
    provenAt: input.provenAt ?? new Date(),
  });
}

/** The minors whose guardian a person is shown to be today. */
export function wardsOf(db: Db, citizenId: string, today = dateInShanghai(new Date())): Promise<Ward[]> {
  return wardsOn(db, citizenId, today);
}
