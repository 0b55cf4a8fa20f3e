import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type BenchOptions, type BenchResult, machine } from './measure.ts';

/** Each bench stands beside its bound or peer; the order is the order of a whole run. */
const benches: Record<string, () => Promise<{ run(options: BenchOptions): Promise<BenchResult> }>> = {
  start: () => import('./start.ts'),
  ingest: () => import('./ingest.ts'),
  'snapshot-switch': () => import('./snapshot-switch.ts'),
  tables: () => import('./tables.ts'),
  call: () => import('./call.ts'),
  latency: () => import('./latency.ts'),
  batch: () => import('./batch.ts'),
  verification: () => import('./verification.ts'),
  ledger: () => import('./ledger.ts'),
  overload: () => import('./overload.ts'),
  flatness: () => import('./flatness.ts'),
  search: () => import('./search.ts'),
  dcat: () => import('./dcat.ts'),
  lighthouse: () => import('./lighthouse.ts'),
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { full: { type: 'boolean', default: false } },
});
const unknown = positionals.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`no bench named ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}`);
  process.exit(2);
}
const folder = join(import.meta.dirname, 'results');
await mkdir(folder, { recursive: true });
const lines: string[] = [];
for (const name of positionals.length > 0 ? positionals : Object.keys(benches)) {
  console.log(`── ${name}`);
  const { run } = await benches[name]!();
  const result = await run({ full: values.full, say: (line) => console.log(`   ${line}`) });
  const command = `npm run bench -- ${name}${values.full ? ' --full' : ''}`;
  await writeFile(
    join(folder, `${result.name}.json`),
    `${JSON.stringify({ ...result, command, measuredOn: new Date().toISOString().slice(0, 10), machine: machine() }, null, 2)}\n`,
  );
  lines.push(
    result.ratio === null
      ? `${result.name} (${result.what})`
      : `${result.name} ratio=${result.ratio.toFixed(2)} (${result.what})`,
  );
}
for (const line of lines) console.log(line);
