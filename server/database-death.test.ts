import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { canonicalJson } from '../contracts/canonical-json.ts';
import { parseProof, splitBody, verifyReceipt } from '../contracts/receipt.ts';
import { demoPassword } from '../e2e/demo-password.ts';
import { type RunningNode, runCommand, startNode } from '../e2e/node.ts';
import { clientSpeaker, type Speaker, signIn } from '../e2e/story/people.ts';
import { generateDemoFiles } from './demo/generate.ts';
import { demoPackFolder } from './packs/load-packs.ts';
import { postmasterOf } from './testing/node-world.ts';

// Real processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const call = {
  subject: '33010520260816998X',
  items: ['birth_date', 'child_name'],
  purpose: 'newborn-medical-enrolment',
};
let node: RunningNode;
let files: string;
let births: Buffer;
let resourceId: string;
let steward: Speaker;
let developer: Speaker;
let client: Speaker;
let path: string;

beforeAll(async () => {
  node = await startNode(await mkdtemp(join(tmpdir(), 'legwork-away-')), { removeData: true });
  files = await mkdtemp(join(tmpdir(), 'legwork-files-'));
  const made = await generateDemoFiles({ packDir: demoPackFolder, outDir: files, faultShare: 0 });
  births = await readFile(made.find(({ resource }) => resource === 'births')!.path);
  steward = await signIn(node.url, 'steward.guizhou-health', demoPassword);
  developer = await signIn(node.url, 'developer.hangzhou-yibao', demoPassword);
  const { items } = await steward.ask<{ items: { id: string; key: string; code: string }[] }>(
    'GET',
    '/api/v1/catalogue/resources?limit=200',
  );
  const resource = items.find(({ key }) => key === 'births')!;
  resourceId = resource.id;
  path = `/api/v1/resources/${resource.code.replace('/', '-')}/calls`;
  const registered = await developer.ask<{ client: { clientId: string }; secret: string }>('POST', '/api/v1/clients', {
    body: { name: 'away' },
  });
  client = await clientSpeaker(node.url, registered.client.clientId, registered.secret);
});
afterAll(async () => {
  await node?.stop();
  await rm(files, { recursive: true, force: true });
});

/** Calls, eight at a time, until told to stop: the bodies that were acknowledged, and how often each other status came. */
async function callUntil(stopped: () => boolean) {
  const kept: Buffer[] = [];
  const others: Record<string, number> = {};
  const caller = async () => {
    while (!stopped()) {
      const response = await client.send('POST', path, { body: call });
      const body = Buffer.from(await response.arrayBuffer());
      if (response.ok) kept.push(body);
      else others[response.status] = (others[response.status] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: 8 }, caller));
  return { kept, others };
}

/** Sends the births anew; `between` runs when half of the file is out. */
async function send(between: () => Promise<void>): Promise<number> {
  const half = births.indexOf('\n', births.length / 2) + 1;
  const body = new ReadableStream<Uint8Array>({
    async start(stream) {
      stream.enqueue(births.subarray(0, half));
      await between();
      stream.enqueue(births.subarray(half));
      stream.close();
    },
  });
  const response = await fetch(`${node.url}/api/v1/library/${resourceId}/batches?fileName=births.csv`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${steward.token}`,
      'content-type': 'text/csv',
      'idempotency-key': crypto.randomUUID(),
    },
    body,
    duplex: 'half',
  } as RequestInit);
  await response.arrayBuffer();
  return response.status;
}

const indexOf = (body: Buffer) => parseProof(splitBody(body)!.receipt.proof)!.index;
const killDatabase = async () => process.kill(await postmasterOf(node.dataDir!), 'SIGKILL');
const batches = async () =>
  (
    await steward.ask<{ items: { state: string; version: number | null; acceptedRows: number }[] }>(
      'GET',
      `/api/v1/library/${resourceId}/batches`,
    )
  ).items;

it.each([
  [
    'in the middle of a file',
    async () => {
      await sleep(300);
      await killDatabase();
    },
    0,
  ],
  ['when the whole file has come', async () => undefined, 1],
])(
  'kill -9 of PostgreSQL under calls, %s: each receipt is proven, the file serves whole or not at all, and the node goes on',
  async (_, between, after) => {
    // Another file each time: the same one sent again would be the same batch.
    births = births.subarray(0, births.lastIndexOf('\n', births.length - 2) + 1);
    const before = await batches();
    let over = false;
    const calling = callUntil(() => over);
    const sent = send(between);
    if (after > 0) {
      await sleep(100);
      await killDatabase();
    }
    const status = await sent;
    await vi.waitUntil(async () => (await client.send('POST', path, { body: call })).ok, {
      timeout: 60_000,
      interval: 200,
    });
    over = true;
    const { kept, others } = await calling;
    expect(Object.keys(others).filter((each) => each !== '503')).toEqual([]);
    expect([201, 503]).toContain(status);

    const vkey = (await (await fetch(`${node.url}/ledger/key`)).text()).trim();
    expect(kept.length).toBeGreaterThan(0);
    for (const body of kept) {
      const verdict = verifyReceipt(body, [vkey]);
      expect(verdict.ok).toBe(true);
      const proven = await developer.ask<{ entry: string }>('GET', `/api/v1/agency/calls/${indexOf(body)}/proof`);
      expect(proven.entry).toBe(canonicalJson(verdict.entry));
    }
    const [newest] = await batches();
    if (status === 201) expect(newest!.state).toBe('serving');
    // Sent again, it serves: nothing that was left behind stands in its way, or says that it still runs.
    expect(await send(async () => undefined)).toBe(201);
    const now = await batches();
    expect(now.length).toBeGreaterThan(before.length);
    expect(now[0]!.state).toBe('serving');
    expect(now.map(({ state }) => state)).not.toContain('running');
    const verify = runCommand(['verify'], { env: { LEGWORK_DATA: node.dataDir!, LOG_LEVEL: 'warn' } });
    expect((await verify.ended).code, verify.stdout()).toBe(0);
  },
);
