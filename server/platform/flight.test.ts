import fc from 'fast-check';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type TestWorld, testWorld } from '../testing/harness.ts';
import { fly } from './flight.ts';

let world: TestWorld;
let client: pg.PoolClient;
beforeAll(async () => {
  world = await testWorld([]);
  await world.platform.database.pool.query('create table kept (n int primary key, t text)');
});
afterAll(() => world.close());
beforeEach(async () => {
  client = await world.platform.database.writing.connect();
});
afterEach(() => client.release(true));

const rowsOf = async () => (await world.platform.database.pool.query('select n from kept order by n')).rows;
const codes = (results: PromiseSettledResult<unknown>[]) =>
  results.map((result) => (result.status === 'fulfilled' ? null : (result.reason as { code: string }).code));

test('statements go together and each gets its own rows, named ones again and again', async () => {
  for (let time = 1; time <= 3; time += 1) {
    const { landed, fault, worn } = await fly(client, (on) =>
      Promise.all([
        on.query<{ a: number; b: string | null }>({
          name: 'two',
          text: 'select * from unnest($1::int[], $2::text[]) as u (a, b)',
          values: [
            [time, 2],
            ['x', null],
          ],
        }),
        on.query({ text: 'select 1 where false' }),
        on.query<{ big: number; day: string }>({
          text: "select 5000000000::bigint as big, date '2026-02-28' as day",
        }),
      ]),
    );
    expect([fault, worn]).toEqual([null, false]);
    expect(landed.map(({ rows }) => rows)).toEqual([
      [
        { a: time, b: 'x' },
        { a: 2, b: null },
      ],
      [],
      [{ big: 5_000_000_000, day: '2026-02-28' }],
    ]);
  }
});

test('one that fails takes all of the flight along, and the connection serves the next', async () => {
  const insert = (n: number) => ({ name: 'keep', text: 'insert into kept (n) values ($1)', values: [n] });
  await fly(client, (on) => on.query(insert(1)));
  const { landed, fault } = await fly(client, (on) =>
    Promise.allSettled([on.query(insert(2)), on.query(insert(1)), on.query(insert(3))]),
  );
  expect(codes(landed)).toEqual([null, '23505', '25P02']);
  expect(fault).toMatchObject({ code: '23505' });
  expect(await rowsOf()).toEqual([{ n: 1 }]);
  const next = await fly(client, (on) => on.query(insert(4)));
  expect([next.fault, next.landed.rowCount]).toEqual([null, 1]);
  expect(await rowsOf()).toEqual([{ n: 1 }, { n: 4 }]);
});

test('what fails only at the commit is a fault of the flight', async () => {
  await client.query('create temporary table late (n int unique deferrable initially deferred)');
  const { landed, fault } = await fly(client, (on) =>
    Promise.all([on.query({ text: 'insert into late values (1), (1)' })]),
  );
  expect(landed[0]!.rowCount).toBe(2);
  expect(fault).toMatchObject({ code: '23505' });
});

test('a statement that failed to be prepared is prepared the next time, by a flight or alone', async () => {
  const late = { name: 'late', text: 'select * from late_table' };
  const early = { name: 'early', text: 'select 1 as one' };
  const failed = await fly(client, (on) => Promise.allSettled([on.query(early), on.query(late)]));
  expect(codes(failed.landed)).toEqual([null, '42P01']);
  expect((await client.query(early)).rows).toEqual([{ one: 1 }]);
  await client.query('create temporary table late_table (n int)');
  const { landed } = await fly(client, (on) => Promise.all([on.query(late), on.query(early), on.query(late)]));
  expect(landed.map(({ rows }) => rows)).toEqual([[], [{ one: 1 }], []]);
  expect((await client.query(late)).rows).toEqual([]);
});

test('a flight whose connection is lost throws', async () => {
  const flying = fly(client, (on) => Promise.all([on.query({ text: 'select pg_sleep(20)' })]));
  const { processID } = client as unknown as { processID: number };
  const end = () => world.platform.database.pool.query('select pg_terminate_backend($1)', [processID]);
  await Promise.all([expect(flying).rejects.toThrow(), end()]);
});

test('all that one reads on a reading connection is read at one instant', async () => {
  const reader = await world.platform.database.reading.connect();
  const count = { text: 'select count(*)::int as n from kept' };
  const { landed } = await fly(reader, (on) =>
    Promise.all([
      on.query<{ n: number }>(count),
      on.query({ text: 'select pg_sleep(0.3)' }),
      on.query<{ n: number }>(count),
      world.platform.database.pool.query('insert into kept (n) values (99)'),
    ]),
  );
  expect(landed[0].rows).toEqual(landed[2].rows);
  await expect(fly(reader, (on) => on.query({ text: 'insert into kept (n) values (100)' }))).rejects.toMatchObject({
    code: '25006',
  });
  reader.release();
});

test('values arrive as they were sent, in arrays and alone', async () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'Z', '0', '"', '\\', ',', '{', '}', ' ', '\n', 'NULL', '数', "'"),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.option(text)),
      fc.uint8Array(),
      fc.array(fc.integer()),
      fc.option(text),
      async (texts, bytes, numbers, alone) => {
        const { landed } = await fly(client, (on) =>
          on.query({
            name: 'echo',
            text: 'select $1::text[] as texts, $2::bytea as bytes, $3::int[] as numbers, $4::text as alone',
            values: [texts, bytes, numbers, alone],
          }),
        );
        expect(landed.rows).toEqual([{ texts, bytes: Buffer.from(bytes), numbers, alone }]);
      },
    ),
    { numRuns: 50 },
  );
});
