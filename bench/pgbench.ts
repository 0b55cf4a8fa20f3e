import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallNode } from './call-node.ts';
import { askedItems } from './call-world.ts';
import { postgresProgram, round, runPostgres } from './measure.ts';

export interface Pgbench {
  /** Transactions a second: one select by key and one insert, with their own commit. */
  oneByOne(seconds: number): Promise<number>;
  /** Rows a second: 16 selects by key and an insert of 16 rows for each commit. */
  batched(seconds: number): Promise<number>;
}

/** The bound on the calls' own server: their rows by key in a table of its own, their entries as bare text. */
export async function openPgbench({ client, connection, world }: CallNode, connections: number): Promise<Pgbench> {
  for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes']) {
    const { rows } = await client.query<Record<string, string>>(`show ${setting}`);
    if (rows[0]![setting] !== 'on') throw new Error(`${setting} is ${rows[0]![setting]}`);
  }
  await client.query(
    `create table bench_rows as select row_number() over () as n, ${askedItems.join(', ')} from ${world.firstTable}`,
  );
  await client.query('alter table bench_rows add primary key (n)');
  await client.query('vacuum analyze bench_rows');
  await client.query(
    'create table bench_log (id bigint generated always as identity primary key, at timestamptz, body text)',
  );
  const pick = (n: string) => `\\set ${n} random(1, ${world.size.subjects})\n`;
  const read = (n: string) => `select ${askedItems.join(', ')} from bench_rows where n = :${n};\n`;
  const row = "(now(), repeat('x', 600))";
  const names = Array.from({ length: 16 }, (_, place) => `n${place}`);
  const insert = (rows: string[]) => `insert into bench_log (at, body) values ${rows.join(', ')};\n`;
  const scripts = {
    oneByOne: `${pick('n')}begin;\n${read('n')}${insert([row])}commit;\n`,
    batched: `${names.map(pick).join('')}begin;\n${names.map(read).join('')}${insert(names.map(() => row))}commit;\n`,
  };
  const run = async (script: string, seconds: number): Promise<number> => {
    const folder = await mkdtemp(join(tmpdir(), 'legwork-pgbench-'));
    const file = join(folder, 'script.sql');
    await writeFile(file, script);
    const args = ['-n', '-M', 'prepared', '-c', String(connections), '-j', '1', '-T', String(seconds), '-f', file];
    const text = await runPostgres(postgresProgram('pgbench'), args, connection);
    await rm(folder, { recursive: true });
    return round(Number(/tps = ([\d.]+)/.exec(text)?.[1]));
  };
  return {
    oneByOne: (seconds) => run(scripts.oneByOne, seconds),
    batched: async (seconds) => 16 * (await run(scripts.batched, seconds)),
  };
}
