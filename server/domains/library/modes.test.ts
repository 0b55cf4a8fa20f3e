import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { citizens } from '../../testing/harness.ts';
import type { Resource } from '../catalogue/index.ts';
import { dropOldSnapshots, forgetOldHistory } from './drop-old-snapshots.ts';
import { serving } from './index.ts';
import { type SampleWorld, sampleWorld } from './sample-world.ts';

let world: SampleWorld;
const header = '编号,公民身份号码,姓名,性别,出生日期,体重';
const { mother, father } = citizens;
const csv = (...lines: string[]) => [header, ...lines, ''].join('\n');
const line = (no: string, weight: number | string) => `${no},${mother},李梅,2,,${weight}`;
const weights = async (resource: Resource) =>
  Object.fromEntries((await world.rows(resource))!.map(({ no, weight }) => [no, weight]));
const versionsUrl = (resource: Resource) => `/api/v1/library/${resource.id}/versions`;
const compare = async (resource: Resource, from: number, to: number) =>
  (await world.as('steward', { url: `${versionsUrl(resource)}/${from}/changes/${to}` })).json();
const rollBack = async (resource: Resource, to: number, from: number) =>
  (
    await world.as('steward', {
      method: 'POST',
      url: `/api/v1/library/${resource.id}/rollbacks`,
      body: { to, from, reason: '数据有误' },
    })
  ).json();

beforeAll(async () => {
  world = await sampleWorld();
});
afterAll(() => world.close());

test('upsert adds what is new and changes what is held; unchanged rows are left alone', async () => {
  const resource = await world.publish({});
  await world.send(resource, csv(line('a', 1), line('b', 2), line('c', 3)));
  const batch = (await world.send(resource, csv(line('b', 20), line('c', 3), line('d', 4)), { mode: 'upsert' })).json();
  expect(batch).toMatchObject({ state: 'serving', version: 2, addedRows: 1, changedRows: 1, removedRows: 0 });
  expect(await weights(resource)).toEqual({ a: 1, b: 20, c: 3, d: 4 });
  expect((await serving(world.platform.db, resource.id))?.rowCount).toBe(4);
});

test('delete needs the key alone; a key that is not held is a reject', async () => {
  const resource = await world.publish({});
  await world.send(resource, csv(line('a', 1), line('b', 2), line('c', 3)));
  const batch = (await world.send(resource, '编号\na\nz\n', { mode: 'delete' })).json();
  expect(batch).toMatchObject({ state: 'serving', acceptedRows: 1, rejectedRows: 1, removedRows: 1 });
  expect(await weights(resource)).toEqual({ b: 2, c: 3 });
  const rejects = (await world.as('steward', { url: `/api/v1/library/batches/${batch.id}/rejects` })).json();
  expect(rejects.items[0]).toMatchObject({ rowNumber: 3, faults: [{ reason: 'keyNotInLibrary' }], raw: ['z'] });
});

test('delete finds nothing to delete where nothing serves; the others make the first snapshot', async () => {
  const resource = await world.publish({});
  expect((await world.send(resource, '编号\na\n', { mode: 'delete' })).json().code).toBe('library-empty');
  expect((await world.send(resource, csv(line('a', 1)), { mode: 'upsert' })).json()).toMatchObject({ version: 1 });
});

test('a batch that is too faulty changes nothing, in whatever mode', async () => {
  const resource = await world.publish({});
  await world.send(resource, csv(line('a', 1), line('b', 2)));
  for (const [mode, file] of [
    ['append', csv(line('a', 1), line('b', 2), line('c', 3))],
    ['upsert', csv(line('a', 'x'), line('b', 'y'), line('c', 3))],
    ['delete', '编号\na\nx\ny\n'],
  ] as const) {
    expect((await world.send(resource, file, { mode })).json().code).toBe('batch-too-faulty');
  }
  expect(await weights(resource)).toEqual({ a: 1, b: 2 });
  expect((await serving(world.platform.db, resource.id))?.version).toBe(1);
});

test('whatever batches came, the rows are those of a plain table, and each kept version can be compared and gone back to', async () => {
  const keys = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
  const rows = fc.uniqueArray(fc.tuple(keys, fc.integer({ min: 0, max: 3 })), { selector: ([no]) => no, minLength: 1 });
  const act = fc.oneof(
    fc.record({ mode: fc.constantFrom('replace' as const, 'append' as const, 'upsert' as const), rows }),
    fc.record({ mode: fc.constant('delete' as const), rows }),
    fc.record({ mode: fc.constant('rollback' as const), back: fc.nat() }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 3, maxLength: 7 }), async (acts) => {
      const resource = await world.publish({ rejectThreshold: 1 });
      const history: Record<string, number>[] = [];
      await world.send(resource, csv(line('a', 1), line('b', 1)));
      history.push({ a: 1, b: 1 });
      let serial = 0;
      for (const each of acts) {
        const model = { ...history.at(-1)! };
        if (each.mode === 'rollback') {
          if (history.length < 2) continue;
          const to = 1 + (each.back % (history.length - 1));
          expect((await rollBack(resource, to, history.length)).version).toBe(history.length + 1);
          history.push({ ...history[to - 1]! });
        } else {
          // A blank line makes the bytes differ, so that the same rows are a batch of their own.
          serial += 1;
          const tail = '\n'.repeat(serial);
          const file =
            each.mode === 'delete'
              ? `编号\n${each.rows.map(([no]) => no).join('\n')}${tail}`
              : csv(...each.rows.map(([no, weight]) => line(no, weight))) + tail;
          const reply = await world.send(resource, file, { mode: each.mode });
          expect(reply.json().state).toBe('serving');
          if (each.mode === 'replace') for (const no of Object.keys(model)) delete model[no];
          for (const [no, weight] of each.rows) {
            if (each.mode === 'delete') delete model[no];
            else if (each.mode !== 'append' || !(no in model)) model[no] = weight;
          }
          history.push(model);
        }
        expect(await weights(resource)).toEqual(history.at(-1));
        expect(await serving(world.platform.db, resource.id)).toMatchObject({
          version: history.length,
          rowCount: Object.keys(history.at(-1)!).length,
        });
      }
      const last = history.length;
      for (let from = 1; from < last; from += 1) {
        const [before, after] = [history[from - 1]!, history[last - 1]!];
        const found = await compare(resource, from, last);
        expect([found.added, found.changed, found.removed]).toEqual([
          Object.keys(after).filter((no) => !(no in before)).length,
          Object.keys(after).filter((no) => no in before && before[no] !== after[no]).length,
          Object.keys(before).filter((no) => !(no in after)).length,
        ]);
      }
    }),
    { numRuns: 5 },
  );
}, 60_000);

test('a comparison shows rows with personal values masked', async () => {
  const items = [
    { code: 'no', name: '编号', type: 'C' as const, length: 10, required: true },
    {
      code: 'person_id',
      name: '公民身份号码',
      type: 'C' as const,
      length: 18,
      required: true,
      check: 'citizenId' as const,
      sensitivity: 'personal' as const,
    },
    { code: 'weight', name: '体重', type: 'I' as const },
  ];
  const resource = await world.publish({ items });
  await world.send(resource, `no,person_id,weight\na,${mother},1\nb,${father},2\n`);
  await world.send(resource, `no,person_id,weight\na,${mother},5\n`, { mode: 'upsert' });
  const found = await compare(resource, 1, 2);
  expect(found.rows).toHaveLength(1);
  expect(found.rows[0].before[2]).toBe('1');
  expect(found.rows[0].after[2]).toBe('5');
  expect(found.rows[0].after[1]).toMatch(/^\d\d\*+..$/);
});

test('a roll-back of a version that someone moved, that is to come or that is no longer kept is refused', async () => {
  const resource = await world.publish({});
  world.setNow('2026-01-01T00:00:00Z');
  for (let i = 1; i <= 5; i += 1) await world.send(resource, csv(line('a', i)));
  expect((await rollBack(resource, 1, 4)).code).toBe('version-conflict');
  expect((await rollBack(resource, 5, 5)).code).toBe('not-found');
  world.setNow('2026-01-01T01:00:00Z');
  await dropOldSnapshots(world.platform);
  expect((await rollBack(resource, 1, 5)).code).toBe('version-gone');
  expect((await rollBack(resource, 3, 5)).version).toBe(6);
  expect(await weights(resource)).toEqual({ a: 3 });
  // The table that serves again is not dropped, however many came after it.
  await world.send(resource, csv(line('a', 7)));
  world.setNow(null);
});

test('how many tables and days of changes are kept is set by the steward', async () => {
  const resource = await world.publish({});
  const url = `/api/v1/library/${resource.id}/settings`;
  expect((await world.as('steward', { url })).json()).toEqual({ keepSnapshots: 3, keepHistoryDays: 90, rules: [] });
  const body = { keepSnapshots: 1, keepHistoryDays: 5, rules: [] };
  expect((await world.as('steward', { method: 'PUT', url, body })).json()).toEqual(body);
  world.setNow('2026-02-01T00:00:00Z');
  await world.send(resource, csv(line('a', 1)));
  await world.send(resource, csv(line('a', 2)));
  await world.send(resource, csv(line('a', 3)), { mode: 'upsert' });
  world.setNow('2026-02-10T00:00:00Z');
  await world.send(resource, csv(line('a', 4)), { mode: 'upsert' });
  await dropOldSnapshots(world.platform);
  await forgetOldHistory(world.platform);
  const kept = (await world.as('steward', { url: versionsUrl(resource) })).json().items;
  expect(kept.map(({ version, kept }: { version: number; kept: boolean }) => [version, kept])).toEqual([
    [4, true],
    [3, true],
    [2, false],
    [1, false],
  ]);
  expect((await rollBack(resource, 2, 4)).code).toBe('version-gone');
  await rollBack(resource, 3, 4);
  expect(await weights(resource)).toEqual({ a: 3 });
  world.setNow(null);
});

test('versions tell their file; another agency sees none of it', async () => {
  const resource = await world.publish({});
  await world.send(resource, csv(line('a', 1)), { fileName: '一月.csv' });
  const { items } = (await world.as('steward', { url: versionsUrl(resource) })).json();
  expect(items[0]).toMatchObject({ version: 1, fileName: '一月.csv', mode: 'replace', rowCount: 1, serves: true });
  for (const url of [
    versionsUrl(resource),
    `${versionsUrl(resource)}/1/changes/1`,
    `/api/v1/library/${resource.id}/settings`,
  ]) {
    expect((await world.as('consumerSteward', { url })).statusCode).toBe(404);
  }
});
