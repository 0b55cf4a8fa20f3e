import type { WorkingCalendar } from '../../contracts/working-days.ts';
import type { Queryable } from './database.ts';

/**
 * The official working calendar from platform.calendar_*: the years that the operator has confirmed and, within them,
 * each day that is not what its weekday says. A year that is missing is an error wherever a clock needs it, not a guess.
 */
export async function readCalendar(on: Queryable): Promise<WorkingCalendar> {
  const years = await on.query<{ year: number }>({ text: 'select year from platform.calendar_years order by year' });
  const days = await on.query<{ day: string; kind: 'work' | 'rest' }>({
    text: 'select day, kind from platform.calendar_days',
  });
  return {
    years: years.rows.map((row) => row.year),
    exceptions: Object.fromEntries(days.rows.map((row) => [row.day, row.kind])),
  };
}

/** Replaces one year's days, from the State Council's yearly notice. */
export async function writeCalendarYear(
  on: Queryable,
  year: number,
  source: string,
  days: { day: string; kind: 'work' | 'rest'; name: string }[],
): Promise<void> {
  await on.query({
    text: 'delete from platform.calendar_days where day between make_date($1, 1, 1) and make_date($1, 12, 31)',
    values: [year],
  });
  await on.query({
    text: 'insert into platform.calendar_years (year, source) values ($1, $2) on conflict (year) do update set source = excluded.source',
    values: [year, source],
  });
  await on.query({
    text: 'insert into platform.calendar_days (day, kind, name) select * from unnest($1::date[], $2::text[], $3::text[])',
    values: [days.map((day) => day.day), days.map((day) => day.kind), days.map((day) => day.name)],
  });
}
