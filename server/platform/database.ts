import { CompiledQuery, Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { StartupError } from './startup-error.ts';

// Dates stay the text that they are in SQL ('2026-11-23'), so that no time zone can move them; bigint counts are exact
// as JavaScript numbers up to 2^53, far over any row count here.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => Number(text));
pg.types.setTypeParser(pg.types.builtins.NUMERIC, (text) => text);

/** Each domain's store narrows this to its own tables: `db.withTables<CatalogueTables>()`. */
export type Db = Kysely<Record<never, never>>;

/** The little that hand-written statements need; a pool, a client and `onTransaction` all give it. */
export interface Queryable {
  query<R extends pg.QueryResultRow>(config: {
    name?: string;
    text: string;
    values?: unknown[];
  }): Promise<{ rows: R[]; rowCount: number | null }>;
}

export interface Database {
  pool: pg.Pool;
  /** Connections for flights (flight.ts): all that one reads is read in one snapshot, and nothing is written. */
  reading: pg.Pool;
  /** Connections for flights that write. */
  writing: pg.Pool;
  db: Db;
  close(): Promise<void>;
}

/** Opens the pool. `max` connections per process; PostgreSQL's own limit is shared by all processes. */
export function openDatabase(connection: pg.PoolConfig, max = 20): Database {
  const open = (options: pg.PoolConfig) => {
    const pool = new pg.Pool({
      idleTimeoutMillis: 30_000,
      connectionTimeoutMillis: 10_000,
      application_name: 'legwork',
      ...options,
      ...connection,
    });
    // An idle connection that breaks is replaced at the next use; without a listener it would end the process.
    pool.on('error', () => undefined);
    pool.on('connect', (client) => client.on('error', () => undefined));
    return pool;
  };
  const pool = open({ max });
  const reading = open({ max: 3 });
  reading.on('connect', (client) => {
    client
      .query('set session characteristics as transaction isolation level repeatable read, read only')
      .catch(() => undefined);
  });
  const writing = open({ max: 2 });
  const db: Db = new Kysely({ dialect: new PostgresDialect({ pool }) });
  return {
    pool,
    reading,
    writing,
    db,
    async close() {
      await reading.end();
      await writing.end();
      await db.destroy();
      // Kysely ends the pool only if it was ever used through it.
      if (!pool.ended) await pool.end();
    },
  };
}

/** One clear line instead of a stack when the database of DATABASE_URL cannot be reached or used. */
export async function requireDatabase(database: Database, describe: string): Promise<void> {
  try {
    const { rows } = await database.pool.query<{ version: number }>(
      "select current_setting('server_version_num')::int as version",
    );
    if (rows[0]!.version < 150_000) {
      throw new StartupError({
        zh: `数据库 ${describe} 版本过低，需要 PostgreSQL 15 或更新。`,
        en: `The database ${describe} is older than PostgreSQL 15.`,
      });
    }
  } catch (error) {
    if (error instanceof StartupError) throw error;
    const reason = error instanceof Error ? error.message || (error as NodeJS.ErrnoException).code : String(error);
    throw new StartupError({
      zh: `无法连接数据库 ${describe}：${reason}`,
      en: `Cannot reach the database ${describe}: ${reason}`,
    });
  }
}

/** Lets hand-written statements run inside a Kysely transaction. */
export function onTransaction(db: Db): Queryable {
  return {
    async query<R extends pg.QueryResultRow>(config: { text: string; values?: unknown[] }) {
      const result = await db.executeQuery<R>(CompiledQuery.raw(config.text, config.values ?? []));
      return {
        rows: result.rows,
        rowCount: result.numAffectedRows === undefined ? null : Number(result.numAffectedRows),
      };
    },
  };
}

/** Whether an error is PostgreSQL's, with that SQLSTATE. */
export function isSqlState(error: unknown, state: string): boolean {
  return typeof error === 'object' && error !== null && (error as { code?: unknown }).code === state;
}

/** SQLSTATE of a connection that failed, and of a server that ends or begins. */
const awayStates = /^(08...|57P0[123])$/;
/** What pg says, without a code, of a connection that was lost or not to be had. */
const awayWords =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect)/;

/** Whether the database could not be reached, or went away meanwhile: a write may then have been committed all the same. */
export function isDatabaseAway(error: unknown): boolean {
  const { code, syscall, message } = (error ?? {}) as { code?: unknown; syscall?: unknown; message?: unknown };
  // A sender that breaks off has ECONNRESET as well, and no system call to its name.
  if (syscall === 'connect') return true;
  if (typeof code !== 'string') return typeof message === 'string' && awayWords.test(message);
  return awayStates.test(code) || (typeof syscall === 'string' && (code === 'ECONNRESET' || code === 'EPIPE'));
}

export const uniqueViolation = '23505';
