import type { WorkingCalendar } from '../../contracts/working-days.ts';
import type { Queryable } from './database.ts';

/** A day that is not what its weekday says. */
export interface CalendarDay {
  /** YYYY-MM-DD */
  day: string;
  kind: 'work' | 'rest';
  name: string;
}

export interface CalendarYear {
  year: number;
  /** Where its days are read: the State Council's yearly notice. */
  source: string;
  /** The operator's account; null for a year as the product knew it. */
  setBy: string | null;
  setAt: Date;
  days: CalendarDay[];
}

/**
 * The official working calendar from platform.calendar_*: the years that are known and, within them, each day that is not
 * what its weekday says. A year that is missing is the operator's to add, never guessed: days that fall into it stay open.
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

/** One year with its days in order; null when it is not known. */
export async function readCalendarYear(on: Queryable, year: number): Promise<CalendarYear | null> {
  const { rows } = await on.query<Omit<CalendarYear, 'days'>>({
    text: 'select year, source, set_by as "setBy", set_at as "setAt" from platform.calendar_years where year = $1',
    values: [year],
  });
  if (!rows[0]) return null;
  const days = await on.query<CalendarDay>({
    text: `select day, kind, name from platform.calendar_days
      where day between make_date($1, 1, 1) and make_date($1, 12, 31) order by day`,
    values: [year],
  });
  return { ...rows[0], days: days.rows };
}

/**
 * Replaces one year's days, in the caller's transaction. What the operator set is replaced by the operator alone: a year that
 * the product brings along (`setBy` null) leaves it as it is. Days that clocks have set already stay.
 */
export async function writeCalendarYear(
  on: Queryable,
  { year, source, setBy, setAt, days }: CalendarYear,
): Promise<void> {
  // First, so that two who write the same year wait for each other.
  const written = await on.query({
    text: `insert into platform.calendar_years as known (year, source, set_by, set_at) values ($1, $2, $3, $4)
      on conflict (year) do update set source = excluded.source, set_by = excluded.set_by, set_at = excluded.set_at
      where excluded.set_by is not null or known.set_by is null
      returning year`,
    values: [year, source, setBy, setAt],
  });
  if (written.rows.length === 0) return;
  await on.query({
    text: 'delete from platform.calendar_days where day between make_date($1, 1, 1) and make_date($1, 12, 31)',
    values: [year],
  });
  await on.query({
    text: 'insert into platform.calendar_days (day, kind, name) select * from unnest($1::date[], $2::text[], $3::text[])',
    values: [days.map((day) => day.day), days.map((day) => day.kind), days.map((day) => day.name)],
  });
}

/** Keeps that days were left open for a year, in the transaction that leaves them so: the operator is told. */
export async function noteWantedYear(on: Queryable, year: number, since: Date): Promise<void> {
  await on.query({
    text: 'insert into platform.calendar_wanted_years (year, since) values ($1, $2) on conflict do nothing',
    values: [year, since],
  });
}

/** All years for which days were ever left open. */
export async function readWantedYears(on: Queryable): Promise<number[]> {
  const { rows } = await on.query<{ year: number }>({ text: 'select year from platform.calendar_wanted_years' });
  return rows.map((row) => row.year);
}

/** Whether a day is worked, as isWorkingDay has it; null where the calendar lacks its year. `day` is an expression of type date. */
export function workingDaySql(day: string): string {
  return `case when exists (select from platform.calendar_years where year = extract(year from ${day}))
    then coalesce((select c.kind = 'work' from platform.calendar_days c where c.day = ${day}), extract(isodow from ${day}) < 6) end`;
}
