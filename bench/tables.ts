import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startNode } from '../e2e/node.ts';
import { runningEmbeddedPostgres } from '../server/platform/embedded-postgres.ts';
import { postmasterOf } from '../server/testing/node-world.ts';
import { type BenchOptions, type BenchResult, round } from './measure.ts';

const rowsEach = 100;
const tablesAtOnce = 100;

/**
 * From the command to the first ready answer with many library tables of eight columns and two indexes: after an orderly stop,
 * and after kill -9 of node and PostgreSQL with a row written to every table since the last checkpoint; beside the same node
 * without the tables.
 */
export async function run({ full, say }: BenchOptions): Promise<BenchResult> {
  const tables = full ? 5000 : 1000;
  const dataDir = await mkdtemp(join(tmpdir(), 'legwork-bench-'));
  const env = { LEGWORK_DEMO: '0' };
  const timed = async (removeData = false) => {
    const before = performance.now();
    const node = await startNode(dataDir, { env, removeData });
    return { node, seconds: (performance.now() - before) / 1000 };
  };
  const first = await timed();
  await first.node.stop();
  const empty = await timed();
  const client = new pg.Client((await runningEmbeddedPostgres(dataDir))!);
  await client.connect();
  for (let from = 0; from < tables; from += tablesAtOnce) {
    const statements = Array.from({ length: tablesAtOnce }, (_, i) => tableSql(from + i));
    await client.query(statements.join(''));
  }
  say(`${tables} tables made`);
  await client.end();
  await empty.node.stop();
  const clean = await timed();
  say(`start: ${clean.seconds.toFixed(2)} s, without the tables ${empty.seconds.toFixed(2)} s`);
  const writer = new pg.Client((await runningEmbeddedPostgres(dataDir))!);
  writer.on('error', () => undefined);
  await writer.connect();
  await writer.query('checkpoint');
  for (let n = 0; n < tables; n += 1) {
    await writer.query(
      `insert into library_data.bench_${n} values ('x', 'y', '1', '2026-01-01', '330106', 1, ${rowsEach + 1}, '')`,
    );
  }
  const postmaster = await postmasterOf(dataDir);
  process.kill(clean.node.pid, 'SIGKILL');
  process.kill(postmaster, 'SIGKILL');
  await clean.node.stop().catch(() => undefined);
  const recovered = await timed(true);
  say(`start after kill -9: ${recovered.seconds.toFixed(2)} s`);
  const reader = new pg.Client((await runningEmbeddedPostgres(dataDir))!);
  await reader.connect();
  const { rows } = await reader.query<{ count: string }>(
    `select count(*) as count from library_data.bench_${tables - 1}`,
  );
  await reader.end();
  await recovered.node.stop();
  if (Number(rows[0]!.count) !== rowsEach + 1) throw new Error('a committed row was lost');
  return {
    name: 'tables',
    ratio: round(clean.seconds / empty.seconds),
    what: `start with ${tables} library tables against start without`,
    figures: {
      tables,
      startSeconds: round(clean.seconds),
      startWithoutSeconds: round(empty.seconds),
      startAfterKillSeconds: round(recovered.seconds),
    },
  };
}

function tableSql(n: number): string {
  const table = `library_data.bench_${n}`;
  return `create table ${table} (person_id text, name text, sex text, birth_date date, region text, amount numeric, quantity bigint, note text);
    insert into ${table} select 'p' || i, 'n', '1', '2026-01-01', '330106', i, i, '' from generate_series(1, ${rowsEach}) i;
    create unique index on ${table} (quantity); create index on ${table} (person_id);`;
}
