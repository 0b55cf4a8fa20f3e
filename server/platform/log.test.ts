import { afterAll, beforeAll, expect, it } from 'vitest';
import { citizens, type TestWorld, testWorld } from '../testing/harness.ts';
import { createLog } from './log.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await testWorld([]);
});
afterAll(() => world.close());

async function logged(statement: string, values: unknown[]): Promise<string> {
  let lines = '';
  const log = createLog('info', {
    write: (line) => {
      lines += line;
    },
  });
  const failed: unknown = await world.platform.database.pool.query(statement, values).catch((error: unknown) => error);
  log.error({ err: failed });
  return lines;
}

it('does not write down a value that PostgreSQL could not read', async () => {
  const lines = await logged('select $1::date', ['陈晓棠']);
  expect(lines).toContain('22007');
  expect(lines).not.toContain('陈晓棠');
});

it('does not write down the row that broke a constraint', async () => {
  const person = "insert into identity.people (id, citizen_id, name) values (gen_random_uuid(), $1, '测试母亲')";
  const lines = await logged(person, [citizens.mother]);
  expect(lines).toContain('23505');
  expect(lines).not.toContain(citizens.mother);
});

it('masks a citizen ID number wherever an error carries it', () => {
  let lines = '';
  const log = createLog('info', {
    write: (line) => {
      lines += line;
    },
  });
  log.warn({ err: new Error(`no ${citizens.mother}`, { cause: new Error(citizens.father) }) });
  expect(lines).toContain('no 3****************9');
  expect(lines).not.toContain(citizens.father);
});
