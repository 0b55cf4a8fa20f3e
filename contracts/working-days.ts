/**
 * Working days by the official calendar (the State Council's yearly notice on holidays; the limits of 行政许可法 and
 * 国令第809号 count in them). Dates are 'YYYY-MM-DD' strings in Asia/Shanghai.
 */
export interface WorkingCalendar {
  /** The years whose notice is known. */
  years: number[];
  /** Each day that is not what its weekday says: a Saturday that is worked, a Thursday that is not. */
  exceptions: Record<string, 'work' | 'rest'>;
}

/** The calendar does not cover a year that a clock needs. An operator adds the year; no one guesses it. */
export class CalendarYearMissing extends Error {
  readonly year: number;

  constructor(year: number) {
    super(`The working calendar does not cover ${year}`);
    this.name = 'CalendarYearMissing';
    this.year = year;
  }
}

const dayMs = 86_400_000;
// China has kept UTC+8 without summer time since 1991, before any instant that this platform records.
const shanghaiMs = 8 * 3_600_000;

/** Whether the text is 'YYYY-MM-DD' and names a day that exists: 2024-02-29 does, 2023-02-29 does not. */
export function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text.startsWith('0000')) return false;
  const instant = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text);
}

/** The date on the wall in Shanghai at an instant. */
export function dateInShanghai(instant: Date): string {
  return new Date(instant.getTime() + shanghaiMs).toISOString().slice(0, 10);
}

/** The instant at which a date begins in Shanghai. Throws RangeError when the text is not a date. */
export function startOfDay(date: string): Date {
  return new Date(dayNumber(date) * dayMs - shanghaiMs);
}

/** Whether a date is a working day. Throws CalendarYearMissing, and RangeError when the text is not a date. */
export function isWorkingDay(calendar: WorkingCalendar, date: string): boolean {
  return isWorking(calendar, dayNumber(date));
}

/**
 * The date on which a limit of n working days ends: the first working day after `startDate` counts as 1, as limits
 * run from the day after (民法典 art. 201). n = 0 is `startDate` itself. Throws CalendarYearMissing when a year on the
 * way is not covered, and RangeError when n is not a whole number ≥ 0 or the text is not a date.
 */
export function addWorkingDays(calendar: WorkingCalendar, startDate: string, n: number): string {
  if (!Number.isSafeInteger(n) || n < 0) throw new RangeError(`Not a number of working days: ${n}`);
  let day = dayNumber(startDate);
  assertCovered(calendar, day);
  for (let left = n; left > 0; ) {
    day += 1;
    if (isWorking(calendar, day)) left -= 1;
  }
  return dateOf(day);
}

/** Where a limit ends: its day, or the day left open and the year that it waits for. */
export type LimitEnd = { day: string; waitsFor: null } | { day: null; waitsFor: number };

/**
 * The same, for a clock that must not stop its act: where the calendar does not cover a year on the way, the day stays open
 * and the year is named. Throws RangeError as addWorkingDays does.
 */
export function endOfLimit(calendar: WorkingCalendar, startDate: string, n: number): LimitEnd {
  try {
    return { day: addWorkingDays(calendar, startDate, n), waitsFor: null };
  } catch (error) {
    if (error instanceof CalendarYearMissing) return { day: null, waitsFor: error.year };
    throw error;
  }
}

/**
 * Working days after `from` up to and including `to`, so that adding them to `from` leads to `to` or to the last working
 * day before it. Negative when `to` is earlier. Throws CalendarYearMissing, and RangeError when a text is not a date.
 */
export function workingDaysBetween(calendar: WorkingCalendar, from: string, to: string): number {
  const [start, end] = [dayNumber(from), dayNumber(to)];
  if (end < start) return 0 - workingDaysBetween(calendar, to, from);
  assertCovered(calendar, start);
  let count = 0;
  for (let day = start + 1; day <= end; day += 1) if (isWorking(calendar, day)) count += 1;
  return count;
}

function isWorking(calendar: WorkingCalendar, day: number): boolean {
  assertCovered(calendar, day);
  const exception = calendar.exceptions[dateOf(day)];
  if (exception) return exception === 'work';
  const weekday = new Date(day * dayMs).getUTCDay();
  return weekday !== 0 && weekday !== 6;
}

function assertCovered(calendar: WorkingCalendar, day: number): void {
  const year = new Date(day * dayMs).getUTCFullYear();
  if (!calendar.years.includes(year)) throw new CalendarYearMissing(year);
}

function dayNumber(date: string): number {
  if (!isCalendarDate(date)) throw new RangeError(`Not a date: ${JSON.stringify(date)}`);
  return Date.parse(`${date}T00:00:00Z`) / dayMs;
}

function dateOf(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}
