import { generateKeyPairSync } from 'node:crypto';
import type { LightMyRequestResponse } from 'fastify';
import { exportJWK } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actors, agencies, citizens, type TestWorld, testWorld } from '../../testing/harness.ts';
import {
  createAccount,
  createDelegation,
  createOrganisation,
  createPerson,
  delegationFor,
  identityDomain,
  liveClientSql,
  onIdentityEvent,
  personByCitizenId,
  recordGuardianship,
  wardsOf,
} from './index.ts';

const creditCode = '91350100M000100Y43';
let world: TestWorld;
const told: string[] = [];
beforeAll(async () => {
  world = await testWorld([identityDomain]);
  onIdentityEvent(world.platform, async (_tx, event) => {
    if (event.kind === 'clientKey') told.push(event.act);
  });
  const representative = await personByCitizenId(world.platform.db, citizens.stranger);
  await createOrganisation(world.platform.db, {
    creditCode,
    name: '测试公司',
    legalRepresentativeId: representative!.id,
  });
});
afterAll(() => world.close());

const codeOf = (response: LightMyRequestResponse) => (response.json() as { code: string }).code;

describe('machine clients of an agency', () => {
  const outsider = { ...actors.developer, agencyId: agencies.outsider.id };
  const create = (body: object) => world.as('developer', { method: 'POST', url: '/api/v1/clients', body });

  it('are made with a secret that is shown once and kept as a digest', async () => {
    const response = await create({ name: '业务系统' });
    expect(response.statusCode).toBe(201);
    const { client, secret } = response.json() as { client: { clientId: string }; secret: string };
    expect(client).toMatchObject({ name: '业务系统', authentication: 'client_secret_basic', revokedAt: null });
    expect(client.clientId).toMatch(/^hangzhou-medical-insurance-[0-9a-f]{8}$/);
    const { rows } = await world.platform.database.pool.query(
      'select secret_sha256 = sha256($2) as kept from identity.clients where client_id = $1',
      [client.clientId, Buffer.from(secret)],
    );
    expect(rows).toEqual([{ kept: true }]);
    const list = await world.as('developer', { url: '/api/v1/clients' });
    expect(list.body).toContain(client.clientId);
    expect(list.body).not.toContain(secret);
  });

  it('may sign with a key of their own, whose private half is refused', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const made = await create({ name: 'key', publicKeys: [await exportJWK(publicKey)] });
    expect(made.json()).toMatchObject({ client: { authentication: 'private_key_jwt' }, secret: null });
    const { clientId } = (made.json() as { client: { clientId: string } }).client;
    const rotated = await world.as('developer', { method: 'POST', url: `/api/v1/clients/${clientId}/secret` });
    expect(codeOf(rotated)).toBe('client-uses-key');
    expect(codeOf(await create({ name: 'key', publicKeys: [await exportJWK(privateKey)] }))).toBe('request-invalid');
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey;
    expect(codeOf(await create({ name: 'key', publicKeys: [await exportJWK(weak)] }))).toBe('client-key-unusable');
    expect(codeOf(await create({ name: 'key', publicKeys: [{ kty: 'OKP', crv: 'Ed25519', x: 'AA' }] }))).toBe(
      'client-key-unusable',
    );
  });

  it('change the keys that they sign with, and one with a secret has none to change', async () => {
    const fresh = async () => exportJWK(generateKeyPairSync('ed25519').publicKey);
    const { clientId } = (
      (await create({ name: 'key', publicKeys: [await fresh()] })).json() as { client: { clientId: string } }
    ).client;
    const put = async (id: string, publicKeys: unknown[], who: Parameters<typeof world.as>[0] = 'developer') =>
      world.as(who, { method: 'PUT', url: `/api/v1/clients/${id}/keys`, body: { publicKeys } });
    const next = await fresh();
    expect((await put(clientId, [next])).statusCode).toBe(200);
    const { rows } = await world.platform.database.pool.query(
      'select jwks from identity.clients where client_id = $1',
      [clientId],
    );
    expect(rows[0].jwks.keys).toEqual([{ ...next, use: 'sig' }]);
    expect(codeOf(await put(clientId, [{ kty: 'OKP', crv: 'Ed25519', x: 'AA' }]))).toBe('client-key-unusable');
    expect((await put(clientId, [next], outsider)).statusCode).toBe(404);
    const { client } = (await create({ name: 'secret' })).json() as { client: { clientId: string } };
    expect(codeOf(await put(client.clientId, [next]))).toBe('client-uses-secret');
  });

  it('are not there for another agency', async () => {
    const { client } = (await create({ name: '别人的' })).json() as { client: { clientId: string } };
    const url = `/api/v1/clients/${client.clientId}`;
    expect((await world.as(outsider, { url: '/api/v1/clients' })).body).not.toContain(client.clientId);
    for (const request of [
      { method: 'DELETE', url },
      { method: 'POST', url: `${url}/secret` },
    ]) {
      expect((await world.as(outsider, request)).statusCode).toBe(404);
    }
  });

  it('are rotated and revoked at once, and each act is told', async () => {
    const { pool } = world.platform.database;
    const made = (await create({ name: '轮换' })).json() as { client: { clientId: string }; secret: string };
    const { clientId } = made.client;
    told.length = 0;
    const live = async () => (await pool.query(`select ${liveClientSql('$1')} as live`, [clientId])).rows[0].live;
    const rotated = await world.as('developer', { method: 'POST', url: `/api/v1/clients/${clientId}/secret` });
    expect((rotated.json() as { secret: string }).secret).not.toBe(made.secret);
    expect(await live()).toBe(true);
    for (let i = 0; i < 2; i += 1) {
      expect((await world.as('developer', { method: 'DELETE', url: `/api/v1/clients/${clientId}` })).statusCode).toBe(
        204,
      );
    }
    expect(await live()).toBe(false);
    expect(codeOf(await world.as('developer', { method: 'POST', url: `/api/v1/clients/${clientId}/secret` }))).toBe(
      'client-revoked',
    );
    expect(told).toEqual(['rotated', 'revoked']);
  });

  it('are listed page by page', async () => {
    const ids: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: { items: { clientId: string }[]; nextCursor: string | null } = (
        await world.as('developer', { url: `/api/v1/clients?limit=2${cursor && `&cursor=${cursor}`}` })
      ).json();
      ids.push(...page.items.map(({ clientId }) => clientId));
      cursor = page.nextCursor;
    }
    const whole = (await world.as('developer', { url: '/api/v1/clients' })).json() as { items: { clientId: string }[] };
    expect(ids).toEqual(whole.items.map(({ clientId }) => clientId));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(2);
  });
});

describe('a delegation', () => {
  const body = {
    creditCode,
    agentName: actors.mother.name,
    agentCitizenId: citizens.mother,
    scope: ['company-change'],
    validFrom: '2026-11-01',
    validUntil: '2026-12-31',
  };
  const grant = (changes: object = {}, who: 'stranger' | 'mother' = 'stranger') =>
    world.as(who, { method: 'POST', url: '/api/v1/my/delegations', body: { ...body, ...changes } });
  const held = (scope: string, today: string) =>
    delegationFor(world.platform.db, { citizenId: citizens.mother, creditCode, scope, today });

  it('lets the agent act within its scope and days, until it is revoked', async () => {
    world.setNow('2026-11-23T02:00:00Z');
    const made = await grant();
    expect(made.statusCode).toBe(201);
    const { id } = made.json() as { id: string };
    expect(made.json()).toMatchObject({ agentName: actors.mother.name, side: 'grantor', state: 'active' });
    expect(await held('company-change', '2026-11-01')).toMatchObject({
      organisationName: '测试公司',
      validUntil: '2026-12-31',
    });
    expect(await held('company-change', '2026-12-31')).not.toBeNull();
    expect(await held('company-change', '2026-10-31')).toBeNull();
    expect(await held('company-change', '2027-01-01')).toBeNull();
    expect(await held('another-service', '2026-11-23')).toBeNull();

    const seen = (await world.as('mother', { url: '/api/v1/my/delegations' })).json() as { items: object[] };
    expect(seen).toMatchObject({ organisations: [], items: [{ id, side: 'agent', state: 'active' }] });
    expect(JSON.stringify(seen)).not.toContain(citizens.mother);

    const end = { method: 'DELETE', url: `/api/v1/my/delegations/${id}` };
    expect((await world.as('mother', end)).statusCode).toBe(404);
    expect(await held('company-change', '2026-11-23')).not.toBeNull();
    expect((await world.as('stranger', end)).statusCode).toBe(204);
    expect(await held('company-change', '2026-11-23')).toBeNull();
    const list = (await world.as('stranger', { url: '/api/v1/my/delegations' })).json();
    expect(list).toMatchObject({
      organisations: [{ creditCode, name: '测试公司' }],
      items: [{ id, state: 'revoked' }],
    });
  });

  it.each([
    ['by someone who is not the legal representative', {}, 'mother', 'not-legal-representative'],
    [
      'for an organisation that is not known',
      { creditCode: '91110000M000100Y4X' },
      'stranger',
      'not-legal-representative',
    ],
    ['to a name that is not the number’s', { agentName: '别人' }, 'stranger', 'agent-unknown'],
    [
      'to a number with a wrong check digit',
      { agentCitizenId: '110105194912310020' },
      'stranger',
      'citizen-id-invalid',
    ],
    ['to a number that nobody here has', { agentCitizenId: '11010519491231002X' }, 'stranger', 'agent-unknown'],
    [
      'that ends before it begins',
      { validFrom: '2027-01-02', validUntil: '2027-01-01' },
      'stranger',
      'delegation-dates',
    ],
    ['that is over already', { validFrom: '2026-01-01', validUntil: '2026-11-22' }, 'stranger', 'delegation-dates'],
    ['until a day that is none', { validUntil: '2027-02-29' }, 'stranger', 'request-invalid'],
    ['for nothing', { scope: [] }, 'stranger', 'request-invalid'],
  ] as const)('is refused %s', async (_, changes, who, code) => {
    world.setNow('2026-11-23T02:00:00Z');
    const response = await grant(changes, who);
    expect([codeOf(response), response.statusCode < 500]).toEqual([code, true]);
  });

  it('given twice is one, also when both come at once', async () => {
    world.setNow('2026-11-23T02:00:00Z');
    const days = { validFrom: '2026-11-23', validUntil: '2027-06-30' };
    const replies = await Promise.all([grant(days), grant(days), grant(days)]);
    expect(new Set(replies.map((reply) => (reply.json() as { id: string }).id)).size).toBe(1);
  });

  it('can be given to the agent of an earlier one, or to oneself, without a number', async () => {
    world.setNow('2026-11-23T02:00:00Z');
    const earlier = ((await grant()).json() as { id: string }).id;
    const unnamed = { agentName: undefined, agentCitizenId: undefined };
    const again = await grant({ ...unnamed, sameAgentAs: earlier, scope: ['another-service'] });
    expect(again.json()).toMatchObject({ agentName: actors.mother.name, myself: false, scope: ['another-service'] });
    const own = await grant({ ...unnamed, myself: true });
    expect(own.json()).toMatchObject({ agentName: actors.stranger.name, myself: true, side: 'grantor' });
    const foreign = '00000000-0000-7000-8000-00000000ffff';
    expect(codeOf(await grant({ ...unnamed, sameAgentAs: foreign }))).toBe('agent-unknown');
    expect(codeOf(await grant(unnamed))).toBe('agent-unnamed');
    expect(codeOf(await grant({ myself: true }))).toBe('agent-unnamed');
    expect(codeOf(await grant({ ...unnamed, agentName: actors.mother.name }))).toBe('agent-unnamed');
  });

  it('given and revoked is told to the floors above once each', async () => {
    world.setNow('2026-11-23T02:00:00Z');
    const told: { act: string; organisation: string }[] = [];
    onIdentityEvent(world.platform, async (_tx, event) => {
      if (event.kind === 'delegation') told.push(event);
    });
    const { id } = (await grant({ scope: ['told-once'] })).json() as { id: string };
    await grant({ scope: ['told-once'] });
    const end = { method: 'DELETE', url: `/api/v1/my/delegations/${id}` };
    await world.as('stranger', end);
    await world.as('stranger', end);
    expect(told).toMatchObject([
      { act: 'granted', organisation: creditCode },
      { act: 'revoked', organisation: creditCode },
    ]);
  });

  it('can be brought by a pack', async () => {
    const { db } = world.platform;
    const agent = await createPerson(db, { citizenId: '440524188001010014', name: '经办人' });
    const organisation = await createOrganisation(db, { creditCode, name: '测试公司' });
    const made = await createDelegation(db, {
      organisationId: organisation.id,
      agentPersonId: agent.id,
      scope: ['company-change'],
      validFrom: '2026-01-01',
      validUntil: '2028-12-31',
      grantedBy: null,
    });
    expect(made).toMatchObject({ agentName: '经办人', creditCode });
  });
});

describe('a ward', () => {
  const child = '520103202605019991';
  it('is shown to the guardian, masked, until the eve of the 18th birthday', async () => {
    const { db } = world.platform;
    const proof = { resource: '307001/000001', ledgerIndex: 7, asOf: '2026-11-20' };
    const input = {
      guardianCitizenId: citizens.mother,
      wardCitizenId: child,
      wardName: '小明',
      wardBirthDate: '2026-05-01',
      proof,
    };
    await recordGuardianship(db, input);
    await recordGuardianship(db, { ...input, proof: { ...proof, ledgerIndex: 9 } });
    expect(await wardsOf(db, citizens.mother, '2044-04-30')).toMatchObject([{ citizenId: child, name: '小明' }]);
    expect(await wardsOf(db, citizens.mother, '2044-05-01')).toEqual([]);
    const response = await world.as('mother', { url: '/api/v1/my/wards' });
    expect(response.json()).toMatchObject({ items: [{ name: '小明', validUntil: '2044-04-30' }] });
    expect(response.body).not.toContain(child);
    expect((await world.as('stranger', { url: '/api/v1/my/wards' })).json()).toEqual({ items: [] });
  });
});

describe('registering', () => {
  it('refuses numbers, codes, names and passwords that are not as they must be', async () => {
    const { db } = world.platform;
    const agencyId = agencies.operator.id;
    const account = {
      username: 'new-user',
      password: 'long enough word',
      displayName: 'N',
      agencyId,
      roles: ['operator' as const],
    };
    await expect(createPerson(db, { citizenId: '110105194912310020', name: 'x' })).rejects.toMatchObject({
      code: 'citizen-id-invalid',
    });
    await expect(createOrganisation(db, { creditCode: '91350100M000100Y44', name: 'x' })).rejects.toMatchObject({
      code: 'credit-code-invalid',
    });
    await expect(createAccount(db, { ...account, password: 'short' })).rejects.toMatchObject({ code: 'password-weak' });
    await expect(
      createAccount(db, { ...account, password: 'new-user-long', username: 'new-user-long' }),
    ).rejects.toMatchObject({ code: 'password-weak' });
    await expect(createAccount(db, { ...account, username: 'a b' })).rejects.toMatchObject({
      code: 'username-invalid',
    });
    await createAccount(db, account);
    await expect(createAccount(db, { ...account, username: 'New-User' })).rejects.toMatchObject({
      code: 'username-taken',
    });
  });

  it('brings a known person up to date instead of making a second one', async () => {
    const { db } = world.platform;
    const first = await createPerson(db, { citizenId: '11010519491231002X', name: '旧名' });
    const again = await createPerson(db, { citizenId: '11010519491231002x', name: '新名', mobile: '12000000009' });
    expect(again).toEqual({ ...first, name: '新名', mobile: '12000000009' });
  });
});
