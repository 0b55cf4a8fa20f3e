import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { PackService } from '../../contracts/pack.ts';
import type { Case } from '../../contracts/services.ts';
import { dateInShanghai } from '../../contracts/working-days.ts';
import { openNode, type RunningNode } from '../node.ts';
import { openBrowser, type Visitor, visit } from './browser.ts';
import { asking } from './enrol.ts';

const folder = join(import.meta.dirname, '../../packs/demo/services');
const items = readdirSync(folder).map((file) => parse(readFileSync(join(folder, file), 'utf8')) as PackService);

/** Whom of the demo world each service is for, and what they alone can answer. */
const applicants: Record<string, { who: string; form: Record<string, unknown> }> = {
  'company-change': {
    who: 'agent',
    form: { change_items: ['businessScope'], new_business_scope: '软件开发；数据处理服务' },
  },
  'company-name': {
    who: 'legal-rep',
    form: { trade_name: '启明', industry: '科技', company_kind: '1100', region: '330108' },
  },
  'employer-social-insurance': { who: 'agent', form: { employees: 12, starts_on: '2026-12-01' } },
  'marriage-record': { who: 'father', form: { used_for: '办理住房公积金贷款' } },
  'maternity-allowance': { who: 'mother', form: { bank_name: '示例银行', bank_account: '6200000000000000' } },
  'newborn-medical-enrolment': { who: 'mother', form: {} },
  'pension-benefit': { who: 'retiree', form: {} },
  'public-rental-housing': {
    who: 'pensioner',
    form: { family_size: 2, yearly_income: 60000, wished_region: '330110' },
  },
  'remote-medical-care': { who: 'pensioner', form: { stay_kind: '3', destination: '520100', starts_on: '2026-12-01' } },
  'resident-pension-enrolment': { who: 'pensioner', form: { contribution_tier: '500' } },
  'school-enrolment': { who: 'agent', form: { school_kind: '1', enrolment_day: '2027-09-01' } },
  'senior-card': { who: 'retiree', form: {} },
  'unemployment-registration': {
    who: 'pensioner',
    form: { education: '61', left_on: '2026-10-31', wished_work: '仓库管理' },
  },
};

const workers: Record<string, string> = {
  'hangzhou-medical-insurance': 'yibao',
  'hangzhou-human-resources': 'renshe',
  'hangzhou-market-regulation': 'shijian',
  'hangzhou-education': 'jiaoyu',
  'hangzhou-housing': 'fangguan',
  'hangzhou-health': 'weijian',
  'hangzhou-civil-affairs': 'minzheng',
};

let node: RunningNode;
let browser: Browser;
const signedIn = new Map<string, Visitor>();

beforeAll(async () => {
  [node, browser] = await Promise.all([openNode(), openBrowser()]);
}, 240_000);

afterAll(async () => {
  for (const visitor of signedIn.values()) await visitor.close();
  await browser?.close();
  await node?.stop();
});

async function as(username: string): Promise<Visitor> {
  let visitor = signedIn.get(username);
  if (!visitor) {
    visitor = await visit(browser, node.url);
    await visitor.page.goto('/sign-in?lang=zh-CN');
    await visitor.signIn(username);
    await visitor.page.waitForURL((url) => url.pathname !== '/sign-in');
    signedIn.set(username, visitor);
  }
  return visitor;
}

/** Edits a draft on top of how it stands. */
async function edit(applicant: Visitor, { id, version }: Case, data: object): Promise<Case> {
  const response = await applicant.context.request.patch(`/api/v1/cases/${id}`, {
    headers: { origin: new URL(applicant.page.url()).origin, 'if-match': `"${version}"` },
    data,
  });
  expect(response.ok(), await response.text()).toBe(true);
  return response.json();
}

test('someone of the demo world is there for each service', () => {
  expect(Object.keys(applicants).sort()).toEqual(items.map(({ key }) => key).sort());
});

describe.each(items.map((item) => ({ key: item.key, title: item.title.zh, item })))('$title', ({ key, item }) => {
  const { who, form } = applicants[key]!;

  test(`${who} opens it, answers no more than the guide says, and the licence comes into the wallet`, async () => {
    const applicant = await as(who);
    const company = item.subject === 'company' ? { subject: '91330108DEM0000062' } : {};
    let draft = await asking<Case>(applicant, 'POST', '/api/v1/cases', { service: key, ...company });
    while (!draft.filled) {
      await sleep(200);
      draft = await asking<Case>(applicant, 'GET', `/api/v1/cases/${draft.id}`);
    }
    const { items: asked } = await asking<{ items: { id: string }[] }>(
      applicant,
      'GET',
      `/api/v1/my/consents?state=asked&case=${draft.number}`,
    );
    expect(asked.length > 0).toBe(item.consent ?? false);
    for (const { id } of asked)
      await asking(applicant, 'POST', `/api/v1/my/consents/${id}/answer`, {
        agrees: true,
        once: true,
        validUntil: dateInShanghai(new Date()),
      });
    if (asked.length > 0) draft = await asking<Case>(applicant, 'POST', `/api/v1/cases/${draft.id}/filling`);
    const own = item.fields.filter(({ source }) => 'applicantInput' in source).map(({ name }) => name);
    expect(draft.fields.filter(({ kind }) => kind === 'asked').map(({ name }) => name)).toEqual(own);
    if (Object.keys(form).length > 0) draft = await edit(applicant, draft, { form });
    const owed = draft.materials.filter(({ state }) => state === 'commit').map(({ key: material }) => [material, true]);
    if (owed.length > 0) draft = await edit(applicant, draft, { commitments: Object.fromEntries(owed) });
    await asking(applicant, 'POST', `/api/v1/cases/${draft.id}/submission`);
    const worker = await as(`caseworker.hangzhou-${workers[item.agency]}`);
    await asking(worker, 'POST', `/api/v1/cases/${draft.id}/acceptance`);
    const decided = await asking<Case>(worker, 'POST', `/api/v1/cases/${draft.id}/decision`, {
      outcome: 'granted',
      opinion: '符合条件，准予办理。',
    });
    expect(decided.ending).toBe('granted');
    const holder = item.result.holder === 'company' ? undefined : applicant;
    if (holder) {
      const { items: held } = await asking<{ items: { id: string }[] }>(
        applicant,
        'GET',
        '/api/v1/my/licences?limit=200',
      );
      expect(held.map(({ id }) => id)).toContain(decided.licenceId);
    }
  });
});
