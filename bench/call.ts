import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { verifyReceipt } from '../contracts/receipt.ts';
import { startNode } from '../e2e/node.ts';
import { clientSpeaker } from '../e2e/story/people.ts';
import { boot } from '../server/boot.ts';
import { resourceByKey } from '../server/domains/catalogue/index.ts';
import { serving, tableOf } from '../server/domains/library/index.ts';
import { loadPackGrants } from '../server/domains/sharing/index.ts';
import { demoClientSecret } from '../server/packs/load-people.ts';
import { readConfig } from '../server/platform/config.ts';
import { runningEmbeddedPostgres } from '../server/platform/embedded-postgres.ts';
import {
  type BenchOptions,
  type BenchResult,
  type Connection,
  inPairs,
  output,
  postgresProgram,
  round,
  runPostgres,
  spread,
} from './measure.ts';

const connections = 64;
const seconds = 8;
const pairs = 7;
const items = ['name', 'residence_kind', 'region_code', 'address'];
const purpose = 'medical-fund-supervision';

interface Seen {
  calls: number;
  seconds: number;
  p50: number;
  p99: number;
  failures: [string, number][];
  kept: string[];
}

/**
 * The call, 64 connections, on the demo world with quotas on: grant, quota, row read, ledger entry, commit and signed receipt
 * each time; beside pgbench on the same server doing one select by key and one insert with its own commit.
 */
export async function run({ say }: BenchOptions): Promise<BenchResult> {
  const dataDir = await mkdtemp(join(tmpdir(), 'legwork-bench-'));
  const node = await startNode(dataDir, { removeData: true });
  const booted = await boot(readConfig({ LEGWORK_DATA: dataDir, LOG_LEVEL: 'silent' }), () => undefined, {
    besideNode: true,
  });
  try {
    const { platform } = booted;
    await platform.db.transaction().execute((tx) =>
      loadPackGrants(platform, tx, [
        {
          consumer: 'hangzhou-medical-insurance',
          resource: 'household-registration',
          items,
          purpose,
          scope: {},
          validFrom: '2026-01-01',
          validUntil: '2030-12-31',
          quotaPerDay: 1_000_000_000,
          basis: '测速',
        },
      ]),
    );
    const resource = (await resourceByKey(platform.db, 'household-registration'))!;
    const table = tableOf((await serving(platform.db, resource.id))!.tableName);
    const connection = (await runningEmbeddedPostgres(dataDir))!;
    const client = new pg.Client(connection);
    await client.connect();
    const { rows } = await client.query<{ subject: string }>(
      `select ${resource.subjectItem} as subject from ${table} limit 20000`,
    );
    await client.query(
      `create table bench_rows as select row_number() over () as n, ${items.join(', ')} from ${table}`,
    );
    await client.query('alter table bench_rows add primary key (n)');
    await client.query(
      'create table bench_log (id bigint generated always as identity primary key, at timestamptz, body text)',
    );
    const before = await ledgerSize(client);
    const clientId = 'hangzhou-yibao-core';
    const token = await clientToken(node.url, clientId, demoClientSecret(platform.keys, clientId));
    const task = {
      url: node.url,
      token,
      path: `/api/v1/resources/${resource.code!.replace('/', '-')}/calls`,
      subjects: rows.map(({ subject }) => subject),
      items,
      purpose,
      connections,
      seconds,
    };
    const script = join(dataDir, 'bound.sql');
    await writeFile(
      script,
      `\\set n random(1, ${rows.length})\nbegin;\nselect ${items.join(', ')} from bench_rows where n = :n;\ninsert into bench_log (at, body) values (now(), repeat('x', 600));\ncommit;\n`,
    );
    const bound = () => pgbench(script, connection);
    await load({ ...task, seconds: 3 });
    const p50: number[] = [];
    const p99: number[] = [];
    const kept: string[] = [];
    let calls = 0;
    const measured = await inPairs(
      pairs,
      async () => {
        const seen = await load(task);
        if (seen.failures.length > 0) throw new Error(`calls failed: ${JSON.stringify(seen.failures[0])}`);
        p50.push(seen.p50);
        p99.push(seen.p99);
        kept.push(...seen.kept);
        calls += seen.calls;
        return seen.calls / seen.seconds;
      },
      bound,
      (pair, mine, theirs) => say(`pair ${pair}: ${Math.round(mine)} calls/s, pgbench ${Math.round(theirs)} tx/s`),
    );
    const vkey = await (await fetch(`${node.url}/ledger/key`)).text();
    const broken = kept.filter((body) => !verifyReceipt(Buffer.from(body), [vkey.trim()]).ok);
    if (broken.length > 0) throw new Error(`${broken.length} of ${kept.length} receipts do not hold`);
    const entries = (await ledgerSize(client)) - before;
    await client.end();
    if (entries < calls) throw new Error(`${entries} ledger entries for ${calls} calls`);
    const ratios = measured.ours.map((mine, pair) => mine / measured.bound[pair]!);
    return {
      name: 'call',
      ratio: spread(ratios).median,
      what: 'calls/s with receipt against pgbench, one select by key and one insert with its own commit',
      figures: {
        connections,
        secondsEach: seconds,
        callsPerSecond: spread(measured.ours),
        pgbenchPerSecond: spread(measured.bound),
        ratio: spread(ratios),
        p50Ms: spread(p50),
        p99Ms: spread(p99),
        receiptsChecked: kept.length,
        processes: 1,
        load: 'closed loop from a second process on the same machine; fsync, synchronous_commit and full_page_writes on',
      },
    };
  } finally {
    await booted.close();
    await node.stop();
  }
}

async function clientToken(url: string, clientId: string, secret: string): Promise<string> {
  return (await clientSpeaker(url, clientId, secret)).token!;
}

async function ledgerSize(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ size: string }>('select size from ledger.head');
  return Number(rows[0]!.size);
}

async function load(task: object): Promise<Seen> {
  return JSON.parse(
    await output(process.execPath, [join(import.meta.dirname, 'call-load.ts')], {}, JSON.stringify(task)),
  ) as Seen;
}

async function pgbench(script: string, connection: Connection): Promise<number> {
  const text = await runPostgres(
    postgresProgram('pgbench'),
    ['-n', '-M', 'prepared', '-c', String(connections), '-j', '1', '-T', String(seconds), '-f', script],
    connection,
  );
  return round(Number(/tps = ([\d.]+)/.exec(text)?.[1]));
}
