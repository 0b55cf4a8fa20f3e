import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { readCalendar } from './platform/calendar.ts';
import type { Config } from './platform/config.ts';
import { type Database, isSqlState, openDatabase, requireDatabase } from './platform/database.ts';
import { type EmbeddedPostgres, runningEmbeddedPostgres, startEmbeddedPostgres } from './platform/embedded-postgres.ts';
import { migrateJobs } from './platform/jobs.ts';
import { loadKeys } from './platform/keys.ts';
import { createLog } from './platform/log.ts';
import { createMetrics } from './platform/metrics.ts';
import { migrate } from './platform/migrate.ts';
import type { Platform } from './platform/platform.ts';
import { StartupError } from './platform/startup-error.ts';

export interface Booted {
  platform: Platform;
  /** Closes the database, and the embedded server with it. */
  close(): Promise<void>;
}

interface BootOptions {
  /** A command that may work beside a running node: it joins that node's database instead of being refused. */
  besideNode?: boolean;
}

/** How long closing waits for connections in use, milliseconds; the server then ends them, and rolls back what they did. */
const closePatience = 10_000;

/** From settings to a platform with a migrated database. `say` gets one line for each step that takes a while. */
export async function boot(
  config: Config,
  say: (line: string) => void,
  { besideNode = false }: BootOptions = {},
): Promise<Booted> {
  await requireWritable(config.dataDir);
  const { database, embedded } = await connect(config, say, besideNode);
  const close = async () => {
    try {
      await Promise.race([database.close(), sleep(closePatience, undefined, { ref: false })]);
    } finally {
      await embedded?.stop();
    }
  };
  try {
    const applied = await migrate(database.pool);
    await migrateJobs(database.pool);
    if (applied.length > 0) say(`database schema: ${applied.length} migrations applied`);
    const platform: Platform = {
      config,
      log: createLog(config.logLevel),
      metrics: createMetrics(),
      keys: await loadKeys(config),
      database,
      db: database.db,
      calendar: () => readCalendar(database.pool),
      now: () => new Date(),
    };
    return { platform, close };
  } catch (error) {
    await close();
    throw rightsFault(error);
  }
}

async function connect(
  config: Config,
  say: (line: string) => void,
  besideNode: boolean,
): Promise<{ database: Database; embedded: EmbeddedPostgres | undefined }> {
  if (config.databaseUrl) {
    const database = openDatabase({ connectionString: config.databaseUrl });
    try {
      await requireDatabase(database, withoutPassword(config.databaseUrl));
    } catch (error) {
      await database.close();
      throw error;
    }
    return { database, embedded: undefined };
  }
  const running = besideNode ? await runningEmbeddedPostgres(config.dataDir) : undefined;
  if (running) return { database: openDatabase(running, 4), embedded: undefined };
  const embedded = await startEmbeddedPostgres({ dataDir: config.dataDir, log: say });
  return { database: openDatabase(embedded.connection), embedded };
}

async function requireWritable(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StartupError({
      zh: `数据目录 ${folder} 无法写入 (${code})。`,
      en: `The data folder ${folder} cannot be written (${code}).`,
    });
  }
}

/** The outside database lets this role connect, but not make its schema. */
function rightsFault(error: unknown): unknown {
  if (!['42501', '25006'].some((state) => isSqlState(error, state))) return error;
  const { message } = error as Error;
  return new StartupError({
    zh: `数据库账号没有建立或修改表的权限：${message}`,
    en: `The database role may not make or change tables: ${message}`,
  });
}

/** An address fit to be shown: PostgreSQL takes a password in the query as well, so nothing of that is kept. */
function withoutPassword(url: string): string {
  const shown = new URL(url);
  shown.password = '';
  shown.search = '';
  return shown.toString();
}
