import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../../contracts/actor.ts';
import { type ActorName, actors, type TestWorld, testWorld } from '../../testing/harness.ts';
import { calendarFaults, missingYears } from './calendar-rules.ts';
import { directoryDomain } from './index.ts';

describe('the years that the operator has yet to add', () => {
  it.each([
    [[2026], [], '2026-09-30', []],
    [[2026], [], '2026-10-01', [2027]],
    [[2026, 2027], [], '2026-12-31', []],
    [[2026], [], '2027-01-01', [2027]],
    [[2026], [2028], '2026-03-01', [2028]],
    [[2026], [2028, 2027, 2026], '2026-11-01', [2027, 2028]],
    [[], [], '2026-10-01', [2026, 2027]],
  ])('known %j, waited for %j, on %s: %j', (known, wanted, today, missing) => {
    expect(missingYears(known, wanted, today)).toEqual(missing);
  });
});

describe('the days of a year', () => {
  const faults = (...days: string[]) =>
    calendarFaults(
      2027,
      days.map((day) => ({ day })),
      'en',
    );

  it.each([
    [['2027-01-01', '2027-12-31', '2027-05-08'], []],
    [
      ['2026-12-31', '2027-01-01', '2028-01-01'],
      [
        ['/days/0/day', 'outsideYear'],
        ['/days/2/day', 'outsideYear'],
      ],
    ],
    [['2027-01-01', '2027-01-02', '2027-01-01'], [['/days/2/day', 'repeated']]],
  ])('%j have the faults %j', (days, expected) => {
    expect(faults(...days).map(({ field, fault }) => [field, fault])).toEqual(expected);
  });
});

describe('the calendar', () => {
  let world: TestWorld;
  beforeAll(async () => {
    world = await testWorld([directoryDomain]);
    world.setNow('2026-11-05T02:00:00Z');
  });
  afterAll(() => world.close());

  const url = '/api/v1/calendar/2027';
  const notice = {
    source: '国务院办公厅关于2027年部分节假日安排的通知',
    days: [
      { day: '2027-01-01', kind: 'rest', name: '元旦' },
      // A Saturday that is a rest day anyway.
      { day: '2027-01-02', kind: 'rest', name: '元旦' },
      { day: '2027-02-20', kind: 'work', name: '春节补班' },
    ],
  };
  const put = (body: unknown, { who = 'operator', language = 'zh-CN' as const, to = url } = {}) =>
    world.as(who as ActorName, { method: 'PUT', url: to, body, language });
  const calendar = async () => (await world.as('anonymous', { url: '/api/v1/calendar' })).json();

  it('tells anyone which years it knows and lacks, and the days of one that it knows', async () => {
    expect(await calendar()).toEqual({ years: [2026], missing: [2027] });
    const known = await world.as('anonymous', { url: '/api/v1/calendar/2026' });
    expect(known.json()).toMatchObject({ year: 2026, source: 'test', setBy: null });
    expect(known.json().days).toContainEqual({ day: '2026-02-14', kind: 'work', name: '春节补班' });
    const unknown = await world.as('anonymous', { url, language: 'en' });
    expect([unknown.statusCode, unknown.json().code]).toEqual([404, 'calendar-year-missing']);
    expect(unknown.json().detail).toContain('2027');
  });

  it.each([
    [{ ...notice, days: [{ ...notice.days[0], day: '2027-02-29' }] }, 400, '/days/0/day', 'format'],
    [{ ...notice, days: [{ ...notice.days[0], day: '2027-1-1' }] }, 400, '/days/0/day', 'format'],
    [{ ...notice, days: [{ ...notice.days[0], kind: 'half' }] }, 400, '/days/0/kind', 'enum'],
    [{ ...notice, days: [{ day: '2027-01-01', kind: 'rest' }] }, 400, '/days/0/name', 'required'],
    [{ ...notice, days: [] }, 400, '/days', 'minItems'],
    [{ days: notice.days }, 400, '/source', 'required'],
    [{ ...notice, days: [...notice.days, { ...notice.days[0], kind: 'work' }] }, 422, '/days/3/day', 'repeated'],
    [{ ...notice, days: [{ ...notice.days[0], day: '2026-12-31' }] }, 422, '/days/0/day', 'outsideYear'],
  ])('refuses %j with %i: %s %s, and keeps none of it', async (body, status, field, fault) => {
    const reply = await put(body);
    expect(reply.statusCode).toBe(status);
    expect(reply.json().faults).toEqual([expect.objectContaining({ field, fault, message: expect.any(String) })]);
    expect((await calendar()).years).toEqual([2026]);
  });

  it.each(['2027.5', '1999', 'next'])('has no year %s', async (year) => {
    const reply = await put(notice, { to: `/api/v1/calendar/${year}` });
    expect([reply.statusCode, reply.json().faults[0].field]).toEqual([400, 'params:/year']);
  });

  it.each(['mother', 'steward', 'caseworker', 'developer', 'supervisor', 'client', 'anonymous'] as const)(
    'is not changed by %s',
    async (who) => {
      expect((await put(notice, { who })).statusCode).toBe(who === 'anonymous' ? 401 : 403);
      expect((await calendar()).years).toEqual([2026]);
    },
  );

  it('is the operator’s to add to and to replace, and says from where, when, and to operators by whom', async () => {
    const operator = actors.operator as Extract<Actor, { kind: 'staff' }>;
    const shown = { year: 2027, ...notice, setAt: '2026-11-05T02:00:00.000Z' };
    const added = await put(notice);
    expect([added.statusCode, added.json()]).toEqual([200, { ...shown, setBy: operator.accountId }]);
    expect((await world.as('mother', { url })).json()).toEqual({ ...shown, setBy: null });
    expect(await calendar()).toEqual({ years: [2026, 2027], missing: [] });

    const changed = { source: '更正', days: [{ day: '2027-01-04', kind: 'rest', name: '元旦' }] };
    const both = await Promise.all([put(changed), put(changed)]);
    expect(both.map((reply) => reply.statusCode)).toEqual([200, 200]);
    expect((await world.platform.calendar()).exceptions).toMatchObject({ '2027-01-04': 'rest', '2026-10-01': 'rest' });
    expect((await world.as('operator', { url })).json().days).toEqual(changed.days);
  });
});
