import { isDeepStrictEqual } from 'node:util';
import { readCalendarYear, writeCalendarYear } from '../platform/calendar.ts';
import { onTransaction } from '../platform/database.ts';
import type { Platform } from '../platform/platform.ts';
import { publishedCalendar } from './calendar-seed.ts';

/** The first year whose days the clocks may need: cases of last year may still run. */
const firstYear = 2025;

/**
 * Adds the years that this version of the product knows, at every start, so that a new version brings a new year along. What
 * stands there already, and what the operator set, is left alone.
 */
export async function loadCalendar(platform: Platform): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    const on = onTransaction(tx);
    for (const { year, days } of publishedCalendar(firstYear)) {
      const known = await readCalendarYear(on, year);
      if (known && isDeepStrictEqual(known.days, days)) continue;
      const source = '国务院办公厅节假日安排通知 (npm chinese-days)';
      await writeCalendarYear(on, { year, source, setBy: null, setAt: platform.now(), days });
    }
  });
}
