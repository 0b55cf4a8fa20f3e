import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { sparePort } from '../e2e/node.ts';
import { makeOperator, type NodeWorld, nodeWorld, processesOf, type TestNode } from './testing/node-world.ts';

// Processes that start and end, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let world: NodeWorld;
let dataDir: string;
let password: string;
beforeAll(async () => {
  world = await nodeWorld();
  dataDir = world.folder('stop');
  password = await makeOperator(world, dataDir);
});
afterAll(() => world.close());

/** A sign-in that the node has taken up, as its "100 Continue" shows, and whose body is still to come. */
async function halfSent(node: TestNode) {
  const body = JSON.stringify({ username: 'chief', password });
  const asked = request(`${node.url}/api/v1/session`, {
    method: 'POST',
    agent: new Agent({ keepAlive: true }),
    headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), expect: '100-continue' },
  });
  const broken = new Promise<Error>((resolve) => asked.once('error', resolve));
  const response = once(asked, 'response') as Promise<[IncomingMessage]>;
  response.catch(() => undefined);
  asked.flushHeaders();
  await once(asked, 'continue');
  return {
    broken,
    async complete() {
      asked.end(body);
      const [{ statusCode, headers }] = await response;
      return { statusCode, cookie: headers['set-cookie']?.[0] ?? '' };
    },
  };
}

async function untilClosed(node: TestNode): Promise<void> {
  while (
    await fetch(`${node.url}/healthz`).then(
      (response) => response.ok,
      () => false,
    )
  )
    await sleep(20);
}

async function expectGone(node: TestNode): Promise<void> {
  expect(await node.ended).toEqual({ code: 0, signal: null });
  expect(await processesOf(dataDir)).toEqual([]);
  expect(node.stderr()).toBe('');
}

describe('a stop', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'by %s, even sent twice at once, finishes what was accepted and leaves no process behind',
    async (signal) => {
      const node = await world.start(dataDir);
      expect(await processesOf(dataDir)).not.toEqual([]);
      const inHand = await halfSent(node);
      // Ctrl-C under `npm start` reaches node twice: from the terminal and from npm.
      node.kill(signal);
      await untilClosed(node);
      node.kill(signal);
      const { statusCode, cookie } = await inHand.complete();
      expect({ statusCode, signedIn: cookie.startsWith('legwork_session=') }).toEqual({
        statusCode: 200,
        signedIn: true,
      });
      await expectGone(node);

      const next = await world.start(dataDir);
      const session = await fetch(`${next.url}/api/v1/session`, { headers: { cookie: cookie.split(';')[0]! } });
      expect(await session.json()).toMatchObject({ account: { kind: 'staff' } });
      next.kill(signal);
      await expectGone(next);
    },
  );

  it('of `npm start` is a stop of the node', async () => {
    const port = await sparePort();
    const npm = spawn('npm', ['start', '--ignore-scripts'], {
      cwd: join(import.meta.dirname, '..'),
      env: { ...process.env, NODE_ENV: '', LEGWORK_DATA: dataDir, LEGWORK_DEMO: '0', PORT: String(port) },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    try {
      // npm passes the signal to what it started, which has to be the node and not a shell that keeps it to itself.
      for await (const line of createInterface(npm.stdout)) if (line.includes(`:${port}`)) break;
      npm.stdout.resume();
      npm.kill('SIGTERM');
      expect(await once(npm, 'exit')).toEqual([0, null]);
      expect(await processesOf(dataDir)).toEqual([]);
    } finally {
      npm.kill('SIGKILL');
    }
  });

  it('asked for again later cuts what never ends, and is still a clean one', async () => {
    const node = await world.start(dataDir);
    const inHand = await halfSent(node);
    node.kill('SIGTERM');
    await untilClosed(node);
    await sleep(1_100);
    node.kill('SIGTERM');
    expect(await inHand.broken).toMatchObject({ code: 'ECONNRESET' });
    await expectGone(node);
    const verified = await world.finish(['verify'], dataDir);
    expect(verified.code, verified.stdout).toBe(0);
  });

  it('during start-up is a clean one as well', async () => {
    const fresh = world.folder('early');
    const node = await world.begin(fresh, { env: { LEGWORK_DEMO: '1' } });
    while (!node.stdout().includes('pack core')) await sleep(20);
    node.kill('SIGTERM');
    expect(await node.ended).toEqual({ code: 0, signal: null });
    expect(await processesOf(fresh)).toEqual([]);
    expect(node.stdout()).not.toContain(node.url);
    expect(node.stderr()).toBe('');
  });
});
