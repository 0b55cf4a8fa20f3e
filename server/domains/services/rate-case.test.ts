import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Case } from '../../../contracts/services.ts';
import type { ActorName } from '../../testing/harness.ts';
import { type CaseWorld, caseWorld } from './testing.ts';

let world: CaseWorld;
beforeAll(async () => {
  world = await caseWorld();
});
afterAll(() => world.close());

const send = async (who: ActorName, method: string, url: string, body?: unknown) => {
  const response = await world.as(who, { method, url: `/api/v1${url}`, body });
  return { status: response.statusCode, body: response.json() };
};

let id: string;

it('a case is rated once it is finished, not before', async () => {
  let draft = (await send('mother', 'POST', '/cases', { service: 'newborn-medical-enrolment' })).body as Case;
  const open = await send('mother', 'POST', `/cases/${draft.id}/rating`, { level: 5 });
  expect(open).toMatchObject({ status: 409, body: { code: 'case-state' } });
  await world.as('mother', {
    method: 'PATCH',
    url: `/api/v1/cases/${draft.id}`,
    body: { form: { mobile: '13800000000' } },
    headers: { 'if-match': `"${draft.version}"` },
  });
  draft = (await send('mother', 'POST', `/cases/${draft.id}/submission`)).body;
  id = draft.id;
  await send('caseworker', 'POST', `/cases/${id}/acceptance`);
  const decided = await send('caseworker', 'POST', `/cases/${id}/decision`, { outcome: 'granted', opinion: '准予。' });
  expect(decided.body).toMatchObject({ state: 'closed', rating: null });
});

it.each([
  [{ level: 0 }, 400],
  [{ level: 6 }, 400],
  [{ level: 2.5 }, 400],
  [{ level: 3, comment: ' ' }, 400],
  [{}, 400],
])('a rating is one of five levels: %j', async (body, status) => {
  expect((await send('mother', 'POST', `/cases/${id}/rating`, body)).status).toBe(status);
});

it('only the applicant rates', async () => {
  expect((await send('stranger', 'POST', `/cases/${id}/rating`, { level: 1 })).status).toBe(404);
});

it('a good or a missing rating owes no call-back', async () => {
  const answer = await send('caseworker', 'POST', `/cases/${id}/rating/answer`, { answer: '已改进。' });
  expect(answer).toMatchObject({ status: 409, body: { code: 'rating-not-bad' } });
});

it('a bad rating is shown to the agency, with fifteen working days to call back', async () => {
  world.setNow('2026-11-23T02:00:00Z');
  const rated = await send('mother', 'POST', `/cases/${id}/rating`, { level: 4, comment: '等了太久。' });
  expect(rated.body.rating).toMatchObject({ level: 4, comment: '等了太久。', bad: true, answerBy: '2026-12-14' });
  const { body: queue } = await send('caseworker', 'GET', '/queue?state=badRating');
  expect(queue.items.map((each: Case) => each.id)).toEqual([id]);
  expect((await send('caseworker', 'GET', '/queue')).body.items).toEqual([]);
});

it('it is rated once', async () => {
  const again = await send('mother', 'POST', `/cases/${id}/rating`, { level: 1 });
  expect(again).toMatchObject({ status: 409, body: { code: 'case-rated' } });
});

it('the call-back is read by who rated, leaves the list, and is given once', async () => {
  const url = `/cases/${id}/rating/answer`;
  expect((await send('caseworker', 'POST', url, { answer: '已电话致歉，并加派了人手。' })).status).toBe(200);
  expect((await send('mother', 'GET', `/cases/${id}`)).body.rating).toMatchObject({
    answer: '已电话致歉，并加派了人手。',
    answeredAt: expect.any(String),
  });
  expect((await send('caseworker', 'GET', '/queue?state=badRating')).body.items).toEqual([]);
  expect((await send('caseworker', 'POST', url, { answer: '再说一次。' })).body.code).toBe('rating-answered');
});
