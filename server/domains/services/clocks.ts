import {
  addWorkingDays,
  CalendarYearMissing,
  dateInShanghai,
  type WorkingCalendar,
} from '../../../contracts/working-days.ts';
import { DomainError } from '../../platform/domain-error.ts';

/** The days that a case keeps, `YYYY-MM-DD`. */
export interface CaseDays {
  acceptBy: string;
  promisedDate: string;
  dueDate: string;
}

/**
 * The days of a case that was received on a day: what is missing is said within `acceptDays` (行政许可法 art. 32), and it
 * is decided within the item's promised and statutory working days (art. 42), which run from acceptance; an item done on
 * the spot has none. Throws `calendar-year-missing` where the calendar ends first: a day is never guessed.
 */
export function daysFrom(
  calendar: WorkingCalendar,
  from: Date,
  days: { acceptDays: number; promisedDays: number; statutoryDays: number },
): CaseDays {
  const day = dateInShanghai(from);
  const after = (count: number) => {
    try {
      return addWorkingDays(calendar, day, count);
    } catch (error) {
      if (error instanceof CalendarYearMissing) throw new DomainError('calendar-year-missing', { year: error.year });
      throw error;
    }
  };
  return {
    acceptBy: after(days.acceptDays),
    promisedDate: after(days.promisedDays),
    dueDate: after(days.statutoryDays),
  };
}
