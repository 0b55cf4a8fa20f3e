/**
 * A process of its own that commits batches of entries one after another and prints how many entries a second that made. Its
 * first argument says where: `ledger`, or `plain`, a table that holds the same texts and nothing else. Then: data folder,
 * entries a batch, seconds.
 */
import { boot } from '../server/boot.ts';
import { appendWritten, writeEntry } from '../server/domains/ledger/index.ts';
import { readConfig } from '../server/platform/config.ts';
import { callEntry } from './ledger-entry.ts';

const [where, dataDir, batch, seconds] = process.argv.slice(2);
const config = readConfig({ LEGWORK_DATA: dataDir!, LEGWORK_DEMO: '0', LOG_LEVEL: 'silent' });
const booted = await boot(config, () => undefined, { besideNode: true });
const client = await booted.platform.database.pool.connect();
let count = 0;
const begun = performance.now();
while (performance.now() - begun < Number(seconds) * 1000) {
  const entries = Array.from({ length: Number(batch) }, (_, i) =>
    writeEntry(callEntry(booted.platform, count + i), {}),
  );
  await client.query('begin');
  if (where === 'ledger') await appendWritten(client, entries);
  else {
    const texts = entries.map(({ text }) => text);
    await client.query('insert into bench_plain (body) select unnest($1::text[])', [texts]);
  }
  await client.query('commit');
  count += entries.length;
}
const perSecond = count / ((performance.now() - begun) / 1000);
client.release();
await booted.close();
console.log(perSecond);
