import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EntryBody } from '../../../contracts/ledger.ts';
import type { Grant, SharingRequest } from '../../../contracts/sharing.ts';
import type { SharingClocks } from '../../../contracts/sharing-clocks.ts';
import { type ActorName, agencies, citizens, type TestWorld } from '../../testing/harness.ts';
import { sharingDomain } from './index.ts';
import { plantResource, sharingWorld } from './testing.ts';

let world: TestWorld;

beforeAll(async () => {
  world = await sharingWorld([sharingDomain]);
  const items = [{ code: 'child' }, { code: 'weight' }, { code: 'region' }];
  await plantResource(world, {
    n: 1,
    name: '出生信息',
    items: [...items, { code: 'secret', shareType: 'withheld', legalBasis: '《测试法》第九条' }],
  });
  await plantResource(world, { n: 2, name: '行政区划', shareType: 'unconditional', items });
  await plantResource(world, { n: 3, name: '草稿', state: 'draft', items });
});
afterAll(() => world.close());

const asking = {
  resource: '202001-000001',
  items: ['child', 'weight'],
  purpose: 'newborn',
  legalBasis: '《社会保险法》第五十八条',
  scope: { rows: { region: ['330106', '330102'] } },
  validUntil: '2027-12-31',
  quotaPerDay: 100,
};
const post = (who: ActorName, url: string, body: unknown = undefined, headers = {}) =>
  world.as(who, { method: 'POST', url, body, headers });
const ask = async (change: object = {}, who: ActorName = 'consumerSteward'): Promise<SharingRequest> => {
  const reply = await post(who, '/api/v1/sharing/requests', { ...asking, ...change });
  expect(reply.statusCode, reply.body).toBe(201);
  return reply.json<SharingRequest>();
};
const answer = (id: string, body: unknown, who: ActorName = 'steward') =>
  post(who, `/api/v1/sharing/requests/${id}/answer`, body);
const grantBoth = {
  items: [
    { code: 'child', decision: 'granted' },
    { code: 'weight', decision: 'granted' },
  ],
};
const granted = async (): Promise<Grant> => {
  const reply = await answer((await ask()).id, grantBoth);
  expect(reply.statusCode, reply.body).toBe(200);
  const { grant } = reply.json<SharingRequest>();
  return (await world.as('steward', { url: `/api/v1/grants/${grant!.id}` })).json<Grant>();
};
const code = (reply: { json(): unknown }) => (reply.json() as { code: string }).code;
const lastEntries = async (count: number): Promise<EntryBody[]> => {
  const { rows } = await world.platform.database.pool.query<{ body: string }>(
    'select body from ledger.entries order by index desc limit $1',
    [count],
  );
  return rows.map((row) => JSON.parse(row.body) as EntryBody).reverse();
};

describe('asking', () => {
  test('a conditional request waits for its provider, due on the tenth working day', async () => {
    const request = await ask();
    // Ten working days from Thursday 24 September 2026: over the holiday of 1 to 7 October, Saturday the 10th worked.
    expect(request).toMatchObject({ state: 'submitted', dueDate: '2026-10-14', overdue: false, grant: null });
    expect(request.clock).toMatchObject({ ruleSet: 'regulation-2025', rule: 'conditional-answer' });
    expect(request.items.map((item) => item.decision)).toEqual([null, null]);
    expect(await lastEntries(1)).toMatchObject([{ kind: 'request', resource: '202001/000001', purpose: 'newborn' }]);
  });

  test('unconditional items are granted at once, by the rules and by nobody', async () => {
    const request = await ask({ resource: '202001/000002' });
    expect(request).toMatchObject({ state: 'answered', answeredBy: null, dueDate: '2026-09-25' });
    expect(request.grant).toMatchObject({ state: 'active' });
    const [sent, answered, grant] = await lastEntries(3);
    expect([sent!.kind, answered!.kind, grant!.kind]).toEqual(['request', 'request', 'grant']);
    expect(grant).toMatchObject({
      actor: {},
      grant: { number: request.grant!.number, version: 1 },
      items: ['child', 'weight'],
    });
  });

  test('the same form sent twice under one key is one request', async () => {
    const headers = { 'idempotency-key': 'ask-once' };
    const replies = [
      await post('developer', '/api/v1/sharing/requests', asking, headers),
      await post('developer', '/api/v1/sharing/requests', asking, headers),
    ];
    expect(replies[0]!.json<SharingRequest>().id).toBe(replies[1]!.json<SharingRequest>().id);
  });

  test.each([
    [{ items: ['child', 'shoe'] }, 'item-unknown'],
    [{ purpose: 'none-such' }, 'purpose-unknown'],
    [{ purpose: 'marriage' }, 'purpose-not-yours'],
    [{ scope: { rows: { shoe: ['1'] } } }, 'item-unknown'],
    [{ validUntil: '2026-09-23' }, 'validity-outside'],
    [{ validUntil: '2027-02-29' }, 'request-invalid'],
    [{ resource: '202001-000003' }, 'not-found'],
    [{ resource: '202001-999999' }, 'not-found'],
    [{ legalBasis: `为${citizens.mother}办理` }, 'citizen-id-in-text'],
    [{ legalBasis: '   ' }, 'request-invalid'],
    [{ unknown: 1 }, 'request-invalid'],
  ])('%j is refused as %s, and nothing is written', async (change, expected) => {
    const before = await lastEntries(1);
    const reply = await post('consumerSteward', '/api/v1/sharing/requests', { ...asking, ...change });
    expect(code(reply)).toBe(expected);
    expect(await lastEntries(1)).toEqual(before);
  });

  test('a year that the calendar lacks stops no request; its day stays open, not guessed', async () => {
    world.setNow('2026-12-28T02:00:00Z');
    const request = await ask();
    const [entry] = await lastEntries(1);
    world.setNow('2026-09-24T02:00:00Z');
    expect(request).toMatchObject({ state: 'submitted', dueDate: null, overdue: false });
    expect(entry!.detail).toMatchObject({ request: request.number, dueDate: null });
  });
});

describe('answering', () => {
  test('granted items become a grant in the same answer; refused ones keep their reason', async () => {
    const request = await ask({ items: ['child', 'secret', 'weight'] });
    const reply = await answer(request.id, {
      items: [
        { code: 'weight', decision: 'refused', reason: '与参保登记无关' },
        { code: 'secret', decision: 'refused' },
        { code: 'child', decision: 'granted' },
      ],
      scope: { rows: { region: ['330106'] } },
      validUntil: '2027-06-30',
    });
    const answered = reply.json<SharingRequest>();
    expect(answered.items.map(({ code: item, decision, reason }) => [item, decision, reason])).toEqual([
      ['child', 'granted', null],
      ['weight', 'refused', '与参保登记无关'],
      ['secret', 'refused', '《测试法》第九条'],
    ]);
    const grant = (await world.as('developer', { url: `/api/v1/grants/${answered.grant!.id}` })).json<Grant>();
    expect(grant).toMatchObject({
      state: 'active',
      version: 1,
      items: [{ code: 'child', name: 'child名' }],
      scope: { rows: { region: ['330106'] } },
      validFrom: '2026-09-24',
      validUntil: '2027-06-30',
      quotaPerDay: 100,
      requestNumber: request.number,
    });
    const [said, made] = await lastEntries(2);
    expect(said).toMatchObject({
      kind: 'request',
      actor: { agency: agencies.provider.creditCode },
      detail: { act: 'answered' },
    });
    expect(made).toMatchObject({ kind: 'grant', grant: { number: grant.number, version: 1 }, items: ['child'] });
  });

  test('refusing all makes no grant', async () => {
    const reply = await answer((await ask()).id, {
      items: [
        { code: 'child', decision: 'refused', reason: '依据不足' },
        { code: 'weight', decision: 'refused', reason: '依据不足' },
      ],
    });
    expect(reply.json()).toMatchObject({ state: 'answered', grant: null });
  });

  test('a request is answered once', async () => {
    const { id } = await ask();
    const replies = await Promise.all([answer(id, grantBoth), answer(id, grantBoth)]);
    expect(replies.map((reply) => reply.statusCode).sort()).toEqual([200, 409]);
    const { rows } = await world.platform.database.pool.query('select from sharing.grants where request_id = $1', [id]);
    expect(rows).toHaveLength(1);
  });

  test('only the provider answers; to a stranger the request is not there', async () => {
    const { id } = await ask();
    expect((await answer(id, grantBoth, 'consumerSteward')).statusCode).toBe(403);
    expect((await answer(id, grantBoth, 'outsiderSteward')).statusCode).toBe(404);
    expect((await world.as('outsiderSteward', { url: `/api/v1/sharing/requests/${id}` })).statusCode).toBe(404);
    for (const who of ['steward', 'consumerSteward', 'operator', 'supervisor'] as const) {
      expect((await world.as(who, { url: `/api/v1/sharing/requests/${id}` })).statusCode, who).toBe(200);
    }
  });

  test('silence is never consent: past its date a request is overdue and still unanswered', async () => {
    const { id } = await ask();
    world.setNow('2026-10-15T02:00:00Z');
    const shown = (await world.as('steward', { url: `/api/v1/sharing/requests/${id}` })).json<SharingRequest>();
    const overdue = (await world.as('operator', { url: '/api/v1/sharing/requests?overdue=true&limit=200' })).json<{
      items: SharingRequest[];
    }>();
    world.setNow('2026-09-24T02:00:00Z');
    expect(shown).toMatchObject({ state: 'submitted', overdue: true, grant: null });
    expect(overdue.items.map((each) => each.id)).toContain(id);
    expect(overdue.items.every((each) => each.overdue)).toBe(true);
  });

  test('a withdrawn request cannot be answered', async () => {
    const { id } = await ask();
    expect((await post('developer', `/api/v1/sharing/requests/${id}/withdrawal`)).json()).toMatchObject({
      state: 'withdrawn',
    });
    expect(code(await answer(id, grantBoth))).toBe('request-state');
  });
});

describe('grants', () => {
  test('each change has its reason, a version of its own and an entry', async () => {
    const { id } = await granted();
    const change = (act: string, who: ActorName = 'steward') =>
      post(who, `/api/v1/grants/${id}/${act}`, { reason: '核查' });
    expect((await change('suspension')).json()).toMatchObject({ state: 'suspended', stateReason: '核查', version: 2 });
    expect((await change('resumption', 'operator')).json()).toMatchObject({ state: 'active', version: 3 });
    expect((await change('revocation')).json()).toMatchObject({ state: 'revoked', version: 4 });
    expect(code(await change('resumption'))).toBe('grant-state');
    const entries = await lastEntries(3);
    expect(entries.map((entry) => [entry.grant!.version, entry.detail!.change])).toEqual([
      [2, 'suspension'],
      [3, 'resumption'],
      [4, 'revocation'],
    ]);
  });

  test('the consumer cannot change its grant; a stranger does not see it; a blank reason is none', async () => {
    const { id } = await granted();
    const url = `/api/v1/grants/${id}/revocation`;
    expect((await post('consumerSteward', url, { reason: '自行' })).statusCode).toBe(403);
    expect((await post('outsiderSteward', url, { reason: '无关' })).statusCode).toBe(404);
    expect((await world.as('outsiderSteward', { url: `/api/v1/grants/${id}` })).statusCode).toBe(404);
    expect(code(await post('steward', url, { reason: ' ' }))).toBe('request-invalid');
  });

  test('lists show each side its own, page by page', async () => {
    await granted();
    const numbers = async (who: ActorName, query: string) => {
      const seen: string[] = [];
      for (let cursor = ''; ; ) {
        const reply = await world.as(who, { url: `/api/v1/grants?limit=2${query}${cursor}` });
        const page = reply.json<{ items: Grant[]; nextCursor: string | null }>();
        seen.push(...page.items.map((grant) => grant.number));
        if (page.nextCursor === null) return seen;
        cursor = `&cursor=${page.nextCursor}`;
      }
    };
    const all = await numbers('operator', '');
    expect(all.length).toBeGreaterThan(2);
    expect(new Set(all).size).toBe(all.length);
    expect(await numbers('consumerSteward', '&side=outgoing')).toEqual(all);
    expect(await numbers('steward', '&side=incoming')).toEqual(all);
    expect(await numbers('steward', '&side=outgoing')).toEqual([]);
    expect(await numbers('outsiderSteward', '')).toEqual([]);
  });

  test('a cursor that is none of ours is a fault of the question', async () => {
    const cursor = Buffer.from('["x"]').toString('base64url');
    expect((await world.as('steward', { url: `/api/v1/grants?cursor=${cursor}` })).statusCode).toBe(400);
  });
});

describe('clocks', () => {
  const clocks = '/api/v1/sharing/clocks';
  const choose = (who: ActorName, ruleSet: string, reason = '按上级要求') =>
    world.as(who, { method: 'PUT', url: clocks, body: { ruleSet, reason } });

  test('every rule set is told with its rules and articles, and the one in force', async () => {
    const told = (await world.as('developer', { url: clocks })).json<SharingClocks>();
    expect(told.chosen).toBe('regulation-2025');
    expect(told.ruleSets.map(({ key }) => key)).toEqual(['regulation-2025', 'interim-2016']);
    expect(told.ruleSets[1]!.rules).toContainEqual({
      rule: 'conditional-answer',
      workingDays: 10,
      meaning: '有条件共享的，提供部门十个工作日内答复；不同意的说明理由',
      meaningEn: 'Conditional: the provider answers within 10 working days; a refusal gives reasons',
      article: '国发〔2016〕51号《政务信息资源共享管理暂行办法》',
      certain: true,
    });
  });

  test('the operator chooses one for requests from then on; those under way keep theirs', async () => {
    const before = await ask();
    expect(code(await choose('steward', 'interim-2016'))).toBe('role-missing');
    expect(code(await choose('operator', 'of-tomorrow'))).toBe('not-found');
    expect(code(await choose('operator', 'interim-2016', `为 ${citizens.mother}`))).toBe('citizen-id-in-text');
    const chosen = await choose('operator', 'interim-2016');
    expect(chosen.json<SharingClocks>().chosen).toBe('interim-2016');
    const [entry] = await lastEntries(1);
    expect(entry).toMatchObject({
      kind: 'setting',
      detail: { act: 'sharing-clocks', ruleSet: 'interim-2016', before: 'regulation-2025', reason: '按上级要求' },
    });
    expect((await ask()).clock.ruleSet).toBe('interim-2016');
    const kept = await world.as('steward', { url: `/api/v1/sharing/requests/${before.id}` });
    expect(kept.json<SharingRequest>().clock.ruleSet).toBe('regulation-2025');
    await choose('operator', 'regulation-2025');
  });
});
