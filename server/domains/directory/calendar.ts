import type { Actor } from '../../../contracts/actor.ts';
import { rolesOf } from '../../../contracts/actor.ts';
import type { CalendarYear as ShownYear } from '../../../contracts/directory.ts';
import type { Language } from '../../../contracts/errors.ts';
import { dateInShanghai } from '../../../contracts/working-days.ts';
import {
  type CalendarDay,
  readCalendar,
  readCalendarYear,
  readWantedYears,
  writeCalendarYear,
} from '../../platform/calendar.ts';
import { onTransaction } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { calendarFaults, missingYears } from './calendar-rules.ts';

/** The years that the working calendar knows, and those that the operator has yet to add. */
export async function calendarYears(platform: Platform): Promise<{ years: number[]; missing: number[] }> {
  const { pool } = platform.database;
  const [{ years }, wanted] = await Promise.all([readCalendar(pool), readWantedYears(pool)]);
  return { years, missing: missingYears(years, wanted, dateInShanghai(platform.now())) };
}

/** One year. Who set it is told to operators. Throws `calendar-year-missing`. */
export async function showCalendarYear(platform: Platform, actor: Actor, year: number): Promise<ShownYear> {
  const found = await readCalendarYear(platform.database.pool, year);
  if (!found) throw new DomainError('calendar-year-missing', { year });
  const setBy = rolesOf(actor).includes('operator') ? found.setBy : null;
  return { ...found, setBy, setAt: found.setAt.toISOString() };
}

/**
 * Adds a year or replaces its days, as a whole or not at all. Days of cases and requests that were set by then stay; those left
 * open for the year are set by the jobs of their domains. Throws `calendar-days-invalid` with the faults by field.
 */
export async function setCalendarYear(
  platform: Platform,
  actor: Extract<Actor, { kind: 'staff' }>,
  { year, source, days }: { year: number; source: string; days: CalendarDay[] },
  language: Language,
): Promise<void> {
  const faults = calendarFaults(year, days, language);
  if (faults.length > 0) throw new DomainError('calendar-days-invalid', { year, count: faults.length }, faults);
  await platform.db.transaction().execute((tx) =>
    writeCalendarYear(onTransaction(tx), {
      year,
      source: source.trim(),
      setBy: actor.accountId,
      setAt: platform.now(),
      days: days.map((day) => ({ ...day, name: day.name.trim() })),
    }),
  );
}

/** Keeps the number of missing years in /metrics, where an alarm can hang on it. */
export function watchMissingYears(platform: Platform): void {
  platform.metrics.gauge(
    'legwork_calendar_missing_years',
    'Years that the working calendar lacks though clocks need them',
    async (gauge) => {
      try {
        gauge.set((await calendarYears(platform)).missing.length);
      } catch (error) {
        // Without its database the node still tells its other measures.
        platform.log.warn({ err: error }, 'the working calendar cannot be read');
      }
    },
  );
}

/** Says at start, once the packs are loaded, which years the operator has yet to add. */
export async function warnOfMissingYears(platform: Platform): Promise<void> {
  const { missing } = await calendarYears(platform);
  if (missing.length === 0) return;
  platform.log.warn(
    { years: missing },
    'the working calendar lacks years that clocks need; PUT /api/v1/calendar/:year',
  );
}
