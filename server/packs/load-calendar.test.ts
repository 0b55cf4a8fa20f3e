import { afterAll, beforeAll, expect, test } from 'vitest';
import { readCalendarYear, writeCalendarYear } from '../platform/calendar.ts';
import { type TestWorld, testWorld } from '../testing/harness.ts';
import { loadCalendar } from './load-calendar.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await testWorld([]);
});
afterAll(() => world.close());
const year = (number: number) => readCalendarYear(world.platform.database.pool, number);

test('the years that the product knows are added, and a second start changes nothing', async () => {
  world.setNow('2026-09-24T02:00:00Z');
  await loadCalendar(world.platform);
  const [first, second] = [await year(2025), await year(2026)];
  expect(second!.days).toContainEqual(expect.objectContaining({ day: '2026-02-14', kind: 'work' }));
  expect(second!.days).toContainEqual(expect.objectContaining({ day: '2026-10-01', kind: 'rest' }));
  world.setNow('2026-09-25T02:00:00Z');
  await loadCalendar(world.platform);
  expect([await year(2025), await year(2026)]).toEqual([first, second]);
});

test('a year that the operator set is left as it is', async () => {
  const set = {
    year: 2025,
    source: '更正通知',
    setBy: 'operator',
    setAt: new Date('2026-09-24T02:00:00Z'),
    days: [{ day: '2025-10-09', kind: 'rest' as const, name: '调休' }],
  };
  await writeCalendarYear(world.platform.database.pool, set);
  await loadCalendar(world.platform);
  expect(await year(2025)).toEqual(set);
});
