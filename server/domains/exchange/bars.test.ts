import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CallReply } from '../../../contracts/exchange.ts';
import type { EntryBody } from '../../../contracts/ledger.ts';
import type { Manner } from '../../../contracts/sharing.ts';
import { isWorkingDay } from '../../../contracts/working-days.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { agencies, citizens, type TestWorld } from '../../testing/harness.ts';
import { pseudonymOf } from '../ledger/index.ts';
import { momentOf } from '../sharing/index.ts';
import {
  anyGrant as anyPlainGrant,
  anyRow,
  arbitraryWorld,
  rowItems as items,
  someItems,
  sortedRecords,
  typedValue,
} from './arbitrary-grants.ts';
import { answered, exchangeOf } from './call.ts';
import { aboutSubject, type Caller, prepareQuestion } from './prepare-question.ts';
import { type CallGrant, decide } from './rules.ts';
import { plantGrant } from './testing.ts';

type Quota = 'minute' | 'day' | 'total';
/** An agency's id, or a rule. */
type To = string | { region: string; kind: string | null };

type Hours = { opens: number; closes: number } | null;
/** The first most of the time, so that what is drawn comes near to serving. */
function rarely<T>(mostly: T, ...others: T[]): fc.Arbitrary<T> {
  return fc.constantFrom(...Array<T>(4 * others.length).fill(mostly), ...others);
}

describe('what bars a call: grantee, manner, hours, quotas, open cases, consent', () => {
  let world: TestWorld;
  let resourceId: string;
  let plant: Awaited<ReturnType<typeof arbitraryWorld>>['plant'];

  beforeAll(async () => {
    ({ world, plant, resourceId } = await arbitraryWorld());
  });
  afterAll(() => world.close());

  const anyGrant = fc.record({
    plain: anyPlainGrant.map(({ quota: _, consumerId: __, purpose, ...plain }) => ({
      ...plain,
      purpose: purpose as string | null,
    })),
    anyPurpose: rarely(false, true),
    quota: rarely<'none' | 'left' | Quota>('none', 'left', 'minute', 'day', 'total'),
    manners: rarely<Manner[]>(['call', 'batch'], ['call'], ['batch']),
    hours: fc.constantFrom<Hours>(
      ...Array<Hours>(8).fill(null),
      { opens: 540, closes: 1020 },
      { opens: 600, closes: 601 },
      // A minute after the first instant.
      { opens: 601, closes: 1020 },
    ),
    workingDaysOnly: rarely(false, true),
    ownApplicants: rarely(false, true),
    to: fc.constantFrom<To[]>(
      ...Array<To>(5).fill(agencies.consumer.id),
      agencies.outsider.id,
      { region: '330000', kind: null },
      { region: '330100', kind: 'medicalInsurance' },
      { region: '330000', kind: 'civilAffairs' },
      { region: '520000', kind: null },
      { region: '000000', kind: 'medicalInsurance' },
    ),
  });
  /** The rule as a person reads it, for the agencies of the fixture. */
  const under: Record<string, readonly string[]> = {
    '330000 null': [agencies.consumer.id, agencies.outsider.id],
    '330100 medicalInsurance': [agencies.consumer.id],
    '330000 civilAffairs': [agencies.outsider.id],
    '520000 null': [agencies.provider.id],
    '000000 medicalInsurance': [agencies.consumer.id],
  };
  const isFor = (to: To, agencyId: string) =>
    typeof to === 'string' ? to === agencyId : under[`${to.region} ${to.kind}`]!.includes(agencyId);
  // A purpose is cited by its own agency: `supervision` is the consumer's, and so is `newborn`.
  const owns = (agencyId: string) => agencyId === agencies.consumer.id;
  const anyFacts = fc.record({
    instant: fc.constantFrom(
      ...['2026-09-24T02:00:00Z', '2026-09-24T02:00:00Z', '2026-09-24T10:00:00Z', '2026-09-26T02:00:00Z'],
    ),
    consentResource: rarely(false, true),
    consentPurpose: rarely(false, true),
    applicants: fc.subarray<string>([citizens.child, citizens.mother]),
    // Asked once: a second for the same subject and items is the same consent.
    consents: fc.uniqueArray(
      fc.record({
        subject: fc.constantFrom(citizens.child, citizens.child, citizens.mother),
        items: fc.oneof(someItems, fc.constant(items), fc.constant(items)),
        state: fc.constantFrom('given', 'given', 'given', 'withdrawn', 'asked'),
        validUntil: fc.constantFrom('2026-12-31', '2026-12-31', '2026-09-23', '2026-09-24'),
      }),
      { maxLength: 3, selector: (each) => `${each.subject} ${each.items}` },
    ),
  });
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
    manner: rarely<'call' | 'batch'>('call', 'batch'),
  });

  test('for any grants, rows and calls', async () => {
    const { platform } = world;
    const { pool } = platform.database;
    const met = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyRow, { maxLength: 8 }),
        fc.array(anyGrant, { maxLength: 5 }),
        fc.array(anyCall, { minLength: 1, maxLength: 8 }),
        anyFacts,
        async (drawnRows, drawnGrants, calls, about) => {
          world.setNow(about.instant);
          const { day, clock, minute } = momentOf(new Date(about.instant));
          const workingDay = isWorkingDay(await platform.calendar(), day);
          await plantFacts(about);
          await plant(drawnRows, []);
          const grants: (CallGrant & { to: To })[] = [];
          for (const [n, { quota, to, plain, anyPurpose, ...terms }] of drawnGrants.entries()) {
            const drawn = { ...plain, ...terms, ...(anyPurpose && { purpose: null }) };
            const limit = (kind: Quota) => (quota === 'left' ? 1000 : quota === kind ? 1 : null);
            const id = await plantGrant(world, {
              n,
              resourceId,
              ...drawn,
              ...(typeof to === 'string' ? { consumerId: to } : { rule: to }),
              quotaPerMinute: limit('minute'),
              quotaPerDay: limit('day'),
              quotaTotal: limit('total'),
            });
            const spent = ['minute', 'day', 'total'].includes(quota);
            if (spent) {
              await pool.query(
                `insert into sharing.quota_counts (grant_id, agency_id, minute, in_minute, day, in_day, total)
                 select $1, id, $2, $4, $3, $5, $6 from directory.agencies`,
                [id, minute, day, ...['minute', 'day', 'total'].map((kind) => (kind === quota ? 1 : 0))],
              );
            }
            const consent = about.consentResource;
            grants.push({ ...drawn, id, spent, consent, to });
          }
          // All at once, so that they go through the statement together.
          await Promise.all(
            calls.map(async ({ caller, ...asked }) => {
              const expected = decide(
                grants
                  .filter((each) => isFor(each.to, caller.id))
                  .map((each) => ({
                    ...each,
                    consent: each.consent || (about.consentPurpose && asked.purpose === 'newborn'),
                  })),
                { ...asked, ownPurpose: owns(caller.id), day, clock, workingDay },
                drawnRows.filter((row) => row.who === asked.subject),
                {
                  applicant: owns(caller.id) && asked.purpose === 'newborn' && about.applicants.includes(asked.subject),
                  consented:
                    owns(caller.id) &&
                    asked.purpose === 'newborn' &&
                    about.consents.some(
                      (each) =>
                        each.subject === asked.subject &&
                        each.state === 'given' &&
                        each.validUntil >= day &&
                        [...asked.items].every((item: string) => each.items.includes(item)),
                    ),
                },
              );
              const held = drawnRows.filter((row) => row.who === asked.subject).length;
              met.add(expected.rule ?? `${expected.rows.length < held ? 'some' : held > 0 ? 'all' : 'no'} rows`);
              const got = await ask({ agencyId: caller.id, creditCode: caller.creditCode }, asked).catch(
                (error: unknown) => {
                  if (error instanceof DomainError) return error;
                  throw error;
                },
              );
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
      { numRuns: 400 },
    );
    // The draw met what it is there for.
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
      'grant-outside-hours',
      'manner-outside-grant',
      'subject-not-applicant',
      'consent-missing',
      'quota-used-up',
    ]) {
      expect([...met]).toContain(outcome);
    }
  }, 120_000);

  async function ask(
    caller: Caller,
    {
      subject,
      manner,
      ...asked
    }: { subject: string; manner: 'call' | 'batch'; items: readonly string[]; purpose: string },
  ) {
    const { platform } = world;
    const exchange = exchangeOf(platform);
    const question = await prepareQuestion(platform, exchange, caller, { resourceKey: 'resource-1', ...asked });
    const form = manner === 'call' ? undefined : manner;
    return answered<CallReply>(exchange, { ...aboutSubject(platform, question, subject), form });
  }

  /** Applicants and consents of the consumer, under `newborn`. */
  async function plantFacts(about: {
    consentResource: boolean;
    consentPurpose: boolean;
    applicants: string[];
    consents: { subject: string; items: string[]; state: string; validUntil: string }[];
  }): Promise<void> {
    const { keys, database } = world.platform;
    const { pool } = database;
    await pool.query(`delete from sharing.applicants; delete from sharing.consents; delete from sharing.consent_resources;
      update sharing.purposes set consent = ${about.consentPurpose} where key = 'newborn'`);
    if (about.consentResource) {
      await pool.query("insert into sharing.consent_resources values ($1, '《测试法》')", [resourceId]);
    }
    for (const subject of about.applicants) {
      await pool.query("insert into sharing.applicants values ($1, 'newborn', $2, 'case')", [
        agencies.consumer.id,
        pseudonymOf(keys, subject),
      ]);
    }
    for (const [n, consent] of about.consents.entries()) {
      await pool.query(
        `insert into sharing.consents (id, number, subject, consumer_id, provider_id, resource_id, purpose, items, reason, legal_basis,
           state, asked_at, once, valid_until)
         values ($1, $2, $3, $4, $5, $6, 'newborn', $7, '', '', $8, now(), false, $9)`,
        [
          `00000000-0000-7000-8000-00000040000${n}`,
          `C-${n}`,
          pseudonymOf(keys, consent.subject),
          agencies.consumer.id,
          agencies.provider.id,
          resourceId,
          consent.items,
          consent.state,
          consent.validUntil,
        ],
      );
    }
  }
});
