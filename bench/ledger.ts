import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { verifyReceipt } from '../contracts/receipt.ts';
import { openBrowser } from '../e2e/journeys/browser.ts';
import { boot } from '../server/boot.ts';
import {
  appendEntries,
  ledgerSize,
  ledgerVkeys,
  publishCheckpoint,
  receiptTextsOf,
  verifyLedger,
} from '../server/domains/ledger/index.ts';
import { readConfig } from '../server/platform/config.ts';
import type { Platform } from '../server/platform/platform.ts';
import { callEntry, reply, salt } from './ledger-entry.ts';
import { type BenchOptions, type BenchResult, inPairs, output, round, spread } from './measure.ts';

const pairs = 7;
const seconds = 2;
const batch = 64;
const walks = 3;
const verdicts = 200;

/** The ledger alone: appends from one process and from two beside a plain table of the same texts, the walk of `legwork verify`, and a receipt's size and proof. */
export async function run({ full, say }: BenchOptions): Promise<BenchResult> {
  const dataDir = await mkdtemp(join(tmpdir(), 'legwork-bench-'));
  const config = readConfig({ LEGWORK_DATA: dataDir, LEGWORK_DEMO: '0', LOG_LEVEL: 'silent' });
  const booted = await boot(config, () => undefined);
  try {
    const { platform } = booted;
    const { pool } = platform.database;
    await pool.query(
      'create table bench_plain (id bigint generated always as identity primary key, body text not null)',
    );
    const write = async (where: 'ledger' | 'plain', processes: number) => {
      const args = [join(import.meta.dirname, 'ledger-writer.ts'), where, dataDir, String(batch), String(seconds)];
      const each = Array.from({ length: processes }, () => output(process.execPath, args, {}));
      return (await Promise.all(each)).reduce((sum, text) => sum + Number(text), 0);
    };
    const two: number[] = [];
    const measured = await inPairs(
      pairs,
      async () => {
        two.push(await write('ledger', 2));
        return write('ledger', 1);
      },
      () => write('plain', 1),
      (pair, mine, theirs) =>
        say(
          `pair ${pair}: ${round(mine)} appends/s, two processes ${round(two.at(-1)!)}; plain table ${round(theirs)}`,
        ),
    );
    await fill(platform, full ? 1_000_000 : 200_000);
    const walked = await walk(platform);
    say(`verify: ${walked.entriesPerSecond.median} entries/s of ${walked.entries}`);
    const receipt = await receiptFigures(platform);
    say(
      `receipt: ${receipt.bytes} bytes, ${receipt.nodeMs.median} ms in node, ${receipt.browserMs.median} ms in Chromium`,
    );
    const ratios = measured.ours.map((mine, pair) => mine / measured.bound[pair]!);
    return {
      name: 'ledger',
      ratio: spread(ratios).median,
      what: `appends/s against inserts of the same texts in a plain table, one process, ${batch} a commit`,
      figures: {
        entriesPerCommit: batch,
        appendsPerSecond: spread(measured.ours),
        appendsPerSecondFromTwoProcesses: spread(two),
        plainInsertsPerSecond: spread(measured.bound),
        ratio: spread(ratios),
        secondsEach: seconds,
        verify: walked,
        receipt,
      },
    };
  } finally {
    await booted.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Appends until the log holds so many entries. */
async function fill(platform: Platform, entries: number): Promise<void> {
  const { pool } = platform.database;
  for (let size = await ledgerSize(pool); size < entries; size += 1000) await append(platform, size, 1000);
  await publishCheckpoint(platform);
}

async function append(platform: Platform, from: number, count: number) {
  const client = await platform.database.pool.connect();
  try {
    await client.query('begin');
    const entries = Array.from({ length: count }, (_, i) => ({ entry: callEntry(platform, from + i) }));
    const appended = await appendEntries(client, entries);
    await client.query('commit');
    return appended;
  } finally {
    client.release();
  }
}

async function walk(platform: Platform) {
  const rates: number[] = [];
  let entries = 0;
  for (let turn = 0; turn < walks; turn += 1) {
    const before = performance.now();
    const verified = await verifyLedger({ pool: platform.database.pool, vkeys: ledgerVkeys(platform) });
    if (verified.findings.length > 0) throw new Error(`the ledger is not whole: ${verified.findings[0]!.en}`);
    entries = verified.entries;
    rates.push((entries / (performance.now() - before)) * 1000);
  }
  return { entries, entriesPerSecond: spread(rates) };
}

/** A reply with the receipt of an entry in the full log: its bytes, and the time of one verdict in node and by the page's own code in Chromium. */
async function receiptFigures(platform: Platform) {
  const appended = await append(platform, 0, batch);
  const receipt = receiptTextsOf(platform, appended)(batch / 2, salt);
  const body = `${reply.slice(0, -1)},"receipt":${receipt}}`;
  const keys = ledgerVkeys(platform);
  const bytes = Buffer.from(body);
  const inNode = Array.from({ length: verdicts }, () => {
    const before = performance.now();
    if (!verifyReceipt(bytes, keys).ok) throw new Error('the receipt does not hold');
    return performance.now() - before;
  });
  return {
    bytes: Buffer.byteLength(receipt),
    nodeMs: spread(inNode),
    browserMs: spread(await inBrowser(body, keys.join('\n'))),
  };
}

async function inBrowser(body: string, keys: string): Promise<number[]> {
  const entry = join(import.meta.dirname, '../web/citizen/judge-receipt.ts');
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, lib: { entry, formats: ['iife'], name: 'judge' } },
  });
  const [first] = Array.isArray(built) ? built : [built];
  const code = first && 'output' in first ? first.output[0].code : '';
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    await page.addScriptTag({ content: code });
    // As text: what runs in the browser knows nothing of this program's types.
    return (await page.evaluate(`(() => {
      const bytes = new TextEncoder().encode(${JSON.stringify(body)});
      return Array.from({ length: ${verdicts} }, () => {
        const before = performance.now();
        const { outcome } = judge.judgeReceipt(bytes, ${JSON.stringify(keys)});
        if (outcome !== 'genuine') throw new Error(outcome);
        return performance.now() - before;
      });
    })()`)) as number[];
  } finally {
    await browser.close();
  }
}
