import { spawnSync } from 'node:child_process';
import { chown, cp, mkdir, stat, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { completeCreditCode } from '../contracts/credit-code.ts';
import { bureau, makeOperator, type NodeWorld, nodeWorld, processesOf, signedIn } from './testing/node-world.ts';

const checkout = join(import.meta.dirname, '..');
const root = process.getuid!() === 0;
const nobody = { uid: 65_534, gid: 65_534 };

// Processes that start and end, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let world: NodeWorld;
beforeAll(async () => {
  world = await nodeWorld();
});
afterAll(() => world.close());

it('an empty node is put to use: the first operator beside it, then an agency, then its staff', async () => {
  const dataDir = world.folder('空 empty');
  const node = await world.start(dataDir);
  const agencies = () => fetch(`${node.url}/api/v1/agencies`).then((response) => response.json());
  expect(await agencies()).toEqual({ items: [], nextCursor: null });

  const chief = await signedIn(node.url, 'chief', await makeOperator(world, dataDir));
  expect(chief.account.roles).toEqual(['operator']);
  const creditCode = completeCreditCode('11330100DEM00777');
  const agency = { creditCode, name: '某市卫生健康委员会', regionCode: '330100', kind: 'health', level: 3 };
  expect((await chief.ask('POST', '/api/v1/agencies', agency)).status).toBe(201);
  const given = await chief.ask('POST', '/api/v1/accounts', {
    username: 'steward.health',
    name: '李四',
    agency: creditCode,
    roles: ['steward'],
  });
  expect(given.status).toBe(201);
  const { password } = (await given.json()) as { password: string };
  const steward = await signedIn(node.url, 'steward.health', password);
  expect(steward.account).toMatchObject({ roles: ['steward'], agency: { name: agency.name } });
  expect(await agencies()).toMatchObject({ items: [{ creditCode: bureau.creditCode }, { creditCode }] });

  const again = await world.finish(['admin', 'create', '--username', 'chief', '--agency', bureau.creditCode], dataDir);
  expect(again).toMatchObject({ code: 1, stderr: '账号 chief 已存在。\nThe account chief exists already.\n' });
  node.kill('SIGTERM');
  expect(await node.ended).toEqual({ code: 0, signal: null });
});

it('an ordinary user runs a checkout of their own, with spaces and Chinese in its path', async () => {
  const home = world.folder('用户 home');
  const copy = join(home, '数跑 checkout');
  await mkdir(copy, { recursive: true });
  for (const name of ['contracts', 'server', 'db', 'packs', 'package.json']) {
    await cp(join(checkout, name), join(copy, name), { recursive: true });
  }
  const modules = join(checkout, 'node_modules');
  if (root && !(await isOpen(modules))) {
    await cp(modules, join(copy, 'node_modules'), { recursive: true, verbatimSymlinks: true });
  } else {
    await symlink(modules, join(copy, 'node_modules'));
  }
  const user = root ? nobody : {};
  if (root) {
    await chown(home, nobody.uid, nobody.gid);
    expect(spawnSync('chown', ['-hR', `${nobody.uid}:${nobody.gid}`, copy]).status).toBe(0);
  }
  const dataDir = join(copy, 'data');
  // Without LEGWORK_DATA the data folder stands in the checkout.
  const node = await world.start(dataDir, { ...user, checkout: copy, env: { LEGWORK_DATA: '', HOME: home } });
  expect(node.stdout()).toContain(dataDir);
  const [postmaster] = await processesOf(dataDir);
  expect((await stat(`/proc/${postmaster}`)).uid).toBe(root ? nobody.uid : process.getuid!());
  expect(await (await fetch(`${node.url}/readyz`)).json()).toEqual({ status: 'ready' });
  node.kill('SIGINT');
  expect(await node.ended).toEqual({ code: 0, signal: null });
  expect(await processesOf(dataDir)).toEqual([]);
  expect(node.stderr()).toBe('');
});

/** Whether every user can enter the folder. */
async function isOpen(folder: string): Promise<boolean> {
  for (let path = folder; ; path = dirname(path)) {
    if (((await stat(path)).mode & 0o001) === 0) return false;
    if (path === dirname(path)) return true;
  }
}
