import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../server/platform/embedded-postgres.ts';
import { must, type Teller } from './teller.ts';

const main = join(import.meta.dirname, '../../server/main.ts');

async function verify(env: Record<string, string>, args: string[] = []): Promise<{ code: number; output: string }> {
  return promisify(execFile)(process.execPath, [main, 'verify', ...args], {
    env: { ...process.env, ...env },
    maxBuffer: 2 ** 26,
  }).then(
    ({ stdout }) => ({ code: 0, output: stdout }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      code: error.code,
      output: error.stdout + error.stderr,
    }),
  );
}

/** Chapter 6, first half: the ledger of the running node is as it was logged. */
export async function verifyRunning(tell: Teller, dataDir: string): Promise<void> {
  tell.chapter(6, 'Nothing can be changed unseen');
  const { code, output } = await tell.step(
    'A supervisor',
    'runs `legwork verify` beside the running node',
    () => verify({ LEGWORK_DATA: dataDir }),
    ({ output: text }) => lastLines(text),
  );
  must(code === 0, `an untouched ledger must verify:\n${output}`);
}

/** Second half, with the node stopped: on copies of its database someone alters, deletes and inserts an entry. */
export async function tamper(tell: Teller, dataDir: string, receipt: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'legwork-tamper-'));
  const server = await startEmbeddedPostgres({ dataDir, log: () => undefined });
  const admin = new pg.Client(server.connection);
  await admin.connect();
  try {
    const receiptFile = join(folder, 'reply.json');
    await writeFile(receiptFile, receipt);
    const { entry } = (JSON.parse(receipt) as { receipt: { entry: { at: string } } }).receipt;
    const { rows } = await admin.query<{ index: number }>('select index::int from ledger.entries where body like $1', [
      `%${entry.at}%`,
    ]);
    const at = rows[0]!.index;
    const deeds: [string, string, string[]][] = [
      [
        'alters',
        `update ledger.entries set body = replace(body, 'STORY-1', 'STORY-2') where log_id = 0 and index = ${at}`,
        ['altered', String(at)],
      ],
      ['deletes', `delete from ledger.entries where log_id = 0 and index = ${at}`, ['missing', String(at)]],
      [
        'inserts',
        `begin; set constraints all deferred;
         update ledger.entries set index = -index - 1 where index >= ${at};
         update ledger.entries set index = -index where index < 0;
         insert into ledger.entries
           select log_id, ${at}, at, kind, subject, agency_id, provider_id, grant_id, sha256('\\x00'::bytea || convert_to(forged, 'UTF8')), forged
           from (select *, replace(body, 'STORY-1', 'FORGED-1') as forged from ledger.entries where index = ${at + 1}) as next;
         commit`,
        ['inserted', String(at)],
      ],
    ];
    for (const [deed, sql, named] of deeds) {
      const copy = `tampered_${deed}`;
      await admin.query(`create database ${copy} template ${server.connection.database}`);
      const connection = { ...server.connection, database: copy };
      const hand = new pg.Client(connection);
      await hand.connect();
      await hand.query(sql);
      await hand.end();
      const url = `postgres://${connection.user}:${encodeURIComponent(connection.password)}@localhost/${copy}?host=${encodeURIComponent(connection.host)}&port=${connection.port}`;
      const found = await tell.step(
        'Someone with the database',
        `${deed} entry ${at} on a copy; \`legwork verify\` looks`,
        () => verify({ LEGWORK_DATA: dataDir, DATABASE_URL: url }, ['--receipt', receiptFile]),
        ({ output }) =>
          output
            .split('\n')
            .filter((line) => /^(✗| {2}\S)/.test(line))
            .slice(0, 4),
      );
      must(
        found.code !== 0 && named.every((word) => found.output.toLowerCase().includes(word)),
        `the entry that was ${named[0]} must be found and named:\n${found.output}`,
      );
      await admin.query(`drop database ${copy} with (force)`);
    }
  } finally {
    await admin.end();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function lastLines(text: string): string[] {
  return text.trim().split('\n').slice(-2);
}
