import { mkdir, readFile, realpath, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { folderFault, type Place, recordHome, settlePlace } from './embedded-postgres-folders.ts';
import {
  adminUser,
  boundLog,
  endPostmaster,
  ensureCluster,
  findPostmaster,
  isAlive,
  launch,
  logFile,
  port,
  removeSocketFolders,
} from './embedded-postgres-process.ts';
import { StartupError } from './startup-error.ts';

export { embeddedPostgresBinDir } from './embedded-postgres-folders.ts';

/** Role and database of the program: an ordinary role, as in production, that owns its database. */
const appUser = 'legwork';

/** Any constant: "legwork" in ASCII. One node per data folder holds this lock for its whole life. */
const nodeLock = '0x6c6567776f726b';

export interface EmbeddedPostgres {
  connection: { host: string; port: number; user: string; password: string; database: string };
  url: string;
  /** Whether the server was found running, left by a node that was killed. */
  adopted: boolean;
  /** Folder of the cluster, its password and `server.log`. */
  home: string;
  /** Shuts the server down and waits until it is gone. */
  stop(): Promise<void>;
}

interface Options {
  dataDir: string;
  log: (line: string) => void;
  /** Milliseconds in which a living server has to answer; one that says that it is recovering has all the time it needs. */
  answerWithin?: number;
}

interface Running {
  pid: number;
  socketDir: string;
  adopted: boolean;
}

/**
 * Starts the PostgreSQL of this data folder, or takes over the one that a killed node left running, and holds it for this
 * process alone until `stop`. A server that ends meanwhile is started again on the same socket.
 * @throws StartupError when the folder cannot be written, the disk is full, the platform has no build, the server does not
 *   come up, or another node runs on this data folder.
 */
export async function startEmbeddedPostgres({
  dataDir,
  log,
  answerWithin = 15_000,
}: Options): Promise<EmbeddedPostgres> {
  const folder = await realFolder(dataDir);
  const place = await settlePlace(folder);
  await ensureCluster(place, folder, log);
  await recordHome(folder, place);
  const password = await readPassword(place);

  const first = await bringUp(place, password, { log, answerWithin, socketDir: undefined });
  let { server } = first;
  let holder = first.client;
  try {
    await holdLock(holder, folder);
    await prepareDatabase(holder, password);
  } catch (error) {
    await holder.end();
    throw error;
  }
  await removeSocketFolders(place, server.socketDir);

  let stopping: Promise<void> | undefined;
  let restoring: Promise<void> | undefined;
  const watch = (client: pg.Client) =>
    client.once('end', () => {
      if (!stopping) restoring = restore();
    });
  async function restore() {
    log('the database server ended unexpectedly: starting it again');
    while (!stopping) {
      try {
        const next = await bringUp(place, password, { log, answerWithin, socketDir: server.socketDir });
        ({ server } = next);
        holder = next.client;
        await holdLock(holder, folder);
        watch(holder);
        return log('the database server is back');
      } catch (error) {
        log(`the database server cannot be started: ${error instanceof Error ? error.message : String(error)}`);
        await sleep(1000, undefined, { ref: false });
      }
    }
  }
  watch(holder);
  const housekeeping = setInterval(() => void boundLog(place).catch(() => undefined), 600_000).unref();

  async function shutDown() {
    await restoring;
    clearInterval(housekeeping);
    await holder.end().catch(() => undefined);
    await endPostmaster(place, server.pid, 'SIGINT', 60_000);
    await removeSocketFolders(place);
  }
  const connection = { host: server.socketDir, port, user: appUser, password, database: appUser };
  return {
    connection,
    url: `postgres://${appUser}:${password}@localhost:${port}/${appUser}?host=${encodeURIComponent(connection.host)}`,
    adopted: server.adopted,
    home: place.home,
    stop: () => {
      stopping ??= shutDown();
      return stopping;
    },
  };
}

/**
 * The connection to this data folder's server when a node is running on it; undefined otherwise. For commands that work
 * beside the node (verify, admin): they neither hold nor end the server.
 */
export async function runningEmbeddedPostgres(dataDir: string): Promise<EmbeddedPostgres['connection'] | undefined> {
  const place = await settlePlace(await realFolder(dataDir));
  const postmaster = await findPostmaster(place);
  if (!postmaster?.socketDir) return undefined;
  const connection = {
    host: postmaster.socketDir,
    port,
    user: appUser,
    password: await readPassword(place),
    database: appUser,
  };
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    // Without a node that holds the lock, the server is an orphan: it is for startEmbeddedPostgres to take over.
    const { rows } = await client.query(
      "select 1 from pg_locks where locktype = 'advisory' and granted and (classid::bigint << 32 | objid::bigint) = $1::bigint",
      [String(BigInt(nodeLock))],
    );
    return rows.length > 0 ? connection : undefined;
  } catch {
    return undefined;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function realFolder(dataDir: string): Promise<string> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    return await realpath(dataDir);
  } catch (error) {
    throw folderFault(error, resolve(dataDir));
  }
}

async function readPassword(place: Place): Promise<string> {
  try {
    return (await readFile(join(place.home, 'password'), 'utf8')).trim();
  } catch (error) {
    throw folderFault(error, place.home);
  }
}

/** Adopts or starts the server and connects; what is found in a bad state is ended and tried again. */
async function bringUp(
  place: Place,
  password: string,
  {
    log,
    answerWithin,
    socketDir,
  }: { log: (line: string) => void; answerWithin: number; socketDir: string | undefined },
): Promise<{ server: Running; client: pg.Client }> {
  let reason = '';
  for (let attempt = 0; attempt < 8; attempt++) {
    const found = await findPostmaster(place);
    const started = found ? undefined : await launch(place, socketDir);
    const pid = found?.pid ?? started!.pid;
    const client = await untilAnswer(place, pid, password, log, answerWithin);
    if (client) return { server: { pid, socketDir: client.host, adopted: found !== undefined }, client };
    if (await isAlive(pid)) {
      log(`the database server (process ${pid}) does not answer: ending it`);
      await endPostmaster(place, pid, 'SIGQUIT', 5_000);
    }
    if (started) {
      reason = await started.failure();
      if (started.socketDir !== socketDir) await rm(started.socketDir, { recursive: true, force: true });
      // Lost to another start of the same moment, or the last server's children are still on their way out.
      if (!/lock file|still in use/.test(reason)) break;
      await sleep(500);
    }
  }
  throw new StartupError({
    zh: `内置 PostgreSQL 未能启动：${reason}（日志：${logFile(place)}）`,
    en: `The embedded PostgreSQL does not come up: ${reason} (log: ${logFile(place)})`,
  });
}

/** undefined: the process is gone, or has not answered in time. */
async function untilAnswer(
  place: Place,
  pid: number,
  password: string,
  log: (line: string) => void,
  answerWithin: number,
): Promise<pg.Client | undefined> {
  let told = false;
  for (let until = Date.now() + answerWithin; Date.now() < until && (await isAlive(pid)); await sleep(25)) {
    const postmaster = await findPostmaster(place);
    if (postmaster?.pid !== pid || !postmaster.socketDir) continue;
    const client = new pg.Client({
      host: postmaster.socketDir,
      port,
      user: adminUser,
      password,
      database: 'postgres',
      application_name: 'legwork supervisor',
      connectionTimeoutMillis: Math.min(5_000, answerWithin),
    });
    // A broken connection also ends; 'end' is what is acted on.
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === '28P01') throw wrongPassword(place);
      if (code !== '57P03') continue;
      // It answers "starting up" or "shutting down": work in progress is waited for.
      until = Date.now() + answerWithin;
      if (!told && /starting|recover/.test(message)) log('the database server is starting up');
      told = true;
    }
  }
  return undefined;
}

function wrongPassword(place: Place): StartupError {
  const file = join(place.home, 'password');
  return new StartupError({
    zh: `数据库口令文件 ${file} 与数据库不符。`,
    en: `The password in ${file} is not the database's.`,
  });
}

/** The session's own lock: PostgreSQL gives it back when this process ends, in whatever way. */
async function holdLock(client: pg.Client, folder: string): Promise<void> {
  for (const until = Date.now() + 5_000; ; await sleep(200)) {
    const { rows } = await client.query(`select pg_try_advisory_lock(${nodeLock}) as held`);
    if (rows[0].held) return;
    if (Date.now() > until) {
      throw new StartupError({
        zh: `另一个数跑进程正在使用数据目录 ${folder}。`,
        en: `Legwork is already running on this data folder: ${folder}.`,
      });
    }
  }
}

async function prepareDatabase(client: pg.Client, password: string): Promise<void> {
  const { rows } = await client.query('select 1 from pg_roles where rolname = $1', [appUser]);
  if (rows.length === 0) {
    await client.query(`create role ${appUser} login createdb password ${pg.escapeLiteral(password)}`);
  }
  await client.query(`grant pg_monitor, pg_checkpoint to ${appUser}`);
  const databases = await client.query('select 1 from pg_database where datname = $1', [appUser]);
  if (databases.rows.length === 0) await client.query(`create database ${appUser} owner ${appUser}`);
}
