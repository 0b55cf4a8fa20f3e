import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { entryKinds } from '../../../contracts/ledger.ts';
import { agencies } from '../../testing/fixture.ts';
import { type TestWorld, testWorld } from '../../testing/harness.ts';
import { directoryDomain } from '../directory/index.ts';
import { identityDomain } from '../identity/index.ts';
import { entriesBy, entryAt, ledgerDomain, ledgerSize } from './index.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await testWorld([directoryDomain, identityDomain, ledgerDomain]);
});
afterAll(() => world.close());

it('the table of the README has a row for each kind of entry, and a kind for each row', async () => {
  const readme = await readFile(join(import.meta.dirname, 'README.md'), 'utf8');
  const table = readme.slice(readme.indexOf('| kind | acts |'), readme.indexOf('```mermaid'));
  const rows = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, kind]) => kind);
  expect([...rows].sort()).toEqual([...entryKinds].sort());
});

it.each(['zh-CN', 'en'])('each kind has its word on the pages in %s', async (language) => {
  const path = join(import.meta.dirname, `../../../web/locales/${language}/operator.json`);
  const { ledger } = JSON.parse(await readFile(path, 'utf8')) as { ledger: { kinds: Record<string, string> } };
  expect(Object.keys(ledger.kinds).sort()).toEqual([...entryKinds].sort());
});

it('a walk over what staff, their accounts, keys and witnesses can be made to do leaves one entry an act', async () => {
  const ask = async (who: 'operator' | 'developer', method: string, url: string, body?: unknown) => {
    const before = await ledgerSize(world.platform.database.pool);
    const reply = await world.as(who, { method, url, ...(body !== undefined && { body }) });
    expect(reply.statusCode, `${method} ${url}: ${reply.payload}`).toBeLessThan(300);
    const after = await ledgerSize(world.platform.database.pool);
    expect(after - before, `${method} ${url}`).toBe(1);
    const { kind, detail } = (await entryAt(world.platform.db, before))!.body;
    return { reply, act: `${kind} ${detail?.act ?? detail?.how}` };
  };
  const account = await ask('operator', 'POST', '/api/v1/accounts', {
    username: 'walker',
    name: '行者',
    agency: agencies.consumer.creditCode,
    roles: ['steward'],
  });
  const {
    account: { id },
    password,
  } = account.reply.json();
  const client = await ask('developer', 'POST', '/api/v1/clients', { name: '行走测试' });
  const { clientId } = client.reply.json().client;
  const { own } = (await world.as('operator', { url: '/api/v1/ledger/witnesses' })).json();
  const witness = await ask('operator', 'POST', '/api/v1/ledger/witnesses', own);
  const vkeys = [(await world.as('anonymous', { url: '/ledger/key' })).payload.trim()];
  const acts = [
    account.act,
    (await ask('operator', 'PUT', `/api/v1/accounts/${id}/roles`, { roles: ['steward', 'developer'] })).act,
    client.act,
    (await ask('developer', 'POST', `/api/v1/clients/${clientId}/secret`, {})).act,
    (await ask('developer', 'DELETE', `/api/v1/clients/${clientId}`)).act,
    witness.act,
    (await ask('operator', 'DELETE', `/api/v1/ledger/witnesses/${witness.reply.json().id}`)).act,
    (await ask('operator', 'POST', '/api/v1/ledger/witnessed-logs', { vkeys })).act,
    (await ask('operator', 'PUT', `/api/v1/accounts/${id}/state`, { active: false })).act,
    (await ask('operator', 'PUT', `/api/v1/accounts/${id}/state`, { active: true })).act,
  ];
  expect(acts).toEqual([
    'account created',
    'account roles',
    'clientKey created',
    'clientKey rotated',
    'clientKey revoked',
    'key addWitness',
    'key removeWitness',
    'key witnessLog',
    'account closed',
    'account reopened',
  ]);

  const signedIn = await world.as('anonymous', {
    method: 'POST',
    url: '/api/v1/session',
    headers: { origin: world.platform.config.publicUrl },
    body: { username: 'walker', password },
  });
  expect(signedIn.statusCode, signedIn.payload).toBeLessThan(300);
  const { items } = await entriesBy(world.platform.db, agencies.consumer.id, { kinds: ['signIn'], limit: 5 });
  expect(items.map(({ body }) => body)).toMatchObject([{ actor: { account: id }, detail: { how: 'password' } }]);
});
