import type { PersonActor } from '../../../contracts/actor.ts';
import type { UseSummary } from '../../../contracts/exchange.ts';
import { dateInShanghai } from '../../../contracts/working-days.ts';
import type { Platform } from '../../platform/platform.ts';
import type { AboutCount } from '../ledger/index.ts';
import { subjectsOf } from '../sharing/index.ts';
import { type BothNames, namesOfUses } from './name-uses.ts';

/** How often a person's data and their wards' was used in twelve months, and by whom, what and why at any time. */
export async function summariseUses(platform: Platform, person: PersonActor): Promise<UseSummary> {
  const subjects = await subjectsOf(platform, person);
  const { counts, withheld, agencies, resources, purposes } = await namesOfUses(platform, [...subjects.keys()]);
  const months = lastMonths(dateInShanghai(platform.now()));
  const recent = counts.filter(({ month }) => months.includes(month));
  const sum = (rows: AboutCount[]) => rows.reduce((total, { count }) => total + count, 0);
  const refused = (rows: AboutCount[]) => sum(rows.filter(({ kind }) => kind === 'refusal'));
  const all = (names: ReadonlyMap<string, BothNames>, of: (row: AboutCount) => string) =>
    [...names]
      .map(([code, names]) => ({ code, ...names, count: sum(counts.filter((row) => of(row) === code)) }))
      .sort((a, b) => b.count - a.count || a.code.localeCompare(b.code));
  return {
    months: months.map((month) => {
      const rows = recent.filter((row) => row.month === month);
      return { month, answered: sum(rows) - refused(rows), refused: refused(rows) };
    }),
    answered: sum(recent) - refused(recent),
    refused: refused(recent),
    agencies: new Set(recent.flatMap(({ agency, kind }) => (agency === '' || kind === 'refusal' ? [] : agency))).size,
    withheld,
    all: {
      agencies: all(agencies, (row) => row.agency),
      resources: all(resources, (row) => row.resource),
      purposes: all(purposes, (row) => row.purpose),
    },
  };
}

/** The month of a day (YYYY-MM-DD) and the eleven before it, the earliest first. */
export function lastMonths(day: string): string[] {
  const [year = 0, month = 1] = day.split('-').map(Number);
  return Array.from({ length: 12 }, (_, back) =>
    new Date(Date.UTC(year, month - 12 + back, 1)).toISOString().slice(0, 7),
  );
}
