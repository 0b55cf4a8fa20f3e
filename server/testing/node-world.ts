import { chmod, mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type RunningCommand,
  type RunOptions,
  removeNodeData,
  runCommand,
  sparePort,
  untilReady,
} from '../../e2e/node.ts';

/** The agency that `makeOperator` registers. */
export const bureau = { creditCode: '11330000DEM000081A', name: '某省大数据局', region: '330000' };

export interface TestNode extends RunningCommand {
  url: string;
  dataDir: string;
}

/**
 * Real nodes as processes, for the tests of starting and stopping: each with its data folder under one scratch folder, all
 * ended and removed by `close`.
 */
export async function nodeWorld() {
  const scratch = await mkdtemp(join(tmpdir(), 'legwork-start-'));
  await chmod(scratch, 0o755);
  const commands: RunningCommand[] = [];
  const folders = new Set<string>();

  const run = (args: string[], dataDir: string, options: RunOptions = {}): RunningCommand => {
    if (dataDir.startsWith(scratch)) folders.add(dataDir);
    const command = runCommand(args, {
      ...options,
      env: {
        LEGWORK_DATA: dataDir,
        LEGWORK_DEMO: '0',
        LOG_LEVEL: 'warn',
        NODE_ENV: '',
        DATABASE_URL: '',
        HOST: '',
        PORT: '',
        ...options.env,
      },
    });
    commands.push(command);
    return command;
  };
  /** Begins a start without waiting for it. */
  const begin = async (dataDir: string, options: RunOptions = {}): Promise<TestNode> => {
    const port = options.env?.PORT ?? String(await sparePort());
    const command = run(['start'], dataDir, { ...options, env: { ...options.env, PORT: port } });
    return { ...command, url: `http://127.0.0.1:${port}`, dataDir };
  };
  return {
    scratch,
    run,
    begin,
    folder: (name: string) => join(scratch, name),
    async start(dataDir: string, options: RunOptions = {}): Promise<TestNode> {
      const node = await begin(dataDir, options);
      await untilReady(node.url, node);
      return node;
    },
    /** Runs a command to its end. */
    async finish(args: string[], dataDir: string, options: RunOptions = {}) {
      const command = run(args, dataDir, options);
      const { code } = await command.ended;
      return { code, stdout: command.stdout(), stderr: command.stderr() };
    },
    async close(): Promise<void> {
      for (const command of commands) {
        command.kill('SIGKILL');
        await command.ended;
      }
      for (const dataDir of folders) {
        for (const pid of await processesOf(dataDir)) end(pid);
        await removeNodeData(dataDir);
      }
      await rm(scratch, { recursive: true, force: true });
    },
  };
}
export type NodeWorld = Awaited<ReturnType<typeof nodeWorld>>;

/** Ends a process that may have ended by itself since it was seen. */
function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The processes of a data folder's database server: all of them stand in the folder of its cluster. */
export async function processesOf(dataDir: string): Promise<number[]> {
  const [, home = ''] = (await readFile(join(dataDir, 'instance'), 'utf8').catch(() => '')).split('\n');
  if (home === '') return [];
  const cluster = join(home.startsWith('/') ? home : join(dataDir, home), 'data');
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const standing = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => '')));
  return pids.filter((_, i) => standing[i] === cluster).map(Number);
}

/** The postmaster's number, as the server itself notes it. */
export async function postmasterOf(dataDir: string): Promise<number> {
  const [, home = ''] = (await readFile(join(dataDir, 'instance'), 'utf8')).split('\n');
  const file = join(home.startsWith('/') ? home : join(dataDir, home), 'data', 'postmaster.pid');
  return Number.parseInt(await readFile(file, 'utf8'), 10);
}

/** `admin create`, as it is typed; gives the password that it shows. */
export async function makeOperator(world: NodeWorld, dataDir: string, username = 'chief'): Promise<string> {
  const { code, stdout, stderr } = await world.finish(
    [
      ...['admin', 'create', '--username', username, '--agency', bureau.creditCode],
      ...['--agency-name', bureau.name, '--region', bureau.region],
    ],
    dataDir,
  );
  const password = /password (\S+)/.exec(stdout)?.[1];
  if (code !== 0 || !password) throw new Error(`admin create ended with ${code}:\n${stdout}${stderr}`);
  return password;
}

/** Signs in as the pages do, and gives a way to ask with that session. */
export async function signedIn(url: string, username: string, password: string) {
  const ask = (method: string, path: string, body?: unknown, cookie = '') =>
    fetch(new URL(path, url), {
      method,
      headers: { origin: url, cookie, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  const session = await ask('POST', '/api/v1/session', { username, password });
  if (!session.ok) throw new Error(`signing in as ${username} answered ${session.status}: ${await session.text()}`);
  const cookie = session.headers
    .getSetCookie()
    .map((line) => line.split(';')[0]!)
    .join('; ');
  return {
    account: ((await session.json()) as { account: { id: string; roles: string[] } }).account,
    ask: (method: string, path: string, body?: unknown) => ask(method, path, body, cookie),
    async read<T>(path: string): Promise<T> {
      const response = await ask('GET', path, undefined, cookie);
      if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
      return (await response.json()) as T;
    },
  };
}
