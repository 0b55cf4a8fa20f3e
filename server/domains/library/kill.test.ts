import { execFileSync } from 'node:child_process';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { runCommand } from '../../../e2e/node.ts';
import { citizens } from '../../testing/harness.ts';
import type { Resource } from '../catalogue/index.ts';
import { failDeadBatches } from './fail-dead-batches.ts';
import { serving } from './index.ts';
import { type SampleWorld, sampleWorld } from './sample-world.ts';

let world: SampleWorld;
let databaseUrl: string;
const header = '编号,公民身份号码,姓名,性别,出生日期,体重\n';
const rowsOfFile = 20_000;
const lines = (weight: number, from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => `n${from + i},${citizens.mother},李梅,2,,${weight}\n`).join('');

beforeAll(async () => {
  world = await sampleWorld();
  const { host, port, password } = inject('testServer');
  const { rows } = await world.platform.database.pool.query<{ name: string }>('select current_database() as name');
  databaseUrl = `postgres://postgres:${encodeURIComponent(password)}@localhost:${port}/${rows[0]!.name}?host=${encodeURIComponent(host)}`;
});
afterAll(() => world.close());

/** Begins `import` of a file that is written to it as told, and kills it. */
async function killedImport(resource: Resource, mode: string, parts: string[], wait: number): Promise<void> {
  const fifo = join(world.platform.config.dataDir, 'rows.csv');
  await rm(fifo, { force: true });
  execFileSync('mkfifo', [fifo]);
  const command = runCommand(['import', '--resource', resource.code!, '--mode', mode, fifo], {
    env: { DATABASE_URL: databaseUrl, LEGWORK_DATA: world.platform.config.dataDir, LEGWORK_DEMO: '0' },
  });
  const ended = command.ended.then(() => 'ended' as const);
  const pipe = await Promise.race([open(fifo, 'w'), ended]);
  if (pipe === 'ended') throw new Error(command.stdout() + command.stderr());
  for (const part of parts) await pipe.writeFile(part).catch(() => undefined);
  if (wait < 0) {
    await sleep(-wait);
    command.kill('SIGKILL');
    await pipe.close();
  } else {
    await pipe.close();
    await Promise.race([sleep(wait), ended]);
    command.kill('SIGKILL');
  }
  await command.ended;
}

async function stateOf(resource: Resource) {
  const rows = (await world.rows(resource))!;
  const weights = new Set(rows.map(({ weight }) => weight));
  return {
    count: rows.length,
    weights: [...weights],
    version: (await serving(world.platform.db, resource.id))!.version,
  };
}

test.each(['replace', 'upsert'])(
  'kill -9 at whatever moment of a batch (%s) leaves the rows of before or all of the new ones, and nothing else',
  async (mode) => {
    const resource = await world.publish({});
    await world.send(resource, header + lines(1, 0, rowsOfFile));
    const before = await stateOf(resource);
    const whole = header + lines(2, 0, rowsOfFile);
    // In the middle of the file, and at moments from its end on: keys settled, indexes built, rows changed, committed.
    for (const wait of [-300, 0, 60, 150, 300, 600]) {
      await killedImport(resource, mode, wait < 0 ? [header, lines(2, 0, rowsOfFile / 2)] : [whole], wait);
      // The server notices the death of the connection and gives the lock free.
      await expect
        .poll(
          async () => {
            await failDeadBatches(world.platform, world.platform.database.pool);
            const { rows } = await world.platform.database.pool.query(
              "select from library.batches where state = 'running' and resource_id = $1",
              [resource.id],
            );
            return rows.length;
          },
          { timeout: 20_000 },
        )
        .toBe(0);
      const after = await stateOf(resource);
      expect(after.count).toBe(rowsOfFile);
      expect(after.weights).toHaveLength(1);
      if (after.weights[0] === 1) expect(after).toEqual(before);
      else expect(after.version).toBe(before.version + 1);
      const tail = resource.id.replaceAll('-', '').slice(-12);
      const tables = (await world.dataTables()).filter((name) => name.includes(tail));
      const { rows: kept } = await world.platform.database.pool.query<{ name: string }>(
        'select table_name as name from library.snapshots where resource_id = $1',
        [resource.id],
      );
      const known = kept.flatMap(({ name }) => [name, `${name}_h`]);
      expect(tables.filter((name) => !known.includes(name))).toEqual([]);
      if (after.weights[0] === 2) break;
    }
    const sent = (await world.send(resource, header + lines(3, 0, rowsOfFile), { mode: mode as 'replace' })).json();
    expect(sent.state).toBe('serving');
    expect((await stateOf(resource)).weights).toEqual([3]);
  },
  120_000,
);
