import type { Grant } from '../../contracts/sharing.ts';

/** A whole number as typed; null where nothing is. */
export function numberOf(text: string): number | null {
  return text.trim() === '' ? null : Number(text);
}

/** Minutes of the day as a field of time has them: 510 is 08:30, and the end of the day 00:00. */
export function clockOf(minutes: number): string {
  const within = minutes % 1440;
  return `${String(Math.floor(within / 60)).padStart(2, '0')}:${String(within % 60).padStart(2, '0')}`;
}

/** The reverse; null for what is not yet a time. `end` reads midnight as the end of the day. */
export function minutesOf(clock: string, end = false): number | null {
  const parts = /^(\d{2}):(\d{2})$/.exec(clock);
  if (!parts) return null;
  const minutes = Number(parts[1]) * 60 + Number(parts[2]);
  return end && minutes === 0 ? 1440 : minutes;
}

/** What a grant's terms are called where they are shown and where versions are compared. */
export const limits = ['quotaPerMinute', 'quotaPerDay', 'quotaTotal'] as const satisfies readonly (keyof Grant)[];

/** The day as it is shown; null for a grant that has no last day, such as one by a sharing list. */
export function lastDay(day: string): string | null {
  return day === '9999-12-31' ? null : day;
}
