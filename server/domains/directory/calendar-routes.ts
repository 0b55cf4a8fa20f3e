import { getCalendar, getCalendarYear, putCalendarYear } from '../../../contracts/directory.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { HttpServer } from '../../platform/http.ts';
import type { Platform } from '../../platform/platform.ts';
import { calendarYears, setCalendarYear, showCalendarYear } from './calendar.ts';

export function calendarRoutes(http: HttpServer, platform: Platform): void {
  http.on(getCalendar, () => calendarYears(platform));

  http.on(getCalendarYear, ({ params, actor }) => showCalendarYear(platform, actor, params.year));

  http.on(putCalendarYear, async ({ params, body, actor, language }) => {
    if (actor.kind !== 'staff') throw new DomainError('role-missing');
    await setCalendarYear(platform, actor, { year: params.year, ...body }, language);
    return showCalendarYear(platform, actor, params.year);
  });
}
