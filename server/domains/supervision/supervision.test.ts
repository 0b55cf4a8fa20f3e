import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StaffActor } from '../../../contracts/actor.ts';
import { type AgencyOverview, type DueThing, type Flow, type HomeKey, remind } from '../../../contracts/supervision.ts';
import { type ActorName, actors, agencies, citizens } from '../../testing/harness.ts';
import { resourceByKey } from '../catalogue/index.ts';
import { ledgerDomain } from '../ledger/index.ts';
import { type CaseWorld, caseWorld } from '../services/testing.ts';
import { countNewEntries } from './count-entries.ts';
import { supervisionDomain } from './index.ts';
import { remindDue } from './remind-due.ts';

const monday = '2026-11-23';
const operator = actors.operator as StaffActor;
const purpose = 'newborn-medical-enrolment';

let world: CaseWorld;
let birthsCode: string;
let birthsId: string;
const caseId = '00000000-0000-7000-8000-00000000c001';
const requestId = '00000000-0000-7000-8000-00000000b001';

beforeAll(async () => {
  world = await caseWorld();
  await supervisionDomain.routes?.(world.http, world.platform);
  await ledgerDomain.routes?.(world.http, world.platform);
  world.setNow(`${monday}T02:00:00Z`);
  const births = (await resourceByKey(world.platform.db, 'births'))!;
  birthsCode = births.code!;
  birthsId = births.id;
  const { pool } = world.platform.database;
  const { rows: items } = await pool.query('select key from services.items where agency_id = $1 limit 1', [
    agencies.consumer.id,
  ]);
  await pool.query(
    `insert into services.cases (id, number, item_key, item_version, definition, applicant_account, applicant_number, applicant_name,
       subject_number, subject_name, relation, state, created_at, submitted_at, deadline)
     values ($1, 'C-1', $2, 1, '{}', $3, $4, '测试母亲', $4, '测试母亲', 'self', 'submitted', now(), now(), '2026-11-20')`,
    [caseId, items[0].key, (actors.mother as { accountId: string }).accountId, citizens.mother],
  );
  await pool.query(
    `insert into sharing.requests (id, number, consumer_id, provider_id, resource_id, items, purpose, legal_basis, scope, valid_until,
       state, rule_set, rule, article, working_days, due_date)
     values ($1, 'R-1', $2, $3, $4, '{child_name}', $5, '《测试法》', '{}', '2027-12-31', 'submitted', 'regulation-2025',
       'conditional-answer', '第一条', 10, '2026-11-25')`,
    [requestId, agencies.consumer.id, agencies.provider.id, birthsId, purpose],
  );
  await pool.query(
    `insert into sharing.clock_rules (rule_set, rule, working_days, article, certain)
     values ('regulation-2025', 'catalogue-review', 2, '第一条', false)`,
  );
  // Births are brought in each day; the last time was on the Wednesday before.
  await pool.query("update catalogue.resources set update_cycle = '3' where id = $1", [birthsId]);
  await pool.query(
    `update library.resources
     set as_of = case when resource_id = $1 then '2026-11-18T02:00:00Z'::timestamptz else '2026-11-23T01:00:00Z' end`,
    [birthsId],
  );
});
afterAll(() => world.close());

const get = async (url: string, who: ActorName = 'operator') => (await world.as(who, { url })).json();
const call = (body: object = {}) =>
  world.as('client', {
    method: 'POST',
    url: `/api/v1/resources/${birthsCode.replace('/', '-')}/calls`,
    body: { subject: citizens.child, items: ['child_name'], purpose, ...body },
  });
const flows = async (query = '') => (await get(`/api/v1/supervision/flows${query}`)) as { items: Flow[] };
const due = async (query = '') => (await get(`/api/v1/supervision/due${query}`)).items as DueThing[];
const lines = async (who: ActorName): Promise<Partial<Record<HomeKey, number>>> =>
  Object.fromEntries(
    (await get('/api/v1/agency/home', who)).lines.map(({ key, count }: { key: string; count: number }) => [key, count]),
  );

it.each(['mother', 'steward', 'caseworker', 'developer', 'client', 'anonymous'] as const)(
  'what flows, what is late and an agency’s overview are not shown to %s',
  async (who) => {
    const asked = [
      { url: '/api/v1/supervision/flows' },
      { url: '/api/v1/supervision/flows.csv' },
      { url: '/api/v1/supervision/ledger-days' },
      { url: '/api/v1/supervision/due' },
      { url: `/api/v1/supervision/agencies/${agencies.provider.id}` },
      { method: 'POST', url: '/api/v1/supervision/reminders', body: { kind: 'case', id: caseId } },
      { method: 'POST', url: `/api/v1/agencies/${agencies.outsider.id}/closing`, body: { reason: '撤并' } },
    ];
    for (const request of asked) {
      expect((await world.as(who, request)).statusCode, request.url).toBe(who === 'anonymous' ? 401 : 403);
    }
  },
);

it('a supervisor reads all of it, and neither reminds nor closes', async () => {
  for (const url of ['flows', 'ledger-days', 'due', `agencies/${agencies.provider.id}`]) {
    expect((await world.as('supervisor', { url: `/api/v1/supervision/${url}` })).statusCode).toBe(200);
  }
  const body = { kind: 'case', id: caseId };
  expect((await world.as('supervisor', { method: 'POST', url: remind.path, body })).statusCode).toBe(403);
  const closing = { method: 'POST', url: `/api/v1/agencies/${agencies.outsider.id}/closing`, body: { reason: '撤并' } };
  expect((await world.as('supervisor', closing)).statusCode).toBe(403);
});

it('a correction that its provider has not answered is due from the day it was reported, and it is reminded of it', async () => {
  const id = '00000000-0000-7000-8000-00000000d001';
  const { pool } = world.platform.database;
  await pool.query(
    `insert into library.corrections (id, number, resource_id, item, subject, stated_value, proof, origin, state, filed_at, due_date)
     values ($1, 'JZ2026-000099', $2, 'child_name', $3, '测试', '户口簿', 'agency', 'submitted', now(), '2026-11-20')`,
    [id, birthsId, citizens.child],
  );
  const [found] = await due('?kind=correction');
  expect(found).toMatchObject({ id, label: 'JZ2026-000099', late: true, agency: { id: agencies.provider.id } });
  expect(JSON.stringify(found)).not.toContain(citizens.child);
  const reply = await world.as('operator', { method: 'POST', url: remind.path, body: { kind: 'correction', id } });
  expect(reply.json()).toMatchObject({ kind: 'correction', objectId: id });
  await pool.query("update library.corrections set state = 'kept' where id = $1", [id]);
  expect(await due('?kind=correction')).toEqual([]);
});

describe('flows', () => {
  it('calls and refusals are added up by provider, consumer, resource and purpose, people once', async () => {
    expect((await flows()).items).toEqual([]);
    expect((await call()).statusCode).toBe(200);
    expect((await call()).statusCode).toBe(200);
    expect((await call({ items: ['birth_institution'] })).statusCode).toBe(403);
    const { items } = await flows();
    expect(items).toEqual([
      expect.objectContaining({
        provider: { id: agencies.provider.id, name: agencies.provider.name, nameEn: null },
        consumer: expect.objectContaining({ id: agencies.consumer.id }),
        resource: expect.objectContaining({ id: birthsId, code: birthsCode }),
        purpose: expect.objectContaining({ key: purpose }),
        calls: 2,
        refusals: 1,
        people: 1,
        lastAt: `${monday}T02:00:00.000Z`,
      }),
    ]);
  });

  it('an entry is counted once, by however many at one time', async () => {
    await call();
    await Promise.all([1, 2, 3, 4].map(() => countNewEntries(world.platform)));
    expect((await flows()).items[0]).toMatchObject({ calls: 3, refusals: 1, people: 1 });
    const { days } = await get('/api/v1/supervision/ledger-days');
    expect(days).toContainEqual({ day: monday, kind: 'call', entries: 3 });
  });

  it('a period and an agency narrow them; a period that ends before it begins is refused', async () => {
    expect((await flows(`?from=${monday}&to=${monday}`)).items).toHaveLength(1);
    expect((await flows('?to=2026-11-22')).items).toEqual([]);
    expect((await flows(`?agency=${agencies.provider.id}`)).items).toHaveLength(1);
    expect((await flows(`?agency=${agencies.outsider.id}`)).items).toEqual([]);
    const wrong = await world.as('operator', { url: '/api/v1/supervision/flows?from=2026-11-02&to=2026-11-01' });
    expect([wrong.statusCode, wrong.json().code]).toEqual([422, 'period-invalid']);
    expect((await world.as('operator', { url: '/api/v1/supervision/flows?from=2026-02-30' })).statusCode).toBe(400);
  });

  it('the file says the same and names no person', async () => {
    const file = await world.as('supervisor', { url: '/api/v1/supervision/flows.csv' });
    expect(file.headers['content-type']).toContain('text/csv');
    expect(file.body).toContain(`${agencies.provider.name},`);
    expect(file.body).toContain(`,3,1,1,${monday}T02:00:00.000Z\r\n`);
    expect(file.body).not.toMatch(/p1\.|\d{17}/);
  });

  it('a grant tells which of its items no call has read, and is listed until one has', async () => {
    const inPart = async () =>
      (await get('/api/v1/grants?use=inPart')).items as {
        id: string;
        items: { code: string }[];
        neverRead: string[];
      }[];
    const [grant] = await inPart();
    expect(grant!.neverRead.length).toBeGreaterThan(0);
    const never = (await get('/api/v1/grants?use=never')).items as { id: string; lastUsedAt: string | null }[];
    expect(never.every(({ id, lastUsedAt }) => id !== grant!.id && lastUsedAt === null)).toBe(true);
    // An item by which the subject is found is used as well, though it is not read.
    const [first, ...others] = grant!.items.map(({ code }) => code);
    const url = `/api/v1/resources/${birthsCode.replace('/', '-')}/queries`;
    const body = { filters: [{ item: first!, in: ['没有的值'] }], items: others, purpose };
    const reply = await world.as('client', { method: 'POST', url, body });
    expect(reply.statusCode, reply.body).toBe(200);
    await countNewEntries(world.platform);
    expect(await inPart()).toEqual([]);
  });
});

describe('what is due', () => {
  it('stands in the order of its days, with working days left, whose turn it is, and nothing of who applied', async () => {
    const found = await due();
    expect(found.map(({ kind, label, late, remaining }) => [kind, label, late, remaining])).toEqual([
      ['resource', expect.any(String), true, -2],
      ['case', 'C-1', true, -1],
      ['request', 'R-1', false, 2],
    ]);
    expect(found.map(({ agency }) => agency.id)).toEqual([
      agencies.provider.id,
      agencies.consumer.id,
      agencies.provider.id,
    ]);
    expect(JSON.stringify(found)).not.toContain('测试母亲');
  });

  it('is narrowed by kind, agency and standing', async () => {
    expect((await due('?kind=case')).map(({ id }) => id)).toEqual([caseId]);
    expect((await due('?standing=soon')).map(({ id }) => id)).toEqual([requestId]);
    expect((await due('?standing=late')).map(({ kind }) => kind)).toEqual(['resource', 'case']);
    expect((await due(`?agency=${agencies.consumer.id}`)).map(({ id }) => id)).toEqual([caseId]);
  });

  it('a review is due within the days of the rule in force, and is the operator’s own', async () => {
    const { pool } = world.platform.database;
    const id = '00000000-0000-7000-8000-00000000e001';
    await pool.query(
      `insert into catalogue.resources (id, provider_id, name, state, updated_at)
       values ($1, $2, '待审资源', 'submitted', '2026-11-18T02:00:00Z')`,
      [id, agencies.provider.id],
    );
    expect(await due('?kind=review')).toEqual([
      expect.objectContaining({
        id,
        label: '待审资源',
        date: '2026-11-20',
        late: true,
        agency: expect.objectContaining({ id: agencies.operator.id }),
      }),
    ]);
    expect(await lines('operator')).toMatchObject({ reviewsLate: 1, reviewsWaiting: 0 });
    await pool.query('delete from catalogue.resources where id = $1', [id]);
  });
});

describe('the first page of staff', () => {
  it('tells each role what is due for it at its own agency', async () => {
    expect(await lines('caseworker')).toEqual({ casesLate: 1, casesToday: 0, casesWeek: 0, casesInHand: 1 });
    expect(await lines('steward')).toMatchObject({
      requestsLate: 0,
      requestsSoon: 1,
      resourcesStale: 1,
      entriesReturned: 0,
    });
    expect(await lines('developer')).toMatchObject({ refusals: 1 });
    expect(await lines('operator')).toMatchObject({
      allCasesLate: 1,
      allRequestsLate: 0,
      allResourcesStale: 1,
      calendarMissing: 1,
    });
    expect(Object.keys(await lines('supervisor'))).toEqual(['allCasesLate', 'allRequestsLate', 'allResourcesStale']);
  });

  it('tells another agency none of it', async () => {
    expect(await lines('outsiderCaseworker')).toEqual({ casesLate: 0, casesToday: 0, casesWeek: 0, casesInHand: 0 });
    const others = await lines('outsiderSteward');
    expect(Object.values(others).every((count) => count === 0)).toBe(true);
  });
});

describe('a reminder', () => {
  const send = (body: object, who: ActorName = 'operator') => world.as(who, { method: 'POST', url: remind.path, body });
  const reminders = async (who: ActorName) => (await get('/api/v1/agency/home', who)).reminders;

  it('stands on the first page of the agency that owes, once a day, until the thing is done', async () => {
    const first = await send({ kind: 'case', id: caseId, note: '请今天办结' });
    const again = await send({ kind: 'case', id: caseId, note: '再催一次' });
    expect([first.statusCode, again.json().id]).toEqual([201, first.json().id]);
    expect(await reminders('caseworker')).toEqual([
      expect.objectContaining({ kind: 'case', label: 'C-1', note: '请今天办结', sentBy: operator.name }),
    ]);
    expect(await reminders('steward')).toEqual([]);
    expect((await due('?kind=case'))[0]!.reminder).toEqual({
      sentBy: operator.name,
      sentAt: `${monday}T02:00:00.000Z`,
    });
    const { pool } = world.platform.database;
    await pool.query("update services.cases set state = 'closed', deadline = null where id = $1", [caseId]);
    expect(await reminders('caseworker')).toEqual([]);
  });

  it.each([
    [{ kind: 'case', id: '00000000-0000-7000-8000-00000000ffff' }, 404],
    [{ kind: 'resource', id: requestId }, 404],
    [{ kind: 'review', id: requestId }, 400],
    [{ kind: 'request', id: requestId, note: `见 ${citizens.mother}` }, 400],
    [{ kind: 'request', id: requestId, note: 'x'.repeat(201) }, 400],
    [{ kind: 'request', id: requestId, more: 1 }, 400],
  ])('%j is refused with %i', async (body, status) => {
    expect((await send(body)).statusCode).toBe(status);
  });

  it('comes from the platform itself once the last two working days have begun, and once', async () => {
    // Of the operator's reminders in this world the request has had none yet, and is due on the Wednesday.
    await world.platform.database.pool.query('delete from supervision.reminders where kind = $1', ['request']);
    world.setNow('2026-11-20T02:00:00Z');
    expect(await remindDue(world.platform)).toBe(0);
    world.setNow(`${monday}T02:00:00Z`);
    expect(await remindDue(world.platform)).toBe(1);
    expect(await remindDue(world.platform)).toBe(0);
    expect(await reminders('steward')).toEqual([
      expect.objectContaining({ kind: 'request', objectId: requestId, sentBy: null, note: null }),
    ]);
  });

  it('of a dispute goes to the provider in consultation; in arbitration it is the operator’s own to decide', async () => {
    const { pool } = world.platform.database;
    const dispute = '00000000-0000-7000-8000-00000000d001';
    await pool.query("update sharing.requests set state = 'answered' where id = $1", [requestId]);
    await pool.query(
      `insert into sharing.disputes (id, request_id, state, items, reason, filed_by, filed_at, rule, article, working_days, clock_from, due_date)
       values ($1, $2, 'consultation', '{child_name}', '依法应当共享', $3, now(), 'dispute-consultation', '平台约定', 10, '2026-11-11', '2026-11-24')`,
      [dispute, requestId, (actors.consumerSteward as StaffActor).accountId],
    );
    expect(await due('?kind=dispute')).toEqual([
      expect.objectContaining({
        id: requestId,
        label: 'R-1',
        agency: expect.objectContaining({ id: agencies.provider.id }),
      }),
    ]);
    expect(await lines('steward')).toMatchObject({ disputesToAnswer: 1 });
    expect(await remindDue(world.platform)).toBe(1);
    await pool.query("update sharing.disputes set state = 'arbitration' where id = $1", [dispute]);
    expect(await due('?kind=dispute')).toEqual([
      expect.objectContaining({ agency: expect.objectContaining({ id: agencies.operator.id }) }),
    ]);
    expect(await lines('operator')).toMatchObject({ disputesToDecide: 1 });
    await pool.query('delete from sharing.disputes where id = $1', [dispute]);
    await pool.query("update sharing.requests set state = 'submitted' where id = $1", [requestId]);
  });
});

describe('an agency', () => {
  const overview = async (id: string) => (await get(`/api/v1/supervision/agencies/${id}`)) as AgencyOverview;
  const close = (id: string, reason = '机构改革撤并', who: ActorName = 'operator') =>
    world.as(who, { method: 'POST', url: `/api/v1/agencies/${id}/closing`, body: { reason } });

  it('is shown with what it has', async () => {
    expect(await overview(agencies.consumer.id)).toMatchObject({
      agency: { name: agencies.consumer.name, active: true },
      accounts: { all: 3, stewards: 1, developers: 1 },
      clients: [expect.objectContaining({ clientId: 'test-client' })],
      callsThisMonth: 4,
      servedThisMonth: 0,
    });
    expect((await overview(agencies.provider.id)).servedThisMonth).toBe(4);
    const unknown = '/api/v1/supervision/agencies/00000000-0000-7000-8000-00000000ffff';
    expect((await world.as('operator', { url: unknown })).statusCode).toBe(404);
  });

  it('once closed has no account, client or grant that works, and is closed once', async () => {
    const before = (await overview(agencies.consumer.id)).grants.held;
    expect(before).toBeGreaterThan(0);
    expect((await close(agencies.consumer.id)).json()).toMatchObject({
      agency: { active: false },
      accounts: { all: 0 },
      clients: [],
      grants: { given: 0, held: 0 },
    });
    expect((await call()).statusCode).toBeGreaterThanOrEqual(401);
    expect((await close(agencies.consumer.id)).statusCode).toBe(200);
    const { items } = await get(`/api/v1/ledger/entries?limit=200`);
    const told = items.filter(
      ({ kind, act }: { kind: string; act: string }) => kind === 'account' && act === 'agencyClosed',
    );
    expect(told).toHaveLength(1);
    const revoked = items.filter(
      ({ kind, act }: { kind: string; act: string }) => kind === 'grant' && act === 'revocation',
    );
    expect(revoked).toHaveLength(before);
  });

  it('is not closed by its own operator, without a reason, or when there is none', async () => {
    expect((await close(agencies.operator.id)).json().code).toBe('own-agency');
    expect((await close(agencies.outsider.id, ' ')).statusCode).toBe(400);
    expect((await close('00000000-0000-7000-8000-00000000ffff')).statusCode).toBe(404);
    expect((await overview(agencies.outsider.id)).agency.active).toBe(true);
  });
});
