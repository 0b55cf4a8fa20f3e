import fc from 'fast-check';
import { manners, type RowScope } from '../../../contracts/sharing.ts';
import { agencies, citizens, type TestWorld } from '../../testing/harness.ts';
import type { HeldGrant } from '../sharing/index.ts';
import { plantResource, sharingWorld } from '../sharing/testing.ts';
import { exchangeDomain } from './index.ts';
import type { CallGrant, TextRow } from './rules.ts';
import { plantGrant, serveTable } from './testing.ts';

/** For property tests: any rows of a small table, and any grants on it; all that a call depends on can differ. */

export const rowItems = ['a', 'b', 'day', 'flag', 'n', 'region'];

export const rowValues = {
  a: fc.constantFrom('x', 'y', '', '"', null),
  b: fc.constantFrom('1', '2', null),
  day: fc.constantFrom('2026-01-01', '2026-02-28', null),
  flag: fc.constantFrom('true', 'false', null),
  n: fc.constantFrom('0', '1', '-7', null),
  region: fc.constantFrom('330106', '520102', null),
};
export const anyRow = fc.record({
  who: fc.constantFrom(citizens.child, citizens.child, citizens.child, citizens.mother),
  ...rowValues,
});
// One item or two: a scope of many covers hardly any row, and would leave the rules for rows unmet.
const scopeRows = fc
  .uniqueArray(fc.constantFrom(...(Object.keys(rowValues) as (keyof typeof rowValues)[])), {
    minLength: 1,
    maxLength: 2,
  })
  .chain((scoped) =>
    fc.record(
      Object.fromEntries(
        scoped.map((item) => [
          item,
          fc.uniqueArray(
            rowValues[item].map((each) => each ?? 'null'),
            { minLength: 1, maxLength: 3 },
          ),
        ]),
      ),
    ),
  );
export const someItems = fc.subarray(rowItems, { minLength: 1 });
export const anyGrant = fc.record({
  // Most of what is drawn should come near to serving, or the rules for rows are hardly met.
  purpose: fc.constantFrom('newborn', 'newborn', 'newborn', 'newborn', 'newborn', 'supervision'),
  state: fc.constantFrom<HeldGrant['state'][]>('active', 'active', 'active', 'active', 'suspended', 'revoked'),
  validFrom: fc.constantFrom('2026-01-01', '2026-01-01', '2026-01-01', '2026-09-24', '2026-09-25'),
  validUntil: fc.constantFrom('2026-12-31', '2026-12-31', '2026-12-31', '2026-09-24', '2026-09-23'),
  items: fc.oneof(someItems, fc.constant(rowItems), fc.constant(rowItems)),
  scope: fc.oneof(
    fc.constant<RowScope>({}),
    scopeRows.map((rows) => ({ rows }) as RowScope),
  ),
  quota: fc.constantFrom<('none' | 'left' | 'spent')[]>('none', 'none', 'left', 'spent'),
  consumerId: fc.constantFrom(...Array<string>(5).fill(agencies.consumer.id), agencies.outsider.id),
});
/** What such calls do not differ in: a working day, at ten in the morning. */
export const anytime = { ownPurpose: true, manner: 'call', day: '2026-09-24', clock: 600, workingDay: true } as const;

/** What these grants do not differ in. */
const plain = { manners, hours: null, workingDaysOnly: false, ownApplicants: false, consent: false } as const;
type DrawnGrant = typeof anyGrant extends fc.Arbitrary<infer T> ? T : never;
export type PlantedGrant = CallGrant & { consumerId: string };

/** A world with the table of such rows, empty; `plant` puts rows and grants in place of those before. */
export async function arbitraryWorld() {
  const world: TestWorld = await sharingWorld([exchangeDomain]);
  const { pool } = world.platform.database;
  const resourceId = await plantResource(world, {
    n: 1,
    name: '任意',
    subjectItem: 'who',
    items: [
      { code: 'who', check: 'citizenId' },
      { code: 'a' },
      { code: 'b' },
      { code: 'day', type: 'D' },
      { code: 'flag', type: 'L' },
      { code: 'n', type: 'I' },
      { code: 'region' },
    ],
  });
  const table = await serveTable(world, {
    resourceId,
    snapshot: 1,
    columns: { who: 'text', a: 'text', b: 'text', day: 'date', flag: 'boolean', n: 'bigint', region: 'text' },
    rows: [],
  });
  return {
    world,
    resourceId,
    async plant(rows: readonly TextRow[], drawnGrants: readonly DrawnGrant[]): Promise<PlantedGrant[]> {
      await pool.query('delete from sharing.grants');
      await pool.query(`delete from library_data.${table}`);
      await pool.query(
        `insert into library_data.${table} select * from jsonb_to_recordset($1::jsonb)
         as r(who text, a text, b text, day date, flag boolean, n bigint, region text)`,
        [JSON.stringify(rows)],
      );
      const grants: PlantedGrant[] = [];
      for (const [n, { quota, ...drawn }] of drawnGrants.entries()) {
        const id = await plantGrant(world, {
          n,
          resourceId,
          ...drawn,
          quotaPerDay: quota === 'none' ? null : quota === 'left' ? 1000 : 1,
        });
        if (quota === 'spent') {
          await pool.query(
            `insert into sharing.quota_counts (grant_id, agency_id, minute, in_minute, day, in_day, total)
             select $1, id, '2026-09-24T02:00:00Z', 1, '2026-09-24', 1, 1 from directory.agencies`,
            [id],
          );
        }
        grants.push({ ...plain, ...drawn, id, spent: quota === 'spent' });
      }
      return grants;
    },
  };
}

/** A value of the table as replies carry it. */
export function typedValue(item: string, text: string | null): unknown {
  if (text === null) return null;
  return item === 'flag' ? text === 'true' : item === 'n' ? Number(text) : text;
}

export function sortedRecords(records: readonly object[]): string[] {
  return records.map((record) => JSON.stringify(record)).sort();
}
