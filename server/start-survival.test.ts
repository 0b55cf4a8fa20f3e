import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { sparePort } from '../e2e/node.ts';
import { demoPackFolder } from './packs/load-packs.ts';
import { readPack } from './packs/read-pack.ts';
import {
  bureau,
  makeOperator,
  type NodeWorld,
  nodeWorld,
  postmasterOf,
  processesOf,
  signedIn,
  type TestNode,
} from './testing/node-world.ts';

// Processes that start and end, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let world: NodeWorld;
beforeAll(async () => {
  world = await nodeWorld();
});
afterAll(() => world.close());

interface Acknowledged {
  id: string;
  username: string;
}
type Session = Awaited<ReturnType<typeof signedIn>>;

/** Writes accounts, eight at a time, until the node is gone; gives those that were answered with 201. */
async function writeUntilEnd(session: Session, round: number, onWritten: (count: number) => void) {
  const written: Acknowledged[] = [];
  const writer = async (lane: number) => {
    for (let n = 0; ; n++) {
      const body = { username: `r${round}-${lane}-${n}`, name: '张三', agency: bureau.creditCode, roles: ['steward'] };
      const reply = await session
        .ask('POST', '/api/v1/accounts', body)
        .then(async (response) => ({ status: response.status, text: await response.text() }))
        .catch(() => null);
      if (!reply) return;
      if (reply.status !== 201) throw new Error(`a write answered ${reply.status}: ${reply.text}`);
      onWritten(written.push((JSON.parse(reply.text) as { account: Acknowledged }).account));
    }
  };
  await Promise.all(Array.from({ length: 8 }, (_, lane) => writer(lane)));
  return written;
}

async function allAccounts(session: Session): Promise<Acknowledged[]> {
  const found: Acknowledged[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: { items: Acknowledged[]; nextCursor: string | null } = await session.read(
      `/api/v1/accounts?limit=200${cursor && `&cursor=${cursor}`}`,
    );
    found.push(...page.items);
    cursor = page.nextCursor;
  }
  return found;
}

/** The public key itself, without the log's name, which is the address. */
async function ledgerKey(node: TestNode): Promise<string> {
  const vkey = await (await fetch(`${node.url}/ledger/key`)).text();
  return vkey.trim().split('+').slice(2).join('+');
}

async function killed(node: TestNode): Promise<void> {
  node.kill('SIGKILL');
  expect(await node.ended).toEqual({ code: null, signal: 'SIGKILL' });
}

/** `verify` beside the running node; gives the number of entries. */
async function verified(dataDir: string): Promise<number> {
  const { code, stdout } = await world.finish(['verify'], dataDir);
  expect(code, stdout).toBe(0);
  return Number(/^(\d+) entries/m.exec(stdout)?.[1]);
}

describe('kill -9 of node', () => {
  it('under load loses nothing acknowledged; the next start adopts the database server, and the keys stay', async () => {
    const dataDir = world.folder('load');
    const password = await makeOperator(world, dataDir);
    const written: Acknowledged[] = [];
    let node = await world.start(dataDir);
    const keyBefore = await ledgerKey(node);
    for (const round of [1, 2]) {
      const session = await signedIn(node.url, 'chief', password);
      const enough = round * 15;
      written.push(
        ...(await writeUntilEnd(session, round, (count) => {
          if (count === enough) node.kill('SIGKILL');
        })),
      );
      await node.ended;
      expect(written.length).toBeGreaterThanOrEqual(enough);
      const postmaster = await postmasterOf(dataDir);
      expect(await processesOf(dataDir)).toContain(postmaster);

      node = await world.start(dataDir);
      expect(await postmasterOf(dataDir)).toBe(postmaster);
      const known = new Map(
        (await allAccounts(await signedIn(node.url, 'chief', password))).map((one) => [one.id, one]),
      );
      for (const account of written) expect(known.get(account.id)).toEqual(account);
      // One entry for each account, and one for each sign-in.
      expect(await verified(dataDir)).toBeGreaterThanOrEqual(written.length + 2 * round);
    }
    expect(await ledgerKey(node)).toBe(keyBefore);
    node.kill('SIGTERM');
    expect(await node.ended).toEqual({ code: 0, signal: null });
    expect(await processesOf(dataDir)).toEqual([]);
  });

  it('at any step of the first start leaves nothing half-made', async () => {
    const dataDir = world.folder('first');
    for (const step of ['making the database', 'database server', 'pack core', 'pack core']) {
      const node = await world.begin(dataDir);
      // A step that an earlier round has behind it is not told again; the node is then killed once it listens.
      while (!node.stdout().includes(step) && !node.stdout().includes(node.url)) await sleep(5);
      await killed(node);
    }
    await makeOperator(world, dataDir);
    expect(await verified(dataDir)).toBe(0);
    expect(await processesOf(dataDir)).toEqual([]);
  });

  it('in the middle of the first load of the demo world is made good by the next start', {
    timeout: 180_000,
  }, async () => {
    const dataDir = world.folder('demo');
    const env = { LEGWORK_DEMO: '1' };
    const { manifest, resources } = await readPack(demoPackFolder);
    const half = await world.begin(dataDir, { env });
    // The third file is being taken in when the second has been reported.
    while (!half.stdout().includes(`2/${resources.length} `)) await sleep(20);
    await killed(half);

    const node = await world.start(dataDir, { env });
    const operator = await signedIn(node.url, 'operator', manifest.demoPassword!);
    const catalogue = '/api/v1/catalogue/resources?limit=200';
    const { items } = await operator.read<{ items: { id: string; key: string | null }[] }>(catalogue);
    // Other entries of the demo world have no data here.
    const withFiles = items.filter(({ key }) => resources.some((resource) => resource.key === key));
    expect(withFiles).toHaveLength(resources.length);
    for (const { id } of withFiles) {
      const { items: batches } = await operator.read<{ items: { state: string; acceptedRows: number }[] }>(
        `/api/v1/library/${id}/batches`,
      );
      const serving = batches.filter(({ state }) => state === 'serving');
      expect(serving).toHaveLength(1);
      expect(serving[0]!.acceptedRows).toBeGreaterThan(0);
      expect(batches.map(({ state }) => state)).not.toContain('running');
    }
    await verified(dataDir);
    node.kill('SIGTERM');
    expect(await node.ended).toEqual({ code: 0, signal: null });

    const production = { NODE_ENV: 'production', LEGWORK_DEMO: '0', PORT: String(await sparePort()) };
    const refused = await world.finish(['start'], dataDir, { env: production });
    expect({ code: refused.code, why: refused.stderr }).toMatchObject({ code: 1, why: /holds demo data/ });
  });
});
