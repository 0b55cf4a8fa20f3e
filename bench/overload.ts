import { familyWorld, requireProven, singleCalls } from './family-world.ts';
import { type BenchOptions, type BenchResult, round, spread } from './measure.ts';

const seconds = 6;
const rounds = 5;
const times = 3;

/**
 * Three times as many calls as the node can serve, arriving whether or not earlier ones were answered: how many it serves all
 * the same, beside its capacity on 64 connections, and how long those take that are served.
 */
export async function run({ say }: BenchOptions): Promise<BenchResult> {
  const world = await familyWorld();
  try {
    const bodies = singleCalls(world.subjects);
    await world.load('calls', { bodies, connections: 64, seconds: 3 });
    const capacity: number[] = [];
    const calmP99: number[] = [];
    const goodput: number[] = [];
    const p50: number[] = [];
    const p99: number[] = [];
    const refusedP99: number[] = [];
    const refusedShare: number[] = [];
    const unansweredShare: number[] = [];
    let refused = 0;
    let withRetryAfter = 0;
    let checked = 0;
    for (let n = 1; n <= rounds; n += 1) {
      const calm = await world.load('calls', { bodies, connections: 64, seconds: seconds / 2 });
      const rate = (calm.served / calm.seconds) * times;
      const seen = await world.load('calls', { bodies, connections: 4000, seconds, rate });
      checked += requireProven(seen.kept, world.vkey);
      const due = seen.served + seen.refused + seen.unanswered;
      capacity.push(calm.served / calm.seconds);
      calmP99.push(calm.p99);
      goodput.push(seen.served / seen.seconds);
      p50.push(seen.p50);
      p99.push(seen.p99);
      refusedP99.push(seen.refusedP99);
      refusedShare.push(seen.refused / due);
      unansweredShare.push(seen.unanswered / due);
      refused += seen.refused;
      withRetryAfter += seen.withRetryAfter;
      say(
        `round ${n}: capacity ${Math.round(calm.served / calm.seconds)}/s, asked ${Math.round(rate)}/s, served ${Math.round(seen.served / seen.seconds)}/s, p99 ${round(seen.p99)} ms, refused ${seen.refused}, unanswered ${seen.unanswered}`,
      );
    }
    const ratios = goodput.map((mine, n) => mine / capacity[n]!);
    return {
      name: 'overload',
      ratio: spread(ratios).median,
      what: 'calls/s served at three times the capacity, against the capacity on 64 connections',
      figures: {
        capacityPerSecond: spread(capacity),
        capacityP99Ms: spread(calmP99),
        goodputPerSecond: spread(goodput),
        ratio: spread(ratios),
        servedP50Ms: spread(p50),
        servedP99Ms: spread(p99),
        refusedP99Ms: spread(refusedP99),
        refusedShare: spread(refusedShare),
        unansweredShare: spread(unansweredShare),
        refused,
        refusedWithRetryAfter: withRetryAfter,
        receiptsChecked: checked,
        secondsEach: seconds,
        load: 'open loop from a second process on the same machine, which takes a good part of one of its cores; times from when a call was due',
      },
    };
  } finally {
    await world.close();
  }
}
