import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { canonicalJson } from '../contracts/canonical-json.ts';
import { parseProof, verifyReceipt } from '../contracts/receipt.ts';
import { clientSpeaker } from '../e2e/story/people.ts';
import { demoPackFolder } from './packs/load-packs.ts';
import { demoClientSecret } from './packs/load-people.ts';
import { readPack } from './packs/read-pack.ts';
import { runningEmbeddedPostgres } from './platform/embedded-postgres.ts';
import { loadKeys } from './platform/keys.ts';
import { type NodeWorld, nodeWorld, postmasterOf, signedIn, type TestNode } from './testing/node-world.ts';

// Processes that start and end, on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const env = { LEGWORK_DEMO: '1' };
const purpose = 'newborn-medical-enrolment';
const subject = '33010520260816998X';

let world: NodeWorld;
let node: TestNode;
let dataDir: string;
let path: string;
beforeAll(async () => {
  world = await nodeWorld();
  dataDir = world.folder('calls');
  node = await world.start(dataDir, { env });
  const { manifest } = await readPack(demoPackFolder);
  const developer = await signedIn(node.url, 'developer.hangzhou-yibao', manifest.demoPassword!);
  const { items } = await developer.read<{
    items: { purpose: { key: string }; items: { code: string }[]; resource: { code: string } }[];
  }>('/api/v1/grants?limit=200');
  const grant = items.find(
    (each) => each.purpose.key === purpose && each.items.some(({ code }) => code === 'child_name'),
  );
  path = `/api/v1/resources/${grant!.resource.code.replace('/', '-')}`;
});
afterAll(() => world.close());

interface Given {
  vkey: string;
  bodies: string[];
}

/** Calls of two forms, twelve at a time, until `enough` answers have come and then until none comes; gives the answers, and the key that proves them. */
async function callUntilEnd(enough: number, strike: () => void): Promise<Given> {
  // The log's name is the node's address, which is another after a start on another port.
  const vkey = (await (await fetch(`${node.url}/ledger/key`)).text()).trim();
  const clientId = 'hangzhou-yibao-core';
  const client = await clientSpeaker(
    node.url,
    clientId,
    demoClientSecret(await loadKeys({ dataDir, ledgerKey: undefined }), clientId),
  );
  const why = { purpose, items: ['child_name', 'birth_date'] };
  const acknowledged: string[] = [];
  let struck = false;
  const caller = async (batch: boolean) => {
    for (;;) {
      const [form, body] = batch ? ['batch-calls', { subjects: [subject], ...why }] : ['calls', { subject, ...why }];
      const text = await client
        .send('POST', `${path}/${form}`, { body })
        .then(async (reply) => (reply.status === 200 ? await reply.text() : null))
        .catch(() => null);
      if (text === null) {
        if (struck) return;
        throw new Error('a call failed before anything was killed');
      }
      acknowledged.push(batch ? text.slice(text.indexOf('"answer":') + 9, -3) : text);
      if (!struck && acknowledged.length >= enough) {
        struck = true;
        strike();
      }
    }
  };
  await Promise.all(Array.from({ length: 12 }, (_, lane) => caller(lane % 4 === 0)));
  return { vkey, bodies: acknowledged };
}

/** Each answer proves itself, the log holds its entry in its place, and the whole log verifies. */
async function allProvable({ vkey, bodies }: Given): Promise<void> {
  const client = new pg.Client((await runningEmbeddedPostgres(dataDir))!);
  await client.connect();
  const { rows } = await client.query<{ index: string; body: string }>('select index::text, body from ledger.entries');
  await client.end();
  const log = new Map(rows.map(({ index, body }) => [Number(index), body]));
  for (const body of bodies) {
    expect(verifyReceipt(Buffer.from(body), [vkey]).ok).toBe(true);
    const { receipt } = JSON.parse(body) as { receipt: { entry: object; proof: string } };
    expect(log.get(parseProof(receipt.proof)!.index)).toBe(canonicalJson(receipt.entry));
  }
  const { code, stdout } = await world.finish(['verify'], dataDir);
  expect(code, stdout).toBe(0);
}

describe('every receipt that was given is provable', () => {
  it('after kill -9 of node under a load of calls', async () => {
    const given = await callUntilEnd(300, () => node.kill('SIGKILL'));
    expect(await node.ended).toMatchObject({ signal: 'SIGKILL' });
    expect(given.bodies.length).toBeGreaterThanOrEqual(300);
    node = await world.start(dataDir, { env });
    await allProvable(given);
  });

  it('after kill -9 of PostgreSQL under a load of calls', async () => {
    const postmaster = await postmasterOf(dataDir);
    const given = await callUntilEnd(300, () => process.kill(postmaster, 'SIGKILL'));
    expect(given.bodies.length).toBeGreaterThanOrEqual(300);
    // Whether the node ended with its database or still stands, the next start makes it whole.
    await Promise.race([node.ended, sleep(2000)]);
    node.kill('SIGKILL');
    await node.ended;
    node = await world.start(dataDir, { env });
    await allProvable(given);
    expect((await callUntilEnd(50, () => node.kill('SIGTERM'))).bodies.length).toBeGreaterThanOrEqual(50);
    expect(await node.ended).toEqual({ code: 0, signal: null });
  });
});
