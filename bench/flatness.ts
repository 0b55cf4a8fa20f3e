import { randomBytes, randomUUID } from 'node:crypto';
import { appendWritten, entryWriter } from '../server/domains/ledger/index.ts';
import { type CallNode, startCallNode } from './call-node.ts';
import { type CallWorldSize, usualSize } from './call-world.ts';
import { type BenchOptions, type BenchResult, round, spread } from './measure.ts';
import { openPgbench, type Pgbench } from './pgbench.ts';

const connections = 64;
const seconds = 3;
const times = 2;
const growth: CallWorldSize = {
  ...usualSize,
  resources: 100,
  clients: 1000,
  subjects: 100_000,
  subjectsOfOthers: 1000,
};

/** Calls as the ledger grows, and as grants grow, each beside pgbench on the same server at the same time. */
export async function run({ full, say }: BenchOptions): Promise<BenchResult> {
  const byGrants: Record<string, object> = {};
  const byEntries: Record<string, object> = {};
  const levels = full ? [100, 1000, 10_000, 100_000] : [100, 100_000];
  for (const grants of levels) {
    const node = await startCallNode({ ...growth, grants });
    try {
      const bound = await openPgbench(node, connections);
      byGrants[grants] = await measure(node, bound, say, `${grants} grants`);
      if (grants !== levels.at(-1)) continue;
      for (const entries of [100_000, 1_000_000, ...(full ? [10_000_000] : [])]) {
        await growLedger(node, entries);
        byEntries[entries] = await measure(node, bound, say, `${entries} entries`);
      }
    } finally {
      await node.stop();
    }
  }
  const ratioOf = (levels: Record<string, object>) => {
    const ratios = Object.values(levels).map((level) => (level as { ratio: { median: number } }).ratio.median);
    return round(ratios.at(-1)! / ratios[0]!);
  };
  return {
    name: 'flatness',
    ratio: Math.min(ratioOf(byGrants), ratioOf(byEntries)),
    what: 'calls/s against pgbench at the largest size, over the same at the smallest; the lesser of grants and ledger',
    figures: { connections, secondsEach: seconds, grants: byGrants, ledgerEntries: byEntries },
  };
}

async function measure(node: CallNode, bound: Pgbench, say: BenchOptions['say'], what: string): Promise<object> {
  await node.load(connections, 2 * seconds);
  const [calls, ratios]: [number[], number[]] = [[], []];
  for (let time = 0; time < times; time += 1) {
    const { callsPerSecond } = await node.load(connections, seconds);
    calls.push(callsPerSecond);
    ratios.push(callsPerSecond / (await bound.oneByOne(seconds)));
  }
  const seen = { callsPerSecond: spread(calls), ratio: spread(ratios) };
  say(`${what}: ${Math.round(seen.callsPerSecond.median)} calls/s, ${seen.ratio.median} of pgbench`);
  return seen;
}

/** Appends entries of made-up calls until the log has so many, as a node would: leaves, tiles, roots and all. */
async function growLedger({ client }: CallNode, entries: number): Promise<void> {
  const at = new Date().toISOString();
  const write = entryWriter(
    {
      kind: 'call',
      at,
      actor: { agency: '11330000BENCH001XX', client: 'bench' },
      subject: 'p1.',
      resource: '309001/000001',
      grant: { id: randomUUID(), number: 'B-0', version: 1 },
      purpose: 'bench-duty',
      items: ['name'],
      replyDigest: 'x',
    },
    { agencyId: randomUUID(), providerId: randomUUID() },
  );
  const { rows } = await client.query<{ size: string }>('select size from ledger.head');
  for (let size = Number(rows[0]!.size); size < entries; size += 2000) {
    const written = Array.from({ length: Math.min(2000, entries - size) }, () => {
      const grantId = randomUUID();
      const subject = `p1.${randomBytes(32).toString('base64url')}`;
      const entry = write({ at, subject, case: undefined, replyDigest: randomBytes(32).toString('base64url') });
      return { ...entry, columns: { ...entry.columns, grantId } };
    });
    await client.query('begin');
    await appendWritten(client, written);
    await client.query('commit');
  }
  await client.query('vacuum analyze ledger.entries');
}
