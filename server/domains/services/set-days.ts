import type { WorkingCalendar } from '../../../contracts/working-days.ts';
import { noteWantedYear } from '../../platform/calendar.ts';
import { type Db, onTransaction } from '../../platform/database.ts';
import type { Platform } from '../../platform/platform.ts';
import type { ServiceDefinition } from './case-data.ts';
import { type CaseDays, caseDays, type Standing } from './clocks.ts';
import { casesWaitingFor, lockCase, updateCase } from './store-cases.ts';
import { clockRule } from './store-items.ts';

/** 行政许可法 art. 32 (4); the rule stands in services.clock_rules, this is what the law says where no pack set it. */
const lawfulAcceptDays = 5;

/** The days of a case as it stands. Where one stays open the operator is told of the year, in the caller's transaction. */
export async function daysOf(
  platform: Platform,
  tx: Db,
  calendar: WorkingCalendar,
  definition: ServiceDefinition,
  standing: Standing,
): Promise<CaseDays> {
  const { statutoryDays, promisedDays } = definition.guide;
  const acceptDays = (await clockRule(tx, 'correction-notice')) ?? lawfulAcceptDays;
  const days = caseDays(calendar, standing, { acceptDays, promisedDays, statutoryDays });
  if (days.daysWaitFor !== null) await noteWantedYear(onTransaction(tx), days.daysWaitFor, platform.now());
  return days;
}

/** Sets the days that were left open, for cases whose year the calendar knows by now. Returns how many cases changed. */
export async function setOpenDays(platform: Platform): Promise<number> {
  const calendar = await platform.calendar();
  let set = 0;
  for (;;) {
    const ids = await casesWaitingFor(platform.db, calendar.years, 500);
    if (ids.length === 0) return set;
    for (const id of ids) {
      await platform.db.transaction().execute(async (tx) => {
        const row = await lockCase(tx, id);
        if (!row?.submittedAt || row.daysWaitFor === null || !calendar.years.includes(row.daysWaitFor)) return;
        const standing = { ...row, submittedAt: row.submittedAt };
        await updateCase(tx, id, await daysOf(platform, tx, calendar, row.definition, standing));
        set += 1;
      });
    }
  }
}
