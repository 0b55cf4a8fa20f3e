import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const main = join(import.meta.dirname, '../server/main.ts');

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

export async function startNode(
  dataDir: string,
  { removeData = false, env = {} as Record<string, string> } = {},
): Promise<RunningNode> {
  const port = await sparePort();
  const child = spawn(process.execPath, [main, 'start'], {
    env: { ...process.env, PORT: String(port), LEGWORK_DATA: dataDir, LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? -1)));
  const url = `http://127.0.0.1:${port}`;
  const stop = async ({ keepData = !removeData } = {}) => {
    child.kill('SIGTERM');
    await ended;
    if (!keepData) await removeNodeData(dataDir);
  };
  while (!(await isReady(url))) {
    const over = await Promise.race([ended, sleep(100, null)]);
    if (over !== null) throw new Error(`the node ended with code ${over} while starting:\n${output}`);
  }
  return { url, pid: child.pid!, dataDir, stop };
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
