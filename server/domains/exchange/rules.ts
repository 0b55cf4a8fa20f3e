import type { ErrorCode } from '../../../contracts/errors.ts';
import type { RowScope } from '../../../contracts/sharing.ts';
import { covers, type HeldGrant, missingItems, standingOf, standings, type Use } from '../sharing/index.ts';

/** A grant of the asking agency on the asked resource, as a call finds it. */
export interface CallGrant extends HeldGrant {
  id: string;
  /** Whether today's quota is used up. */
  spent: boolean;
}

/** A row of the library, each item's value as text. */
export type TextRow = Readonly<Record<string, string | null>>;

export type Rule = Extract<
  ErrorCode,
  | 'not-granted'
  | 'purpose-outside-grant'
  | 'item-outside-grant'
  | 'subject-outside-scope'
  | 'grant-revoked'
  | 'grant-suspended'
  | 'grant-expired'
  | 'quota-used-up'
  | 'client-revoked'
  | 'resource-not-in-library'
>;

/** Which rows may be answered, and by which grant; or the rule that refuses, and the grant that came nearest. */
export type Verdict = { rule: null; grantId: string; rows: TextRow[] } | { rule: Rule; grantId: string | null };

/**
 * What a call gets of its subject's rows: the definition. read-batch.ts does the same by statements, and a property test
 * holds the two together. Exactly the asked items of the rows that one grant covers are answered; the grant is the one
 * that comes nearest: usable, its rows not out of scope, its quota not used up, covering most rows, the oldest. A grant of
 * narrower scope does not tell a subject that is not there from one whose rows lie outside.
 */
export function decide(grants: readonly CallGrant[], use: Use, rows: readonly TextRow[]): Verdict {
  const candidates = grants
    .map((grant) => {
      const standing = standingOf(grant, use);
      const covered = standing === 0 ? rows.filter((row) => covers(grant.scope, row)) : [];
      return { grant, standing, covered };
    })
    .filter((each) => each.standing !== null)
    .map(({ grant, standing, covered }) => ({
      grant,
      standing: standing!,
      rows: covered,
      missing: missingItems(grant, use).length,
      covered: covered.length,
      scoped: isScoped(grant.scope),
      spent: grant.spent,
      id: grant.id,
    }))
    .sort(byNearness);
  const [best] = candidates;
  if (!best) return { rule: 'not-granted', grantId: null };
  const rule = standings[best.standing];
  if (rule !== null) return { rule, grantId: best.grant.id };
  if (best.covered === 0 && best.scoped) return { rule: 'subject-outside-scope', grantId: best.grant.id };
  if (best.spent) return { rule: 'quota-used-up', grantId: best.grant.id };
  return { rule: null, grantId: best.grant.id, rows: best.rows };
}

/** What tells which of several grants comes nearest to serving a call. */
export interface Nearness {
  standing: number;
  /** How many of the items asked it lacks. */
  missing: number;
  /** How many of the subject's rows it covers. */
  covered: number;
  /** Whether it covers less than all rows. */
  scoped: boolean;
  spent: boolean;
  id: string;
}

/**
 * The nearest first: by standing, items that it lacks, any rows at all, then where there are none the right to be told so,
 * quota left, more rows, the older.
 */
export function byNearness(a: Nearness, b: Nearness): number {
  return (
    a.standing - b.standing ||
    a.missing - b.missing ||
    Number(a.covered === 0) - Number(b.covered === 0) ||
    (a.covered === 0 ? Number(a.scoped) - Number(b.scoped) : 0) ||
    Number(a.spent) - Number(b.spent) ||
    b.covered - a.covered ||
    (a.id < b.id ? -1 : 1)
  );
}

/** Whether a scope leaves out any row. */
export function isScoped({ rows }: RowScope): boolean {
  return Object.keys(rows ?? {}).length > 0;
}

/** The least seconds after which a quota of the day may be asked again: until midnight in Shanghai, one at least. */
export function secondsUntilTomorrow(now: Date): number {
  const inDay = (Math.floor(now.getTime() / 1000) + 8 * 3600) % 86_400;
  return 86_400 - inDay;
}
