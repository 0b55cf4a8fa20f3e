import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EntryBody } from '../../../contracts/ledger.ts';
import type { Grant, SharingRequest } from '../../../contracts/sharing.ts';
import { type ActorName, citizens, type TestWorld } from '../../testing/harness.ts';
import { sharingDomain } from './index.ts';
import { noteSilence } from './note-silence.ts';
import { plantResource, sharingWorld } from './testing.ts';

let world: TestWorld;
const start = '2026-09-24T02:00:00Z';

beforeAll(async () => {
  world = await sharingWorld([sharingDomain]);
  await plantResource(world, {
    n: 1,
    name: '出生信息',
    items: [
      { code: 'child' },
      { code: 'weight' },
      { code: 'region' },
      { code: 'secret', shareType: 'withheld', legalBasis: '《测试法》第九条' },
    ],
  });
});
afterAll(() => world.close());

const post = (who: ActorName, url: string, body: unknown = undefined) => world.as(who, { method: 'POST', url, body });
const requestUrl = (id: string, act: string) => `/api/v1/sharing/requests/${id}/${act}`;
const disputeUrl = (id: string, act: string) => `/api/v1/sharing/disputes/${id}/${act}`;
const code = (reply: { json(): unknown }) => (reply.json() as { code: string }).code;
const ask = async (items = ['child', 'weight']): Promise<SharingRequest> => {
  const reply = await post('consumerSteward', '/api/v1/sharing/requests', {
    resource: '202001-000001',
    items,
    purpose: 'newborn',
    legalBasis: '《社会保险法》第五十八条',
    needs: { child: '核对参保人' },
    safeguards: '专网调用，不落地保存',
    scope: { rows: { region: ['330106', '330102'] } },
    validUntil: '2027-12-31',
  });
  expect(reply.statusCode, reply.body).toBe(201);
  return reply.json<SharingRequest>();
};
const see = async (id: string, who: ActorName = 'steward') =>
  (await world.as(who, { url: `/api/v1/sharing/requests/${id}` })).json<SharingRequest>();
const lastAct = async () => {
  const { rows } = await world.platform.database.pool.query<{ body: string }>(
    `select body from ledger.entries where kind = 'request' order by index desc limit 1`,
  );
  return (JSON.parse(rows[0]!.body) as EntryBody).detail;
};
/** A request of which the first item is granted and the others are refused. */
const refused = async (items = ['child', 'weight'], granted = 'child'): Promise<SharingRequest> => {
  const { id } = await ask(items);
  const reply = await post('steward', requestUrl(id, 'answer'), {
    items: items.map((each) =>
      each === granted ? { code: each, decision: 'granted' } : { code: each, decision: 'refused', reason: '无关' },
    ),
    scope: { rows: { region: ['330106'] } },
  });
  expect(reply.statusCode, reply.body).toBe(200);
  return reply.json<SharingRequest>();
};
const disputed = async (items = ['weight']): Promise<SharingRequest> => {
  const { id } = await refused();
  const reply = await post('consumerSteward', requestUrl(id, 'disputes'), { items, reason: '登记表必填体重' });
  expect(reply.statusCode, reply.body).toBe(201);
  return reply.json<SharingRequest>();
};

describe('what is missing is asked for once', () => {
  test('the clock stands still while the requester has the turn, and runs on with the days that were left', async () => {
    const { id, dueDate } = await ask();
    expect(dueDate).toBe('2026-10-14');
    // Friday 25 September: one of ten working days has run.
    world.setNow('2026-09-25T02:00:00Z');
    const asked = await post('steward', requestUrl(id, 'question'), { text: '请说明经办系统的安全等级' });
    expect(asked.json()).toMatchObject({ state: 'asked', dueDate: null, remaining: null, overdue: false });
    expect(await lastAct()).toMatchObject({ act: 'asked', text: '请说明经办系统的安全等级' });
    world.setNow('2026-11-02T02:00:00Z');
    expect(await see(id)).toMatchObject({ state: 'asked', overdue: false });
    const supplied = await post('developer', requestUrl(id, 'supplement'), { text: '三级' });
    expect(supplied.json()).toMatchObject({
      state: 'submitted',
      dueDate: '2026-11-13',
      remaining: 9,
      question: { text: '请说明经办系统的安全等级' },
      supplement: { text: '三级' },
    });
    expect((await see(id)).history.map(({ act }) => act)).toEqual(['submitted', 'asked', 'supplied']);
    expect(code(await post('steward', requestUrl(id, 'question'), { text: '再问' }))).toBe('question-asked');
    world.setNow(start);
  });

  test('it is no way out of being late, and an asked request cannot be answered before the requester spoke', async () => {
    const { id } = await ask();
    world.setNow('2026-10-15T02:00:00Z');
    expect(code(await post('steward', requestUrl(id, 'question'), { text: '缺材料' }))).toBe('question-too-late');
    world.setNow(start);
    await post('steward', requestUrl(id, 'question'), { text: '缺材料' });
    const answer = { items: ['child', 'weight'].map((item) => ({ code: item, decision: 'granted' })) };
    expect(code(await post('steward', requestUrl(id, 'answer'), answer))).toBe('request-state');
    expect((await post('consumerSteward', requestUrl(id, 'withdrawal'))).json()).toMatchObject({ state: 'withdrawn' });
  });

  test('only the provider asks and only the requester supplies; to a stranger neither is there', async () => {
    const { id } = await ask();
    expect((await post('consumerSteward', requestUrl(id, 'question'), { text: '自问' })).statusCode).toBe(403);
    expect((await post('outsiderSteward', requestUrl(id, 'question'), { text: '缺' })).statusCode).toBe(404);
    expect(code(await post('steward', requestUrl(id, 'question'), { text: `${citizens.mother}是谁` }))).toBe(
      'citizen-id-in-text',
    );
    await post('steward', requestUrl(id, 'question'), { text: '缺材料' });
    expect((await post('steward', requestUrl(id, 'supplement'), { text: '代答' })).statusCode).toBe(403);
    expect((await post('outsiderSteward', requestUrl(id, 'supplement'), { text: '代答' })).statusCode).toBe(404);
  });

  test('of a request that is due within two working days the server says so', async () => {
    const { id } = await ask();
    expect(await see(id)).toMatchObject({ remaining: 10, dueSoon: false });
    world.setNow('2026-10-12T02:00:00Z');
    expect(await see(id)).toMatchObject({ remaining: 2, dueSoon: true, overdue: false });
    world.setNow('2026-10-15T02:00:00Z');
    expect(await see(id)).toMatchObject({ remaining: -1, dueSoon: false, overdue: true });
    world.setNow(start);
  });
});

describe('a refusal can be disputed', () => {
  test('what the provider then grants joins the grant, under the rows that it has, with a version of its own', async () => {
    const { id, disputes, grant } = await disputed();
    expect(disputes).toMatchObject([{ state: 'consultation', items: [{ code: 'weight' }], dueDate: '2026-10-14' }]);
    const reply = await post('steward', disputeUrl(disputes[0]!.id, 'reply'), { grants: true, opinion: '确有必要' });
    expect(reply.json()).toMatchObject({
      disputes: [{ state: 'settled', dueDate: null, reply: { text: '确有必要' } }],
      items: [
        { code: 'child', decision: 'granted' },
        { code: 'weight', decision: 'granted', reason: null },
      ],
    });
    expect((await world.as('developer', { url: `/api/v1/grants/${grant!.id}` })).json<Grant>()).toMatchObject({
      version: 2,
      items: [{ code: 'child' }, { code: 'weight' }],
      scope: { rows: { region: ['330106'] } },
    });
    expect((await see(id)).history.map(({ act }) => act)).toEqual([
      'submitted',
      'answered',
      'disputed',
      'dispute-settled',
    ]);
  });

  test('what the provider stands by goes to the operator, who decides; overturned items are granted', async () => {
    const { id, disputes } = await disputed();
    const dispute = disputes[0]!.id;
    expect(code(await post('operator', disputeUrl(dispute, 'decision'), { outcome: 'upheld', opinion: '早了' }))).toBe(
      'dispute-state',
    );
    const stood = await post('steward', disputeUrl(dispute, 'reply'), { grants: false, opinion: '不需要' });
    expect(stood.json()).toMatchObject({ disputes: [{ state: 'arbitration', dueDate: '2026-10-14' }] });
    const listed = await world.as('operator', { url: '/api/v1/sharing/requests?state=disputed' });
    expect(listed.json<{ items: SharingRequest[] }>().items.map((each) => each.id)).toContain(id);
    const decided = await post('operator', disputeUrl(dispute, 'decision'), {
      outcome: 'overturned',
      opinion: '应当提供',
    });
    expect(decided.json()).toMatchObject({ disputes: [{ state: 'overturned', decision: { text: '应当提供' } }] });
    expect(await lastAct()).toMatchObject({ act: 'dispute-overturned', items: ['weight'], opinion: '应当提供' });
    const higher = { authority: '省人民政府', decidedOn: '2026-09-24', outcome: 'upheld', opinion: '维持原答复' };
    const recorded = await post('operator', disputeUrl(dispute, 'higher-decision'), higher);
    expect(recorded.json()).toMatchObject({ disputes: [{ state: 'overturned', higher }] });
    // A record is made once, and changes no grant.
    expect(code(await post('operator', disputeUrl(dispute, 'higher-decision'), higher))).toBe('dispute-state');
    expect(recorded.json<SharingRequest>().items.map((item) => item.decision)).toEqual(['granted', 'granted']);
  });

  test('with nothing granted before, or the grant revoked, overturned items make a grant', async () => {
    for (const revoke of [false, true]) {
      const { id, grant } = await refused(['child', 'weight'], revoke ? 'child' : 'none');
      if (revoke) await post('steward', `/api/v1/grants/${grant!.id}/revocation`, { reason: '停用' });
      const items = revoke ? ['weight'] : ['child', 'weight'];
      const filed = await post('developer', requestUrl(id, 'disputes'), { items, reason: '必需' });
      const dispute = filed.json<SharingRequest>().disputes[0]!.id;
      const reply = await post('steward', disputeUrl(dispute, 'reply'), { grants: true, opinion: '同意' });
      const made = reply.json<SharingRequest>().grant!;
      expect(made).toMatchObject({ state: 'active' });
      expect(made.id).not.toBe(grant?.id);
      const shown = await world.as('developer', { url: `/api/v1/grants/${made.id}` });
      expect(shown.json<Grant>().items.map((item) => item.code)).toEqual(items);
    }
  });

  test('silence is never consent: past its day the requester may take it further, not before, and nothing is granted', async () => {
    const { id, disputes } = await disputed();
    const url = disputeUrl(disputes[0]!.id, 'escalation');
    expect(code(await post('consumerSteward', url))).toBe('dispute-not-due');
    world.setNow('2026-10-15T02:00:00Z');
    expect(await see(id)).toMatchObject({ disputes: [{ state: 'consultation', overdue: true }] });
    expect((await see(id)).items[1]).toMatchObject({ decision: 'refused' });
    expect((await post('consumerSteward', url)).json()).toMatchObject({ disputes: [{ state: 'arbitration' }] });
    world.setNow(start);
  });

  test('what is not refused, what a law withholds, and what was disputed already cannot be disputed', async () => {
    const { id } = await refused(['child', 'weight', 'secret']);
    const file = (items: string[]) => post('consumerSteward', requestUrl(id, 'disputes'), { items, reason: '必需' });
    expect(code(await file(['child']))).toBe('item-not-refused');
    expect(code(await file(['secret']))).toBe('withheld-not-grantable');
    const dispute = (await file(['weight'])).json<SharingRequest>().disputes[0]!.id;
    expect(code(await file(['weight']))).toBe('dispute-open');
    await post('steward', disputeUrl(dispute, 'reply'), { grants: false, opinion: '不需要' });
    await post('operator', disputeUrl(dispute, 'decision'), { outcome: 'upheld', opinion: '维持' });
    expect(code(await file(['weight']))).toBe('item-disputed');
  });

  test('one that was given up may be filed again', async () => {
    const { id, disputes } = await disputed();
    expect((await post('developer', disputeUrl(disputes[0]!.id, 'withdrawal'))).statusCode).toBe(200);
    const again = await post('developer', requestUrl(id, 'disputes'), { items: ['weight'], reason: '再提' });
    const states = again.json<SharingRequest>().disputes.map(({ state }) => state);
    expect(states.sort()).toEqual(['consultation', 'withdrawn']);
  });

  test('sent twice at once it is filed once', async () => {
    const { id } = await refused();
    const file = () => post('developer', requestUrl(id, 'disputes'), { items: ['weight'], reason: '必需' });
    const replies = await Promise.all([file(), file()]);
    expect(replies.map((reply) => reply.statusCode).sort()).toEqual([201, 409]);
  });

  test('each side does its own part; to an agency that is no party the dispute is not there', async () => {
    const { id, disputes } = await disputed();
    const dispute = disputes[0]!.id;
    const stand = { grants: true, opinion: '同意' };
    expect((await post('consumerSteward', disputeUrl(dispute, 'reply'), stand)).statusCode).toBe(403);
    expect((await post('outsiderSteward', disputeUrl(dispute, 'reply'), stand)).statusCode).toBe(404);
    expect((await post('steward', disputeUrl(dispute, 'withdrawal'))).statusCode).toBe(403);
    expect((await post('outsiderSteward', disputeUrl(dispute, 'withdrawal'))).statusCode).toBe(404);
    expect(
      (await post('steward', disputeUrl(dispute, 'decision'), { outcome: 'upheld', opinion: '我定' })).statusCode,
    ).toBe(403);
    expect(
      (await post('outsiderSteward', requestUrl(id, 'disputes'), { items: ['weight'], reason: 'x' })).statusCode,
    ).toBe(404);
    const none = disputeUrl('00000000-0000-7000-8000-000000009999', 'reply');
    expect((await post('steward', none, stand)).statusCode).toBe(404);
  });
});

describe('lists', () => {
  test('a search finds by number, resource and agency; by due date the most urgent comes first, page by page', async () => {
    const { number } = await ask();
    const listOf = async (query: string) =>
      (await world.as('operator', { url: `/api/v1/sharing/requests?${query}` })).json<{
        items: SharingRequest[];
        nextCursor: string | null;
      }>();
    expect((await listOf(`q=${number}`)).items.map((each) => each.number)).toEqual([number]);
    expect((await listOf(`q=${encodeURIComponent('出生')}`)).items.length).toBeGreaterThan(1);
    expect((await listOf(`q=${encodeURIComponent('没有这个%')}`)).items).toEqual([]);
    const seen: SharingRequest[] = [];
    for (let cursor = ''; ; ) {
      const page = await listOf(`sort=due&limit=3${cursor}`);
      seen.push(...page.items);
      if (page.nextCursor === null) break;
      cursor = `&cursor=${page.nextCursor}`;
    }
    expect(new Set(seen.map((each) => each.id)).size).toBe(seen.length);
    const states = seen.map((each) => each.state === 'submitted');
    expect(states.indexOf(false)).toBeGreaterThan(states.lastIndexOf(true));
    const days = seen.filter((each) => each.state === 'submitted').map((each) => each.dueDate!);
    expect(days).toEqual([...days].sort());
  });
});

describe('silence', () => {
  test('is noted once when the day has passed, by the rules and with an entry, and grants nothing', async () => {
    world.setNow(start);
    const { id, dueDate } = await ask();
    world.setNow(`${dueDate}T10:00:00Z`);
    expect(await noteSilence(world.platform)).toBe(0);
    world.setNow('2026-10-20T02:00:00Z');
    const noted = await Promise.all([noteSilence(world.platform), noteSilence(world.platform)]);
    expect(noted.reduce((sum, each) => sum + each, 0)).toBeGreaterThanOrEqual(1);
    expect(await noteSilence(world.platform)).toBe(0);
    expect(await lastAct()).toMatchObject({ act: 'overdue', dueDate });
    const seen = await see(id, 'consumerSteward');
    expect(seen).toMatchObject({ state: 'submitted', overdue: true, grant: null });
    expect(seen.history.at(-1)).toMatchObject({ act: 'overdue', agency: null, by: null });
    expect(seen.history.filter(({ act }) => act === 'overdue')).toHaveLength(1);
  });

  test('an answer that comes late still counts', async () => {
    const { id } = await ask();
    world.setNow('2027-01-20T02:00:00Z');
    await noteSilence(world.platform);
    const items = ['child', 'weight'].map((each) => ({ code: each, decision: 'granted' }));
    const reply = await post('steward', requestUrl(id, 'answer'), { items });
    expect(reply.json()).toMatchObject({ state: 'answered' });
  });
});
