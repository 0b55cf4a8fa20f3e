import {
  addWorkingDays,
  CalendarYearMissing,
  type WorkingCalendar,
  workingDaysBetween,
} from '../../../contracts/working-days.ts';

/** Working days within which something that is not late yet counts as due soon. */
export const soonDays = 5;

/** Months of the cycles of the update-cycle list that are counted in months. */
const months: Readonly<Record<string, number>> = { '5': 1, '6': 3, '7': 6, '8': 12 };

/**
 * The day by which data of an update cycle (code list update-cycle of 政务信息资源目录编制指南) are to be brought up to date
 * again; null for cycles that set no day: irregular, real time, other. Daily means each working day. YYYY-MM-DD.
 */
export function nextUpdate(calendar: WorkingCalendar, updateCycle: string, asOf: string): string | null {
  if (updateCycle === '3') return open(() => addWorkingDays(calendar, asOf, 1));
  if (updateCycle === '4') return shifted(asOf, 7);
  const by = months[updateCycle];
  if (by === undefined) return null;
  const [year, month, day] = asOf.split('-').map(Number) as [number, number, number];
  // The last day of a month that is shorter: 31 January and a month is 28 February.
  const lastDay = new Date(Date.UTC(year, month - 1 + by + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + by, Math.min(day, lastDay))).toISOString().slice(0, 10);
}

/** Whether it is worth saying ahead that an update is due: what is sent each day or week would always be due soon. */
export function saidAhead(updateCycle: string): boolean {
  return updateCycle in months;
}

/** Working days that are left, negative once it is late; null where the calendar lacks a year on the way. */
export function remainingDays(calendar: WorkingCalendar, today: string, date: string): number | null {
  return open(() => {
    const days = workingDaysBetween(calendar, today, date);
    // Due on Friday and asked on Sunday: late, though no working day has passed.
    return date < today ? Math.min(days, -1) : days;
  });
}

/** The last day that counts as soon: that many working days from today, or calendar days where the calendar ends. */
export function soonUntil(calendar: WorkingCalendar, today: string, days = soonDays): string {
  return open(() => addWorkingDays(calendar, today, days)) ?? shifted(today, days + 2);
}

export function shifted(day: string, by: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + by * 86_400_000).toISOString().slice(0, 10);
}

function open<T>(count: () => T): T | null {
  try {
    return count();
  } catch (error) {
    if (error instanceof CalendarYearMissing) return null;
    throw error;
  }
}
