import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { canonicalJson } from '../../../contracts/canonical-json.ts';
import { completeCitizenId } from '../../../contracts/citizen-id.ts';
import type { EntryBody } from '../../../contracts/ledger.ts';
import { verifyReceipt } from '../../../contracts/receipt.ts';
import { agencies } from '../../testing/harness.ts';
import type { Resource } from '../catalogue/index.ts';
import { ledgerVkey, pseudonymOf } from '../ledger/index.ts';
import { type SampleWorld, sampleWorld } from '../library/sample-world.ts';
import { sharingDomain } from '../sharing/index.ts';
import { exchangeDomain } from './index.ts';
import { changesPage } from './tell-changes.ts';
import { plantGrant, type TestGrant } from './testing.ts';

let world: SampleWorld;
let nextGrant = 1;
const header = '编号,公民身份号码,姓名,性别,出生日期,体重';
const people = Array.from({ length: 12 }, (_, n) => completeCitizenId(`33010819700101${String(n).padStart(3, '0')}`));

beforeAll(async () => {
  world = await sampleWorld({}, [sharingDomain, exchangeDomain]);
  world.setNow('2026-09-24T02:00:00Z');
  await world.platform.database.pool.query(
    "insert into sharing.purposes (key, kind, title, agency_id, legal_basis) values ('newborn', 'service', '参保', $1, '《测试法》')",
    [agencies.consumer.id],
  );
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.platform.database.pool.query('delete from sharing.grants');
});

interface Row {
  no: string;
  who: number;
  sex: '1' | '2';
  weight: number;
}
const csv = (rows: readonly Row[]) =>
  [header, ...rows.map(({ no, who, sex, weight }) => `${no},${people[who]},某,${sex},,${weight}`), ''].join('\n');
const row = (no: string, who: number, weight: number, sex: Row['sex'] = '2'): Row => ({ no, who, sex, weight });
const grant = (resource: Resource, given: Partial<TestGrant> = {}) =>
  plantGrant(world, { n: nextGrant++, resourceId: resource.id, items: ['no', 'person_id', 'weight'], ...given });

interface Page {
  changes: { subject: string; answer?: { records: { no: string; weight: number }[]; receipt: { entry: EntryBody } } }[];
  unchanged: { records: unknown[]; receipt: object } | null;
  cursor: string;
  more: boolean;
}
const ask = (resource: Resource, body: object = {}) =>
  world.as('client', {
    method: 'POST',
    url: `/api/v1/resources/${resource.code!.replace('/', '-')}/changes`,
    body: { purpose: 'newborn', items: ['no', 'person_id', 'weight'], ...body },
  });
/** All pages from a cursor on. */
async function drain(resource: Resource, cursor: string | undefined, body: object = {}) {
  const changes: Page['changes'] = [];
  for (let pages = 1; ; pages += 1) {
    const reply = await ask(resource, { ...body, ...(cursor && { cursor }) });
    expect(reply.statusCode, reply.body).toBe(200);
    const page = reply.json<Page>();
    changes.push(...page.changes);
    cursor = page.cursor;
    if (!page.more) return { changes, cursor, pages, last: page };
  }
}
const told = (changes: Page['changes']) =>
  Object.fromEntries(
    changes.map(({ subject, answer }) => [
      people.indexOf(subject),
      answer!.records.map(({ no, weight }) => `${no}:${weight}`).sort(),
    ]),
  );
const proves = (answer: object) => {
  const { receipt, ...reply } = answer as { receipt: object };
  const body = `${canonicalJson(reply).slice(0, -1)},"receipt":${canonicalJson(receipt)}}`;
  return verifyReceipt(Buffer.from(body), [ledgerVkey(world.platform)]);
};

test('a subscriber is told of everyone once, then of those alone about whom something changed', async () => {
  const resource = await world.publish({});
  await grant(resource);
  await world.send(resource, csv([row('a', 0, 1), row('b', 1, 2), row('c', 1, 3), row('d', 2, 4)]));
  const first = await drain(resource, undefined, { limit: 2 });
  expect(first.pages).toBe(2);
  expect(told(first.changes)).toEqual({ 0: ['a:1'], 1: ['b:2', 'c:3'], 2: ['d:4'] });
  await world.send(resource, csv([row('b', 1, 20), row('e', 3, 5)]), { mode: 'upsert' });
  await world.send(resource, '编号\nd\n', { mode: 'delete' });
  const second = await drain(resource, first.cursor);
  expect(told(second.changes)).toEqual({ 1: ['b:20', 'c:3'], 2: [], 3: ['e:5'] });
  for (const { answer } of second.changes)
    expect(proves(answer!)).toMatchObject({ ok: true, entry: { form: 'subscription' } });
  expect(second.changes[0]!.answer!.receipt.entry.subject).toBe(pseudonymOf(world.platform.keys, people[1]!));
  // Asked again from the same place, the same is told.
  expect(told((await drain(resource, first.cursor)).changes)).toEqual(told(second.changes));
});

test('where nothing changed, one answer without records proves that', async () => {
  const resource = await world.publish({});
  await grant(resource);
  await world.send(resource, csv([row('a', 0, 1)]));
  const { cursor } = await drain(resource, undefined);
  const { last } = await drain(resource, cursor);
  expect(last).toMatchObject({ changes: [], unchanged: { records: [] }, more: false });
  expect(proves(last.unchanged!).ok).toBe(true);
});

test('an item that was not asked for makes no change, and neither does a row that the grant does not cover', async () => {
  const resource = await world.publish({});
  await grant(resource, { scope: { rows: { sex: ['2'] } } });
  await world.send(resource, csv([row('a', 0, 1), row('b', 1, 2, '1')]));
  const first = await drain(resource, undefined, { items: ['no', 'person_id'] });
  expect(first.changes.map(({ subject }) => subject)).toEqual([people[0]]);
  await world.send(resource, csv([row('a', 0, 100), row('b', 1, 200, '1')]), { mode: 'upsert' });
  const second = await drain(resource, first.cursor, { items: ['no', 'person_id'] });
  expect(second.changes).toEqual([]);
});

test('a cursor of another scope, of a version that is gone, or of another question is not gone on from', async () => {
  const resource = await world.publish({});
  await grant(resource);
  await world.send(resource, csv([row('a', 0, 1)]));
  const { cursor } = await drain(resource, undefined);
  const codeOf = async (body: object) => (await ask(resource, { cursor, ...body })).json<{ code: string }>().code;
  expect(await codeOf({ items: ['no', 'person_id'] })).toBe('request-invalid');
  expect(await codeOf({ cursor: 'AAAA' })).toBe('request-invalid');
  await world.platform.database.pool.query('update sharing.grants set scope = \'{"rows": {"sex": ["2"]}}\'');
  expect(await codeOf({})).toBe('cursor-outdated');
  await world.platform.database.pool.query("update sharing.grants set scope = '{}'");
  await world.platform.database.pool.query('update library.versions set kept = false where resource_id = $1', [
    resource.id,
  ]);
  expect(await codeOf({})).toBe('cursor-outdated');
});

test('the subject’s own item must be asked for, and the manner granted', async () => {
  const resource = await world.publish({});
  await world.send(resource, csv([row('a', 0, 1)]));
  await grant(resource, { manners: ['call', 'batch'] });
  expect((await ask(resource, { items: ['weight'] })).json()).toMatchObject({ code: 'subject-item-needed' });
  expect((await ask(resource)).json()).toMatchObject({ code: 'manner-outside-grant' });
});

test('each subject counts against the quota; the page ends where it is used up', async () => {
  const resource = await world.publish({});
  await grant(resource, { quotaPerDay: 2 });
  await world.send(resource, csv([row('a', 0, 1), row('b', 1, 2), row('c', 2, 3)]));
  const page = (await ask(resource)).json<Page>();
  expect([page.changes.length, page.more]).toEqual([2, true]);
  expect((await ask(resource, { cursor: page.cursor })).json()).toMatchObject({ code: 'quota-used-up' });
  await world.platform.database.pool.query('update sharing.grants set quota_per_day = null');
  expect(told((await drain(resource, page.cursor)).changes)).toEqual({ 2: ['c:3'] });
});

test('whatever batches came, a copy kept by the changes holds the covered rows and no others', async () => {
  const some = fc.uniqueArray(
    fc.record({
      no: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
      who: fc.nat(4),
      sex: fc.constantFrom('1' as const, '2' as const),
      weight: fc.nat(2),
    }),
    { selector: ({ no }) => no, minLength: 1 },
  );
  const act = fc.oneof(
    fc.record({ mode: fc.constantFrom('replace' as const, 'append' as const, 'upsert' as const), rows: some }),
    fc.record({ mode: fc.constant('delete' as const), rows: some }),
    fc.record({ mode: fc.constant('rollback' as const), back: fc.nat() }),
    fc.record({ mode: fc.constant('poll' as const), limit: fc.integer({ min: 1, max: 4 }) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 3, maxLength: 9 }), fc.boolean(), async (acts, scoped) => {
      const resource = await world.publish({ rejectThreshold: 1 });
      await grant(resource, scoped ? { scope: { rows: { sex: ['2'] } } } : {});
      await world.send(resource, csv([row('a', 0, 1), row('b', 1, 1, '1')]));
      const copy = new Map<string, string[]>();
      let cursor: string | undefined;
      let version = 1;
      const poll = async (limit: number) => {
        const page = await drain(resource, cursor, { limit });
        cursor = page.cursor;
        for (const [who, records] of Object.entries(told(page.changes))) {
          if (records.length > 0) copy.set(who, records);
          else copy.delete(who);
        }
        const rows = (await world.rows(resource))!.filter(({ sex }) => !scoped || sex === '2');
        const model: Record<string, string[]> = {};
        for (const { no, person_id, weight } of rows) {
          const who = String(people.indexOf(String(person_id)));
          model[who] = [...(model[who] ?? []), `${no}:${weight}`].sort();
        }
        expect(Object.fromEntries(copy)).toEqual(model);
      };
      for (const each of acts) {
        if (each.mode === 'poll') await poll(each.limit);
        else if (each.mode === 'rollback') {
          if (version === 1) continue;
          const body = { to: 1 + (each.back % (version - 1)), from: version, reason: '数据有误' };
          const url = `/api/v1/library/${resource.id}/rollbacks`;
          const reply = await world.as('steward', { method: 'POST', url, body });
          version = reply.json<{ version?: number }>().version ?? version;
        } else {
          const file = each.mode === 'delete' ? `编号\n${each.rows.map(({ no }) => no).join('\n')}\n` : csv(each.rows);
          const batch = (await world.send(resource, file, { mode: each.mode })).json<{ version?: number | null }>();
          version = batch.version ?? version;
        }
      }
      await poll(2);
    }),
    { numRuns: 12 },
  );
});

test('a page holds as many subjects as limit, quota and one answer’s records allow, and one at least', () => {
  const one = (subject: string, records: number | null) => ({
    subject,
    records: records === null ? null : Array.from({ length: records }, () => []),
  });
  const changed = [one('a', 600), one('b', null), one('c', 500), one('d', 1)];
  const names = (limit: number, quota: number) =>
    changesPage(changed, limit, quota)
      .map(({ subject }) => subject)
      .join('');
  expect([names(9, 9), names(1, 9), names(9, 1), names(9, 0)]).toEqual(['ab', 'a', 'ab', 'a']);
});
