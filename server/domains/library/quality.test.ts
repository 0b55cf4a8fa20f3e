import { afterAll, beforeAll, expect, test } from 'vitest';
import { overallOf, timelinessOf } from '../../../contracts/library-quality.ts';
import { citizens } from '../../testing/harness.ts';
import { measureQuality } from './measure-quality.ts';
import { type SampleWorld, sampleWorld } from './sample-world.ts';

let world: SampleWorld;
const { mother, father } = citizens;
const header = '编号,公民身份号码,姓名,性别,出生日期,体重';

beforeAll(async () => {
  world = await sampleWorld();
});
afterAll(() => world.close());

test('scores follow their formulas, and are measured anew with each version', async () => {
  const resource = await world.publish({ rejectThreshold: 0.9 });
  const rows = [
    `a1,${mother},李梅,2,1992-03-07,1`,
    `a2,${father},张三,1,,`,
    `a2,${father},张三,1,,`,
    `a4,${mother},李梅,3,,`,
    `a5,${mother},李梅,2,2023-02-30,`,
    `a6,${mother},李梅,2,,x`,
    `a7,${mother},李梅,2,,`,
    `a8,${mother},李梅,2,,`,
  ];
  await world.send(resource, [header, ...rows, ''].join('\n'));
  expect(await measureQuality(world.platform)).toBe(1);
  expect(await measureQuality(world.platform)).toBe(0);
  const shown = async (who: 'steward' | 'operator' | 'consumerSteward') =>
    (await world.as(who, { url: `/api/v1/library/quality?resource=${resource.id}` })).json().items;
  const [quality] = await shown('steward');
  // Four rows serve: one is full, three lack two of six.
  expect(quality).toMatchObject({
    version: 1,
    completeness: (6 + 3 * 4) / 24,
    validity: 7 / 8,
    uniqueness: 7 / 8,
    consistency: 6 / 8,
    timeliness: 1,
  });
  expect(quality.overall).toBeCloseTo((18 / 24 + 7 / 8 + 7 / 8 + 6 / 8 + 1) / 5);
  expect((await shown('operator'))[0].providerName).not.toBe('');
  expect(await shown('consumerSteward')).toEqual([]);
  await world.send(resource, [header, rows[0], ''].join('\n'));
  await measureQuality(world.platform);
  expect((await shown('steward'))[0]).toMatchObject({ version: 2, completeness: 1, validity: 1, overall: 1 });
});

test('timeliness is whole within the cycle, half at one and a half, none at twice; cycles without a day have none', () => {
  const at = (days: number) => timelinessOf('5', new Date(0), new Date(days * 86_400_000));
  expect([at(0), at(31), at(46.5), at(62), at(500)]).toEqual([1, 1, 0.5, 0, 0]);
  expect(timelinessOf('9', new Date(0), new Date())).toBeNull();
  expect(overallOf([null, 0.5, 1])).toBe(0.75);
  expect(overallOf([null])).toBeNull();
});
