import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EntryBody } from '../../../contracts/ledger.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { agencies, citizens, type TestWorld } from '../../testing/harness.ts';
import type { Use } from '../sharing/index.ts';
import { anyGrant, anyRow, arbitraryWorld, someItems, sortedRecords, typedValue } from './arbitrary-grants.ts';
import { call } from './index.ts';
import { type CallGrant, decide, secondsUntilQuota, type TextRow } from './rules.ts';

const base = {
  purpose: 'newborn',
  state: 'active',
  validFrom: '2026-01-01',
  validUntil: '2026-12-31',
  manners: ['call', 'verification'],
  hours: null,
  workingDaysOnly: false,
  spent: false,
  ownApplicants: false,
  consent: false,
} as const;
const grant = (id: string, change: Partial<CallGrant> = {}): CallGrant => ({
  ...base,
  id,
  items: ['a'],
  scope: {},
  ...change,
});
const use: Use = {
  purpose: 'newborn',
  ownPurpose: true,
  items: ['a'],
  manner: 'call',
  day: '2026-09-24',
  clock: 600,
  workingDay: true,
};
const rows: TextRow[] = [
  { a: '1', region: '330106' },
  { a: '2', region: '520102' },
];
const only = (...region: string[]) => ({ scope: { rows: { region } } });

describe('the grant that serves', () => {
  test('answers just the rows that it covers', () => {
    expect(decide([grant('g1', only('330106'))], use, rows)).toEqual({ rule: null, grantId: 'g1', rows: [rows[0]] });
  });

  test('is the one that covers most, then the oldest', () => {
    expect(decide([grant('g1', only('330106')), grant('g3'), grant('g2')], use, rows)).toMatchObject({ grantId: 'g2' });
  });

  test('gives way when its quota is used up, even to one that covers less', () => {
    expect(decide([grant('g1', { spent: true }), grant('g2', only('330106'))], use, rows)).toMatchObject({
      rule: null,
      grantId: 'g2',
    });
    expect(decide([grant('g1', { spent: true }), grant('g2', only('110101'))], use, rows)).toEqual({
      rule: 'quota-used-up',
      grantId: 'g1',
    });
  });

  test('never joins two grants to one answer', () => {
    const grants = [grant('g1', only('330106')), grant('g2', only('520102'))];
    expect(decide(grants, use, rows)).toMatchObject({ grantId: 'g1', rows: [rows[0]] });
    expect(decide([grant('g1'), grant('g2', { items: ['b'] })], { ...use, items: ['a', 'b'] }, rows)).toMatchObject({
      rule: 'item-outside-grant',
    });
  });

  test('answers an unknown subject with no rows; of narrower scope it does not tell that one from one outside', () => {
    expect(decide([grant('g1')], use, [])).toEqual({ rule: null, grantId: 'g1', rows: [] });
    const refused = { rule: 'subject-outside-scope', grantId: 'g1' };
    expect(decide([grant('g1', only('110101'))], use, [])).toEqual(refused);
    expect(decide([grant('g1', only('110101'))], use, rows)).toEqual(refused);
  });

  test('tells alike of the unknown and of those outside, whatever stands beside a grant of narrower scope', () => {
    const spent = [grant('g1', only('110101')), grant('g2', { spent: true })];
    expect(decide(spent, use, [])).toEqual({ rule: 'quota-used-up', grantId: 'g2' });
    expect(decide(spent, use, rows)).toEqual({ rule: 'quota-used-up', grantId: 'g2' });
    const open = [grant('g1', only('110101')), grant('g2')];
    expect(decide(open, use, [])).toEqual({ rule: null, grantId: 'g2', rows: [] });
  });
});

test('of several refusals the nearest speaks', () => {
  const grants = [
    grant('g1', { state: 'revoked' }),
    grant('g2', { state: 'suspended' }),
    grant('g3', { purpose: 'other' }),
  ];
  expect(decide(grants, use, rows)).toEqual({ rule: 'grant-suspended', grantId: 'g2' });
  expect(decide([], use, rows)).toEqual({ rule: 'not-granted', grantId: null });
});

describe('who the person is', () => {
  const applicants = grant('g1', { ownApplicants: true });
  const consenting = grant('g2', { consent: true });

  test('bars a grant for applicants from any other, whatever their rows', () => {
    expect(decide([applicants], use, [])).toEqual({ rule: 'subject-not-applicant', grantId: 'g1' });
    expect(decide([applicants], use, rows, { applicant: true, consented: false })).toMatchObject({ rule: null });
  });

  test('bars a grant that needs consent until it is given, whatever their rows', () => {
    expect(decide([consenting], use, [])).toEqual({ rule: 'consent-missing', grantId: 'g2' });
    expect(decide([applicants, consenting], use, rows)).toEqual({ rule: 'consent-missing', grantId: 'g2' });
    expect(decide([consenting], use, rows, { applicant: false, consented: true })).toMatchObject({ rule: null });
  });
});

test('a quota of the day comes back at midnight in Shanghai, one of the minute with the next, one in total never', () => {
  const end = new Date('2026-09-24T15:59:59.900Z');
  expect(secondsUntilQuota('day', end)).toBe(1);
  expect(secondsUntilQuota('minute', end)).toBe(1);
  expect(secondsUntilQuota('total', end)).toBeNull();
  expect(secondsUntilQuota('day', new Date('2026-09-24T16:00:00.000Z'))).toBe(86_400);
  expect(secondsUntilQuota('minute', new Date('2026-09-24T16:00:20.000Z'))).toBe(40);
});

describe('the statement does what the rule says: never one value more or less', () => {
  let world: TestWorld;
  let plant: Awaited<ReturnType<typeof arbitraryWorld>>['plant'];

  beforeAll(async () => {
    ({ world, plant } = await arbitraryWorld());
  });
  afterAll(() => world.close());

  const anyCall = fc.record({
    caller: fc.constantFrom(
      agencies.consumer,
      agencies.consumer,
      agencies.consumer,
      agencies.consumer,
      agencies.outsider,
    ),
    subject: fc.constantFrom(citizens.child, citizens.child, citizens.child, citizens.mother, citizens.stranger),
    purpose: fc.constantFrom('newborn', 'newborn', 'newborn', 'newborn', 'supervision'),
    items: fc.oneof(someItems, fc.constantFrom(['a'], ['region'])),
  });

  test('for any grants, rows and calls', async () => {
    const { platform } = world;
    const met = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyRow, { maxLength: 8 }),
        fc.array(anyGrant, { maxLength: 5 }),
        fc.array(anyCall, { minLength: 1, maxLength: 8 }),
        async (drawnRows, drawnGrants, calls) => {
          const grants = await plant(drawnRows, drawnGrants);
          // All at once, so that they go through the statement together.
          await Promise.all(
            calls.map(async ({ caller, ...asked }) => {
              const expected = decide(
                grants.filter((each) => each.consumerId === caller.id),
                { ...use, ...asked },
                drawnRows.filter((row) => row.who === asked.subject),
              );
              const held = drawnRows.filter((row) => row.who === asked.subject).length;
              met.add(expected.rule ?? `${expected.rows.length < held ? 'some' : held > 0 ? 'all' : 'no'} rows`);
              const got = await call(
                platform,
                { agencyId: caller.id, creditCode: caller.creditCode },
                { resourceKey: 'resource-1', ...asked },
              ).catch((error: unknown) => {
                if (error instanceof DomainError) return error;
                throw error;
              });
              if (got instanceof DomainError || expected.rule !== null) {
                const number = expected.grantId === null ? undefined : `G-${Number(expected.grantId.slice(-5))}`;
                expect(got).toMatchObject({ code: expected.rule });
                expect((got as DomainError).details.grant).toBe(number);
                return;
              }
              expect((got.receipt.entry as EntryBody).grant!.id).toBe(expected.grantId);
              const wanted = expected.rows.map((row) =>
                Object.fromEntries([...asked.items].sort().map((item) => [item, typedValue(item, row[item]!)])),
              );
              expect(got.reply.records).toHaveLength(wanted.length);
              expect(sortedRecords(got.reply.records)).toEqual(sortedRecords(wanted));
            }),
          );
        },
      ),
      { numRuns: 300 },
    );
    // The draw met what it is there for: with fewer turns it now and then misses one.
    for (const outcome of [
      'all rows',
      'some rows',
      'no rows',
      'not-granted',
      'purpose-outside-grant',
      'item-outside-grant',
      'subject-outside-scope',
      'grant-revoked',
      'grant-suspended',
      'grant-expired',
      'quota-used-up',
    ]) {
      expect([...met]).toContain(outcome);
    }
  });
});
