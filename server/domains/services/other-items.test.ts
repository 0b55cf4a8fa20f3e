import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Case } from '../../../contracts/services.ts';
import { type ActorName, actors, citizens } from '../../testing/harness.ts';
import { createDelegation, createOrganisation, personByCitizenId } from '../identity/index.ts';
import { type CaseWorld, caseWorld } from './testing.ts';

const creditCode = '91330108DEM0000062';
let world: CaseWorld;
let delegationId: string;

const send = async (
  who: ActorName | typeof officer,
  method: string,
  url: string,
  body?: unknown,
  headers: Record<string, string> = {},
) => {
  const response = await world.as(who, { method, url: `/api/v1${url}`, body, headers });
  return { status: response.statusCode, body: response.json() };
};
const officer = {
  kind: 'staff' as const,
  accountId: '00000000-0000-7000-8000-000000000105',
  name: '窗口人员',
  agencyId: '',
  roles: ['caseworker' as const],
};
const workAt = async (key: string) => {
  const { rows } = await world.platform.database.pool.query<{ id: string }>(
    'select id from directory.agencies where key = $1',
    [key],
  );
  officer.agencyId = rows[0]!.id;
};
const inScheme = (citizenId: string) => ({
  citizen_id: citizenId,
  name: '某人',
  insurance_kind: '110',
  status: '1',
  started_on: '2018-07-01',
  region_code: '330100',
  contribution_base: '9800.00',
  updated_at: '2026-10-08T09:30:00+08:00',
});
const asked = (shown: Case) => shown.fields.filter((field) => field.kind === 'asked').map((field) => field.name);
const edit = (shown: Case, body: object) =>
  send('mother', 'PATCH', `/cases/${shown.id}`, body, { 'if-match': `"${shown.version}"` });

beforeAll(async () => {
  world = await caseWorld();
  const { db } = world.platform;
  const organisation = await createOrganisation(db, { creditCode, name: '杭州数跑演示科技有限公司' });
  const agent = (await personByCitizenId(db, citizens.mother))!;
  const delegation = await createDelegation(db, {
    organisationId: organisation.id,
    agentPersonId: agent.id,
    scope: ['company-change'],
    validFrom: '2026-01-01',
    validUntil: '2026-12-31',
    grantedBy: null,
  });
  delegationId = delegation.id;
  await world.plant('company-registration', [
    {
      credit_code: creditCode,
      name: '杭州数跑演示科技有限公司',
      kind: '1100',
      legal_representative: '吴敏',
      registered_capital: '500.00',
      established_on: '2018-03-15',
      region_code: '330108',
      address: '浙江省杭州市滨江区示例大道100号6层',
      business_scope: '软件开发',
      status: '1',
      authority: '杭州市滨江区市场监督管理局',
      approved_on: '2024-04-09',
    },
  ]);
  await world.plant('social-insurance', [inScheme(citizens.stranger)]);
});
afterAll(() => world.close());
beforeEach(async () => {
  world.setNow('2026-11-23T03:00:00Z');
  await world.platform.database.pool.query('truncate services.cases cascade');
  await world.platform.database.pool.query('update identity.delegations set revoked_at = null');
});

describe('a company’s change of registration, by its agent', () => {
  const open = async () =>
    (await send('mother', 'POST', '/cases', { service: 'company-change', subject: creditCode })).body as Case;
  const change = {
    form: {
      change_items: ['address'],
      new_region: '330106',
      new_address: '浙江省杭州市西湖区新路1号',
      mobile: '13800000000',
    },
    commitments: { premises: true },
  };

  it('asks only what the company alone knows, and renews its licence', async () => {
    const draft = await open();
    expect(draft).toMatchObject({ relation: 'agent', subject: { name: '杭州数跑演示科技有限公司' } });
    expect(asked(draft)).toEqual(['change_items', 'new_region', 'new_address', 'new_business_scope', 'mobile']);
    expect(draft.materials.map((material) => [material.key, material.state, material.how])).toEqual([
      ['business-licence', 'satisfied', 'shared'],
      ['delegation', 'satisfied', 'delegation'],
      ['premises', 'commit', null],
    ]);
    await edit(draft, change);
    expect((await send('mother', 'POST', `/cases/${draft.id}/submission`)).body.state).toBe('submitted');
    await workAt('hangzhou-market-regulation');
    await send(officer, 'POST', `/cases/${draft.id}/acceptance`);
    const { body: decided } = await send(officer, 'POST', `/cases/${draft.id}/decision`, {
      outcome: 'granted',
      opinion: '准予变更登记。',
    });
    const { rows } = await world.platform.database.pool.query(
      'select holder_number, metadata from licences.licences where id = $1',
      [decided.licenceId],
    );
    expect(rows).toMatchObject([
      {
        holder_number: creditCode,
        metadata: { CZZTDMLX: '001', KZ_ZS: '浙江省杭州市西湖区新路1号', KZ_JYFW: '软件开发', KZ_ZCZB: '500.00' },
      },
    ]);

    // The next time the licence itself is the material, and nothing is read for it.
    const next = await open();
    expect(next.materials[0]).toMatchObject({ key: 'business-licence', how: 'licence', licence: { name: '营业执照' } });
  });

  it('is not handed in by an agent whose delegation was revoked meanwhile', async () => {
    const draft = await open();
    await edit(draft, change);
    await world.platform.database.pool.query('update identity.delegations set revoked_at = now() where id = $1', [
      delegationId,
    ]);
    expect(await send('mother', 'POST', `/cases/${draft.id}/submission`)).toMatchObject({
      status: 403,
      body: { code: 'not-delegated' },
    });
    expect(
      (await send('stranger', 'POST', '/cases', { service: 'company-change', subject: creditCode })).body.code,
    ).toBe('not-delegated');
  });

  it('needs what the choice makes needed', async () => {
    const draft = await open();
    await edit(draft, {
      form: { change_items: ['businessScope'], mobile: '13800000000' },
      commitments: { premises: true },
    });
    const { body } = await send('mother', 'POST', `/cases/${draft.id}/submission`);
    expect(body.faults.map((fault: { field: string }) => fault.field)).toEqual(['/new_business_scope']);
  });
});

describe('a resident’s own pension', () => {
  const open = async () =>
    (await send('mother', 'POST', '/cases', { service: 'resident-pension-enrolment' })).body as Case;

  it('asks for the choice that is the resident’s own, and for a commitment that no agency can replace', async () => {
    const draft = await open();
    expect(draft).toMatchObject({
      relation: 'self',
      subject: { name: actors.mother.kind === 'person' ? actors.mother.name : '' },
    });
    expect(asked(draft)).toEqual(['contribution_tier', 'mobile']);
    expect(draft.fields.find((field) => field.name === 'contribution_tier')?.why?.zh).toBe('缴费档次由您自己选择。');
    await edit(draft, { form: { contribution_tier: '500', mobile: '13800000000' } });
    expect((await send('mother', 'POST', `/cases/${draft.id}/submission`)).body.code).toBe('material-missing');
    const { body: now } = await send('mother', 'GET', `/cases/${draft.id}`);
    await edit(now, { commitments: { 'no-other-scheme': true } });
    expect((await send('mother', 'POST', `/cases/${draft.id}/submission`)).body.state).toBe('submitted');
  });

  it('is refused at submission to someone who is in a scheme', async () => {
    await world.plant('social-insurance', [inScheme(citizens.mother)]);
    const draft = await open();
    await world.plant('social-insurance', [inScheme(citizens.stranger)]);
    await edit(draft, {
      form: { contribution_tier: '500', mobile: '13800000000' },
      commitments: { 'no-other-scheme': true },
    });
    expect((await send('mother', 'POST', `/cases/${draft.id}/submission`)).body).toMatchObject({
      code: 'not-eligible',
      details: { reasons: ['您已经参加基本养老保险，不需要再办。'] },
    });
  });
});
