import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { decodeSDJWT, unpackSDJWT } from '@meeco/sd-jwt';
import { compactVerify, importJWK } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { licenceIdFault } from '../../../contracts/licence-id.ts';
import type { LicenceType } from '../../../contracts/pack.ts';
import { actors, agencies, citizens, type TestWorld, testWorld } from '../../testing/harness.ts';
import { issueLicence, type LicenceInput, licencesDomain, loadPackLicenceTypes } from './index.ts';
import { listSize } from './status-list.ts';

const type = parse(
  readFileSync(
    new URL('../../../packs/demo/licence-types/medical-insurance-certificate.yaml', import.meta.url),
    'utf8',
  ),
) as LicenceType;
const claims = {
  KZ_XB: '女',
  KZ_CSRQ: '2026-06-15',
  KZ_XZ: '城乡居民基本医疗保险',
  KZ_CBD: '杭州市',
  KZ_JHR: '测试母亲',
};

const caseworkerId = '00000000-0000-7000-8000-000000000105';

let world: TestWorld;
let count = 0;
const issue = (more: Partial<LicenceInput> = {}) =>
  world.platform.db.transaction().execute((tx) =>
    issueLicence(world.platform, tx, {
      typeKey: type.key,
      issuer: agencies.consumer,
      holder: { number: citizens.child, name: '测试孩子' },
      claims,
      keepers: [{ citizenId: citizens.mother, why: 'guardian' }],
      source: `case:${++count}`,
      accountId: caseworkerId,
      ...more,
    }),
  );
const verify = async (credential: string, language: 'zh-CN' | 'en' = 'zh-CN') => {
  const response = await world.as('anonymous', {
    method: 'POST',
    url: '/api/v1/licence-verifications',
    body: { credential },
    language,
  });
  return { status: response.statusCode, body: response.json() };
};
const entries = async () =>
  (
    await world.platform.database.pool.query<{ body: string }>(
      "select body from ledger.entries where kind = 'licence' order by index",
    )
  ).rows.map((row) => JSON.parse(row.body));

beforeAll(async () => {
  world = await testWorld([licencesDomain]);
  await loadPackLicenceTypes(world.platform, world.platform.db, [type]);
});
afterAll(() => world.close());
beforeEach(() => world.setNow('2026-11-23T03:00:00Z'));

describe('issuing', () => {
  it('gives an identifier of GB/T 36904 and the metadata of GB/T 36903', async () => {
    const licence = await issue();
    expect(licenceIdFault(licence.identifier)).toBeNull();
    expect(licence.metadata).toMatchObject({
      ZZMC: '基本医疗保险参保凭证',
      ZZLXDM: type.typeCode,
      ZZBS: licence.identifier,
      ZZBFJG: agencies.consumer.name,
      ZZBFJGDM: agencies.consumer.creditCode,
      ZZBFRQ: '2026-11-23',
      CZZT: '测试孩子',
      CZZTDM: citizens.child,
      CZZTDMLX: '111',
      ZZYXQQSRQ: '2026-11-23',
      ...claims,
    });
    expect(licence.identifier).toContain(licence.metadata.ZZBH);
  });

  it('happens once for one source, however often it is asked', async () => {
    const first = await issue({ source: 'case:once' });
    expect((await issue({ source: 'case:once' })).identifier).toBe(first.identifier);
    const { rows } = await world.platform.database.pool.query(
      "select 1 from licences.licences where source = 'case:once'",
    );
    expect(rows).toHaveLength(1);
  });

  it('never gives a number twice, also when many are issued at the same moment', async () => {
    const issued = await Promise.all(Array.from({ length: 8 }, () => issue()));
    expect(new Set(issued.map((licence) => licence.identifier)).size).toBe(8);
    expect(new Set(issued.map((licence) => licence.statusIndex)).size).toBe(8);
  });

  it('leaves nothing behind when the transaction around it fails', async () => {
    const before = await entries();
    await expect(
      world.platform.db.transaction().execute(async (tx) => {
        await issueLicence(world.platform, tx, {
          typeKey: type.key,
          issuer: agencies.consumer,
          holder: { number: citizens.child, name: '测试孩子' },
          claims,
          keepers: [],
          source: 'case:lost',
          accountId: caseworkerId,
        });
        throw new Error('the decision failed');
      }),
    ).rejects.toThrow('the decision failed');
    expect(
      (await world.platform.database.pool.query("select 1 from licences.licences where source = 'case:lost'")).rows,
    ).toEqual([]);
    expect(await entries()).toHaveLength(before.length);
  });

  it('is refused without a claim that the type asks for', async () => {
    await expect(issue({ claims: { ...claims, KZ_XZ: '' } })).rejects.toMatchObject({
      code: 'licence-claims-missing',
      details: { claims: ['KZ_XZ'] },
    });
  });

  it('takes no claim of its own over what the platform knows', async () => {
    const licence = await issue({
      claims: { ...claims, CZZTDM: '110105194912310028', ZZBFJG: '别的机关', KZ_OTHER: 'x' },
    });
    expect(licence.metadata).toMatchObject({ CZZTDM: citizens.child, ZZBFJG: agencies.consumer.name });
    expect(licence.metadata).not.toHaveProperty('KZ_OTHER');
  });

  it('stands in the ledger under the holder’s pseudonym, without the citizen ID number', async () => {
    const licence = await issue({ caseNumber: '330100-20261123-000001' });
    const entry = (await entries()).at(-1);
    expect(entry).toMatchObject({
      kind: 'licence',
      case: '330100-20261123-000001',
      detail: { act: 'issue', identifier: licence.identifier },
    });
    expect(JSON.stringify(entry)).not.toContain(citizens.child);
  });
});

describe('the library', () => {
  it('shows a licence to its holder’s guardian and to nobody else', async () => {
    world.setNow('2026-11-23T03:00:01Z');
    const licence = await issue();
    const list = (await world.as('mother', { url: '/api/v1/my/licences?limit=1' })).json();
    expect(list.items).toMatchObject([{ id: licence.id, keptFor: 'guardian', state: 'valid', holderName: '测试孩子' }]);
    expect(list.items[0].holderNumber).not.toBe(citizens.child);
    const child = {
      kind: 'person',
      accountId: actors.stranger.accountId,
      name: '测试孩子',
      citizenId: citizens.child,
    } as const;
    expect((await world.as(child, { url: `/api/v1/my/licences/${licence.id}` })).json()).toMatchObject({
      keptFor: null,
      identifier: licence.identifier,
    });
    expect((await world.as('stranger', { url: '/api/v1/my/licences' })).json().items).toEqual([]);
    expect((await world.as('stranger', { url: `/api/v1/my/licences/${licence.id}` })).statusCode).toBe(404);
    expect((await world.as('caseworker', { url: `/api/v1/my/licences/${licence.id}` })).statusCode).toBe(403);
  });

  it('pages without losing or repeating one', async () => {
    const all = (await world.as('mother', { url: '/api/v1/my/licences?limit=200' }))
      .json()
      .items.map((one: { id: string }) => one.id);
    const paged: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: { items: { id: string }[]; nextCursor: string | null } = (
        await world.as('mother', { url: `/api/v1/my/licences?limit=3${cursor ? `&cursor=${cursor}` : ''}` })
      ).json();
      paged.push(...page.items.map((one) => one.id));
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(all);
    expect(all.length).toBeGreaterThan(3);
  });
});

describe('verification', () => {
  it('tells anyone by whom and, masked, for whom, whether it holds, and what was disclosed', async () => {
    const licence = await issue();
    const { body } = await verify(licence.credential);
    expect(body).toMatchObject({
      genuine: true,
      fault: null,
      state: 'valid',
      identifier: licence.identifier,
      issuer: { name: agencies.consumer.name },
      holder: { name: '测***' },
      withheld: 0,
    });
    expect(body.holder.number).not.toContain(citizens.child.slice(6, 14));
    expect(body.disclosed).toContainEqual({
      name: 'KZ_XZ',
      label: '险种',
      labelEn: 'Kind of insurance',
      value: '城乡居民基本医疗保险',
      selective: false,
    });
  });

  it('shows of a presentation only what it carries', async () => {
    const licence = await issue();
    const [jwt] = licence.credential.split('~');
    const { body } = await verify(`${jwt}~`);
    expect(body).toMatchObject({ genuine: true, withheld: type.selective.length });
    expect(JSON.stringify(body)).not.toContain(citizens.child);
    expect(body.disclosed.map((claim: { name: string }) => claim.name)).not.toContain('CZZT');
  });

  it('says expired after the last day, and valid on it', async () => {
    await loadPackLicenceTypes(world.platform, world.platform.db, [{ ...type, validityYears: 1 }]);
    const licence = await issue();
    await loadPackLicenceTypes(world.platform, world.platform.db, [type]);
    expect(licence.validUntil).toBe('2027-11-22');
    world.setNow('2027-11-22T15:59:59Z');
    expect((await verify(licence.credential)).body.state).toBe('valid');
    world.setNow('2027-11-22T16:00:01Z');
    expect((await verify(licence.credential, 'en')).body).toMatchObject({
      genuine: true,
      state: 'expired',
      message: 'Genuine, but expired.',
    });
  });

  it('finds a genuine signature without a record not genuine', async () => {
    const licence = await issue();
    await world.platform.database.pool.query('delete from licences.licences where id = $1', [licence.id]);
    expect((await verify(licence.credential)).body).toMatchObject({
      genuine: false,
      fault: 'notOnRecord',
      holder: null,
    });
  });

  it.each([
    'x',
    '~',
    '{"a":1}',
    '<script>alert(1)</script>',
    "' or 1=1 --",
    'a.b.c',
    'eyJhbGciOiJFZERTQSJ9.eyJ2Y3QiOjF9.AA~',
    '\u{10FFFF}',
    'A'.repeat(65_536),
  ])('answers garbage with a 400 that says so (%#)', async (text) => {
    const { status, body } = await verify(text);
    expect([status, body.code]).toEqual([400, 'credential-malformed']);
  });

  it('refuses a body that is too long, empty, or of another shape, naming the field', async () => {
    for (const credential of ['', 'A'.repeat(65_537), 5, null]) {
      const response = await world.as('anonymous', {
        method: 'POST',
        url: '/api/v1/licence-verifications',
        body: { credential },
      });
      expect([response.statusCode, response.json().faults[0].field]).toEqual([400, '/credential']);
    }
  });

  it('agrees with an implementation that shares no code with ours, from the published key and status list alone', async () => {
    const licence = await issue();
    const { issuer, jwks } = (await world.as('anonymous', { url: '/.well-known/jwt-vc-issuer' })).json();
    const key = await importJWK(jwks.keys[0], 'EdDSA');
    await compactVerify(licence.credential.split('~')[0]!, key);
    const { unverifiedInputSDJWT, disclosures } = decodeSDJWT(licence.credential);
    const opened = await unpackSDJWT(
      unverifiedInputSDJWT,
      disclosures,
      async () => (data) => createHash('sha256').update(data).digest('base64url'),
    );
    expect(opened).toMatchObject({ iss: issuer, ...licence.metadata });

    const { status } = opened as { status: { status_list: { uri: string; idx: number } } };
    const bitsNow = async () => {
      const response = await world.as('anonymous', { url: status.status_list.uri.slice(issuer.length) });
      expect(response.headers['content-type']).toContain('application/statuslist+jwt');
      const { payload } = await compactVerify(response.body, key);
      const list = JSON.parse(new TextDecoder().decode(payload)) as { sub: string; status_list: { lst: string } };
      expect(list.sub).toBe(status.status_list.uri);
      const bytes = inflateSync(Buffer.from(list.status_list.lst, 'base64url'));
      return (bytes[status.status_list.idx >> 2]! >> ((status.status_list.idx & 3) * 2)) & 3;
    };
    const change = (action: string) =>
      world.as('caseworker', {
        method: 'POST',
        url: `/api/v1/licences/${licence.id}/${action}`,
        body: { reason: '核查需要' },
      });
    expect(await bitsNow()).toBe(0);
    await change('suspension');
    expect(await bitsNow()).toBe(2);
    await change('resumption');
    expect(await bitsNow()).toBe(0);
    await change('revocation');
    expect(await bitsNow()).toBe(1);
  });
});

describe('revocation', () => {
  const revoke = (
    who: 'caseworker' | 'outsiderCaseworker' | 'steward',
    id: string,
    body: unknown = { reason: '以欺骗手段取得' },
  ) => world.as(who, { method: 'POST', url: `/api/v1/licences/${id}/revocation`, body });

  it('by the issuer binds at once, with its reason in the holder’s library and in the ledger', async () => {
    const licence = await issue();
    expect((await revoke('caseworker', licence.id)).json()).toMatchObject({
      state: 'revoked',
      stateReason: '以欺骗手段取得',
    });
    expect((await verify(licence.credential)).body).toMatchObject({ genuine: true, state: 'revoked' });
    expect((await world.as('mother', { url: `/api/v1/my/licences/${licence.id}` })).json()).toMatchObject({
      state: 'revoked',
      stateReason: '以欺骗手段取得',
    });
    expect((await entries()).at(-1)).toMatchObject({ detail: { act: 'revoke', identifier: licence.identifier } });
    expect((await revoke('caseworker', licence.id)).json()).toMatchObject({ status: 409, code: 'licence-state' });
  });

  it('is the issuer’s alone: for another agency the licence does not exist', async () => {
    const licence = await issue();
    expect((await revoke('outsiderCaseworker', licence.id)).statusCode).toBe(404);
    expect((await revoke('steward', licence.id)).statusCode).toBe(403);
    expect((await revoke('caseworker', '00000000-0000-7000-8000-00000000ffff')).statusCode).toBe(404);
    expect((await verify(licence.credential)).body.state).toBe('valid');
  });

  it('needs a reason', async () => {
    const licence = await issue();
    for (const body of [{}, { reason: '' }, { reason: '   ' }])
      expect((await revoke('caseworker', licence.id, body)).statusCode).toBe(400);
    expect((await verify(licence.credential)).body.state).toBe('valid');
  });
});

describe('what is published', () => {
  it('has a status list from the first day, and none beyond the last licence', async () => {
    expect((await world.as('anonymous', { url: '/api/v1/licence-status/0' })).statusCode).toBe(200);
    expect((await world.as('anonymous', { url: '/api/v1/licence-status/9' })).statusCode).toBe(404);
    expect((await world.as('anonymous', { url: '/api/v1/licence-status/-1' })).statusCode).toBe(400);
    expect(listSize % 4).toBe(0);
  });

  it('describes the type under the address that its credentials name', async () => {
    const licence = await issue();
    const { vct } = JSON.parse(Buffer.from(licence.credential.split('.')[1]!, 'base64url').toString()) as {
      vct: string;
    };
    const metadata = (await world.as('anonymous', { url: new URL(vct).pathname })).json();
    expect(metadata).toMatchObject({ vct, name: '基本医疗保险参保凭证' });
    expect(metadata.claims).toContainEqual({
      path: ['CZZT'],
      sd: 'always',
      display: [
        { lang: 'zh-CN', label: '持证主体' },
        { lang: 'en', label: 'Holder' },
      ],
    });
  });
});
