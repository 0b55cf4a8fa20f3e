import { addWorkingDays, CalendarYearMissing } from '../../../contracts/working-days.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { chosenRuleSet, clockRule } from './store-purposes.ts';

/** 政务数据共享条例 (国令第809号), in force since 2025-08-01; the rule set of 2016 stands beside it. */
const defaultRuleSet = 'regulation-2025';

export interface Due {
  ruleSet: string;
  rule: string;
  article: string;
  /** YYYY-MM-DD */
  dueDate: string;
}

/**
 * The day by which a request that came on `day` (YYYY-MM-DD) is to be answered, by the rule set in force here. Throws
 * `sharing-clock-missing`, or `calendar-year-missing` when the official calendar does not reach that far.
 */
export async function dueFor(platform: Platform, rule: string, day: string): Promise<Due> {
  const ruleSet = (await chosenRuleSet(platform.db)) ?? defaultRuleSet;
  const clock = await clockRule(platform.db, ruleSet, rule);
  if (!clock) throw new DomainError('sharing-clock-missing', { ruleSet, rule });
  try {
    const dueDate = addWorkingDays(await platform.calendar(), day, clock.workingDays);
    return { ruleSet, rule, article: clock.article, dueDate };
  } catch (error) {
    if (error instanceof CalendarYearMissing) throw new DomainError('calendar-year-missing', { year: error.year });
    throw error;
  }
}
