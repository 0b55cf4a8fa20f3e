import { familyWorld, requireProven, singleCalls, why } from './family-world.ts';
import { type BenchOptions, type BenchResult, inPairs, spread } from './measure.ts';

const seconds = 4;
const pairs = 7;
const connections = 64;

/** Verifications of two checks, beside single calls of four items: both on 64 connections. */
export async function run({ say }: BenchOptions): Promise<BenchResult> {
  const world = await familyWorld();
  try {
    const checks = [{ is: 'equals', item: 'region_code', value: '330106' }, { is: 'listed' }];
    const questions = world.subjects.map((subject) => JSON.stringify({ subject, checks, ...why }));
    const calls = { bodies: singleCalls(world.subjects), connections, seconds };
    await world.load('verifications', { ...calls, bodies: questions, seconds: 2 });
    const p50: number[] = [];
    const p99: number[] = [];
    let checked = 0;
    const measured = await inPairs(
      pairs,
      async () => {
        const seen = await world.load('verifications', { ...calls, bodies: questions });
        checked += requireProven(seen.kept, world.vkey);
        p50.push(seen.p50);
        p99.push(seen.p99);
        return seen.served / seen.seconds;
      },
      async () => {
        const seen = await world.load('calls', calls);
        return seen.served / seen.seconds;
      },
      (pair, mine, theirs) => say(`pair ${pair}: ${Math.round(mine)} verifications/s, ${Math.round(theirs)} calls/s`),
    );
    const ratios = measured.ours.map((mine, pair) => mine / measured.bound[pair]!);
    return {
      name: 'verification',
      ratio: spread(ratios).median,
      what: 'verifications/s with two checks against calls/s with four items',
      figures: {
        connections,
        verificationsPerSecond: spread(measured.ours),
        callsPerSecond: spread(measured.bound),
        ratio: spread(ratios),
        p50Ms: spread(p50),
        p99Ms: spread(p99),
        receiptsChecked: checked,
        secondsEach: seconds,
        load: 'closed loop from a second process on the same machine; fsync, synchronous_commit and full_page_writes on',
      },
    };
  } finally {
    await world.close();
  }
}
