import {
  CalendarYearMissing,
  dateInShanghai,
  endOfLimit,
  type WorkingCalendar,
  workingDaysBetween,
} from '../../../contracts/working-days.ts';
import { noteWantedYear } from '../../platform/calendar.ts';
import { type Db, onTransaction } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { chosenRuleSet, clockRule } from './store-clock-rules.ts';
import { disputesWaitingFor, setDisputeDue } from './store-disputes.ts';
import { requestsWaitingFor, setDueDate } from './store-due.ts';

/** 政务数据共享条例 (国令第809号), in force since 2025-08-01; the rule set of 2016 stands beside it. */
export const defaultRuleSet = 'regulation-2025';

export interface Due {
  ruleSet: string;
  rule: string;
  article: string;
  workingDays: number;
  /** YYYY-MM-DD; null while the calendar lacks the year `daysWaitFor`. */
  dueDate: string | null;
  daysWaitFor: number | null;
}

/**
 * The day by which a request that came on `day` (YYYY-MM-DD) is to be answered, by the rule set in force here. Where the
 * official calendar does not reach that far the day stays open: a missing year is the operator's to mend and stops no
 * request. Throws `sharing-clock-missing`.
 */
export async function dueFor(platform: Platform, rule: string, day: string): Promise<Due> {
  const ruleSet = (await chosenRuleSet(platform.db)) ?? defaultRuleSet;
  const clock = await clockRule(platform.db, ruleSet, rule);
  if (!clock) throw new DomainError('sharing-clock-missing', { ruleSet, rule });
  const { article, workingDays } = clock;
  const end = endOfLimit(await platform.calendar(), day, workingDays);
  return { ruleSet, rule, article, workingDays, dueDate: end.day, daysWaitFor: end.waitsFor };
}

/** Tells the operator of the year that a request's open day waits for, in the transaction that writes the request. */
export async function noteOpenDay(tx: Db, due: Pick<Due, 'daysWaitFor'>, at: Date): Promise<void> {
  if (due.daysWaitFor !== null) await noteWantedYear(onTransaction(tx), due.daysWaitFor, at);
}

/** Working days from `today` to a day, negative when it is past; null where the calendar does not reach. */
export function daysLeft(calendar: WorkingCalendar, today: string, day: string): number | null {
  try {
    return workingDaysBetween(calendar, today, day);
  } catch (error) {
    if (error instanceof CalendarYearMissing) return null;
    throw error;
  }
}

/** Sets the days that were left open, for requests whose year the calendar knows by now. Returns how many were set. */
export async function setOpenDueDates(platform: Platform): Promise<number> {
  const calendar = await platform.calendar();
  let set = 0;
  for (const { id, clockFrom, workingDays } of await disputesWaitingFor(platform.db, calendar.years)) {
    const { day, waitsFor } = endOfLimit(calendar, clockFrom, workingDays);
    await setDisputeDue(platform.db, id, day, waitsFor);
    if (day !== null) set += 1;
  }
  for (;;) {
    const waiting = await requestsWaitingFor(platform.db, calendar.years, 500);
    if (waiting.length === 0) return set;
    for (const { id, requestedAt, workingDays, clockFrom, clockDays } of waiting) {
      const from = clockFrom ?? dateInShanghai(requestedAt);
      const { day, waitsFor } = endOfLimit(calendar, from, clockDays ?? workingDays);
      await platform.db.transaction().execute(async (tx) => {
        await setDueDate(tx, id, day, waitsFor);
        await noteOpenDay(tx, { daysWaitFor: waitsFor }, platform.now());
      });
      if (day !== null) set += 1;
    }
  }
}
