import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type RunningNode, startNode } from '../e2e/node.ts';
import { boot } from '../server/boot.ts';
import { readConfig } from '../server/platform/config.ts';
import { runningEmbeddedPostgres } from '../server/platform/embedded-postgres.ts';
import type { LoadTask, Seen } from './call-replies.ts';
import { type CallWorld, type CallWorldSize, plantCallWorld, subjectAt, waysToCall } from './call-world.ts';
import { type Connection, output } from './measure.ts';

export interface CallNode {
  urls: string[];
  world: CallWorld;
  client: pg.Client;
  connection: Connection;
  /** Calls the first `processes` of them for a while, and holds the ledger to what was seen: an entry for each reply and each refusal. */
  load(connections: number, seconds: number, processes?: number): Promise<CallsSeen>;
  stop(): Promise<void>;
}

export interface CallsSeen extends Seen {
  callsPerSecond: number;
  /** Of the load's process, while the time ran. */
  cpuSeconds: number;
}

/** Of how many calls one is refused. */
const refusedOneIn = 20;
const questions = 30_000;

/**
 * A node with the calls' world, without the demo world; with `processes` more of them serve the same database, each on a port of
 * its own.
 */
export async function startCallNode(size: CallWorldSize, processes = 1): Promise<CallNode> {
  const dataDir = await mkdtemp(join(tmpdir(), 'legwork-bench-'));
  const node = await startNode(dataDir, { removeData: true, env: { LEGWORK_DEMO: '0' } });
  const connection = (await runningEmbeddedPostgres(dataDir))!;
  const others: RunningNode[] = [];
  const client = new pg.Client(connection);
  const stop = async () => {
    await client.end();
    for (const other of others) await other.stop();
    await node.stop();
  };
  try {
    await client.connect();
    const booted = await boot(readConfig({ LEGWORK_DATA: dataDir, LOG_LEVEL: 'silent' }), () => undefined, {
      besideNode: true,
    });
    const world = await plantCallWorld(booted.platform, client, size).finally(() => booted.close());
    const { host, port, user, password, database } = connection;
    while (others.length + 1 < processes) {
      others.push(
        await startNode(dataDir, {
          env: {
            LEGWORK_DEMO: '0',
            LEGWORK_PUBLIC_URL: node.url,
            DATABASE_URL: `postgres://${user}:${password}@${encodeURIComponent(host)}:${port}/${database}`,
          },
        }),
      );
    }
    const urls = [node, ...others].map(({ url }) => url);
    const vkey = (await (await fetch(`${node.url}/ledger/key`)).text()).trim().split('\n')[0]!;
    const asks = asksOf(world, await tokensOf(node.url, world));
    const load: CallNode['load'] = async (connections, seconds, processes = urls.length) => {
      const before = await ledgerRows(client);
      const task: LoadTask = { urls: urls.slice(0, processes), vkey, asks, connections, seconds };
      const seen = JSON.parse(
        await output(process.execPath, [join(import.meta.dirname, 'call-load.ts')], {}, JSON.stringify(task)),
      ) as Seen & { seconds: number; cpuSeconds: number };
      if (seen.faults.length > 0) throw new Error(`replies do not hold: ${JSON.stringify(seen.faults)}`);
      const rows = (await ledgerRows(client)) - before;
      const calls = seen.answered + seen.refused;
      // A caller whose time is over leaves without a last reply; nothing else is an entry.
      if (rows < calls || rows > calls + connections) throw new Error(`${rows} ledger rows for ${calls} calls`);
      return { ...seen, callsPerSecond: calls / seen.seconds };
    };
    return { urls, world, client, connection, load, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function ledgerRows(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ n: string }>('select count(*) as n from ledger.entries');
  return Number(rows[0]!.n);
}

async function tokensOf(url: string, { clients }: CallWorld): Promise<string[]> {
  const tokens: string[] = [];
  for (const { clientId, secret } of clients) {
    const reply = await fetch(`${url}/oidc/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', resource: `${url}/api` }),
    });
    const { access_token: token } = (await reply.json()) as { access_token?: string };
    if (!token) throw new Error(`no token for ${clientId}: ${reply.status}`);
    tokens.push(token);
  }
  return tokens;
}

/** Questions in the order in which they are asked: resources by Zipf's law, one in twenty refused, by each rule in turn. */
function asksOf({ size, paths }: CallWorld, tokens: string[]): LoadTask['asks'] {
  const random = seeded(1);
  const { answered, refused } = waysToCall(size);
  const called = answered.flatMap((ways, resource) => (ways.length > 0 ? [resource] : []));
  const drawResource = zipf(called.length, random);
  return Array.from({ length: questions }, (_, n) => {
    const isRefused = n % refusedOneIn === 0 && refused.length > 0;
    const ways = isRefused ? refused[(n / refusedOneIn) % refused.length]! : answered[called[drawResource()]!]!;
    const { client, resource, purpose, items, rule } = ways[Math.floor(random() * ways.length)]!;
    const held = resource === 0 ? size.subjects : size.subjectsOfOthers;
    const place = Math.floor(random() * held);
    const subject = subjectAt(resource, place, size);
    return {
      path: paths[resource]!,
      token: tokens[client]!,
      body: JSON.stringify({ subject: subject.number, items, purpose }),
      expect: rule ?? subject.name,
      refused: rule !== null,
    };
  });
}

/** Draws 0 … n-1, the k-th with a weight of 1/(k+1). */
function zipf(n: number, random: () => number): () => number {
  const sums: number[] = [];
  let sum = 0;
  for (let k = 1; k <= n; k += 1) {
    sum += 1 / k;
    sums.push(sum);
  }
  return () => {
    const at = random() * sum;
    let [low, high] = [0, n - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle]! < at) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

/** The same numbers in each run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
