import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readLicenceCode } from '../../../contracts/licence-codes.ts';
import type { LicenceType } from '../../../contracts/pack.ts';
import { actors, agencies, citizens, type TestWorld, testWorld } from '../../testing/harness.ts';
import { issueLicence, keepLicenceUse, type LicenceInput, licencesDomain, loadPackLicenceTypes } from './index.ts';
import { licencesJobs } from './jobs.ts';

const typeOf = (key: string) =>
  parse(readFileSync(new URL(`../../../packs/demo/licence-types/${key}.yaml`, import.meta.url), 'utf8')) as LicenceType;
const type = typeOf('medical-insurance-certificate');
const companyType = typeOf('business-licence');
const caseworkerId = '00000000-0000-7000-8000-000000000105';
const company = { creditCode: '91330106MA2CFRXX0K', name: '测试企业' };
const claims = { KZ_XB: '女', KZ_CSRQ: '2026-06-15', KZ_XZ: '居民医保', KZ_CBD: '杭州市', KZ_JHR: '测试母亲' };

let world: TestWorld;
let count = 0;
const start = Date.parse('2026-11-23T03:00:00Z');
const at = (seconds: number) => world.setNow(new Date(start + seconds * 1000).toISOString());
const issue = (more: Partial<LicenceInput> = {}) =>
  world.platform.db.transaction().execute((tx) =>
    issueLicence(world.platform, tx, {
      typeKey: type.key,
      issuer: agencies.consumer,
      holder: { number: citizens.child, name: '测试孩子' },
      claims,
      keepers: [{ citizenId: citizens.mother, why: 'guardian' }],
      source: `case:p${++count}`,
      accountId: caseworkerId,
      ...more,
    }),
  );
type Who = Parameters<TestWorld['as']>[0];
const post = async (who: Who, url: string, body: unknown, from = '192.0.2.1') => {
  const response = await world.as(who, { method: 'POST', url, body, headers: { 'x-forwarded-for': from } });
  return { status: response.statusCode, body: response.json(), headers: response.headers };
};
const present = async (id: string, body: object = { claims: [] }, who: Who = 'mother') =>
  post(who, `/api/v1/my/licences/${id}/presentations`, body);
const redeem = (code: string, from?: string) => post('anonymous', '/api/v1/licence-codes/redemptions', { code }, from);
const check = (code: string, who: Who = 'caseworker') => post(who, '/api/v1/agency/licence-checks', { code });
const viewings = async (id: string, who: Who = 'mother') =>
  (await world.as(who, { url: `/api/v1/my/licences/${id}/viewings` })).json().items;
const names = (shown: { disclosed: { name: string }[] }) => shown.disclosed.map((claim) => claim.name);
const rows = async (sql: string) => (await world.platform.database.pool.query(sql)).rows;

beforeAll(async () => {
  world = await testWorld([licencesDomain]);
  await loadPackLicenceTypes(world.platform, world.platform.db, [type, companyType]);
});
afterAll(() => world.close());
beforeEach(async () => {
  at(0);
  await rows('truncate licences.code_tries, licences.presentations');
});

describe('a code that shows a licence', () => {
  it('shows a stranger the chosen items and what always shows, nothing else, and whether the licence holds now', async () => {
    const licence = await issue();
    const made = await present(licence.id, { claims: ['KZ_XB'] });
    expect(made).toMatchObject({ status: 201, body: { seconds: 60, expiresAt: '2026-11-23T03:01:00.000Z' } });
    const { status, body } = await redeem(made.body.code);
    expect(status).toBe(200);
    expect(body).toMatchObject({ state: 'valid', message: '真实有效。', issuer: { name: agencies.consumer.name } });
    expect(names(body)).toContain('KZ_XB');
    expect(names(body)).toContain('ZZMC');
    expect(body.withheld).toBe(type.selective.length - 1);
    for (const hidden of [citizens.child, '测试孩子', '测试母亲', '2026-06-15'])
      expect(JSON.stringify(body)).not.toContain(hidden);
  });

  it('is as good read aloud, with blanks and hyphens, small letters, and O, I and L for the digits they look like', async () => {
    const licence = await issue();
    const { spoken } = (await present(licence.id)).body;
    expect(spoken).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
    const mumbled = `${spoken.slice(0, 4)} - ${spoken.slice(4)}`
      .toLowerCase()
      .replaceAll('0', 'o')
      .replaceAll('1', 'l');
    expect((await redeem(mumbled)).status).toBe(200);
  });

  it('works once, whichever of its two forms is used, also when both are used at the same moment', async () => {
    const licence = await issue();
    const { code, spoken } = (await present(licence.id)).body;
    const tried = await Promise.all([redeem(code), redeem(spoken), check(code), check(spoken)]);
    expect(tried.map((one) => one.status).sort()).toEqual([200, 404, 404, 404]);
    expect(await viewings(licence.id)).toHaveLength(1);
  });

  it('ends with its seconds, and says the same as a code that never was, was used, or is another agency’s', async () => {
    const licence = await issue();
    const expired = (await present(licence.id)).body.code;
    const others = (await present(licence.id, { claims: [], audience: agencies.outsider.creditCode })).body.code;
    const used = (await present(licence.id)).body.code;
    await redeem(used);
    const refused = [await redeem(used), await redeem('A'.repeat(32)), await redeem('nonsense'), await redeem(others)];
    refused.push(await check(others));
    at(60);
    refused.push(await redeem(expired));
    const said = refused.map(({ status, body }) => ({
      status,
      code: body.code,
      title: body.title,
      detail: body.detail,
    }));
    expect(new Set(said.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(said[0]).toMatchObject({ status: 404, code: 'licence-code-unknown' });
  });

  it('meant for one agency works for its staff', async () => {
    const licence = await issue();
    const { code } = (await present(licence.id, { claims: [], audience: agencies.consumer.creditCode })).body;
    expect((await check(code)).status).toBe(200);
  });

  it('tells that the licence was revoked after the code was made', async () => {
    const licence = await issue();
    const { code } = (await present(licence.id)).body;
    await post('caseworker', `/api/v1/licences/${licence.id}/revocation`, { reason: '重复参保' });
    expect((await redeem(code)).body).toMatchObject({ state: 'revoked', message: '真实，但已被发证机关撤销。' });
  });

  it('is made only for a licence of one’s own library, and of items that the licence has', async () => {
    const licence = await issue();
    expect((await present(licence.id, { claims: [] }, 'stranger')).body.code).toBe('licence-unknown');
    expect((await present('00000000-0000-7000-8000-00000000ffff')).status).toBe(404);
    expect((await present(licence.id, { claims: ['KZ_NONE'] })).body.code).toBe('request-invalid');
    expect((await present(licence.id, { claims: [], audience: 'x' })).body.code).toBe('request-invalid');
    expect((await world.as('stranger', { url: `/api/v1/my/licences/${licence.id}/viewings` })).statusCode).toBe(404);
  });

  it('cannot be hoarded', async () => {
    const licence = await issue();
    for (let n = 0; n < 10; n += 1) expect((await present(licence.id)).status).toBe(201);
    expect((await present(licence.id)).body.code).toBe('too-many-requests');
    at(61);
    expect((await present(licence.id)).status).toBe(201);
  });

  it('is not kept: a reader of the database finds no code that works', async () => {
    const licence = await issue();
    const { code, spoken } = (await present(licence.id)).body;
    const [row] = await rows('select p::text from licences.presentations p');
    expect(row.p).not.toContain(code);
    expect(row.p).not.toContain(spoken);
    expect(row.p).not.toContain(Buffer.from(code).toString('hex'));
  });

  it('carries items as text, whatever they hold', async () => {
    const licence = await issue({ claims: { ...claims, KZ_CBD: '<svg onload=alert(1)>' } });
    const { code } = (await present(licence.id, { claims: ['KZ_CBD'] })).body;
    expect((await redeem(code)).body.disclosed).toContainEqual(
      expect.objectContaining({ name: 'KZ_CBD', value: '<svg onload=alert(1)>' }),
    );
  });

  it('is forgotten a day after its end, and what it showed is not', async () => {
    const licence = await issue();
    await redeem((await present(licence.id)).body.code);
    at(60 + 86_401);
    await licencesJobs(world.platform)[0]!.run(null);
    expect(await rows('select 1 from licences.presentations')).toEqual([]);
    expect(await viewings(licence.id)).toHaveLength(1);
  });
});

describe('guessing codes', () => {
  it('ends after ten failures from one address, also for the right code, and goes on after ten minutes', async () => {
    const licence = await issue();
    for (let n = 0; n < 10; n += 1) expect((await redeem('AAAA0000')).status).toBe(404);
    const { code } = (await present(licence.id)).body;
    const held = await redeem(code);
    expect(held).toMatchObject({ status: 429, body: { code: 'too-many-requests' } });
    expect(Number(held.headers['retry-after'])).toBeGreaterThan(0);
    expect((await redeem(code, '192.0.2.2')).status).toBe(200);
    at(601);
    expect((await redeem((await present(licence.id)).body.code)).status).toBe(200);
  });

  it('is counted for staff by their account', async () => {
    for (let n = 0; n < 10; n += 1) expect((await check('AAAA0000')).status).toBe(404);
    expect((await check('AAAA0000')).status).toBe(429);
    expect((await check('AAAA0000', 'outsiderCaseworker')).status).toBe(404);
  });

  it('is not what someone does whose codes work', async () => {
    const licence = await issue();
    for (let n = 0; n < 12; n += 1) expect((await redeem((await present(licence.id)).body.code)).status).toBe(200);
  });
});

describe('who looked', () => {
  it('stands in the holder’s list and in the ledger at once: the agency by name, or that nobody signed in', async () => {
    const licence = await issue();
    await redeem((await present(licence.id)).body.code);
    at(5);
    const made = (await present(licence.id, { claims: ['CZZT'] })).body;
    const { ledgerIndex } = (await check(made.code)).body;
    const [latest, first] = await viewings(licence.id);
    expect(latest).toMatchObject({
      presentation: made.id,
      at: '2026-11-23T03:00:05.000Z',
      agency: { name: agencies.consumer.name },
      state: 'valid',
      ledgerIndex,
    });
    expect(latest.claims).toContainEqual({ name: 'CZZT', label: '持证主体', labelEn: 'Holder' });
    expect(first.agency).toBeNull();
    const [{ body }] = await rows(`select body from ledger.entries where index = ${ledgerIndex}`);
    const entry = JSON.parse(body);
    expect(entry).toMatchObject({
      kind: 'licenceCheck',
      actor: { agency: agencies.consumer.creditCode, account: caseworkerId },
      provider: agencies.consumer.creditCode,
      detail: { identifier: licence.identifier, name: '基本医疗保险参保凭证', state: 'valid' },
    });
    expect(entry.items).toContain('CZZT');
    expect(body).not.toMatch(/测试孩子|520102202606158028/);
  });

  it('is told the agency’s own case workers, without whose licence it was', async () => {
    const licence = await issue();
    await check((await present(licence.id)).body.code);
    const own = (await world.as('caseworker', { url: '/api/v1/agency/licence-checks?limit=1' })).json();
    expect(own.items).toMatchObject([{ by: '窗口人员', type: { name: '基本医疗保险参保凭证' } }]);
    expect(JSON.stringify(own)).not.toContain('测试孩子');
    expect((await world.as('outsiderCaseworker', { url: '/api/v1/agency/licence-checks' })).json().items).toEqual([]);
  });
});

describe('the library', () => {
  const agent = actors.stranger;
  beforeAll(async () => {
    await rows(`insert into identity.organisations (id, credit_code, name, legal_representative)
      values ('00000000-0000-7000-8000-0000000000c1', '${company.creditCode}', '${company.name}', '${actors.mother.accountId}')`);
    await rows(`insert into identity.delegations (id, organisation_id, agent_person_id, scope, valid_from, valid_until)
      values ('00000000-0000-7000-8000-0000000000d1', '00000000-0000-7000-8000-0000000000c1', '${agent.accountId}', '{company-change}', '2026-11-01', '2026-11-23')`);
  });

  it('holds a company’s licences for who represents it, and for an agent as long as the delegation lasts', async () => {
    const licence = await issue({
      typeKey: companyType.key,
      holder: { number: company.creditCode, name: company.name },
      claims: { KZ_QYLX: '有限责任公司', KZ_FDDBR: '测试母亲', KZ_CLRQ: '2020-01-01', KZ_ZS: '杭州', KZ_JYFW: '软件' },
      keepers: [],
    });
    const kept = async (who: Who) => (await world.as(who, { url: `/api/v1/my/licences/${licence.id}` })).json();
    expect(await kept('mother')).toMatchObject({ keptFor: 'representative', holderNumber: company.creditCode });
    expect(await kept(agent)).toMatchObject({ keptFor: 'agent', holderKind: 'organisation' });
    expect((await present(licence.id, { claims: [] }, agent)).status).toBe(201);
    world.setNow('2026-11-24T03:00:00Z');
    expect(await kept(agent)).toMatchObject({ code: 'licence-unknown' });
    expect((await present(licence.id, { claims: [] }, agent)).status).toBe(404);
    expect(await kept('mother')).toMatchObject({ keptFor: 'representative' });
  });

  it('is filtered by what its licences are today', async () => {
    const revoked = await issue();
    await post('caseworker', `/api/v1/licences/${revoked.id}/revocation`, { reason: '重复参保' });
    const ids = async (state: string) =>
      (await world.as('mother', { url: `/api/v1/my/licences?limit=200&state=${state}` })).json().items;
    expect(await ids('revoked')).toContainEqual(expect.objectContaining({ id: revoked.id, state: 'revoked' }));
    const valid: { id: string; state: string }[] = await ids('valid');
    expect(valid.length).toBeGreaterThan(0);
    expect(valid.every(({ state }) => state === 'valid')).toBe(true);
    expect((await world.as('mother', { url: '/api/v1/my/licences?state=lost' })).statusCode).toBe(400);
  });

  it('tells what was done to a licence, and which cases it served instead of a paper, each once', async () => {
    const licence = await issue();
    await post('caseworker', `/api/v1/licences/${licence.id}/suspension`, { reason: '信息核对' });
    const use = {
      identifier: licence.identifier,
      caseNumber: '330100-1',
      service: { zh: '变更登记', en: 'Change' },
      agencyId: agencies.consumer.id,
      at: new Date(start),
    };
    for (let n = 0; n < 2; n += 1) await keepLicenceUse(world.platform.db, use);
    const shown = (await world.as('mother', { url: `/api/v1/my/licences/${licence.id}` })).json();
    expect(shown.history).toMatchObject([{ event: 'issue' }, { event: 'suspend', reason: '信息核对' }]);
    expect(shown.uses).toMatchObject([{ caseNumber: '330100-1', agency: agencies.consumer.name, serviceEn: 'Change' }]);
  });
});

it('reads a code out of the address that its QR code holds, and none out of anything else', () => {
  const long = 'a-_0'.repeat(8);
  expect(readLicenceCode(`https://node.example/verify-licence#${long}`)).toBe(long);
  expect(readLicenceCode(` ${long}\n`)).toBe(long);
  expect(readLicenceCode('oil0-2345')).toBe('01102345');
  for (const other of ['', 'short', 'UUUUUUUU', `${long}x`, 'https://node.example/verify-licence'])
    expect(readLicenceCode(other)).toBeNull();
});
