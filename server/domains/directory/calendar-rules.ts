import type { FieldFault, Language } from '../../../contracts/errors.ts';

/** The month from which the next year's notice can be out: the State Council has published it in October or November. */
const noticeMonth = '10';

/**
 * The years that the operator has yet to add, in order: this one, the next from 1 October on, and any that days were left open
 * for. `today` is YYYY-MM-DD in Shanghai.
 */
export function missingYears(known: readonly number[], wanted: readonly number[], today: string): number[] {
  const year = Number(today.slice(0, 4));
  const needed = new Set([...wanted, year, ...(today.slice(5, 7) >= noticeMonth ? [year + 1] : [])]);
  return [...needed].filter((each) => !known.includes(each)).sort((a, b) => a - b);
}

const words = {
  outsideYear: { 'zh-CN': '不在 {year} 年内', en: 'is not in {year}' },
  repeated: { 'zh-CN': '与前面的日期重复', en: 'stands there already' },
} as const;

/**
 * What is wrong with a year's days beyond their form: a day of another year, a day named twice. A kind that says what the
 * weekday says anyway is no fault: notices name such days as well.
 */
export function calendarFaults(year: number, days: readonly { day: string }[], language: Language): FieldFault[] {
  const seen = new Set<string>();
  return days.flatMap(({ day }, place) => {
    const fault = !day.startsWith(`${year}-`) ? 'outsideYear' : seen.has(day) ? 'repeated' : null;
    seen.add(day);
    if (fault === null) return [];
    return [{ field: `/days/${place}/day`, fault, message: words[fault][language].replace('{year}', String(year)) }];
  });
}
