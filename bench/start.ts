import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startNode } from '../e2e/node.ts';
import { type BenchOptions, type BenchResult, round, spread } from './measure.ts';

/** From the command to the first ready answer: with an empty data folder (the demo world loads), and with a full one; and the memory of a node at rest. */
export async function run({ say }: BenchOptions): Promise<BenchResult> {
  const cold: number[] = [];
  const warm: number[] = [];
  const memory: { node: number; postgres: number }[] = [];
  for (let round = 1; round <= 3; round += 1) {
    const dataDir = await mkdtemp(join(tmpdir(), 'legwork-bench-'));
    const timed = async (removeData: boolean) => {
      const before = performance.now();
      const node = await startNode(dataDir, { removeData });
      return { node, seconds: (performance.now() - before) / 1000 };
    };
    const first = await timed(false);
    cold.push(first.seconds);
    await first.node.stop();
    for (let again = 0; again < 3; again += 1) {
      const next = await timed(again === 2);
      warm.push(next.seconds);
      if (again === 2) {
        await sleep(3000);
        memory.push(await memoryOf(next.node.pid, dataDir));
      }
      await next.node.stop();
    }
    say(
      `round ${round}: cold ${cold.at(-1)!.toFixed(1)} s, warm ${warm
        .slice(-3)
        .map((s) => s.toFixed(2))
        .join(' ')} s`,
    );
    await rm(dataDir, { recursive: true, force: true });
  }
  return {
    name: 'start',
    ratio: null,
    what: 'seconds to ready, MiB at rest',
    figures: {
      coldStartSeconds: spread(cold),
      warmStartSeconds: spread(warm),
      idleNodeMiB: spread(memory.map((m) => m.node)),
      idlePostgresMiB: spread(memory.map((m) => m.postgres)),
      meaning:
        'cold: empty data folder, the demo world of 20,000 residents ingested, packages installed and pages built beforehand; memory: proportional set size (smaps_rollup) of node and of all PostgreSQL processes',
    },
  };
}

/** Proportional set size in MiB, so that PostgreSQL's shared memory is counted once. */
async function memoryOf(nodePid: number, dataDir: string): Promise<{ node: number; postgres: number }> {
  const sizes = await Promise.all((await postgresPids(dataDir)).map(pssOf));
  return { node: round(await pssOf(nodePid)), postgres: round(sizes.reduce((sum, size) => sum + size, 0)) };
}

async function pssOf(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) / 1024;
}

/** The postmaster of this data folder and its children. */
async function postgresPids(dataDir: string): Promise<number[]> {
  const [, home = ''] = (await readFile(join(dataDir, 'instance'), 'utf8')).split('\n');
  const postmaster = Number(
    (await readFile(join(resolve(dataDir, home), 'data/postmaster.pid'), 'utf8')).split('\n')[0],
  );
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const parents = await Promise.all(
    pids.map(async (pid) =>
      Number((await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')).split(') ').at(-1)?.split(' ')[1]),
    ),
  );
  return [postmaster, ...pids.filter((_, i) => parents[i] === postmaster)];
}
