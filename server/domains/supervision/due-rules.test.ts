import { expect, it } from 'vitest';
import type { WorkingCalendar } from '../../../contracts/working-days.ts';
import { nextUpdate, remainingDays, soonUntil } from './due-rules.ts';

const calendar: WorkingCalendar = { years: [2026], exceptions: { '2026-10-10': 'work' } };

it.each([
  ['3', '2026-11-06', '2026-11-09'],
  ['3', '2026-10-09', '2026-10-10'],
  ['4', '2026-11-06', '2026-11-13'],
  ['5', '2026-01-31', '2026-02-28'],
  ['5', '2026-12-31', '2027-01-31'],
  ['6', '2026-11-30', '2027-02-28'],
  ['7', '2026-08-31', '2027-02-28'],
  ['8', '2024-02-29', '2025-02-28'],
  ['1', '2026-01-01', null],
  ['2', '2026-01-01', null],
  ['9', '2026-01-01', null],
  ['3', '2026-12-31', null],
])('data of cycle %s as of %s are due again on %s', (cycle, asOf, due) => {
  expect(nextUpdate(calendar, cycle, asOf)).toBe(due);
});

it.each([
  ['2026-11-23', '2026-11-23', 0],
  ['2026-11-23', '2026-11-25', 2],
  ['2026-11-20', '2026-11-23', 1],
  ['2026-11-25', '2026-11-23', -2],
  // A Sunday after the Friday on which it was due.
  ['2026-11-22', '2026-11-20', -1],
  ['2026-12-30', '2027-01-04', null],
])('on %s, %s is %s working days away', (today, date, days) => {
  expect(remainingDays(calendar, today, date)).toBe(days);
});

it('soon reaches five working days ahead, and on without a calendar', () => {
  expect(soonUntil(calendar, '2026-11-20')).toBe('2026-11-27');
  expect(soonUntil(calendar, '2026-12-30')).toBe('2027-01-06');
});
