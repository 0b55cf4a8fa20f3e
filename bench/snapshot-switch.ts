import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { startNode } from '../e2e/node.ts';
import { clientSpeaker } from '../e2e/story/people.ts';
import { boot } from '../server/boot.ts';
import { resourceByKey } from '../server/domains/catalogue/index.ts';
import { ingest, serving, tableOf } from '../server/domains/library/index.ts';
import { loadPackGrants } from '../server/domains/sharing/index.ts';
import { demoClientSecret } from '../server/packs/load-people.ts';
import { readConfig } from '../server/platform/config.ts';
import { runningEmbeddedPostgres } from '../server/platform/embedded-postgres.ts';
import { type BenchOptions, type BenchResult, output, round } from './measure.ts';

const connections = 64;
const switches = 20;
const quietSeconds = 15;
const pauseMilliseconds = 250;
const items = ['name', 'residence_kind', 'region_code', 'address'];
const purpose = 'medical-fund-supervision';

interface Seen {
  calls: number;
  seconds: number;
  p50: number;
  p99: number;
  failures: [string, number][];
}

/**
 * 64 readers calling without a pause while the snapshot that they read is replaced 20 times by whole files, with one export
 * of the first snapshot held open throughout; beside the same readers on a quiet library.
 */
export async function run({ say }: BenchOptions): Promise<BenchResult> {
  const dataDir = await mkdtemp(join(tmpdir(), 'legwork-bench-'));
  const node = await startNode(dataDir, { removeData: true });
  const booted = await boot(readConfig({ LEGWORK_DATA: dataDir, LOG_LEVEL: 'silent' }), () => undefined, {
    besideNode: true,
  });
  try {
    const { platform } = booted;
    const resource = (await resourceByKey(platform.db, 'household-registration'))!;
    await platform.db.transaction().execute((tx) =>
      loadPackGrants(platform, tx, [
        {
          consumer: 'hangzhou-medical-insurance',
          resource: resource.key!,
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
    const first = (await serving(platform.db, resource.id))!;
    const client = new pg.Client((await runningEmbeddedPostgres(dataDir))!);
    await client.connect();
    const { rows } = await client.query<{ line: string; subject: string }>(
      `select row_to_json(r)::text as line, ${resource.subjectItem} as subject from ${tableOf(first.tableName)} r`,
    );
    const clientId = 'hangzhou-yibao-core';
    const { token } = await clientSpeaker(node.url, clientId, demoClientSecret(platform.keys, clientId));
    const task = {
      url: node.url,
      token,
      path: `/api/v1/resources/${resource.code!.replace('/', '-')}/calls`,
      subjects: rows.slice(0, 20_000).map(({ subject }) => subject),
      items,
      purpose,
      connections,
    };
    await load({ ...task, seconds: 3 });
    const quiet = await load({ ...task, seconds: quietSeconds });
    say(`quiet: ${quiet.calls} calls, p99 ${quiet.p99.toFixed(1)} ms`);

    // The export: one transaction that has begun to read the first snapshot and does not end.
    await client.query('begin');
    await client.query(`declare export no scroll cursor for select * from ${tableOf(first.tableName)}`);
    await client.query('fetch 100 from export');
    const reading = load({ ...task, seconds: quietSeconds });
    const text = `${rows.map(({ line }) => line).join('\n')}\n`;
    const versions: number[] = [];
    for (let turn = 1; turn <= switches; turn += 1) {
      const batch = await ingest(platform, {
        resource,
        mode: 'replace',
        fileName: 'rows.ndjson',
        encoding: 'utf-8',
        // A blank line more each time: the same bytes sent again would be the same batch.
        source: Readable.from([Buffer.from(text + '\n'.repeat(turn))]),
        accountId: null,
        idempotencyKey: null,
      });
      versions.push(batch.version!);
      await sleep(pauseMilliseconds);
    }
    const switched = await reading;
    const exported = await client.query('fetch all from export');
    await client.query('commit');
    await client.end();
    say(`switching: ${switched.calls} calls, p99 ${switched.p99.toFixed(1)} ms`);
    for (const { failures } of [quiet, switched]) {
      if (failures.length > 0) throw new Error(`calls failed: ${JSON.stringify(failures[0])}`);
    }
    if (versions.at(-1)! - first.version !== switches) throw new Error(`only versions ${versions.join()} were made`);
    return {
      name: 'snapshot-switch',
      ratio: round(switched.p99 / quiet.p99),
      what: 'p99 of 64 readers while the snapshot is replaced 20 times, against the same readers on a quiet library',
      figures: {
        connections,
        switches,
        rowsOfASnapshot: rows.length,
        rowsExportedAfterwards: exported.rowCount! + 100,
        failedReads: 0,
        quiet: figures(quiet),
        switching: figures(switched),
        load: 'closed loop from a second process, files ingested by a third, on the same machine',
      },
    };
  } finally {
    await booted.close();
    await node.stop();
  }
}

function figures({ calls, seconds, p50, p99 }: Seen): Record<string, number> {
  return { callsPerSecond: round(calls / seconds), p50Ms: round(p50), p99Ms: round(p99) };
}

async function load(task: object): Promise<Seen> {
  return JSON.parse(
    await output(process.execPath, [join(import.meta.dirname, 'subject-load.ts')], {}, JSON.stringify(task)),
  ) as Seen;
}
