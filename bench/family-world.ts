import { mkdtemp } from 'node:fs/promises';
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
import { type Connection, output } from './measure.ts';
import type { Load, Seen } from './post-load.ts';

export const items = ['name', 'residence_kind', 'region_code', 'address'];
export const why = { purpose: 'medical-fund-supervision' };

export interface FamilyWorld {
  /** Sends a load to one form of the call on the households; throws for an answer that is neither 200, 429 nor 503. */
  load(form: string, task: Pick<Load, 'bodies' | 'connections' | 'seconds' | 'rate'>): Promise<Seen>;
  subjects: string[];
  /** Of the households as they are served. */
  table: string;
  subjectItem: string;
  connection: Connection;
  dataDir: string;
  vkey: string;
  close(): Promise<void>;
}

/** A node of its own with the demo world, and a grant with a quota on all households. */
export async function familyWorld(): Promise<FamilyWorld> {
  const dataDir = await mkdtemp(join(tmpdir(), 'legwork-bench-'));
  const node = await startNode(dataDir, { removeData: true });
  const booted = await boot(readConfig({ LEGWORK_DATA: dataDir, LOG_LEVEL: 'silent' }), () => undefined, {
    besideNode: true,
  });
  const { platform } = booted;
  const consumer = 'hangzhou-medical-insurance';
  await platform.db.transaction().execute((tx) =>
    loadPackGrants(platform, tx, [
      {
        consumer,
        resource: 'household-registration',
        items,
        ...why,
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
    `select distinct ${resource.subjectItem} as subject from ${table} limit 20000`,
  );
  await client.end();
  const clientId = 'hangzhou-yibao-core';
  const { token } = await clientSpeaker(node.url, clientId, demoClientSecret(platform.keys, clientId));
  return {
    subjects: rows.map(({ subject }) => subject),
    table,
    subjectItem: resource.subjectItem!,
    connection,
    dataDir,
    vkey: (await (await fetch(`${node.url}/ledger/key`)).text()).trim(),
    async load(form, task) {
      const path = `/api/v1/resources/${resource.code!.replace('/', '-')}/${form}`;
      const input = JSON.stringify({ url: node.url, token, path, ...task });
      const program = join(import.meta.dirname, 'post-load.ts');
      const seen = JSON.parse(await output(process.execPath, [program], {}, input)) as Seen;
      if (seen.failures.length > 0) throw new Error(`calls failed: ${JSON.stringify(seen.failures[0])}`);
      return seen;
    },
    async close() {
      await booted.close();
      await node.stop();
    },
  };
}

/** The bodies of single calls about these subjects. */
export function singleCalls(subjects: readonly string[]): string[] {
  return subjects.map((subject) => JSON.stringify({ subject, items, ...why }));
}

/** Throws unless each of these answers proves itself. */
export function requireProven(answers: readonly string[], vkey: string): number {
  const broken = answers.filter((body) => !verifyReceipt(Buffer.from(body), [vkey]).ok);
  if (broken.length > 0) throw new Error(`${broken.length} of ${answers.length} receipts do not hold`);
  return answers.length;
}
