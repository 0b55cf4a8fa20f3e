import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Case } from '../../../contracts/services.ts';
import type { SharingRequest } from '../../../contracts/sharing.ts';
import { readPack } from '../../packs/read-pack.ts';
import type { Job } from '../../platform/jobs.ts';
import type { ActorName } from '../../testing/harness.ts';
import { loadPackClockRules, sharingDomain } from '../sharing/index.ts';
import { servicesDomain } from './index.ts';
import { type CaseWorld, caseWorld } from './testing.ts';

let world: CaseWorld;
const send = async (who: ActorName, method: string, url: string, body?: unknown, headers = {}) => {
  const response = await world.as(who, { method, url: `/api/v1${url}`, body, headers });
  expect(response.statusCode, response.body).toBeLessThan(300);
  return response.json();
};
const missing = async () => (await send('anonymous', 'GET', '/calendar')).missing as number[];
const runJob = async (name: string) => {
  const jobs: Job[] = [sharingDomain, servicesDomain].flatMap((domain) => domain.jobs!(world.platform));
  await jobs.find((job) => job.name === name)!.run({});
};
const notice2027 = { source: '2027年放假安排', days: [{ day: '2027-01-01', kind: 'rest', name: '元旦' }] };

const handIn = async (): Promise<Case> => {
  const draft: Case = await send('mother', 'POST', '/cases', { service: 'newborn-medical-enrolment' });
  const edit = { form: { mobile: '13800000000' } };
  await send('mother', 'PATCH', `/cases/${draft.id}`, edit, { 'if-match': `"${draft.version}"` });
  return send('mother', 'POST', `/cases/${draft.id}/submission`);
};
const ask = async (): Promise<SharingRequest> => {
  const { rows } = await world.platform.database.pool.query<{ id: string }>(
    "select id from catalogue.resources where key = 'births'",
  );
  return send('consumerSteward', 'POST', '/sharing/requests', {
    resource: rows[0]!.id,
    items: ['birth_date'],
    purpose: 'newborn-medical-enrolment',
    legalBasis: '《社会保险法》第五十八条',
    validUntil: '2027-12-31',
  });
};

beforeAll(async () => {
  world = await caseWorld();
  const { sharingClocks } = await readPack('packs/core');
  await loadPackClockRules(world.platform, world.platform.db, sharingClocks!);
});
afterAll(() => world.close());
beforeEach(async () => {
  const { pool } = world.platform.database;
  await pool.query('truncate services.cases cascade');
  await pool.query('delete from platform.calendar_days where day >= $1', ['2027-01-01']);
  await pool.query('delete from platform.calendar_years where year >= 2027');
  await pool.query('delete from platform.calendar_wanted_years');
  world.setNow('2026-12-28T02:00:00Z');
});

describe('while the next year’s calendar is not out', () => {
  it('a resident hands in a case all the same; its days into that year stay open', async () => {
    expect(await handIn()).toMatchObject({
      state: 'submitted',
      promisedDate: '2026-12-31',
      acceptBy: null,
      dueDate: null,
      deadline: null,
      late: false,
    });
  });

  it('an agency accepts and decides, and asks for data, all the same', async () => {
    const { id } = await handIn();
    world.setNow('2027-01-04T02:00:00Z');
    expect(await send('caseworker', 'POST', `/cases/${id}/acceptance`)).toMatchObject({
      state: 'accepted',
      promisedDate: null,
      dueDate: null,
      deadline: null,
    });
    expect(
      await send('caseworker', 'POST', `/cases/${id}/decision`, { outcome: 'refused', opinion: '不在参保期内' }),
    ).toMatchObject({ state: 'closed' });
    expect(await ask()).toMatchObject({ state: 'submitted', dueDate: null, overdue: false });
  });

  it('the operator is told of each year for which a day stays open, and of no year twice', async () => {
    world.setNow('2026-09-30T02:00:00Z');
    expect(await missing()).toEqual([]);
    world.setNow('2026-12-28T02:00:00Z');
    await handIn();
    await ask();
    // In an earlier month, so that only the open days speak for the year.
    world.setNow('2026-09-30T02:00:00Z');
    expect(await missing()).toEqual([2027]);
    const metrics = await world.http.server.inject({ url: '/metrics' });
    expect(metrics.body).toMatch(/^legwork_calendar_missing_years 1$/m);
  });
});

describe('once the operator has added the year', () => {
  it('the open days of a case and of a request are set, each from the day it came', async () => {
    const [shown, request] = [await handIn(), await ask()];
    world.setNow('2027-01-05T02:00:00Z');
    await runJob('services-open-days');
    await runJob('sharing-open-days');
    expect(await send('mother', 'GET', `/cases/${shown.id}`)).toMatchObject({ dueDate: null, version: shown.version });

    await send('operator', 'PUT', '/calendar/2027', notice2027);
    await runJob('services-open-days');
    await runJob('sharing-open-days');
    expect(await send('mother', 'GET', `/cases/${shown.id}`)).toMatchObject({
      state: 'submitted',
      promisedDate: '2026-12-31',
      acceptBy: '2027-01-05',
      dueDate: '2027-01-12',
      deadline: '2027-01-05',
    });
    expect(await send('steward', 'GET', `/sharing/requests/${request.id}`)).toMatchObject({
      dueDate: '2027-01-12',
      overdue: false,
    });
    expect(await missing()).toEqual([]);
  });

  it('days that were set already stay, whatever the year’s days become', async () => {
    await send('operator', 'PUT', '/calendar/2027', notice2027);
    const shown = await handIn();
    await send('operator', 'PUT', '/calendar/2027', {
      source: '更正通知',
      days: [...notice2027.days, { day: '2027-01-04', kind: 'rest', name: '调休' }],
    });
    await runJob('services-open-days');
    expect(await send('mother', 'GET', `/cases/${shown.id}`)).toMatchObject({ acceptBy: '2027-01-05' });
  });

  it('a case about which nothing was said in time counts as accepted on receipt, even if the year came late', async () => {
    const shown = await handIn();
    world.setNow('2027-01-20T02:00:00Z');
    await runJob('services-deem-accepted');
    expect(await send('mother', 'GET', `/cases/${shown.id}`)).toMatchObject({ state: 'submitted' });
    await send('operator', 'PUT', '/calendar/2027', notice2027);
    await runJob('services-open-days');
    await runJob('services-deem-accepted');
    expect(await send('mother', 'GET', `/cases/${shown.id}`)).toMatchObject({
      state: 'accepted',
      acceptedAt: shown.submittedAt,
      deadline: '2026-12-31',
      late: true,
    });
  });
});
