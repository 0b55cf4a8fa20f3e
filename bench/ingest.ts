import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished, pipeline } from 'node:stream/promises';
import iconv from 'iconv-lite';
import { completeCitizenId } from '../contracts/citizen-id.ts';
import type { Encoding } from '../contracts/library.ts';
import { boot } from '../server/boot.ts';
import { ingest } from '../server/domains/library/index.ts';
import { readConfig } from '../server/platform/config.ts';
import { runningEmbeddedPostgres } from '../server/platform/embedded-postgres.ts';
import {
  type BenchOptions,
  type BenchResult,
  inPairs,
  postgresProgram,
  round,
  runPostgres,
  spread,
} from './measure.ts';
import { plantBenchResource } from './world.ts';

const rows = 1_000_000;
const pairs = 7;

/**
 * 1,000,000 rows × 8 items from a UTF-8 CSV into a library table with its key and subject index, every row validated,
 * beside psql \copy of the same file into the same columns and the same two indexes, unvalidated.
 */
export async function run({ say }: BenchOptions): Promise<BenchResult> {
  const dataDir = await mkdtemp(join(tmpdir(), 'legwork-bench-'));
  // Two files whose rows are the same: the same bytes sent again at once would be the same batch.
  const files = [join(dataDir, 'rows.csv'), join(dataDir, 'rows-again.csv')];
  for (const [at, file] of files.entries()) await writeRows(file, '\n'.repeat(at));
  const gb18030 = join(dataDir, 'rows-gb18030.csv');
  await pipeline(
    createReadStream(files[0]!),
    iconv.decodeStream('utf-8'),
    iconv.encodeStream('gb18030'),
    createWriteStream(gb18030),
  );
  const config = readConfig({ LEGWORK_DATA: dataDir, LEGWORK_DEMO: '0', LOG_LEVEL: 'silent' });
  const booted = await boot(config, () => undefined);
  try {
    const { platform } = booted;
    const resource = await plantBenchResource(platform);
    const connection = await runningEmbeddedPostgres(dataDir);
    if (!connection) throw new Error('the embedded PostgreSQL is not up');
    const psql = postgresProgram('psql');
    let peak = 0;
    let turn = 0;
    const ours = async (file = files[turn++ % 2]!, encoding: Encoding = 'utf-8') => {
      const before = performance.now();
      const batch = await ingest(platform, {
        resource,
        mode: 'replace',
        fileName: 'rows.csv',
        encoding,
        source: createReadStream(file),
        accountId: null,
        idempotencyKey: null,
      });
      if (batch.acceptedRows !== rows) throw new Error(`only ${batch.acceptedRows} rows were accepted`);
      peak = Math.max(peak, process.memoryUsage().rss);
      return (performance.now() - before) / 1000;
    };
    const bound = async () => {
      const before = performance.now();
      await runPostgres(psql, ['-qX', '-v', 'ON_ERROR_STOP=1', '-f', '-'], connection, copyScript(files[0]!));
      return (performance.now() - before) / 1000;
    };
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
        peakProcessMiB: round(peak / 2 ** 20),
      },
    };
  } finally {
    await booted.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function writeRows(file: string, end: string): Promise<void> {
  const out = createWriteStream(file);
  out.write('person_id,name,sex,birth_date,region,amount,quantity,note\n');
  for (let i = 0; i < rows; i += 1) {
    const day = 1 + (i % 28);
    const month = 1 + (i % 12);
    const birth = `${1950 + (i % 60)}${String(month).padStart(2, '0')}${String(day).padStart(2, '0')}`;
    const id = completeCitizenId(`${110000 + Math.floor(i / 60_000)}${birth}${String(i % 1000).padStart(3, '0')}`);
    const line = `${id},姓名${i % 977},${1 + (i % 2)},${birth.slice(0, 4)}-${birth.slice(4, 6)}-${birth.slice(6)},330106,${(i % 100_000) / 100},${i},备注第 ${i} 行\n`;
    if (!out.write(line)) await once(out, 'drain');
  }
  out.end(end);
  await finished(out);
}

function copyScript(file: string): string {
  return `drop table if exists copy_bound;
create table copy_bound (person_id text, name text, sex text, birth_date date, region text, amount numeric(14,2), quantity bigint, note text);
\\copy copy_bound from '${file}' with (format csv, header true)
create unique index on copy_bound (quantity);
create index on copy_bound (person_id);
`;
}
