import { startCallNode } from './call-node.ts';
import { usualSize } from './call-world.ts';
import { type BenchOptions, type BenchResult, inPairs, spread } from './measure.ts';
import { openPgbench } from './pgbench.ts';

const connections = 64;
const seconds = 4;
const pairs = 7;
const pairsOfTwo = 3;

/**
 * The call, 64 connections: resources by Zipf's law over 200, 10,000 grants with quotas, 500 clients, 1,000,000 subjects, one in
 * twenty refused. Grant, quota, row read, ledger entry, commit and signed receipt each time; beside pgbench on the same server.
 */
export async function run({ say }: BenchOptions): Promise<BenchResult> {
  const node = await startCallNode(usualSize, 2);
  try {
    const bound = await openPgbench(node, connections);
    const measure = async (processes: number, times: number) => {
      const [p50, p99]: [number[], number[]] = [[], []];
      let checked = 0;
      await node.load(connections, 2 * seconds, processes);
      const { ours, bound: theirs } = await inPairs(
        times,
        async () => {
          const seen = await node.load(connections, seconds, processes);
          p50.push(seen.p50);
          p99.push(seen.p99);
          checked += seen.answered;
          return seen.callsPerSecond;
        },
        () => bound.oneByOne(seconds),
        (pair, mine, other) =>
          say(`${processes} process, pair ${pair}: ${Math.round(mine)} calls/s, pgbench ${Math.round(other)} tx/s`),
      );
      return {
        callsPerSecond: spread(ours),
        pgbenchPerSecond: spread(theirs),
        ratio: spread(ours.map((mine, pair) => mine / theirs[pair]!)),
        p50Ms: spread(p50),
        p99Ms: spread(p99),
        receiptsVerified: checked,
      };
    };
    const one = await measure(1, pairs);
    const two = await measure(2, pairsOfTwo);
    const batched: number[] = [];
    for (let time = 0; time < 3; time += 1) batched.push(await bound.batched(seconds));
    const batchedPerSecond = spread(batched);
    return {
      name: 'call',
      ratio: one.ratio.lowerQuartile,
      what: 'calls/s with receipt against pgbench, one select by key and one insert with its own commit; lower quartile',
      figures: {
        connections,
        secondsEach: seconds,
        ...one,
        twoProcesses: two,
        batchedBound: {
          what: 'pgbench, 16 selects by key and an insert of 16 rows for each commit: rows/s',
          rowsPerSecond: batchedPerSecond,
          ratio: one.callsPerSecond.median / batchedPerSecond.median,
        },
        world: { ...usualSize, resourcesBy: 'Zipf', refusedOneIn: 20, quotas: 'on every grant' },
        load: 'closed loop from a process on the same machine; every receipt verified and the ledger counted after each run; fsync, synchronous_commit and full_page_writes on',
      },
    };
  } finally {
    await node.stop();
  }
}
