import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addWorkingDays,
  CalendarYearMissing,
  dateInShanghai,
  endOfLimit,
  isCalendarDate,
  isWorkingDay,
  startOfDay,
  type WorkingCalendar,
  workingDaysBetween,
} from './working-days.ts';

const calendar: WorkingCalendar = {
  years: [2025, 2026],
  exceptions: { '2026-02-14': 'work', '2026-10-01': 'rest', '2026-10-02': 'rest', '2026-01-01': 'rest' },
};

const date = fc
  .date({ min: new Date('2025-01-01T00:00:00Z'), max: new Date('2026-12-31T00:00:00Z'), noInvalidDate: true })
  .map((instant) => instant.toISOString().slice(0, 10));

const nextDay = (day: string) => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);

describe('working day', () => {
  it.each([
    ['2026-02-13', true, 'a Friday'],
    ['2026-02-14', true, 'a make-up Saturday'],
    ['2026-02-15', false, 'a Sunday'],
    ['2026-10-01', false, 'National Day'],
    ['2026-10-05', true, 'a Monday'],
  ])('%s is %s: %s', (day, working) => {
    expect(isWorkingDay(calendar, day)).toBe(working);
  });

  it('is not guessed for a year that the calendar does not cover', () => {
    expect(() => isWorkingDay(calendar, '2027-01-04')).toThrow(new CalendarYearMissing(2027));
    expect(() => addWorkingDays(calendar, '2026-12-31', 1)).toThrow(CalendarYearMissing);
    expect(() => addWorkingDays(calendar, '2024-12-31', 0)).toThrow(CalendarYearMissing);
    expect(() => workingDaysBetween(calendar, '2026-12-30', '2027-01-04')).toThrow(CalendarYearMissing);
    expect(addWorkingDays(calendar, '2026-12-30', 1)).toBe('2026-12-31');
  });

  it.each(['2026-2-1', '2026-02-30', '2025-02-29', '', '2026-01-01T00:00:00Z', '0000-01-01', '２０２６-01-01'])(
    '%j is not a date',
    (text) => {
      expect(isCalendarDate(text)).toBe(false);
      expect(() => isWorkingDay(calendar, text)).toThrow(RangeError);
    },
  );
});

describe('limit in working days', () => {
  it('counts the day after the start as 1 and passes over rest days', () => {
    expect(addWorkingDays(calendar, '2026-02-13', 1)).toBe('2026-02-14');
    expect(addWorkingDays(calendar, '2026-02-13', 2)).toBe('2026-02-16');
    expect(addWorkingDays(calendar, '2026-09-30', 1)).toBe('2026-10-05');
    expect(addWorkingDays(calendar, '2026-02-15', 0)).toBe('2026-02-15');
    expect(addWorkingDays(calendar, '2025-12-31', 1)).toBe('2026-01-02');
  });

  it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d days', (n) => {
    expect(() => addWorkingDays(calendar, '2026-02-13', n)).toThrow(RangeError);
  });

  it('ends on the n-th working day after the start, by counting them one by one', () => {
    fc.assert(
      fc.property(date, fc.integer({ min: 1, max: 60 }), (start, n) => {
        fc.pre(start < '2026-09-01');
        const end = addWorkingDays(calendar, start, n);
        let counted = 0;
        for (let day = nextDay(start); day <= end; day = nextDay(day)) if (isWorkingDay(calendar, day)) counted += 1;
        expect(counted).toBe(n);
        expect(isWorkingDay(calendar, end)).toBe(true);
        expect(workingDaysBetween(calendar, start, end)).toBe(n);
      }),
    );
  });

  it('is left open where the calendar ends, and names the year that it waits for', () => {
    expect(endOfLimit(calendar, '2026-12-28', 3)).toEqual({ day: '2026-12-31', waitsFor: null });
    expect(endOfLimit(calendar, '2026-12-28', 4)).toEqual({ day: null, waitsFor: 2027 });
    expect(endOfLimit(calendar, '2028-01-04', 0)).toEqual({ day: null, waitsFor: 2028 });
    expect(() => endOfLimit(calendar, '2026-02-30', 1)).toThrow(RangeError);
  });

  it('adds up over any day between, and turns its sign with its direction', () => {
    fc.assert(
      fc.property(date, date, date, (a, b, c) => {
        const between = (x: string, y: string) => workingDaysBetween(calendar, x, y);
        expect(between(a, b) + between(b, c)).toBe(between(a, c));
        expect(between(a, b)).toBe(0 - between(b, a));
      }),
    );
  });
});

describe('date in Shanghai', () => {
  it('turns at 16:00 UTC', () => {
    expect(dateInShanghai(new Date('2026-02-13T15:59:59.999Z'))).toBe('2026-02-13');
    expect(dateInShanghai(new Date('2026-02-13T16:00:00Z'))).toBe('2026-02-14');
  });

  it('is what the time zone database says, and begins with startOfDay', () => {
    const zone = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' });
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1992-01-01T00:00:00Z'), max: new Date('2100-01-01T00:00:00Z'), noInvalidDate: true }),
        (instant) => {
          const day = dateInShanghai(instant);
          expect(day).toBe(zone.format(instant));
          const begin = startOfDay(day);
          expect(dateInShanghai(begin)).toBe(day);
          expect(dateInShanghai(new Date(begin.getTime() - 1))).not.toBe(day);
        },
      ),
    );
  });
});
