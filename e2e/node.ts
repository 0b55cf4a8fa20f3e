import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const root = join(import.meta.dirname, '..');

export interface RunningNode {
  url: string;
  /** Of the process that was started; 0 when the node is someone else's. */
  pid: number;
  /** Undefined when the node is someone else's, named by LEGWORK_URL. */
  dataDir: string | undefined;
  /** Ends the node; a node of one's own takes its data with it unless told to keep it. */
  stop(options?: { keepData?: boolean }): Promise<void>;
}

/** The node that LEGWORK_URL names, or a demo node of one's own on a spare port and data folder, gone after `stop`. */
export async function openNode(): Promise<RunningNode> {
  const given = process.env.LEGWORK_URL;
  if (given) return { url: given.replace(/\/+$/, ''), pid: 0, dataDir: undefined, stop: async () => undefined };
  return startNode(await mkdtemp(join(tmpdir(), 'legwork-e2e-')), { removeData: true });
}

/** How a program of the command line is run: where, as whom, with what beside this process's own environment. */
export interface RunOptions {
  env?: Record<string, string>;
  /** Folder of the checkout whose command it is; this one when absent. */
  checkout?: string;
  uid?: number;
  gid?: number;
}

export interface RunningCommand {
  pid: number;
  stdout(): string;
  stderr(): string;
  /** Resolves when the process is gone and its output closed. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  kill(signal: NodeJS.Signals): void;
}

/** Runs `legwork ARGS` in a process of its own. */
export function runCommand(args: string[], { env, checkout = root, uid, gid }: RunOptions = {}): RunningCommand {
  const child = spawn(process.execPath, [join(checkout, 'server/main.ts'), ...args], {
    cwd: checkout,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid !== undefined && { uid }),
    ...(gid !== undefined && { gid }),
  });
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => (text[name] += chunk));
  }
  return {
    pid: child.pid!,
    stdout: () => text.stdout,
    stderr: () => text.stderr,
    ended: new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal }))),
    kill: (signal) => child.kill(signal),
  };
}

/** Waits until a node that was started answers as ready; throws with its output when it ends before. */
export async function untilReady(url: string, node: RunningCommand): Promise<void> {
  while (!(await isReady(url))) {
    const over = await Promise.race([node.ended, sleep(100, null)]);
    if (over)
      throw new Error(`the node ended with code ${over.code} while starting:\n${node.stdout()}${node.stderr()}`);
  }
}

export async function startNode(
  dataDir: string,
  { removeData = false, env = {} as Record<string, string> } = {},
): Promise<RunningNode> {
  const port = await sparePort();
  const node = runCommand(['start'], {
    env: { PORT: String(port), LEGWORK_DATA: dataDir, LOG_LEVEL: 'warn', ...env },
  });
  const url = `http://127.0.0.1:${port}`;
  const stop = async ({ keepData = !removeData } = {}) => {
    node.kill('SIGTERM');
    await node.ended;
    if (!keepData) await removeNodeData(dataDir);
  };
  await untilReady(url, node);
  return { url, pid: node.pid, dataDir, stop };
}

/** The embedded database of a root's node lives outside its data folder, named on the second line of its instance file. */
export async function removeNodeData(dataDir: string): Promise<void> {
  const [, home = ''] = (await readFile(join(dataDir, 'instance'), 'utf8').catch(() => '')).split('\n');
  if (home.startsWith('/var/lib/legwork/')) await rm(home, { recursive: true, force: true });
  await rm(dataDir, { recursive: true, force: true });
}

async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/readyz`).then(
    (response) => response.ok,
    () => false,
  );
}

export function sparePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
