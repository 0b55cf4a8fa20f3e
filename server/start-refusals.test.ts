import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { type RunOptions, sparePort } from '../e2e/node.ts';
import { type NodeWorld, nodeWorld } from './testing/node-world.ts';
import { adminConnection, templateName } from './testing/test-server.ts';

const root = process.getuid!() === 0;
const nobody = { uid: 65_534, gid: 65_534 };
const server = inject('testServer');
const databases: string[] = [];
const suffix = randomBytes(6).toString('hex');
const poorRole = `poor_${suffix}`;

// Processes that start and end, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let world: NodeWorld;
let admin: pg.Client;
beforeAll(async () => {
  world = await nodeWorld();
  admin = new pg.Client(adminConnection(server, 'postgres'));
  await admin.connect();
  await admin.query(`create role ${poorRole} login password 'poor'`);
});
afterAll(async () => {
  await world.close();
  for (const name of databases) await admin.query(`drop database ${name} with (force)`);
  await admin.query(`drop role ${poorRole}`);
  await admin.end();
});

/** A database beside the run's own ones, and its address. */
async function database(template: string): Promise<{ name: string; url: string }> {
  const name = `start_${suffix}_${databases.length}`;
  await admin.query(`create database ${name} template ${template}`);
  databases.push(name);
  return { name, url: addressOf('postgres', server.password, name) };
}

function addressOf(user: string, password: string, name: string): string {
  const folder = encodeURIComponent(server.host);
  return `postgres://${user}:${encodeURIComponent(password)}@localhost:${server.port}/${name}?host=${folder}`;
}

/** A start that is refused: exit code 1, one line in Chinese and one in English, no stack. Gives the English one. */
async function refusal(dataDir: string, options: RunOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await world.finish(['start'], dataDir, options);
  const lines = stderr.trimEnd().split('\n');
  expect(lines, stderr).toHaveLength(2);
  expect(lines[0]).toMatch(/\p{Script=Han}/u);
  expect(lines[1]).not.toMatch(/\p{Script=Han}/u);
  expect(stdout + stderr).not.toMatch(/^\s+at /m);
  expect(code).toBe(1);
  return lines[1]!;
}

describe('a start is refused in one line', () => {
  it.each([
    ['PORT', 'abc'],
    ['HOST', '203.0.113.7'],
    ['DATABASE_URL', 'postgres://root:secret@localhost:port/legwork'],
  ])('for %s=%s, which it names, and shows no password', async (name, value) => {
    const line = await refusal(world.folder('settings'), { env: { [name]: value } });
    expect(line).toContain(name === 'HOST' ? value : name);
    expect(line).not.toContain('secret');
  });

  it('when the port is taken', async () => {
    const port = await sparePort();
    const taken = await new Promise<Server>((resolve) => {
      const holder = createServer().listen(port, '127.0.0.1', () => resolve(holder));
    });
    try {
      expect(await refusal(world.folder('settings'), { env: { PORT: String(port) } })).toContain(
        `Port ${port} is in use`,
      );
    } finally {
      await new Promise((done) => taken.close(done));
    }
  });

  it('when the data folder cannot be made, or cannot be written', async () => {
    expect(await refusal('/etc/passwd/x')).toContain('/etc/passwd/x cannot be written');
    const closed = world.folder('closed');
    await mkdir(closed);
    if (root) await chown(closed, nobody.uid, nobody.gid);
    await chmod(closed, 0o555);
    expect(await refusal(closed, root ? nobody : {})).toContain(`${closed} cannot be written`);
  });

  it('when a node runs on the data folder, which goes on', async () => {
    const dataDir = world.folder('taken');
    const node = await world.start(dataDir);
    expect(await refusal(dataDir, { env: { PORT: String(await sparePort()) } })).toContain(
      `already running on this data folder: ${dataDir}`,
    );
    expect((await fetch(`${node.url}/readyz`)).status).toBe(200);
    node.kill('SIGTERM');
    expect(await node.ended).toMatchObject({ code: 0 });
  });

  it('when the database of DATABASE_URL cannot be reached, or refuses', async () => {
    const { name } = await database('template0');
    const port = await sparePort();
    const cases: [string, string][] = [
      [`postgres://legwork:secret@127.0.0.1:${port}/legwork`, 'Cannot reach the database'],
      [addressOf('postgres', 'secret', name), 'Cannot reach the database'],
      [addressOf('postgres', server.password, `${name}_absent`), 'Cannot reach the database'],
      [addressOf(poorRole, 'poor', name), 'may not make or change tables'],
    ];
    for (const [address, words] of cases) {
      const line = await refusal(world.folder('outside'), { env: { DATABASE_URL: address } });
      expect(line).toContain(words);
      expect(line).not.toMatch(/secret|poor:/);
    }
  });
});

describe('in production', () => {
  const production = { NODE_ENV: 'production', LEGWORK_DEMO: '' };

  it('the demo world is refused', async () => {
    const line = await refusal(world.folder('production'), { env: { ...production, LEGWORK_DEMO: '1' } });
    expect(line).toContain('LEGWORK_DEMO=0');
  });

  it('a database that holds a demo account is refused', async () => {
    const { name, url } = await database(templateName);
    const client = new pg.Client(adminConnection(server, name));
    await client.connect();
    await client.query(
      'update identity.accounts set demo = true where id = (select min(id::text)::uuid from identity.accounts)',
    );
    await client.end();
    const line = await refusal(world.folder('production'), { env: { ...production, DATABASE_URL: url } });
    expect(line).toContain('holds demo data');
  });

  it('an empty database of DATABASE_URL is brought to this version and served, and is left running at the end', async () => {
    const { name, url } = await database('template0');
    const node = await world.start(world.folder('production'), { env: { ...production, DATABASE_URL: url } });
    const agencies = await fetch(`${node.url}/api/v1/agencies`);
    expect(await agencies.json()).toEqual({ items: [], nextCursor: null });
    node.kill('SIGTERM');
    expect(await node.ended).toEqual({ code: 0, signal: null });
    expect(node.stderr()).toBe('');
    const { rows } = await admin.query('select count(*) as sessions from pg_stat_activity where datname = $1', [name]);
    expect(Number(rows[0].sessions)).toBe(0);
  });
});
