import './month-grid.css';
import { useTranslation } from 'react-i18next';

/** A day that is not what its weekday says. */
export interface MarkedDay {
  /** YYYY-MM-DD */
  day: string;
  kind: 'work' | 'rest';
  name: string;
}

interface MonthsProps {
  year: number;
  marked: readonly MarkedDay[];
  /** The mark beside a day's number: one sign each. */
  signs: { rest: string; work: string };
  today: string;
}

/** A year as twelve months, Monday first; marked days carry a sign and their name. */
export function Months({ year, marked, signs, today }: MonthsProps) {
  const { i18n } = useTranslation();
  const byDay = new Map(marked.map((each) => [each.day, each]));
  const word = (options: Intl.DateTimeFormatOptions, month: number, day: number) =>
    new Intl.DateTimeFormat(i18n.language, { timeZone: 'UTC', ...options }).format(Date.UTC(2024, month, day));
  // 1 January 2024 was a Monday.
  const weekdays = Array.from({ length: 7 }, (_, day) => ({
    short: word({ weekday: 'narrow' }, 0, day + 1),
    long: word({ weekday: 'long' }, 0, day + 1),
  }));
  return (
    <div className="months">
      {Array.from({ length: 12 }, (_, month) => month).map((month) => (
        <table key={month} className="month">
          <caption>{word({ month: 'long' }, month, 1)}</caption>
          <thead>
            <tr>
              {weekdays.map(({ short, long }) => (
                <th key={long} scope="col" abbr={long}>
                  {short}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {weeksOf(year, month).map((week) => (
              <tr key={week.find((day) => day !== null)}>
                {week.map((day, weekday) => {
                  const mark = day === null ? undefined : byDay.get(day);
                  return (
                    <td
                      // biome-ignore lint/suspicious/noArrayIndexKey: a week's places are its days
                      key={weekday}
                      data-weekend={weekday > 4 || undefined}
                      data-mark={mark?.kind}
                      data-today={day === today || undefined}
                      title={mark?.name}
                    >
                      {day !== null && Number(day.slice(8))}
                      {mark && <sup>{signs[mark.kind]}</sup>}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </div>
  );
}

/** The days of a month in weeks from Monday; null where the week is another month's. */
export function weeksOf(year: number, month: number): (string | null)[][] {
  const before = (new Date(Date.UTC(year, month, 1)).getUTCDay() + 6) % 7;
  const length = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const cells = Array.from({ length: Math.ceil((before + length) / 7) * 7 }, (_, place) => {
    const day = place - before + 1;
    return day < 1 || day > length
      ? null
      : `${year}-${String(month + 1).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  });
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7));
}
