import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  constants,
  copyFile,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  stat,
  truncate,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  folderFault,
  giveTo,
  type Place,
  removeDrafts,
  syncFolder,
  unlessThere,
  writeSynced,
} from './embedded-postgres-folders.ts';
import { StartupError } from './startup-error.ts';

/** The administrator inside the cluster; the program itself connects as an ordinary role. */
export const adminUser = 'postgres';
export const port = 5432;

const logLimit = 8 * 2 ** 20;

/** Nothing of the caller's environment (PGDATA, LC_ALL, TZ, LD_PRELOAD...) may change what the server does. */
const environment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C', LC_ALL: 'C' };

const settings = {
  listen_addresses: '',
  port: String(port),
  unix_socket_permissions: '0700',
  max_connections: '200',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  shared_buffers: '256MB',
  max_wal_size: '2GB',
  wal_compression: 'on',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Statements and row values can carry citizen ID numbers: the server's log tells of the server only. At the level
  // "log", errors and warnings of single statements are left out (the program reports those itself).
  log_min_messages: 'log',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
};

export interface Postmaster {
  pid: number;
  /** undefined while it is still starting. */
  socketDir: string | undefined;
}

export interface Launched {
  pid: number;
  socketDir: string;
  /** The last telling line that the server wrote since. */
  failure(): Promise<string>;
}

export function dataFolder(place: Place): string {
  return join(place.home, 'data');
}

export function logFile(place: Place): string {
  return join(place.home, 'server.log');
}

/**
 * Makes the cluster if there is none. All is made in a folder beside it that is then renamed, so that an end at any moment
 * leaves nothing half-made.
 * @throws StartupError when the disk is full or the data was made by another major version.
 */
export async function ensureCluster(place: Place, origin: string, log: (line: string) => void): Promise<void> {
  const made = await readFile(join(dataFolder(place), 'PG_VERSION'), 'utf8').catch(() => undefined);
  const major = place.version.split('.')[0]!;
  if (made !== undefined) {
    if (made.trim() === major) return;
    throw new StartupError({
      zh: `${place.home} 由 PostgreSQL ${made} 建立，本版本为 ${major}：请用原版本备份后在此恢复。`,
      en: `${place.home} was made by PostgreSQL ${made}, this is ${major}: back up with the earlier release and restore here.`,
    });
  }
  log(`making the database in ${place.home}`);
  const draft = join(dirname(place.home), `${basename(place.home)}.new-${process.pid}`);
  try {
    await removeDrafts(place.home);
    await mkdir(draft, { mode: 0o700 });
    await writeSynced(join(draft, 'password'), randomBytes(24).toString('base64url'));
    if (place.user) await writeSynced(join(draft, 'origin'), origin);
    await giveTo(place.user, join(draft, 'password'));
    await giveTo(place.user, draft);
    await initialise(place, draft);
    await rename(draft, place.home).catch(unlessThere);
    await syncFolder(dirname(place.home));
  } catch (error) {
    throw folderFault(error, dirname(place.home));
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

function initialise(place: Place, draft: string): Promise<void> {
  const options = [
    '-D',
    join(draft, 'data'),
    '-U',
    adminUser,
    '--pwfile',
    join(draft, 'password'),
    '-A',
    'scram-sha-256',
  ];
  options.push('-E', 'UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--data-checksums');
  return new Promise((done, fail) => {
    execFile(
      join(place.binDir, 'initdb'),
      options,
      { ...place.user, cwd: '/', env: environment },
      (error, _out, text) => {
        if (!error) return done();
        if (/No space left on device|Disk quota exceeded/.test(text))
          return fail(Object.assign(new Error(text), { code: 'ENOSPC' }));
        const reason = lastTelling(text) ?? error.message;
        fail(
          new StartupError({
            zh: `内置 PostgreSQL 无法建库：${reason}；也可设 DATABASE_URL。`,
            en: `The embedded PostgreSQL cannot make its database: ${reason}; DATABASE_URL can name another server.`,
          }),
        );
      },
    );
  });
}

/** The living postmaster of this very data folder, if there is one; a number that now is some other process is not it. */
export async function findPostmaster(place: Place): Promise<Postmaster | undefined> {
  const text = await readFile(join(dataFolder(place), 'postmaster.pid'), 'utf8').catch(() => '');
  const [first = '', , , , socketDir] = text.split('\n');
  const pid = Number(first);
  if (!Number.isInteger(pid) || pid <= 1 || !(await isPostmaster(pid, place))) return undefined;
  return { pid, socketDir: socketDir || undefined };
}

async function isPostmaster(pid: number, place: Place): Promise<boolean> {
  if (!(await isAlive(pid))) return false;
  const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
  if (basename(command[0] ?? '') !== 'postgres') return false;
  const data = await realpath(dataFolder(place));
  // A postmaster stands in its data folder. In a container root may not read that link, but may read the command line.
  const standsIn = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
  return standsIn === undefined ? command[command.indexOf('-D') + 1] === data : standsIn === data;
}

/** Whether a process runs; a zombie, which nobody may ever reap in a container, does not. */
export async function isAlive(pid: number): Promise<boolean> {
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return state !== '' && !state.slice(state.lastIndexOf(')') + 2).startsWith('Z');
}

/**
 * Starts a postmaster in a session of its own, so that Ctrl-C in the terminal reaches node alone, with no descriptor of
 * node's but the log file.
 * @param socketDir the folder to use again after the server ended under a running node; a new one otherwise
 */
export async function launch(place: Place, socketDir: string | undefined): Promise<Launched> {
  try {
    return await launchIn(place, socketDir);
  } catch (error) {
    throw folderFault(error, place.home);
  }
}

async function launchIn(place: Place, socketDir: string | undefined): Promise<Launched> {
  await clearForeignPidFile(place);
  const folder = await makeSocketFolder(place, socketDir);
  await boundLog(place);
  const output = await open(logFile(place), 'a', 0o600);
  try {
    const from = (await output.stat()).size;
    const options = ['-D', await realpath(dataFolder(place))];
    for (const [name, value] of Object.entries({ ...settings, unix_socket_directories: folder }))
      options.push('-c', `${name}=${value}`);
    const child = spawn(join(place.binDir, 'postgres'), options, {
      ...place.user,
      cwd: '/',
      env: environment,
      detached: true,
      stdio: ['ignore', output.fd, output.fd],
    });
    await new Promise((done, fail) => child.once('spawn', done).once('error', fail));
    child.unref();
    const failure = async () =>
      lastTelling((await readFile(logFile(place), 'utf8')).slice(from)) ?? 'no word in its log';
    return { pid: child.pid!, socketDir: folder, failure };
  } finally {
    await output.close();
  }
}

/** PostgreSQL refuses to start while the number in the file is alive, whatever process it has become. */
async function clearForeignPidFile(place: Place): Promise<void> {
  const file = join(dataFolder(place), 'postmaster.pid');
  const pid = Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10);
  if (pid > 1 && (await isAlive(pid)) && !(await isPostmaster(pid, place))) await rm(file, { force: true });
}

/** Short whatever the data folder's path is (a socket's path has 107 bytes), and closed to other users. */
async function makeSocketFolder(place: Place, known: string | undefined): Promise<string> {
  if (known && (await stat(known).catch(() => undefined))?.isDirectory()) return known;
  const folder = known ?? (await mkdtemp(socketPrefix(place)));
  if (known) await mkdir(folder, { mode: 0o700 });
  await giveTo(place.user, folder);
  return folder;
}

/** Removes the socket folders of servers of this data folder that are no more. */
export async function removeSocketFolders(place: Place, keep?: string): Promise<void> {
  const prefix = socketPrefix(place);
  for (const name of await readdir(dirname(prefix))) {
    const path = join(dirname(prefix), name);
    if (path.startsWith(prefix) && path !== keep)
      await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}

function socketPrefix(place: Place): string {
  return `/tmp/legwork-${place.instance.slice(0, 8)}-`;
}

/**
 * Keeps the log file under its limit, with one older file beside it. Emptied in place rather than renamed: the server holds
 * it open, and appends.
 */
export async function boundLog(place: Place): Promise<void> {
  const size = await stat(logFile(place)).then(
    (found) => found.size,
    () => 0,
  );
  if (size < logLimit) return;
  await copyFile(logFile(place), `${logFile(place)}.1`, constants.COPYFILE_FICLONE);
  await truncate(logFile(place));
}

/**
 * Ends a postmaster and waits until it is gone: `SIGINT` is the fast shutdown, `SIGQUIT` the immediate one, after which the
 * next start recovers from the log. Only a process known to be the postmaster of this data folder is signalled.
 * @param patience milliseconds before the next harder signal
 */
export async function endPostmaster(
  place: Place,
  pid: number,
  signal: 'SIGINT' | 'SIGQUIT',
  patience: number,
): Promise<void> {
  const signals: NodeJS.Signals[] = signal === 'SIGINT' ? ['SIGINT', 'SIGQUIT', 'SIGKILL'] : ['SIGQUIT', 'SIGKILL'];
  for (const each of signals) {
    if (!(await isPostmaster(pid, place))) return;
    try {
      process.kill(pid, each);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
    for (const until = Date.now() + patience; Date.now() < until; await sleep(20)) {
      if (!(await isAlive(pid))) return;
    }
  }
}

function lastTelling(text: string): string | undefined {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.findLast((line) => /FATAL|PANIC|error:/.test(line)) ?? lines.at(-1);
}
