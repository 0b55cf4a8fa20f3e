import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Witness, WitnessedLog } from '../contracts/ledger-witnesses.ts';
import {
  formatCheckpoint,
  formatVkey,
  parseCheckpoint,
  parseNote,
  parseVkey,
  signNote,
  verifyCheckpoint,
} from '../contracts/signed-note.ts';
import { signingKey } from './platform/signing-key.ts';
import { makeOperator, type NodeWorld, nodeWorld, signedIn, type TestNode } from './testing/node-world.ts';

// Processes that start and end, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

interface Shown {
  witnesses: Witness[];
  logs: WitnessedLog[];
  own: { url: string; vkey: string };
}
type Operator = Awaited<ReturnType<typeof signedIn>>;

let world: NodeWorld;
const nodes: { node: TestNode; password: string; operator: Operator }[] = [];

beforeAll(async () => {
  world = await nodeWorld();
  for (const name of ['log', 'witness']) {
    const node = await world.start(world.folder(name));
    const password = await makeOperator(world, node.dataDir);
    nodes.push({ node, password, operator: await signedIn(node.url, 'chief', password) });
  }
});
afterAll(() => world.close());

const text = async (url: string) => (await fetch(url)).text();
const shown = ({ operator }: { operator: Operator }) => operator.read<Shown>('/api/v1/ledger/witnesses');

/** Asks again until it holds; the test's own limit ends it. */
async function until<T>(ask: () => Promise<T>, holds: (found: T) => boolean): Promise<T> {
  for (;;) {
    const found = await ask();
    if (holds(found)) return found;
    await sleep(200);
  }
}

it('one node cosigns the checkpoints of another, keeps proof of a fork, and follows a change of key', async () => {
  const [log, witness] = nodes as [(typeof nodes)[0], (typeof nodes)[0]];
  const vkeys = async () => (await text(`${log.node.url}/ledger/keys`)).trim().split('\n');
  const { own } = await shown(witness);
  const follow = async () =>
    (await witness.operator.ask('POST', '/api/v1/ledger/witnessed-logs', { vkeys: await vkeys() })).status;
  expect(await follow()).toBe(201);
  expect((await log.operator.ask('POST', '/api/v1/ledger/witnesses', own)).status).toBe(201);

  const both = [...(await vkeys()), own.vkey].map((vkey) => parseVkey(vkey)!);
  const cosigned = await until(
    () => text(`${log.node.url}/ledger/checkpoint`),
    (note) => {
      const read = verifyCheckpoint(note, both);
      return read.ok && read.keys.length === 2;
    },
  );
  const { witnesses } = await shown(log);
  expect(witnesses).toMatchObject([{ name: parseVkey(own.vkey)!.name, fault: null }]);

  // The log's own key signs a second history of the same size.
  const key = signingKey(await readFile(join(log.node.dataDir, 'keys', 'ledger-ed25519.pem'), 'utf8'), 'log');
  const { logs } = await shown(witness);
  const fork = signNote(formatCheckpoint({ origin: logs[0]!.origin, size: logs[0]!.size, root: new Uint8Array(32) }), [
    { name: logs[0]!.origin, publicKey: key.publicKey, sign: key.sign },
  ]);
  const refused = await fetch(`${own.url}/add-checkpoint`, {
    method: 'POST',
    body: Buffer.from(`old ${logs[0]!.size}\n\n${fork}`),
  });
  expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([409, 'checkpoint-forked']);
  expect((await shown(witness)).logs).toMatchObject([{ conflict: fork }]);

  const env = { PORT: new URL(log.node.url).port };
  const elsewhere = await world.finish(['keys', 'rotate'], log.node.dataDir, { env: { PORT: '3999' } });
  expect([elsewhere.code, elsewhere.stderr]).toEqual([1, expect.stringContaining(logs[0]!.origin)]);
  const rotated = await world.finish(['keys', 'rotate'], log.node.dataDir, { env });
  expect([rotated.code, rotated.stderr]).toEqual([0, '']);
  log.node.kill('SIGTERM');
  expect((await log.node.ended).code).toBe(0);
  const again = await world.start(log.node.dataDir, { env });
  const keys = await vkeys();
  expect(keys).toHaveLength(2);
  expect(keys[1]).toBe(formatVkey(both[0]!.name, both[0]!.publicKey));
  expect(await follow()).toBe(201);
  const size = parseCheckpoint(parseNote(cosigned)!.text)!.size;
  expect(again.url).toBe(log.node.url);
  await until(
    () => shown(log),
    ({ witnesses: [first] }) => first!.size > size && first!.fault === null,
  );
  await signedIn(again.url, 'chief', log.password);
  await until(
    () => text(`${again.url}/ledger/checkpoint`),
    (note) => {
      const read = verifyCheckpoint(note, [parseVkey(keys[0]!)!, parseVkey(own.vkey)!]);
      return read.ok && read.keys.length === 2;
    },
  );
  const verified = await world.finish(['verify'], log.node.dataDir);
  expect([verified.code, verified.stderr]).toEqual([0, '']);
});
