import { createRequire } from 'node:module';
import type { CalendarDay } from '../platform/calendar.ts';

interface Published {
  holidays: Record<string, string>;
  workdays: Record<string, string>;
}

export interface PublishedYear {
  year: number;
  days: CalendarDay[];
}

/**
 * The State Council's yearly notices as the npm package chinese-days carries them, from `fromYear` on. Years it does not
 * know stay unknown: the operator adds them when the notice is out.
 */
export function publishedCalendar(fromYear: number): PublishedYear[] {
  // The package exports no JSON entry; its own data file is read as it is.
  const published = createRequire(import.meta.url)('chinese-days/dist/chinese-days.json') as Published;
  const years = new Map<number, PublishedYear>();
  const note = (day: string, kind: 'work' | 'rest', words: string) => {
    const year = Number(day.slice(0, 4));
    if (year < fromYear) return;
    if (!years.has(year)) years.set(year, { year, days: [] });
    years.get(year)!.days.push({ day, kind, name: words.split(',')[1] ?? words });
  };
  for (const [day, words] of Object.entries(published.holidays)) note(day, 'rest', words);
  for (const [day, words] of Object.entries(published.workdays)) note(day, 'work', words);
  for (const { days } of years.values()) days.sort((a, b) => (a.day < b.day ? -1 : 1));
  return [...years.values()].sort((a, b) => a.year - b.year);
}
