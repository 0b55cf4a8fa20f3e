import { useTranslation } from 'react-i18next';
import { CalendarYearMissing, workingDaysBetween } from '../../contracts/working-days.ts';
import { proseDay, shortDay, today } from './format.ts';
import { useCalendar } from './use-calendar.ts';

interface ClockProps {
  /** The day to keep, YYYY-MM-DD. */
  date: string;
  /** Working days left when the server says so (negative when late); counted here when left out. null when not countable. */
  remaining?: number | null;
  /** Also says the date beside it, where there is room. */
  dated?: boolean;
}

/** "2 working days left", with the day on hover; amber on the last two days, red when it is late. */
export function Clock({ date, remaining, dated = false }: ClockProps) {
  const { t, i18n } = useTranslation();
  const now = today();
  const calendar = useCalendar([now, date].map((day) => Number(day.slice(0, 4))));
  const left = remaining === undefined ? calendar && count(calendar, now, date) : remaining;
  const late = date < now;
  // A day in a year without a calendar is said as the day alone; so it is while the calendar is on its way.
  const words =
    left === undefined || left === null
      ? late
        ? t('clock.late')
        : shortDay(date)
      : late
        ? left === 0
          ? t('clock.late')
          : t('clock.lateBy', { count: -left })
        : left === 0
          ? t('clock.today')
          : t('clock.left', { count: left });
  const tone = late ? 'due' : typeof left === 'number' && left <= 1 ? 'wait' : 'plain';
  return (
    <time className="clock" dateTime={date} data-tone={tone} title={proseDay(date, i18n.language)}>
      {words}
      {dated && words !== shortDay(date) && <span className="clock-date">{shortDay(date)}</span>}
    </time>
  );
}

function count(calendar: Parameters<typeof workingDaysBetween>[0], from: string, to: string): number | null {
  try {
    return workingDaysBetween(calendar, from, to);
  } catch (error) {
    if (error instanceof CalendarYearMissing) return null;
    throw error;
  }
}
