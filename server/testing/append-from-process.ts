import { appendBatches } from '../domains/ledger/sample-entries.ts';
import { readConfig } from '../platform/config.ts';
import { openDatabase } from '../platform/database.ts';
import { loadKeys } from '../platform/keys.ts';
import type { Platform } from '../platform/platform.ts';

/** A process of its own that appends batches of three to the log that DATABASE_URL holds: append-from-process.ts FROM BATCHES. */
const [from, batches] = process.argv.slice(2).map(Number);
const config = readConfig();
const database = openDatabase({ connectionString: config.databaseUrl! }, 4);
const platform = { config, database, keys: await loadKeys(config) } as Platform;
console.log('appending');
await appendBatches(platform, new Array(batches).fill(3), from);
await database.close();
