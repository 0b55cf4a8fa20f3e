import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { completeCitizenId } from '../../../contracts/citizen-id.ts';
import type { EntryBody } from '../../../contracts/ledger.ts';
import { agencies, citizens, type TestWorld } from '../../testing/harness.ts';
import type { Use } from '../sharing/index.ts';
import { covers } from '../sharing/index.ts';
import {
  anyGrant,
  anyRow,
  anytime,
  arbitraryWorld,
  type PlantedGrant,
  rowValues,
  someItems,
  sortedRecords,
  typedValue,
} from './arbitrary-grants.ts';
import { type CallGrant, decide, isScoped, type TextRow } from './rules.ts';

/**
 * The forms of the call beside the single one, held against a plain model: every grant and every row looked at, one by one,
 * in this file.
 */

let world: TestWorld;
let plant: Awaited<ReturnType<typeof arbitraryWorld>>['plant'];
beforeAll(async () => {
  ({ world, plant } = await arbitraryWorld());
});
afterAll(() => world.close());

/** Enough of them that a count comes to more than nought. */
const crowd = Array.from({ length: 25 }, (_, n) => completeCitizenId(`33010819700101${String(n).padStart(3, '0')}`));
const crowdRow = fc.record({ ...rowValues, who: fc.constantFrom(citizens.child, ...crowd) });
const orderedItems = ['day', 'n'];
const compare = (item: string, a: string, b: string) =>
  item === 'n' ? Number(a) - Number(b) : a < b ? -1 : Number(a > b);

const anyItem = fc.constantFrom(...(Object.keys(rowValues) as (keyof typeof rowValues)[]));
const presentValue = (item: keyof typeof rowValues) =>
  (rowValues[item] as fc.Arbitrary<string | null>).filter((value): value is string => value !== null);
const anyCheck = anyItem.chain((item) =>
  fc.record({
    item: fc.constant<string>(item),
    is: orderedItems.includes(item) ? fc.constantFrom('equals', 'atLeast', 'atMost') : fc.constant('equals'),
    value: presentValue(item),
  }),
);
const anyFilter = anyItem.chain((item) => {
  const among = fc.record({
    item: fc.constant<string>(item),
    in: fc.array(presentValue(item), { minLength: 1, maxLength: 2 }),
  });
  if (!orderedItems.includes(item)) return among;
  const range = fc.record(
    { item: fc.constant<string>(item), from: presentValue(item), until: presentValue(item) },
    { requiredKeys: ['item', 'from'] },
  );
  return fc.oneof(among, range);
});
const oncePerItem = { selector: ({ item }: { item: string }) => item, maxLength: 2 };
const filters = fc.uniqueArray(anyFilter, oncePerItem);
type Filter = { item: string; in?: string[]; from?: string; until?: string };
type Check = { item: string; is: string; value: string };

const subject = fc.constantFrom(citizens.child, citizens.child, citizens.mother, citizens.stranger);
const purpose = fc.constantFrom('newborn', 'newborn', 'newborn', 'newborn', 'supervision');
const who = fc.constantFrom<('client' | 'outsiderClient')[]>('client', 'client', 'client', 'client', 'outsiderClient');
const anyAsk = fc.oneof(
  fc.record({
    form: fc.constant('batch-calls'),
    who,
    body: fc.record({
      purpose,
      items: someItems,
      subjects: fc.subarray([citizens.child, citizens.mother, citizens.stranger], { minLength: 1 }),
    }),
  }),
  fc.record({
    form: fc.constant('verifications'),
    who,
    body: fc.record({ purpose, subject, checks: fc.uniqueArray(anyCheck, { ...oncePerItem, minLength: 1 }) }),
  }),
  fc.record({
    form: fc.constant('queries'),
    who,
    body: fc.record({ purpose, items: someItems, filters, limit: fc.constantFrom(1, 2, 50) }),
  }),
  // Often of all rows: few filters leave enough subjects to be told.
  fc.record({
    form: fc.constant('counts'),
    who,
    body: fc.record({ purpose, filters: fc.oneof(fc.constant([]), filters) }),
  }),
);
type Body = {
  purpose: string;
  items?: string[];
  subjects?: string[];
  subject?: string;
  checks?: Check[];
  filters?: Filter[];
  limit?: number;
};

const meetsCheck = (row: TextRow, { item, is, value }: Check) => {
  const held = row[item] ?? null;
  if (held === null) return false;
  const order = compare(item, held, value);
  return is === 'equals' ? held === value : is === 'atLeast' ? order >= 0 : order <= 0;
};
const meetsFilter = (row: TextRow, filter: Filter) => {
  const held = row[filter.item] ?? null;
  if (held === null) return false;
  if (filter.in && !filter.in.includes(held)) return false;
  if (filter.from !== undefined && compare(filter.item, held, filter.from) < 0) return false;
  return filter.until === undefined || compare(filter.item, held, filter.until) <= 0;
};
const project = (rows: readonly TextRow[], items: readonly string[]) =>
  sortedRecords(
    rows.map((row) => Object.fromEntries([...items].sort().map((item) => [item, typedValue(item, row[item] ?? null)]))),
  );

/** By which grant a question about no one in particular is answered: quota left first, then the wider, then the older. */
function decideMany(grants: readonly CallGrant[], use: Use) {
  // With no row in sight a grant for some rows only is passed over for scope, which is no rule here.
  const open = grants.map((grant) => ({ ...grant, scope: {}, spent: false }));
  const verdict = decide(open, use, []);
  if (verdict.rule !== null) return { rule: verdict.rule, grant: null };
  const usable = grants.filter((grant) => decide([{ ...grant, scope: {}, spent: false }], use, []).rule === null);
  const [best] = usable.sort(
    (a, b) =>
      Number(a.spent) - Number(b.spent) ||
      Number(isScoped(a.scope)) - Number(isScoped(b.scope)) ||
      (a.id < b.id ? -1 : 1),
  );
  return best!.spent ? { rule: 'quota-used-up', grant: null } : { rule: null, grant: best! };
}

/** Each outcome once without chance; what is drawn besides finds the mixtures. */
const examples = (() => {
  const row = { a: 'x', b: '1', day: '2026-01-01', flag: 'true', n: '1', region: '330106' } as const;
  const rows = [citizens.child, ...crowd].map((number) => ({ ...row, who: number }));
  const grant = {
    purpose: 'newborn',
    state: 'active',
    validFrom: '2026-01-01',
    validUntil: '2026-12-31',
    items: ['a', 'b'],
    scope: {},
    quota: 'none',
    consumerId: agencies.consumer.id,
  } as const;
  const of = (item: string, value: string) => [
    { form: 'batch-calls', body: { items: [item], subjects: [citizens.child] } },
    { form: 'verifications', body: { subject: citizens.child, checks: [{ item, is: 'equals', value }] } },
    { form: 'queries', body: { items: [item], filters: [{ item, in: [value] }], limit: 50 } },
    { form: 'counts', body: { filters: [{ item, in: [value] }] } },
  ];
  const asks = [...of('a', 'x'), ...of('a', 'y'), ...of('n', '1')].map(({ form, body }) => ({
    form,
    who: 'client',
    body: { purpose: 'newborn', ...body },
  }));
  const other = { scope: { rows: { region: ['520102'] } } };
  return [
    [],
    [grant],
    [{ ...grant, ...other }],
    [{ ...grant, quota: 'spent' }],
    [{ ...grant, state: 'suspended' }],
  ].map((grants) => [rows, grants, asks]) as never[];
})();

describe('every form gives what the rules say: never one value more or less', () => {
  test('for any grants, rows and questions', async () => {
    const met = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.array(anyRow, { maxLength: 10 }), fc.array(crowdRow, { minLength: 20, maxLength: 40 })),
        fc.array(anyGrant, { maxLength: 4 }),
        fc.array(anyAsk, { minLength: 1, maxLength: 6 }),
        async (rows, drawnGrants, asks) => {
          const grants = await plant(rows, drawnGrants);
          for (const { form, who: caller, body } of asks) {
            const agency = caller === 'client' ? agencies.consumer : agencies.outsider;
            const held = grants.filter((grant) => grant.consumerId === agency.id);
            for (const outcome of await holds(form, caller, body as Body, held, rows)) met.add(`${form} ${outcome}`);
          }
        },
      ),
      { numRuns: 150, examples },
    );
    for (const outcome of [
      'batch-calls rows',
      'batch-calls subject-outside-scope',
      'batch-calls quota-used-up',
      'batch-calls item-outside-grant',
      'verifications yes',
      'verifications no',
      'verifications quota-used-up',
      'verifications item-outside-grant',
      'queries rows',
      'queries none',
      'queries quota-used-up',
      'queries item-outside-grant',
      'queries grant-suspended',
      'counts ten',
      'counts few',
      'counts not-granted',
      'counts item-outside-grant',
    ]) {
      expect([...met]).toContain(outcome);
    }
  }, 180_000);
});

async function send(form: string, caller: 'client' | 'outsiderClient', body: object) {
  const reply = await world.as(caller, { method: 'POST', url: `/api/v1/resources/202001-000001/${form}`, body });
  return reply.json<Record<string, unknown>>();
}

/** Asks, holds the answer to the model, and names what it came to. */
async function holds(
  form: string,
  caller: 'client' | 'outsiderClient',
  body: Body,
  grants: readonly PlantedGrant[],
  rows: readonly TextRow[],
): Promise<string[]> {
  const got = await send(form, caller, body);
  const of = (number: string) => rows.filter((row) => row.who === number);
  if (form === 'batch-calls') {
    const results = got.results as { subject: string; answer?: { records: object[] }; refusal?: { code: string } }[];
    const outcomes: string[] = [];
    for (const [place, asked] of body.subjects!.entries()) {
      const expected = decide(grants, { purpose: body.purpose, items: body.items!, ...anytime }, of(asked));
      const { subject: named, answer, refusal } = results[place]!;
      expect(named).toBe(asked);
      expect(refusal?.code ?? null).toBe(expected.rule);
      if (expected.rule === null) expect(sortedRecords(answer!.records)).toEqual(project(expected.rows, body.items!));
      outcomes.push(expected.rule ?? (expected.rows.length > 0 ? 'rows' : 'none'));
    }
    return outcomes;
  }
  if (form === 'verifications') {
    const items = body.checks!.map(({ item }) => item);
    const verdict = decide(grants, { purpose: body.purpose, items, ...anytime }, of(body.subject!));
    const outside = verdict.rule === 'subject-outside-scope';
    const rule = !outside
      ? verdict.rule
      : grants.find(({ id }) => id === verdict.grantId)!.spent
        ? 'quota-used-up'
        : null;
    expect(got.code ?? null).toBe(rule);
    if (rule !== null) return [rule];
    const seen = outside || verdict.rule !== null ? [] : verdict.rows;
    expect((got.checks as { met: boolean }[]).map(({ met }) => met)).toEqual(
      body.checks!.map((check) => seen.some((row) => meetsCheck(row, check))),
    );
    expect(got.met).toBe(seen.some((row) => body.checks!.every((check) => meetsCheck(row, check))));
    return [got.met ? 'yes' : 'no'];
  }
  const items = [...new Set([...(body.items ?? []), ...body.filters!.map(({ item }) => item)])];
  const { rule, grant } = decideMany(grants, { purpose: body.purpose, items, ...anytime });
  expect(got.code ?? null).toBe(rule);
  if (grant === null) return [rule];
  const wanted = rows.filter(
    (row) => covers(grant.scope, row) && body.filters!.every((filter) => meetsFilter(row, filter)),
  );
  if (form === 'counts') {
    const count = new Set(wanted.map((row) => row.who)).size;
    expect(got.count).toBe(count - (count % 10));
    return [count >= 10 ? 'ten' : 'few'];
  }
  let page = got as unknown as Page;
  const told: object[] = [];
  for (;;) {
    expect(page.answers.flatMap(({ records }) => records).length).toBeLessThanOrEqual(body.limit!);
    for (const { records, receipt } of page.answers) {
      told.push(...records);
      expect(receipt.entry.grant!.id).toBe(grant.id);
    }
    if (page.nextCursor === null) break;
    page = (await send(form, caller, { ...body, cursor: page.nextCursor })) as unknown as Page;
  }
  expect(sortedRecords(told)).toEqual(project(wanted, body.items!));
  return [wanted.length > 0 ? 'rows' : 'none'];
}

interface Page {
  answers: { records: object[]; receipt: { entry: EntryBody } }[];
  nextCursor: string | null;
}
