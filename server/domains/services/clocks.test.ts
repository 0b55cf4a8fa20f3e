import { describe, expect, it } from 'vitest';
import type { WorkingCalendar } from '../../../contracts/working-days.ts';
import { caseDays, type Standing } from './clocks.ts';

const known2026: WorkingCalendar = {
  years: [2026],
  exceptions: {
    '2026-10-01': 'rest',
    '2026-10-02': 'rest',
    '2026-10-05': 'rest',
    '2026-10-06': 'rest',
    '2026-10-07': 'rest',
    '2026-10-10': 'work',
  },
};
const known2027: WorkingCalendar = {
  years: [2026, 2027],
  exceptions: { ...known2026.exceptions, '2027-01-01': 'rest' },
};
const limits = { acceptDays: 5, promisedDays: 3, statutoryDays: 10 };

const standing = (state: Standing['state'], submittedAt: string, acceptedAt: string | null = null): Standing => ({
  state,
  submittedAt: new Date(submittedAt),
  acceptedAt: acceptedAt === null ? null : new Date(acceptedAt),
  acceptBy: null,
  promisedDate: null,
  dueDate: null,
});

describe('the clocks of a case', () => {
  it('count working days from the day of receipt in Shanghai, over a holiday and its make-up day', () => {
    // 30 September, 23:30 in Shanghai
    expect(caseDays(known2026, standing('submitted', '2026-09-30T15:30:00Z'), limits)).toEqual({
      promisedDate: '2026-10-10',
      acceptBy: '2026-10-13',
      dueDate: '2026-10-20',
      deadline: '2026-10-13',
      acceptedAt: null,
      daysWaitFor: null,
    });
  });

  it('leave the days open that fall into a year the calendar lacks, and keep those before it', () => {
    expect(caseDays(known2026, standing('submitted', '2026-12-28T02:00:00Z'), limits)).toEqual({
      promisedDate: '2026-12-31',
      acceptBy: null,
      dueDate: null,
      deadline: null,
      acceptedAt: null,
      daysWaitFor: 2027,
    });
  });

  it('set the open days once the year is known, and move no other', () => {
    const open = standing('submitted', '2026-12-28T02:00:00Z');
    expect(caseDays(known2027, { ...open, promisedDate: '2026-12-30' }, limits)).toMatchObject({
      promisedDate: '2026-12-30',
      acceptBy: '2027-01-05',
      dueDate: '2027-01-12',
      deadline: '2027-01-05',
      daysWaitFor: null,
    });
  });

  it('name the next year that an open day waits for when one of two was added', () => {
    const long = { ...limits, statutoryDays: 300 };
    const open = standing('submitted', '2026-12-28T02:00:00Z');
    expect(caseDays(known2026, open, long).daysWaitFor).toBe(2027);
    expect(caseDays(known2027, open, long)).toMatchObject({
      acceptBy: '2027-01-05',
      dueDate: null,
      daysWaitFor: 2028,
    });
  });

  it('run from receipt where acceptance proves to have come too late, once that day is known', () => {
    const late = standing('accepted', '2026-12-28T02:00:00Z', '2027-01-08T02:00:00Z');
    expect(caseDays(known2026, late, limits)).toMatchObject({ acceptedAt: late.acceptedAt, deadline: null });
    expect(caseDays(known2027, late, limits)).toMatchObject({
      acceptedAt: late.submittedAt,
      acceptBy: '2027-01-05',
      deadline: '2026-12-31',
      dueDate: '2027-01-12',
    });
    const inTime = standing('accepted', '2026-12-28T02:00:00Z', '2027-01-05T02:00:00Z');
    expect(caseDays(known2027, inTime, limits)).toMatchObject({
      acceptedAt: inTime.acceptedAt,
      deadline: '2027-01-08',
    });
  });

  it('hold the agency to no next day when it is not its turn', () => {
    for (const state of ['correction', 'closed', 'withdrawn'] as const)
      expect(caseDays(known2026, standing(state, '2026-09-30T15:30:00Z'), limits).deadline).toBeNull();
  });
});
