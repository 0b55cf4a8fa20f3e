import { familyWorld, items, requireProven, singleCalls, why } from './family-world.ts';
import { type BenchOptions, type BenchResult, inPairs, spread } from './measure.ts';

const seconds = 4;
const pairs = 7;
const size = 1000;

/** Batches of 1,000 subjects, one after the other on two connections, beside single calls on 64: subjects a second. */
export async function run({ say }: BenchOptions): Promise<BenchResult> {
  const world = await familyWorld();
  try {
    const count = Math.floor(world.subjects.length / size);
    if (count < 2) throw new Error(`the demo world has only ${world.subjects.length} households`);
    const batches = Array.from({ length: count }, (_, n) =>
      JSON.stringify({ subjects: world.subjects.slice(n * size, (n + 1) * size), items, ...why }),
    );
    const singles = { bodies: singleCalls(world.subjects), connections: 64, seconds };
    const batch = { bodies: batches, connections: 2, seconds };
    await world.load('calls', { ...singles, seconds: 2 });
    const p50: number[] = [];
    const bytes: number[] = [];
    let checked = 0;
    const measured = await inPairs(
      pairs,
      async () => {
        const seen = await world.load('batch-calls', batch);
        const results = seen.kept.flatMap((body) => answersOf(body));
        checked += requireProven(results, world.vkey);
        p50.push(seen.p50);
        bytes.push(seen.bytes / seen.served);
        return (seen.served * size) / seen.seconds;
      },
      async () => {
        const seen = await world.load('calls', singles);
        return seen.served / seen.seconds;
      },
      (pair, mine, theirs) =>
        say(`pair ${pair}: ${Math.round(mine)} subjects/s in batches, ${Math.round(theirs)} calls/s`),
    );
    const ratios = measured.ours.map((mine, pair) => mine / measured.bound[pair]!);
    return {
      name: 'batch',
      ratio: spread(ratios).median,
      what: 'subjects/s in batches of 1,000 on 2 connections, against single calls on 64',
      figures: {
        subjectsPerSecond: spread(measured.ours),
        callsPerSecond: spread(measured.bound),
        ratio: spread(ratios),
        batchP50Ms: spread(p50),
        bytesPerBatch: spread(bytes),
        receiptsChecked: checked,
        secondsEach: seconds,
        load: 'closed loop from a second process on the same machine; fsync, synchronous_commit and full_page_writes on',
      },
    };
  } finally {
    await world.close();
  }
}

/** Each subject's answer in the bytes in which it was sent. */
function answersOf(body: string): string[] {
  const { results } = JSON.parse(body) as { results: { answer?: object }[] };
  if (results.length !== size || results.some(({ answer }) => !answer))
    throw new Error('a batch was not answered in full');
  return results.map(({ answer }) => JSON.stringify(answer));
}
