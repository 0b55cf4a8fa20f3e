import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Encoding } from '../contracts/library.ts';
import { boot } from '../server/boot.ts';
import { ingest } from '../server/domains/library/index.ts';
import { readConfig } from '../server/platform/config.ts';
import { runningEmbeddedPostgres } from '../server/platform/embedded-postgres.ts';
import {
  type BenchOptions,
  type BenchResult,
  inPairs,
  output,
  postgresProgram,
  round,
  runPostgres,
  spread,
} from './measure.ts';
import { plantBenchResource } from './world.ts';

const rows = 1_000_000;
const pairs = 7;

/** What `--full` brings in, to see that memory does not grow with the file. */
const manyRows = 50_000_000;

/**
 * 1,000,000 rows × 8 items from a UTF-8 CSV into a library table with its key and subject index, every row validated,
 * beside psql \copy of the same file into the same columns and the same two indexes, unvalidated. Then the same rows in
 * GB18030 and as XLSX. With `--full`, 50,000,000 rows beside 1,000,000 instead.
 */
export async function run({ full, say }: BenchOptions): Promise<BenchResult> {
  const dataDir = await mkdtemp(join(tmpdir(), 'legwork-bench-'));
  // Two files whose rows are the same: the same bytes sent again at once would be the same batch.
  const files = [join(dataDir, 'rows.csv'), join(dataDir, 'rows-again.csv')];
  for (const [at, file] of files.entries()) await write(file, rows, '\n'.repeat(at));
  const gb18030 = join(dataDir, 'rows-gb18030.csv');
  const xlsx = join(dataDir, 'rows.xlsx');
  if (!full) for (const file of [gb18030, xlsx]) await write(file, rows);
  const config = readConfig({
    LEGWORK_DATA: dataDir,
    LEGWORK_DEMO: '0',
    LOG_LEVEL: 'silent',
    LEGWORK_FILE_LIMIT: String(16 * 2 ** 30),
  });
  const booted = await boot(config, () => undefined);
  try {
    const { platform } = booted;
    const resource = await plantBenchResource(platform);
    const connection = await runningEmbeddedPostgres(dataDir);
    if (!connection) throw new Error('the embedded PostgreSQL is not up');
    const psql = postgresProgram('psql');
    let peak = 0;
    let turn = 0;
    const ours = async (file = files[turn++ % 2]!, encoding: Encoding | null = 'utf-8', count = rows) => {
      const before = performance.now();
      const watch = setInterval(() => {
        peak = Math.max(peak, process.memoryUsage.rss());
      }, 20);
      const batch = await ingest(platform, {
        resource,
        mode: 'replace',
        fileName: basename(file),
        encoding,
        source: createReadStream(file),
        accountId: null,
        idempotencyKey: null,
      }).finally(() => clearInterval(watch));
      if (batch.acceptedRows !== count) throw new Error(`only ${batch.acceptedRows} rows were accepted`);
      return (performance.now() - before) / 1000;
    };
    const manyBesideOne = async (): Promise<BenchResult> => {
      const one = await ours();
      const peakOfOne = peak;
      const file = join(dataDir, 'many.csv');
      await write(file, manyRows);
      const many = await ours(file, 'utf-8', manyRows);
      say(`${manyRows} rows: ${many.toFixed(0)} s, ${(peak / 2 ** 20).toFixed(0)} MiB`);
      return {
        name: 'ingest-full',
        ratio: round(peak / peakOfOne),
        what: `memory of the process at ${manyRows} rows against ${rows} rows`,
        figures: {
          rows: manyRows,
          seconds: round(many),
          peakProcessMiB: round(peak / 2 ** 20),
          besideRows: rows,
          besideSeconds: round(one),
          besidePeakProcessMiB: round(peakOfOne / 2 ** 20),
        },
      };
    };
    const bound = async () => {
      const before = performance.now();
      await runPostgres(psql, ['-qX', '-v', 'ON_ERROR_STOP=1', '-f', '-'], connection, copyScript(files[0]!));
      return (performance.now() - before) / 1000;
    };
    if (full) return await manyBesideOne();
    // First, while the process holds no more than it starts with.
    const asXlsx = await ours(xlsx, null);
    say(`XLSX: ${asXlsx.toFixed(2)} s`);
    const measured = await inPairs(
      pairs,
      () => ours(),
      bound,
      (pair, mine, theirs) => say(`pair ${pair}: ours ${mine.toFixed(2)} s, \\copy ${theirs.toFixed(2)} s`),
    );
    const inGb18030 = await ours(gb18030, 'gb18030');
    say(`GB18030: ${inGb18030.toFixed(2)} s`);
    const ratios = measured.ours.map((mine, pair) => mine / measured.bound[pair]!);
    return {
      name: 'ingest',
      ratio: spread(ratios).median,
      what: 'time of a validated ingest against psql \\copy with the same indexes',
      figures: {
        rows,
        items: 8,
        ingestSeconds: spread(measured.ours),
        copySeconds: spread(measured.bound),
        ratio: spread(ratios),
        gb18030Seconds: round(inGb18030),
        gb18030AgainstUtf8: round(inGb18030 / spread(measured.ours).median),
        xlsxSeconds: round(asXlsx),
        peakProcessMiB: round(peak / 2 ** 20),
      },
    };
  } finally {
    await booted.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Written by a process of its own, so that this one's memory is the ingest's. */
async function write(file: string, count: number, end = ''): Promise<void> {
  await output(process.execPath, [join(import.meta.dirname, 'ingest-file.ts'), file, String(count), end], {});
}

function copyScript(file: string): string {
  return `drop table if exists copy_bound;
create table copy_bound (person_id text, name text, sex text, birth_date date, region text, amount numeric(14,2), quantity bigint, note text);
\\copy copy_bound from '${file}' with (format csv, header true)
create unique index on copy_bound (quantity);
create index on copy_bound (person_id);
`;
}
