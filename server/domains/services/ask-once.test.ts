import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Case } from '../../../contracts/services.ts';
import { type ActorName, actors, agencies, citizens } from '../../testing/harness.ts';
import { deemAccepted } from './review-case.ts';
import { type CaseWorld, caseWorld, children, household, insured } from './testing.ts';

const service = 'newborn-medical-enrolment';
let world: CaseWorld;

const send = async (
  who: ActorName,
  method: string,
  url: string,
  body?: unknown,
  headers: Record<string, string> = {},
  language: 'zh-CN' | 'en' = 'zh-CN',
) => {
  const response = await world.as(who, { method, url: `/api/v1${url}`, body, headers, language });
  return { status: response.statusCode, body: response.json() };
};
const open = async (who: ActorName = 'mother', body: object = { service }) =>
  (await send(who, 'POST', '/cases', body)).body as Case;
const act = (who: ActorName, id: string, action: string, body?: unknown) =>
  send(who, 'POST', `/cases/${id}/${action}`, body);
const patch = (id: string, version: number, body: unknown) =>
  send('mother', 'PATCH', `/cases/${id}`, body, { 'if-match': `"${version}"` });
const field = (shown: Case, name: string) => shown.fields.find((candidate) => candidate.name === name)!;
const material = (shown: Case, key: string) => shown.materials.find((candidate) => candidate.key === key)!;
const ledger = async (kind: string) =>
  (
    await world.platform.database.pool.query<{ body: string }>(
      'select body from ledger.entries where kind = $1 order by index',
      [kind],
    )
  ).rows.map((row) => JSON.parse(row.body));

/** A case of the mother's, handed in. Her account has no mobile number, so that one thing is asked. */
const submitted = async (): Promise<Case> => {
  const draft = await open();
  await patch(draft.id, draft.version, { form: { mobile: '13800000000' } });
  return (await act('mother', draft.id, 'submission')).body;
};

beforeAll(async () => {
  world = await caseWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  world.setNow('2026-11-23T03:00:00Z');
  await world.platform.database.pool.query('truncate services.cases cascade');
  await world.births('first');
});

describe('opening a service item', () => {
  it('fills every field that an agency knows, each with its source, day and ledger entry, and asks for no paper', async () => {
    const shown = await open();
    expect(shown).toMatchObject({
      state: 'draft',
      filled: true,
      relation: 'guardian',
      subject: { name: children.first.name },
      service: { agency: agencies.consumer.name },
    });
    expect(field(shown, 'child_name')).toMatchObject({
      value: children.first.name,
      kind: 'filled',
      origin: 'resource',
      source: { resource: 'births', agency: agencies.provider.name, item: 'child_name' },
    });
    expect(field(shown, 'residence_address').value).toBe('浙江省杭州市西湖区测试路1号');
    expect(shown.fields.filter((one) => one.kind === 'asked').map((one) => one.name)).toEqual(['mobile']);
    expect(field(shown, 'mobile').why?.zh).toBe('您的账号里没有这项信息。');
    expect(shown.materials.map((one) => [one.key, one.state, one.how])).toEqual([
      ['birth-certificate', 'satisfied', 'shared'],
      ['kinship', 'satisfied', 'shared'],
      ['residence', 'satisfied', 'shared'],
    ]);
    expect(shown.eligibility).toMatchObject([{ key: 'not-enrolled', met: true }]);
    const calls = await ledger('call');
    for (const one of shown.fields.filter((candidate) => candidate.origin === 'resource')) {
      expect(one.source?.asOf, one.name).toBeTruthy();
      expect(
        calls.some((entry) => entry.case === shown.number && entry.items.includes(one.source!.item)),
        one.name,
      ).toBe(true);
    }
  });

  it('reads for this case and this service item alone, one call for each resource and subject', async () => {
    const shown = await open();
    const calls = (await ledger('call')).filter((entry) => entry.case === shown.number);
    expect(calls).toHaveLength(4);
    expect(new Set(calls.map((entry) => entry.purpose))).toEqual(new Set([service]));
    expect(calls.map((entry) => entry.actor.agency)).toEqual(Array(4).fill(agencies.consumer.creditCode));
    expect(shown.uses).toHaveLength(4);
    expect(JSON.stringify(await ledger('case'))).not.toContain(citizens.child);
  });

  it('keeps the proof of guardianship, and lets identity know of it', async () => {
    const shown = await open();
    expect(shown.relationProof).toMatchObject({ resource: 'births', agency: agencies.provider.name });
    const { rows } = await world.platform.database.pool.query(
      'select ward_name, valid_until from identity.guardianships where guardian_citizen_id = $1 and ward_citizen_id = $2',
      [citizens.mother, citizens.child],
    );
    expect(rows).toEqual([{ ward_name: children.first.name, valid_until: expect.stringMatching(/^2044-06-1[45]$/) }]);
  });

  it('again, or twice at the same moment, gives the same case and reads once', async () => {
    const [first, second] = await Promise.all([open(), open()]);
    expect(second.id).toBe(first.id);
    expect([first.filled, second.filled]).toEqual([true, true]);
    expect((await open()).id).toBe(first.id);
    expect((await ledger('call')).filter((entry) => entry.case === first.number)).toHaveLength(4);
  });

  it('with an idempotency key gives the case as it stands, and keeps nothing of a person with the key', async () => {
    const key = { 'idempotency-key': 'open-once' };
    const first = (await send('mother', 'POST', '/cases', { service }, key)).body;
    await patch(first.id, first.version, { form: { mobile: '13800000000' } });
    const again = (await send('mother', 'POST', '/cases', { service }, key)).body;
    expect([again.id, field(again, 'mobile').value]).toEqual([first.id, '13800000000']);
    const { rows } = await world.platform.database.pool.query<{ reply: string }>(
      "select reply from platform.idempotency_keys where key = 'open-once'",
    );
    expect(rows).toEqual([{ reply: JSON.stringify(first.id) }]);
  });

  it('is refused to someone whom no record shows as a parent', async () => {
    expect(await send('stranger', 'POST', '/cases', { service })).toMatchObject({
      status: 403,
      body: { code: 'not-guardian' },
    });
    expect(await send('mother', 'POST', '/cases', { service, subject: citizens.stranger })).toMatchObject({
      status: 403,
      body: { code: 'not-guardian' },
    });
    expect((await send('stranger', 'GET', '/cases')).body.items).toMatchObject([{ state: 'withdrawn' }]);
  });

  it('with several children reads nothing about any until one is chosen', async () => {
    await world.births('first', 'second');
    const draft = await open();
    expect(draft).toMatchObject({ subject: null, filled: true, choices: [{ choice: 0 }, { choice: 1 }] });
    expect(draft.uses).toHaveLength(1);
    const choice = draft.choices.find((one) => one.name === children.second.name)!;
    expect(choice.number).not.toBe(children.second.citizenId);
    expect(await act('mother', draft.id, 'subject', { choice: 7 })).toMatchObject({ status: 403 });
    const { body: chosen } = await act('mother', draft.id, 'subject', { choice: choice.choice });
    expect(chosen).toMatchObject({ id: draft.id, subject: { name: children.second.name }, choices: [] });
    expect(field(chosen, 'child_citizen_id').value).toBe(children.second.citizenId);
    expect(await act('mother', draft.id, 'subject', { choice: 0 })).toMatchObject({ status: 409 });
  });

  it('of an unknown name, or without a company where one is needed, says so', async () => {
    expect(await send('mother', 'POST', '/cases', { service: 'nothing' })).toMatchObject({
      status: 404,
      body: { code: 'service-unknown' },
    });
    expect(await send('mother', 'POST', '/cases', { service: 'company-change' })).toMatchObject({
      status: 422,
      body: { code: 'subject-required' },
    });
    expect(
      await send('mother', 'POST', '/cases', { service: 'company-change', subject: '91330108DEM0000062' }),
    ).toMatchObject({ status: 403, body: { code: 'not-delegated' } });
    for (const body of [{}, { service: 5 }, { service, subject: "' or 1=1" }, { service, extra: 1 }])
      expect((await send('mother', 'POST', '/cases', body)).status).toBe(400);
  });
});

describe('a source that brings nothing', () => {
  it('leaves its fields to be asked, with the reason, and is read again when it is back', async () => {
    const { pool } = world.platform.database;
    const grant = [
      "purpose = $1 and resource_id = (select id from catalogue.resources where key = 'household-registration')",
      [service],
    ] as const;
    await pool.query(`update sharing.grants set state = 'suspended' where ${grant[0]}`, [...grant[1]]);
    const draft = await open();
    await pool.query(`update sharing.grants set state = 'active' where ${grant[0]}`, [...grant[1]]);
    expect(field(draft, 'residence_address')).toMatchObject({ kind: 'asked', value: null });
    expect(field(draft, 'residence_address').why?.zh).toContain('授权');
    expect(material(draft, 'residence')).toMatchObject({ state: 'commit', mayUpload: true });
    const refused = draft.uses.find((use) => use.resourceName.includes('户'))!;
    expect(refused.outcome).toBe('grant-suspended');
    const refusal = (await ledger('refusal')).find((entry) => entry.case === draft.number);
    expect(refusal?.rule).toBe('grant-suspended');
    expect(refused.ledgerIndex).not.toBeNull();
    expect(field(draft, 'child_name').kind).toBe('filled');

    const { body: again } = await act('mother', draft.id, 'filling');
    expect(field(again, 'residence_address')).toMatchObject({ kind: 'filled', value: '浙江省杭州市西湖区测试路1号' });
    expect(material(again, 'residence').how).toBe('shared');
    expect(again.uses).toHaveLength(draft.uses.length + 1);
  });

  it('is told apart from one that holds no record', async () => {
    await world.plant('household-registration', [household(citizens.stranger, '测试路人')]);
    const draft = await open();
    await world.plant('household-registration', [
      household(citizens.mother, '测试母亲'),
      household(citizens.stranger, '测试路人'),
    ]);
    expect(field(draft, 'residence_region').why?.zh).toContain('没有记录');
    expect(field(draft, 'residence_region').why?.en).toContain('holds no record');
  });

  it('is made good by the applicant’s answers, a commitment, or a file, which then stand in the case', async () => {
    await world.plant('household-registration', [household(citizens.stranger, '测试路人')]);
    const draft = await open();
    await world.plant('household-registration', [
      household(citizens.mother, '测试母亲'),
      household(citizens.stranger, '测试路人'),
    ]);
    const answers = { mobile: '13800000000', residence_region: '330106', residence_address: '西湖区某路 2 号 <b>&' };
    const { body: edited } = await patch(draft.id, draft.version, { form: answers });
    expect(await act('mother', draft.id, 'submission')).toMatchObject({
      status: 422,
      body: { code: 'material-missing', details: { materials: ['居住地证明'] } },
    });
    const { body: committed } = await patch(draft.id, edited.version, { commitments: { residence: true } });
    expect(material(committed, 'residence')).toMatchObject({ state: 'satisfied', how: 'commitment' });
    expect((await patch(draft.id, committed.version, { commitments: { kinship: true } })).status).toBe(422);
    const { body: done } = await act('mother', draft.id, 'submission');
    expect(done.state).toBe('submitted');
    expect(field(done, 'residence_address').value).toBe('西湖区某路 2 号 <b>&');
  });
});

describe('editing', () => {
  it('cannot retype what is filled, nor touch what does not exist', async () => {
    const draft = await open();
    const { status, body } = await patch(draft.id, draft.version, { form: { child_name: '别的名字', nonsense: 1 } });
    expect([status, body.code, body.faults.map((fault: { field: string }) => fault.field)]).toEqual([
      422,
      'form-invalid',
      ['/form/child_name', '/form/nonsense'],
    ]);
  });

  it('keeps no value longer than a form has use for', async () => {
    const draft = await open();
    const value = 'x'.repeat(20_000);
    const edited = await patch(draft.id, draft.version, { form: { mobile: value } });
    expect([edited.status, edited.body.code]).toEqual([422, 'form-invalid']);
    const disputed = await act('mother', draft.id, 'disputes', { field: 'residence_address', value, proof: '搬家' });
    expect([disputed.status, disputed.body.faults[0].field]).toEqual([422, '/value']);
  });

  it('asks for the version that was read, and loses nobody’s change', async () => {
    const draft = await open();
    expect((await send('mother', 'PATCH', `/cases/${draft.id}`, { form: { mobile: '13800000000' } })).body.code).toBe(
      'version-required',
    );
    const both = await Promise.all([
      patch(draft.id, draft.version, { form: { mobile: '13800000001' } }),
      patch(draft.id, draft.version, { form: { mobile: '13800000002' } }),
    ]);
    expect(both.map((one) => one.status).sort()).toEqual([200, 409]);
  });

  it('disputes a filled field with proof: the form carries the stated value, the source’s stays beside it, the case goes on', async () => {
    const draft = await open();
    const { body: disputed } = await act('mother', draft.id, 'disputes', {
      field: 'residence_address',
      value: '浙江省杭州市西湖区新路9号',
      proof: '2026 年 10 月搬家，居住证已换',
    });
    expect(field(disputed, 'residence_address')).toMatchObject({
      value: '浙江省杭州市西湖区新路9号',
      dispute: { sourceValue: '浙江省杭州市西湖区测试路1号', proof: '2026 年 10 月搬家，居住证已换' },
    });
    await patch(draft.id, disputed.version, { form: { mobile: '13800000000' } });
    expect((await act('mother', draft.id, 'submission')).body.state).toBe('submitted');
    expect(
      field((await send('caseworker', 'GET', `/cases/${draft.id}`)).body, 'residence_address').dispute,
    ).toMatchObject({ value: '浙江省杭州市西湖区新路9号' });
    const { rows } = await world.platform.database.pool.query(
      'select resource_key, stated_value from services.disputes',
    );
    expect(rows).toEqual([{ resource_key: 'household-registration', stated_value: '浙江省杭州市西湖区新路9号' }]);
    expect(
      (await act('mother', (await open()).id, 'disputes', { field: 'guardian_name', value: 'x', proof: 'y' })).status,
    ).toBe(409);
  });

  it('keeps a file only where one is needed, known by its bytes, and gives it back as an attachment to those who may see the case', async () => {
    const file = (id: string, key: string, content: string | Buffer) =>
      world.as('mother', {
        method: 'POST',
        url: `/api/v1/cases/${id}/materials/${key}/uploads?fileName=${encodeURIComponent('居住证 1.pdf')}`,
        body: content,
        headers: { 'content-type': 'application/octet-stream' },
      });
    await world.plant('household-registration', [household(citizens.stranger, '测试路人')]);
    const draft = await open();
    await world.plant('household-registration', [
      household(citizens.mother, '测试母亲'),
      household(citizens.stranger, '测试路人'),
    ]);
    expect((await file(draft.id, 'kinship', '%PDF-1.7')).json().code).toBe('upload-not-needed');
    expect((await file(draft.id, 'residence', '<html>')).json().code).toBe('file-kind-refused');
    expect(
      (await file(draft.id, 'residence', Buffer.concat([Buffer.from('%PDF-'), Buffer.alloc(5 * 1024 * 1024)])))
        .statusCode,
    ).toBe(413);
    const kept = (await file(draft.id, 'residence', '%PDF-1.7 test')).json() as Case;
    expect(material(kept, 'residence')).toMatchObject({
      state: 'satisfied',
      how: 'upload',
      uploads: [{ fileName: '居住证 1.pdf', mediaType: 'application/pdf', bytes: 13 }],
    });
    const url = `/api/v1/cases/${draft.id}/uploads/${material(kept, 'residence').uploads[0]!.id}`;
    const back = await world.as('mother', { url });
    expect([
      back.headers['content-type'],
      back.headers['x-content-type-options'],
      back.headers['content-disposition']?.toString().split(';')[0],
      back.body,
    ]).toEqual(['application/pdf', 'nosniff', 'attachment', '%PDF-1.7 test']);
    expect((await world.as('stranger', { url })).statusCode).toBe(404);
    expect((await world.as('caseworker', { url })).statusCode).toBe(404);
  });
});

describe('handing in', () => {
  it('names every fault by field, in the caller’s language, and changes nothing', async () => {
    const draft = await open();
    const { status, body } = await send('mother', 'POST', `/cases/${draft.id}/submission`, undefined, {}, 'en');
    expect([status, body.code, body.faults]).toEqual([
      422,
      'form-invalid',
      [{ field: '/mobile', fault: 'required', message: 'is required' }],
    ]);
    expect((await send('mother', 'GET', `/cases/${draft.id}`)).body).toMatchObject({
      state: 'draft',
      version: draft.version,
    });
  });

  it('sets the days of the law and of the item, in working days', async () => {
    expect(await submitted()).toMatchObject({
      state: 'submitted',
      acceptBy: '2026-11-30',
      promisedDate: '2026-11-26',
      dueDate: '2026-12-07',
      deadline: '2026-11-30',
      late: false,
    });
  });

  it('twice at the same moment is once', async () => {
    const draft = await open();
    await patch(draft.id, draft.version, { form: { mobile: '13800000000' } });
    const both = await Promise.all([act('mother', draft.id, 'submission'), act('mother', draft.id, 'submission')]);
    expect(both.map((one) => [one.status, one.body.state, one.body.number])).toEqual([
      [200, 'submitted', draft.number],
      [200, 'submitted', draft.number],
    ]);
    expect(both[0]!.body.steps.filter((step: { step: string }) => step.step === 'submit')).toHaveLength(1);
    expect(
      (await ledger('case')).filter((entry) => entry.case === draft.number).map((entry) => entry.detail.act),
    ).toEqual(['open', 'submit']);
    expect((await send('caseworker', 'GET', '/queue')).body.items).toHaveLength(1);
  });

  it('by the other parent about the same child is refused while the case is in hand', async () => {
    await submitted();
    const father = { ...actors.stranger, citizenId: citizens.father };
    const draft = (await world.as(father, { method: 'POST', url: '/api/v1/cases', body: { service } })).json() as Case;
    const edits = Object.fromEntries(
      draft.fields
        .filter((one) => one.kind === 'asked')
        .map((one) => [
          one.name,
          { mobile: '13800000000', residence_region: '330106', residence_address: '某处' }[one.name],
        ]),
    );
    const edited = await world.as(father, {
      method: 'PATCH',
      url: `/api/v1/cases/${draft.id}`,
      body: { form: edits, commitments: { residence: true } },
      headers: { 'if-match': `"${draft.version}"` },
    });
    expect(edited.statusCode).toBe(200);
    const response = await world.as(father, { method: 'POST', url: `/api/v1/cases/${draft.id}/submission` });
    expect([response.statusCode, response.json().code]).toEqual([409, 'case-in-hand']);
  });

  it('is refused in plain words where a condition is not met', async () => {
    await world.plant('medical-insurance', [insured(citizens.child, '1')]);
    const draft = await open();
    await world.plant('medical-insurance', [insured(citizens.mother, '1')]);
    expect(draft.eligibility).toMatchObject([{ met: false }]);
    const { status, body } = await act('mother', draft.id, 'submission');
    expect([status, body.code]).toEqual([422, 'not-eligible']);
    expect(body.detail).toContain('孩子已经参加基本医疗保险');
  });
});

describe('who sees a case', () => {
  it('is its applicant alone until it is handed in, then also the deciding agency’s case workers', async () => {
    const draft = await open();
    const seen = async (who: ActorName) => (await send(who, 'GET', `/cases/${draft.id}`)).status;
    expect(await Promise.all((['mother', 'stranger', 'caseworker', 'outsiderCaseworker'] as const).map(seen))).toEqual([
      200, 404, 404, 404,
    ]);
    await patch(draft.id, draft.version, { form: { mobile: '13800000000' } });
    await act('mother', draft.id, 'submission');
    expect(await Promise.all((['mother', 'stranger', 'caseworker', 'outsiderCaseworker'] as const).map(seen))).toEqual([
      200, 404, 200, 404,
    ]);
    expect((await send('outsiderCaseworker', 'GET', '/queue')).body.items).toEqual([]);
  });

  it('holds for every act, and none of them tells that the case exists', async () => {
    const shown = await submitted();
    const acts: [string, unknown?][] = [
      ['acceptance'],
      ['correction', { note: '缺页' }],
      ['decision', { outcome: 'granted', opinion: '同意' }],
    ];
    for (const [action, body] of acts)
      expect((await act('outsiderCaseworker', shown.id, action, body)).status, action).toBe(404);
    for (const [action, body] of [
      ['submission'],
      ['withdrawal'],
      ['filling'],
      ['disputes', { field: 'child_name', value: 'x', proof: 'y' }],
    ] as [string, unknown?][]) {
      expect((await act('stranger', shown.id, action, body)).status, action).toBe(404);
    }
    expect((await send('stranger', 'PATCH', `/cases/${shown.id}`, { form: {} }, { 'if-match': '"1"' })).status).toBe(
      404,
    );
    expect((await send('mother', 'GET', `/cases/${shown.id}`)).body.version).toBe(shown.version);
  });
});

describe('the case worker', () => {
  it('finds the nearest deadline first, accepts, and decides; the licence stands in the child’s and the mother’s library', async () => {
    const shown = await submitted();
    expect((await send('caseworker', 'GET', '/queue')).body.items).toMatchObject([
      { id: shown.id, deadline: '2026-11-30' },
    ]);
    expect((await act('caseworker', shown.id, 'decision', { outcome: 'granted', opinion: '同意' })).body.code).toBe(
      'case-state',
    );
    expect((await act('caseworker', shown.id, 'acceptance')).body).toMatchObject({
      state: 'accepted',
      deadline: '2026-11-26',
    });
    const { body: decided } = await act('caseworker', shown.id, 'decision', {
      outcome: 'granted',
      opinion: '符合条件，准予参保。',
    });
    expect(decided).toMatchObject({ state: 'closed', ending: 'granted', opinion: '符合条件，准予参保。' });
    expect(decided.steps.map((step: { step: string }) => step.step)).toEqual(['open', 'submit', 'accept', 'granted']);

    const { rows } = await world.platform.database.pool.query(
      'select identifier, holder_number, holder_name, metadata, source from licences.licences where id = $1',
      [decided.licenceId],
    );
    expect(rows).toMatchObject([
      {
        holder_number: citizens.child,
        holder_name: children.first.name,
        source: `case:${shown.id}`,
        metadata: {
          KZ_XB: '女性',
          KZ_CSRQ: '2026-06-15',
          KZ_CBD: '浙江省杭州市西湖区',
          KZ_JHR: '测试母亲',
          ZZBFJG: agencies.consumer.name,
        },
      },
    ]);
    expect((await send('mother', 'GET', '/my/licences')).body.items).toMatchObject([
      { id: decided.licenceId, keptFor: 'guardian' },
    ]);
    const child = { ...actors.stranger, citizenId: citizens.child };
    expect((await world.as(child, { url: '/api/v1/my/licences' })).json().items).toMatchObject([
      { id: decided.licenceId, keptFor: null },
    ]);
    expect((await send('caseworker', 'GET', '/queue')).body.items).toEqual([]);
  });

  it('decides once, also at the same moment: one licence', async () => {
    const shown = await submitted();
    await act('caseworker', shown.id, 'acceptance');
    const both = await Promise.all([
      act('caseworker', shown.id, 'decision', { outcome: 'granted', opinion: '同意' }),
      act('caseworker', shown.id, 'decision', { outcome: 'granted', opinion: '同意' }),
    ]);
    expect(both.map((one) => one.status).sort()).toEqual([200, 409]);
    expect(
      (
        await world.platform.database.pool.query('select 1 from licences.licences where source = $1', [
          `case:${shown.id}`,
        ])
      ).rows,
    ).toHaveLength(1);
  });

  it('refuses with reasons and issues nothing', async () => {
    const shown = await submitted();
    await act('caseworker', shown.id, 'acceptance');
    expect((await act('caseworker', shown.id, 'decision', { outcome: 'refused', opinion: '  ' })).status).toBe(400);
    expect(
      (await act('caseworker', shown.id, 'decision', { outcome: 'refused', opinion: '不在参保期内' })).body,
    ).toMatchObject({ state: 'closed', ending: 'refused', licenceId: null });
  });

  it('says once what is missing; the clock stands still and begins anew when it is handed in again', async () => {
    const shown = await submitted();
    expect((await act('caseworker', shown.id, 'correction', { note: '请更正联系手机。' })).body).toMatchObject({
      state: 'correction',
      deadline: null,
      correctionNote: '请更正联系手机。',
    });
    world.setNow('2026-12-01T03:00:00Z');
    const current = (await send('mother', 'GET', `/cases/${shown.id}`)).body as Case;
    await patch(shown.id, current.version, { form: { mobile: '13900000000' } });
    expect((await act('mother', shown.id, 'submission')).body).toMatchObject({
      state: 'submitted',
      acceptBy: '2026-12-08',
    });
    expect(await act('caseworker', shown.id, 'correction', { note: '再补一份' })).toMatchObject({
      status: 409,
      body: { code: 'correction-used' },
    });
  });

  it('who says nothing for five working days has accepted the case on the day of its receipt', async () => {
    const shown = await submitted();
    world.setNow('2026-11-30T03:00:00Z');
    expect(await deemAccepted(world.platform)).toBe(0);
    world.setNow('2026-11-30T16:10:00Z');
    expect(await act('caseworker', shown.id, 'correction', { note: '缺页' })).toMatchObject({
      status: 409,
      body: { code: 'acceptance-overdue' },
    });
    expect(await deemAccepted(world.platform)).toBe(1);
    expect((await send('mother', 'GET', `/cases/${shown.id}`)).body).toMatchObject({
      state: 'accepted',
      acceptedAt: shown.submittedAt,
      deadline: '2026-11-26',
      late: true,
    });
    expect(await deemAccepted(world.platform)).toBe(0);
  });

  it('cannot decide what its applicant took back', async () => {
    const shown = await submitted();
    expect((await act('mother', shown.id, 'withdrawal')).body.state).toBe('withdrawn');
    expect((await act('caseworker', shown.id, 'acceptance')).status).toBe(409);
    expect((await open()).id).not.toBe(shown.id);
  });
});

describe('the guide', () => {
  it('tells anyone what is needed, and what is not because the government has it', async () => {
    const { body } = await send('anonymous', 'GET', `/services/${service}`);
    expect(body).toMatchObject({
      title: { zh: '新生儿参保登记' },
      agency: { name: agencies.consumer.name },
      promisedDays: 3,
      visits: 0,
      needed: [],
    });
    expect(body.notNeeded).toContainEqual({
      name: { zh: '出生医学证明', en: 'Medical certificate of birth' },
      resource: '出生医学证明信息',
      resourceEn: expect.any(String),
      agency: agencies.provider.name,
      agencyEn: null,
    });
    expect(
      (await send('anonymous', 'GET', '/services?q=%E5%85%BB%E8%80%81')).body.items.map(
        (item: { key: string }) => item.key,
      ),
    ).toContain('resident-pension-enrolment');
    expect((await send('anonymous', 'GET', '/services?q=%25')).body.items).toEqual([]);
    expect((await send('anonymous', 'GET', '/services/nothing')).status).toBe(404);
  });
});
