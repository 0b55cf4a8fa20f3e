import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { familyWorld, items, requireProven, singleCalls } from './family-world.ts';
import { type BenchOptions, type BenchResult, postgresProgram, round, runPostgres, spread } from './measure.ts';

const seconds = 2;
const rounds = 7;
const levels = [1, 8, 64, 256];
/** The database's own limit leaves no room for more beside the node. */
const mostDirect = 64;

/**
 * What a call takes over the bare select of the same items by key: grant, quota, ledger entry, durable commit, signed receipt
 * and HTTP, at several numbers of callers.
 */
export async function run({ say }: BenchOptions): Promise<BenchResult> {
  const world = await familyWorld();
  try {
    const client = new pg.Client(world.connection);
    await client.connect();
    await client.query(
      `create table bench_rows as select row_number() over () as n, ${items.join(', ')} from ${world.table}`,
    );
    await client.query('alter table bench_rows add primary key (n)');
    await client.end();
    const script = join(world.dataDir, 'select.sql');
    await writeFile(
      script,
      `\\set n random(1, ${world.subjects.length})\nselect ${items.join(', ')} from bench_rows where n = :n;\n`,
    );
    const bare = async (connections: number) => {
      const text = await runPostgres(
        postgresProgram('pgbench'),
        ['-n', '-M', 'prepared', '-c', String(connections), '-j', '1', '-T', String(seconds), '-f', script],
        world.connection,
      );
      return Number(/latency average = ([\d.]+) ms/.exec(text)?.[1]);
    };
    const bodies = singleCalls(world.subjects);
    await world.load('calls', { bodies, connections: 64, seconds: 3 });
    const figures: Record<string, unknown> = {};
    let checked = 0;
    let atOne = 0;
    for (const connections of levels) {
      const direct = Math.min(connections, mostDirect);
      const seen: { mean: number; p50: number; p99: number; bare: number }[] = [];
      for (let n = 1; n <= rounds; n += 1) {
        const { mean, p50, p99, kept } = await world.load('calls', { bodies, connections, seconds });
        checked += requireProven(kept, world.vkey);
        seen.push({ mean, p50, p99, bare: await bare(direct) });
      }
      const added = spread(seen.map((each) => each.mean - each.bare));
      if (connections === 1) atOne = added.median;
      say(
        `${connections} callers: ${added.median} ms added, p99 ${round(spread(seen.map(({ p99 }) => p99)).median)} ms`,
      );
      figures[`at${connections}`] = {
        addedMeanMs: added,
        callMeanMs: spread(seen.map(({ mean }) => mean)),
        callP50Ms: spread(seen.map(({ p50 }) => p50)),
        callP99Ms: spread(seen.map(({ p99 }) => p99)),
        bareSelectMeanMs: spread(seen.map((each) => each.bare)),
        bareSelectConnections: direct,
      };
    }
    return {
      name: 'latency',
      ratio: null,
      what: `${atOne} ms added to a bare select by one caller`,
      figures: {
        ...figures,
        receiptsChecked: checked,
        secondsEach: seconds,
        load: 'closed loop from a second process on the same machine, in turn with pgbench; fsync, synchronous_commit and full_page_writes on',
      },
    };
  } finally {
    await world.close();
  }
}
