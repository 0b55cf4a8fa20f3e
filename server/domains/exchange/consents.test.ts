import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PersonActor } from '../../../contracts/actor.ts';
import type { AskedConsent, ConsentPreview, MyConsent } from '../../../contracts/consents.ts';
import type { CallReply } from '../../../contracts/exchange.ts';
import type { EntryBody } from '../../../contracts/ledger.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { type ActorName, actors, agencies, citizens, type TestWorld } from '../../testing/harness.ts';
import { recordGuardianship } from '../identity/index.ts';
import { pseudonymOf } from '../ledger/index.ts';
import { sharingDomain } from '../sharing/index.ts';
import { plantResource, sharingWorld } from '../sharing/testing.ts';
import { anyGrant, anyRow, arbitraryWorld, someItems, sortedRecords } from './arbitrary-grants.ts';
import { call } from './call.ts';
import { exchangeDomain } from './index.ts';
import { previewConsentOf } from './preview-consent.ts';
import { plantGrant, serveTable } from './testing.ts';

const proof = { resource: '202001/000001', ledgerIndex: 0, asOf: '2026-09-01' };
const guardOf = (world: TestWorld, ward: string, born: string) =>
  recordGuardianship(world.platform.db, {
    guardianCitizenId: citizens.mother,
    wardCitizenId: ward,
    wardName: '孩子',
    wardBirthDate: born,
    proof,
  });

describe('consent of the person', () => {
  let world: TestWorld;
  const law = '《测试法》第三条：查询须经本人同意';
  const url = '/api/v1/resources/202001-000001';
  const asking = { subject: citizens.mother, items: ['income'], purpose: 'newborn', reason: '核对收入' };
  const post = (who: ActorName, path: string, body: object = {}) => world.as(who, { method: 'POST', url: path, body });
  const ask = async (change: object = {}, who: ActorName = 'client') =>
    (await post(who, `${url}/consents`, { ...asking, ...change })).json<AskedConsent & { code: string }>();
  const read = async (items = ['income'], subject: string = citizens.mother) =>
    (await post('client', `${url}/calls`, { subject, items, purpose: 'newborn' })).json<CallReply & { code: string }>();
  const mine = async (who: ActorName = 'mother', query = '') =>
    (await world.as(who, { url: `/api/v1/my/consents${query}` })).json<{ items: MyConsent[] }>().items;
  const preview = (id: string, who: ActorName = 'mother') =>
    world.as(who, { url: `/api/v1/my/consents/${id}/preview` });
  const answer = (id: string, body: object, who: ActorName = 'mother') =>
    post(who, `/api/v1/my/consents/${id}/answer`, body);
  const agree = (id: string, once = false) => answer(id, { agrees: true, once, validUntil: '2026-10-24' });
  const withdraw = (id: string, who: ActorName = 'mother') => post(who, `/api/v1/my/consents/${id}/withdrawal`);
  const lastEntry = async (): Promise<EntryBody> => {
    const { rows } = await world.platform.database.pool.query<{ body: string }>(
      'select body from ledger.entries order by index desc limit 1',
    );
    return JSON.parse(rows[0]!.body);
  };

  beforeAll(async () => {
    world = await sharingWorld([sharingDomain, exchangeDomain]);
    const resourceId = await plantResource(world, {
      n: 1,
      name: '收入信息',
      subjectItem: 'who',
      items: [{ code: 'who', check: 'citizenId' }, { code: 'income' }, { code: 'employer' }, { code: 'secret' }],
    });
    await serveTable(world, {
      resourceId,
      snapshot: 1,
      columns: { who: 'text', income: 'text', employer: 'text', secret: 'text' },
      rows: [
        [citizens.mother, '9000', '某公司', '甲'],
        [citizens.child, '0', null, '乙'],
        [citizens.stranger, '5000', '某厂', '丙'],
      ],
    });
    await plantGrant(world, { n: 1, resourceId, items: ['income', 'employer'] });
    await guardOf(world, citizens.child, '2026-06-15');
    expect(
      (await world.as('steward', { method: 'PUT', url: `${url}/consent-rule`, body: { legalBasis: law } })).statusCode,
    ).toBe(200);
  });
  afterAll(() => world.close());

  test('the provider’s steward marks a resource, with the law; nobody else does', async () => {
    expect(await lastEntry()).toMatchObject({ kind: 'consent', detail: { act: 'marked', legalBasis: law } });
    const rule = await world.as('developer', { url: `${url}/consent-rule` });
    expect(rule.json()).toEqual({ legalBasis: law });
    const other = await world.as('consumerSteward', {
      method: 'PUT',
      url: `${url}/consent-rule`,
      body: { legalBasis: null },
    });
    expect(other.json()).toMatchObject({ code: 'role-missing' });
  });

  test('asked, seen, agreed, used, withdrawn: each call that starts after an act is bound by it', async () => {
    expect((await read()).code).toBe('consent-missing');
    const { id, number, state } = await ask();
    expect(state).toBe('asked');
    expect(await lastEntry()).toMatchObject({
      kind: 'consent',
      subject: pseudonymOf(world.platform.keys, citizens.mother),
      actor: { client: 'test-client' },
      items: ['income'],
      detail: { act: 'asked', consent: number, legalBasis: law, consumer: agencies.consumer.creditCode },
    });
    const [shown] = await mine('mother', '?state=asked');
    expect(shown).toMatchObject({
      id,
      about: { relation: 'self' },
      consumer: { name: agencies.consumer.name },
      provider: { name: agencies.provider.name },
      legalBasis: law,
      reason: '核对收入',
    });
    expect((await preview(id)).json<ConsentPreview>()).toMatchObject({ rule: null, records: [{ income: '9000' }] });
    expect((await read()).code).toBe('consent-missing');

    expect((await agree(id)).json<MyConsent>()).toMatchObject({ state: 'given', validUntil: '2026-10-24' });
    expect(await lastEntry()).toMatchObject({ kind: 'consent', detail: { act: 'given', once: false } });
    expect((await read()).records).toEqual([{ income: '9000' }]);
    expect(await lastEntry()).toMatchObject({ kind: 'call', detail: { consent: number } });
    // Nothing beyond what she agreed to, though the grant has it.
    expect((await read(['income', 'employer'])).code).toBe('consent-missing');

    expect((await withdraw(id)).json<MyConsent>()).toMatchObject({ state: 'withdrawn' });
    expect((await read()).code).toBe('consent-missing');
    expect((await withdraw(id)).json()).toMatchObject({ code: 'consent-state' });
    // Her mind is hers: she may agree again without being asked.
    expect((await agree(id)).statusCode).toBe(200);
    expect((await read()).records).toHaveLength(1);
    await withdraw(id);
  });

  test('an agency that was told no does not ask again for a month; she may still change her mind', async () => {
    const { id } = await ask({ items: ['employer'], subject: citizens.stranger });
    expect((await answer(id, { agrees: false }, 'stranger')).json()).toMatchObject({ state: 'declined' });
    expect((await read(['employer'], citizens.stranger)).code).toBe('consent-missing');
    expect((await ask({ items: ['employer'], subject: citizens.stranger })).code).toBe('consent-declined');
    world.setNow('2026-10-25T02:00:00Z');
    const again = await ask({ items: ['employer'], subject: citizens.stranger });
    expect(again.state).toBe('asked');
    world.setNow('2026-09-24T02:00:00Z');
  });

  test('given once it serves one answered call', async () => {
    await world.platform.database.pool.query('delete from sharing.consents');
    const { id } = await ask();
    await agree(id, true);
    expect((await read(['income'], citizens.mother)).records).toHaveLength(1);
    expect((await read()).code).toBe('consent-missing');
    expect((await mine())[0]).toMatchObject({ id, state: 'used' });
    expect((await agree(id)).json()).toMatchObject({ code: 'consent-state' });
  });

  test('it ends with its day, and within a year', async () => {
    await world.platform.database.pool.query('delete from sharing.consents');
    const { id } = await ask();
    const until = (validUntil: string) => answer(id, { agrees: true, once: false, validUntil });
    expect((await until('2027-09-25')).json()).toMatchObject({ code: 'validity-outside' });
    expect((await until('2026-09-23')).json()).toMatchObject({ code: 'validity-outside' });
    expect((await until('2026-09-24')).statusCode).toBe(200);
    expect((await read()).records).toHaveLength(1);
    world.setNow('2026-09-24T16:30:00Z');
    expect((await read()).code).toBe('consent-missing');
    expect((await mine())[0]).toMatchObject({ state: 'expired' });
    world.setNow('2026-09-24T02:00:00Z');
  });

  test('asked at the same moment it is asked once', async () => {
    await world.platform.database.pool.query('delete from sharing.consents');
    const asked = await Promise.all([ask(), ask(), ask(), ask()]);
    expect(new Set(asked.map(({ number }) => number)).size).toBe(1);
    expect(await mine()).toHaveLength(1);
  });

  test('a guardian answers for a child under fourteen, and for nobody else', async () => {
    const { id } = await ask({ subject: citizens.child });
    expect((await mine()).find((each) => each.id === id)).toMatchObject({
      about: { relation: 'ward' },
      mayAnswer: true,
    });
    expect((await preview(id)).json<ConsentPreview>().records).toEqual([{ income: '0' }]);
    expect((await agree(id)).statusCode).toBe(200);
    expect((await read(['income'], citizens.child)).records).toHaveLength(1);

    const grown = '520102201009248028'.slice(0, 17);
    const check = '10X98765432'[
      [...grown].reduce(
        (sum, digit, at) => sum + Number(digit) * [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2][at]!,
        0,
      ) % 11
    ];
    await guardOf(world, grown + check, '2010-09-24');
    const other = await ask({ subject: grown + check });
    expect((await mine()).find((each) => each.id === other.id)).toMatchObject({ mayAnswer: false });
    expect((await agree(other.id)).json()).toMatchObject({ code: 'consent-own' });
  });

  test('another’s consent is not there: neither its preview nor its acts', async () => {
    const { id } = await ask();
    for (const reply of [
      await preview(id, 'stranger'),
      await answer(id, { agrees: false }, 'stranger'),
      await withdraw(id, 'stranger'),
    ])
      expect(reply.statusCode).toBe(404);
    expect((await mine('stranger')).some((each) => each.id === id)).toBe(false);
  });

  test('the agency sees what it asked, and not whom; another agency sees nothing', async () => {
    const { number } = await ask();
    const list = (who: ActorName) => world.as(who, { url: `/api/v1/agency/consents?number=${number}` });
    const seen = await list('client');
    expect(seen.json<{ items: AskedConsent[] }>().items).toMatchObject([{ number, state: 'asked' }]);
    expect(seen.body).not.toContain(citizens.mother);
    expect(seen.body).not.toContain(pseudonymOf(world.platform.keys, citizens.mother));
    expect((await list('outsiderClient')).json()).toMatchObject({ items: [] });
  });

  test('only what could be read with consent is asked for, and no number stands in the reason', async () => {
    expect((await ask({}, 'outsiderClient')).code).toBe('not-granted');
    expect((await ask({ items: ['secret'] })).code).toBe('not-granted');
    expect((await ask({ items: ['none'] })).code).toBe('item-unknown');
    expect((await ask({ reason: `查 ${citizens.mother}` })).code).toBe('citizen-id-in-text');
    expect((await ask({ subject: '110105194912310021' })).code).toBe('subject-invalid');
  });

  test('unmarked, reads need no consent and there is nothing to ask', async () => {
    const mark = (legalBasis: string | null) =>
      world.as('steward', { method: 'PUT', url: `${url}/consent-rule`, body: { legalBasis } });
    await mark(null);
    expect((await read()).records).toHaveLength(1);
    expect((await ask()).code).toBe('consent-not-needed');
    await mark(law);
    expect((await read()).code).toBe('consent-missing');
  });
});

describe('the preview', () => {
  let world: TestWorld;
  let plant: Awaited<ReturnType<typeof arbitraryWorld>>['plant'];
  let resourceId: string;

  beforeAll(async () => {
    ({ world, plant, resourceId } = await arbitraryWorld());
    world.setNow('2026-09-24T02:00:00Z');
    await guardOf(world, citizens.child, '2026-06-15');
    await world.platform.database.pool.query("insert into sharing.consent_resources values ($1, '《测试法》')", [
      resourceId,
    ]);
  });
  afterAll(() => world.close());

  test('shows just what the call releases, for any rows, grants and items', async () => {
    const { platform } = world;
    const met = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyRow, { maxLength: 6 }),
        fc.array(anyGrant, { maxLength: 4 }),
        someItems,
        fc.constantFrom(citizens.child, citizens.child, citizens.mother),
        async (rows, grants, items, subject) => {
          await plant(rows, grants);
          const id = '00000000-0000-7000-8000-00000000c001';
          await platform.database.pool.query('delete from sharing.consents');
          await platform.database.pool.query(
            `insert into sharing.consents (id, number, subject, consumer_id, provider_id, resource_id, purpose, items, reason, legal_basis,
               state, asked_at, once, valid_until) values ($1, 'A', $2, $3, $4, $5, 'newborn', $6, '', '', 'given', now(), false, '2026-12-31')`,
            [id, pseudonymOf(platform.keys, subject), agencies.consumer.id, agencies.provider.id, resourceId, items],
          );
          const shown = await previewConsentOf(platform, actors.mother as PersonActor, id);
          const { id: agencyId, creditCode } = agencies.consumer;
          const released = await call(
            platform,
            { agencyId, creditCode },
            { resourceCode: '202001/000001', subject, items, purpose: 'newborn' },
          ).catch((error: unknown) => {
            if (error instanceof DomainError) return error;
            throw error;
          });
          met.add(shown.rule ?? `${Math.min(shown.records.length, 2)} rows`);
          if (released instanceof DomainError) {
            expect(shown).toMatchObject({ rule: released.code, records: [] });
            return;
          }
          expect(shown.rule).toBeNull();
          expect(sortedRecords(shown.records)).toEqual(sortedRecords(released.reply.records));
        },
      ),
      { numRuns: 150 },
    );
    expect([...met]).toEqual(
      expect.arrayContaining([
        '0 rows',
        '1 rows',
        '2 rows',
        'subject-outside-scope',
        'not-granted',
        'item-outside-grant',
      ]),
    );
  });
});
