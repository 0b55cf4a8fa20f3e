import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import * as oidc from 'openid-client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { completeCitizenId } from '../contracts/citizen-id.ts';
import type { EntryBody } from '../contracts/ledger.ts';
import { exchangeDomain } from './domains/exchange/index.ts';
import { plantGrant, serveTable } from './domains/exchange/testing.ts';
import { createClient } from './domains/identity/index.ts';
import { type ListeningWorld, listeningWorld } from './domains/identity/listening-world.ts';
import { sharingDomain } from './domains/sharing/index.ts';
import { plantResource } from './domains/sharing/testing.ts';
import { agencies, citizens } from './testing/harness.ts';

/** The call against those who want more than they were given: a real listener, real tokens, bytes of our own. */

let world: ListeningWorld;
let resourceId: string;
let nextGrant = 1;
const tokens: Record<string, string> = {};
const path = '/api/v1/resources/202001-000001';

beforeAll(async () => {
  world = await listeningWorld({}, [sharingDomain, exchangeDomain]);
  const { pool } = world.platform.database;
  await pool.query(
    "insert into sharing.purposes (key, kind, title, legal_basis) values ('newborn', 'duty', '测', '《测》'), ('other', 'duty', '测', '《测》')",
  );
  const items = [{ code: 'who', check: 'citizenId' }, { code: 'name' }];
  resourceId = await plantResource(world, { n: 1, name: '测', subjectItem: 'who', items });
  const crowd = Array.from({ length: 1000 }, (_, n) => [subject(n), 'x'.repeat(400)]);
  await serveTable(world, {
    resourceId,
    snapshot: 1,
    columns: { who: 'text', name: 'text' },
    rows: [[citizens.child, '小明'], ...crowd],
  });
  for (const [clientId, { id }] of [
    ['ours', agencies.consumer],
    ['theirs', agencies.outsider],
    ['doomed', agencies.consumer],
  ] as const) {
    const { secret } = await createClient(world.platform.db, { clientId, agencyId: id, name: clientId });
    const reply = await fetch(`${world.url}/oidc/token`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'grant_type=client_credentials',
    });
    tokens[clientId] = ((await reply.json()) as { access_token: string }).access_token;
  }
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.platform.database.pool.query('delete from sharing.grants');
});

const subject = (n: number) => completeCitizenId(`33010819700101${String(n).padStart(3, '0')}`);
const grant = (change: object = {}) =>
  plantGrant(world, { n: nextGrant++, resourceId, items: ['name'], validUntil: '2999-12-31', ...change });
const question = { subject: citizens.child, items: ['name'], purpose: 'newborn' };
async function ask(who: string, body: object = question, headers: Record<string, string> = {}, form = 'calls') {
  const reply = await fetch(`${world.url}${path}/${form}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tokens[who]}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const json = (await reply.json()) as { code?: string; receipt?: { entry: EntryBody }; records?: object[] };
  return { status: reply.status, headers: reply.headers, ...json };
}
/** Sends bytes as they are and gives the status lines of what comes back. */
function raw(bytes: string): Promise<string[]> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(Number(new URL(world.url).port), '127.0.0.1', () => socket.write(bytes));
    socket.setEncoding('utf8').on('data', (chunk) => (text += chunk));
    socket.setTimeout(2000, () => socket.destroy());
    socket.on('error', () => undefined);
    socket.on('close', () => resolve([...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status!)));
  });
}
const head = (who: string, ...lines: string[]) =>
  [
    `POST ${path}/calls HTTP/1.1`,
    'host: legwork',
    `authorization: Bearer ${tokens[who]}`,
    'content-type: application/json',
    ...lines,
    '',
    '',
  ].join('\r\n');
const entries = async () =>
  (
    await world.platform.database.pool.query<{ body: string }>(
      "select body from ledger.entries where kind in ('call', 'refusal') order by index",
    )
  ).rows.map(({ body }) => JSON.parse(body) as EntryBody);

describe('someone else’s right', () => {
  it('does not come with someone else’s token: it speaks for its own agency alone', async () => {
    await grant();
    expect((await ask('ours')).status).toBe(200);
    expect(await ask('theirs')).toMatchObject({ status: 403, code: 'not-granted' });
  });

  it('does not come with a token that is bound to its sender’s key, nor with one of its proofs', async () => {
    await grant();
    const { secret } = await createClient(world.platform.db, {
      clientId: 'bound',
      agencyId: agencies.consumer.id,
      name: 'bound',
    });
    const config = await oidc.discovery(
      new URL(`${world.url}/oidc`),
      'bound',
      undefined,
      oidc.ClientSecretBasic(secret!),
      {
        execute: [oidc.allowInsecureRequests],
      },
    );
    const keyOf = async () => oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair('ES256'));
    const key = await keyOf();
    const { access_token: token, token_type: type } = await oidc.clientCredentialsGrant(config, undefined, {
      DPoP: key,
    });
    expect(type).toBe('dpop');
    const url = new URL(`${world.url}${path}/calls`);
    const json = new Headers({ 'content-type': 'application/json' });
    const send = async (handle: oidc.DPoPHandle) =>
      (await oidc.fetchProtectedResource(config, token, url, 'POST', JSON.stringify(question), json, { DPoP: handle }))
        .status;
    let proof = '';
    config[oidc.customFetch] = (address, init) => {
      proof = new Headers(init.headers as HeadersInit).get('dpop') ?? '';
      return fetch(address, init as RequestInit);
    };
    expect(await send(key)).toBe(200);
    const stolen = async (headers: Record<string, string>, form = 'calls') =>
      (
        await fetch(`${world.url}${path}/${form}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: JSON.stringify(question),
        })
      ).status;
    expect(await stolen({ authorization: `Bearer ${token}` })).toBe(401);
    expect(await stolen({ authorization: `DPoP ${token}` })).toBe(401);
    expect(await stolen({ authorization: `DPoP ${token}`, dpop: proof })).toBe(401);
    expect(await stolen({ authorization: `DPoP ${tokens.ours}`, dpop: proof })).toBe(401);
    await expect(send(await keyOf())).rejects.toMatchObject({ status: 401 });
    expect(await send(key)).toBe(200);
    expect(await stolen({ authorization: `DPoP ${token}`, dpop: proof }, 'counts')).toBe(401);
  });

  it('cannot be named: a grant’s id or number is no part of a question', async () => {
    const id = await grant();
    for (const extra of [
      { grant: id },
      { grantId: id },
      { agency: agencies.consumer.creditCode },
      { ids: { agency: agencies.consumer.id } },
    ]) {
      expect(await ask('theirs', { ...question, ...extra })).toMatchObject({ status: 400, code: 'request-invalid' });
    }
    const headers = { 'x-legwork-grant': id, 'x-agency-id': agencies.consumer.id };
    expect(await ask('theirs', question, headers)).toMatchObject({ status: 403, code: 'not-granted' });
  });

  it('does not come with a purpose that the grant is not for', async () => {
    await grant();
    expect(await ask('ours', { ...question, purpose: 'other' })).toMatchObject({
      status: 403,
      code: 'purpose-outside-grant',
    });
  });

  it('does not come with another agency’s case: the reference is the caller’s own word, and stays with its entry', async () => {
    await grant();
    await ask('ours', { ...question, caseReference: 'YB-1' });
    expect(await ask('theirs', { ...question, caseReference: 'YB-1' })).toMatchObject({ code: 'not-granted' });
    const both = (await entries()).slice(-2).map((entry) => [entry.actor.agency, entry.case]);
    expect(both).toEqual([
      [agencies.consumer.creditCode, 'YB-1'],
      [agencies.outsider.creditCode, 'YB-1'],
    ]);
  });

  it('ends with its client, also for calls that come while it is being taken back', async () => {
    await grant();
    const { pool } = world.platform.database;
    let revoked = false;
    const late: (string | undefined)[] = [];
    const caller = async () => {
      for (let calls = 0; calls < 40; calls += 1) {
        const after = revoked;
        const { code } = await ask('doomed');
        if (after) late.push(code);
      }
    };
    const callers = Promise.all([caller(), caller(), caller(), caller()]);
    await sleep(50);
    await pool.query("update identity.clients set revoked_at = now() where client_id = 'doomed'");
    revoked = true;
    await callers;
    expect(late.length).toBeGreaterThan(0);
    expect(new Set(late)).toEqual(new Set(['client-revoked']));
  });
});

describe('a request that says two things', () => {
  const body = JSON.stringify(question);
  it.each([
    ['two lengths', (length: number) => [`content-length: ${length}`, `content-length: ${length - 1}`]],
    ['a length and chunks', (length: number) => [`content-length: ${length}`, 'transfer-encoding: chunked']],
    ['a length that is no number', (length: number) => [`content-length: ${length}, ${length}`]],
    ['a header folded over lines', (length: number) => ['x-a: b', ' c: d', `content-length: ${length}`]],
  ])('%s: is refused, and nothing behind it is taken for another request', async (_, lines) => {
    await grant();
    const before = (await entries()).length;
    const statuses = await raw(
      head('ours', ...lines(body.length)) + body + head('ours', `content-length: ${body.length}`) + body,
    );
    expect(statuses).toEqual(['400']);
    expect((await entries()).length).toBe(before);
  });

  it('speaks for the token that is checked, and for no other that it carries', async () => {
    await grant();
    const statuses = await raw(
      head('theirs', `authorization: Bearer ${tokens.ours}`, `content-length: ${body.length}`, 'connection: close') +
        body,
    );
    expect(statuses).toEqual(['403']);
    expect((await entries()).at(-1)).toMatchObject({ kind: 'refusal', actor: { client: 'theirs' } });
  });

  it('is not who or what its other headers say', async () => {
    await grant();
    const forged = {
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      'x-http-method-override': 'GET',
      'x-original-url': '/healthz',
      'x-test-actor': Buffer.from(
        JSON.stringify({ kind: 'client', clientId: 'ours', agencyId: agencies.consumer.id }),
      ).toString('base64'),
    };
    expect(await ask('theirs', question, forged)).toMatchObject({ status: 403, code: 'not-granted' });
    const reply = await fetch(`${world.url}${path}/calls`, {
      method: 'POST',
      headers: { ...forged, 'content-type': 'application/json' },
      body,
    });
    expect(reply.status).toBe(401);
  });

  it('sent twice under one Idempotency-Key is two uses, and no reply is kept to be given again', async () => {
    await grant();
    const before = (await entries()).length;
    const key = { 'idempotency-key': 'again' };
    const [first, second] = [await ask('ours', question, key), await ask('ours', question, key)];
    expect([first.status, second.status]).toEqual([200, 200]);
    expect((await entries()).length).toBe(before + 2);
    expect((await world.platform.database.pool.query('select from platform.idempotency_keys')).rowCount).toBe(0);
  });
});

describe('one who takes too much', () => {
  const batch = { subjects: Array.from({ length: 1000 }, (_, n) => subject(n)), items: ['name'], purpose: 'newborn' };

  it('and never reads the replies holds nobody up', async () => {
    await grant();
    const text = JSON.stringify(batch);
    const request = head('ours', `content-length: ${text.length}`).replace('/calls ', '/batch-calls ') + text;
    const sockets = Array.from({ length: 4 }, () => {
      const socket = connect(Number(new URL(world.url).port), '127.0.0.1', () => socket.write(request + request));
      socket.on('error', () => undefined);
      return socket.pause();
    });
    const answers = [];
    for (let n = 0; n < 30; n += 1) answers.push(await ask('ours'));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    for (const socket of sockets) socket.destroy();
  });

  it('is turned away early, with the time to come back, when batches are many; a single call still finds room', async () => {
    await grant();
    const holder = await world.platform.database.pool.connect();
    try {
      await holder.query('begin');
      await holder.query('select from ledger.head for update');
      const four = Array.from({ length: 4 }, () => ask('ours', batch, {}, 'batch-calls'));
      await sleep(500);
      const fifth = await ask('ours', batch, {}, 'batch-calls');
      expect([fifth.status, fifth.code, fifth.headers.get('retry-after')]).toEqual([503, 'overloaded', '1']);
      const single = ask('ours');
      await sleep(100);
      await holder.query('commit');
      expect((await single).status).toBe(200);
      for (const reply of await Promise.all(four)) expect(reply.status).toBe(200);
    } finally {
      holder.release();
    }
  });
});
