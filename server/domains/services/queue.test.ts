import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Case, CaseSummary } from '../../../contracts/services.ts';
import type { ActorName } from '../../testing/harness.ts';
import { type CaseWorld, caseWorld, children } from './testing.ts';

const newborn = 'newborn-medical-enrolment';
let world: CaseWorld;

const send = async (who: ActorName, method: string, path: string, body?: unknown) => {
  const response = await world.as(who, { method, url: `/api/v1${path}`, body });
  return { status: response.statusCode, body: response.json() };
};
const queue = async (query = '') =>
  (await send('caseworker', 'GET', `/queue?${query}`)).body as { items: CaseSummary[]; nextCursor: string | null };
const numbers = async (query = '') => (await queue(query)).items.map(({ number }) => number);

/** A case of the mother's about one of her children, handed in at an instant. */
async function handIn(child: keyof typeof children, at: string): Promise<Case> {
  world.setNow(at);
  const { citizenId } = children[child];
  const draft: Case = (await send('mother', 'POST', '/cases', { service: newborn, subject: citizenId })).body;
  const answered = await world.as('mother', {
    method: 'PATCH',
    url: `/api/v1/cases/${draft.id}`,
    headers: { 'if-match': `"${draft.version}"` },
    body: { form: { mobile: '13800000000' } },
  });
  expect(answered.statusCode).toBe(200);
  const handed = await send('mother', 'POST', `/cases/${draft.id}/submission`);
  expect(handed.status).toBe(200);
  return handed.body;
}

let early: Case;
let later: Case;

beforeAll(async () => {
  world = await caseWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.platform.database.pool.query('truncate services.cases cascade');
  await world.births('first', 'second');
  early = await handIn('first', '2026-11-09T03:00:00Z');
  later = await handIn('second', '2026-11-23T03:00:00Z');
});

describe('the queue of an agency', () => {
  it('puts the nearest day first, and turns around by the time of receipt', async () => {
    expect(await numbers()).toEqual([early.number, later.number]);
    expect(await numbers('sort=submitted')).toEqual([early.number, later.number]);
    expect(await numbers('sort=-submitted')).toEqual([later.number, early.number]);
  });

  it.each(['deadline', 'submitted', '-submitted'])('goes on page by page without loss by %s', async (sort) => {
    const whole = await numbers(`sort=${sort}`);
    const first = await queue(`sort=${sort}&limit=1`);
    const second = await queue(`sort=${sort}&limit=1&cursor=${first.nextCursor}`);
    expect([...first.items, ...second.items].map(({ number }) => number)).toEqual(whole);
    expect(second.nextCursor).toBeNull();
  });

  it('narrows by state, service, case number and lateness, and looks back at what was ended', async () => {
    await send('caseworker', 'POST', `/cases/${later.id}/acceptance`);
    await send('caseworker', 'POST', `/cases/${later.id}/decision`, { outcome: 'refused', opinion: '不符合条件。' });
    expect(await numbers()).toEqual([early.number]);
    expect(await numbers('state=closed')).toEqual([later.number]);
    expect(await numbers('state=accepted')).toEqual([]);
    expect(await numbers('late=true')).toEqual([early.number]);
    expect(await numbers(`q=${early.number.slice(-4)}`)).toEqual([early.number]);
    expect(await numbers('service=company-change')).toEqual([]);
  });

  it('takes no name in its address', async () => {
    expect(await send('caseworker', 'GET', `/queue?q=${encodeURIComponent('测试母亲')}`)).toMatchObject({
      status: 400,
    });
  });

  it('is counted by service and state, with what is late', async () => {
    await send('caseworker', 'POST', `/cases/${later.id}/acceptance`);
    const { body } = await send('caseworker', 'GET', '/queue/counts');
    const counts = body.items.map(({ service, state, count, late }: never) => ({ service, state, count, late }));
    expect(counts).toHaveLength(2);
    expect(counts).toContainEqual({ service: newborn, state: 'submitted', count: 1, late: 1 });
    expect(counts).toContainEqual({ service: newborn, state: 'accepted', count: 1, late: 0 });
  });
});

describe('who of the agency acted on a case', () => {
  it('is told to its staff, and to the applicant as the agency alone', async () => {
    await send('caseworker', 'POST', `/cases/${later.id}/acceptance`);
    const acceptance = async (who: ActorName) =>
      ((await send(who, 'GET', `/cases/${later.id}`)).body as Case).steps.find(({ step }) => step === 'accept');
    expect(await acceptance('caseworker')).toMatchObject({ actor: 'agency', by: '窗口人员' });
    expect(await acceptance('mother')).toMatchObject({ actor: 'agency', by: null });
  });
});
