import { dateInShanghai, endOfLimit, type WorkingCalendar } from '../../../contracts/working-days.ts';
import type { CaseRow } from './case-data.ts';

/** Limits in working days: of saying what is missing (行政许可法 art. 32), and of the decision (art. 42). */
export interface Limits {
  acceptDays: number;
  promisedDays: number;
  statutoryDays: number;
}

/** What the days of a case depend on; days that are known already stay as they are. */
export type Standing = Pick<CaseRow, 'state' | 'acceptedAt' | 'acceptBy' | 'promisedDate' | 'dueDate'> & {
  submittedAt: Date;
};

/** The days that a case keeps, `YYYY-MM-DD`; null where the calendar lacks the year `daysWaitFor`. */
export type CaseDays = Pick<
  CaseRow,
  'acceptedAt' | 'acceptBy' | 'promisedDate' | 'dueDate' | 'deadline' | 'daysWaitFor'
>;

/**
 * The days of a case: what is missing is said within `acceptDays` of its receipt (行政许可法 art. 32), and it is decided
 * within the item's promised and statutory days (art. 42), which run from acceptance; an item done on the spot has none. A
 * case accepted beyond the days for it counts as accepted on receipt (art. 32 (4)). A day that falls into a year the
 * calendar does not know stays open, neither guessed nor a stop: `daysWaitFor` names the first such year.
 */
export function caseDays(calendar: WorkingCalendar, standing: Standing, limits: Limits): CaseDays {
  const wanted: number[] = [];
  const end = (known: string | null, from: Date, days: number): string | null => {
    if (known !== null) return known;
    const { day, waitsFor } = endOfLimit(calendar, dateInShanghai(from), days);
    if (waitsFor !== null) wanted.push(waitsFor);
    return day;
  };
  const { state, submittedAt } = standing;
  const acceptBy = end(standing.acceptBy, submittedAt, limits.acceptDays);
  const late = standing.acceptedAt !== null && acceptBy !== null && dateInShanghai(standing.acceptedAt) > acceptBy;
  const acceptedAt = late ? submittedAt : standing.acceptedAt;
  const from = acceptedAt ?? submittedAt;
  const promisedDate = end(standing.promisedDate, from, limits.promisedDays);
  const dueDate = end(standing.dueDate, from, limits.statutoryDays);
  return {
    acceptBy,
    acceptedAt,
    promisedDate,
    dueDate,
    deadline: state === 'submitted' ? acceptBy : state === 'accepted' ? promisedDate : null,
    daysWaitFor: wanted.length > 0 ? Math.min(...wanted) : null,
  };
}
