import type { ErrorCode } from '../../../contracts/errors.ts';
import type { RowScope } from '../../../contracts/sharing.ts';
import {
  covers,
  type HeldGrant,
  missingItems,
  type QuotaKind,
  standingOf,
  standings,
  type Use,
} from '../sharing/index.ts';

/** A grant of the asking agency on the asked resource, as a call finds it. */
export interface CallGrant extends HeldGrant {
  id: string;
  /** Whether a quota is used up. */
  spent: boolean;
  /** Only for those whom the asking agency has an open case about, under the purpose. */
  ownApplicants: boolean;
  /** Whether the law asks for the person's consent. */
  consent: boolean;
}

/** What stands about the subject, for the asking agency and the purpose. */
export interface SubjectFacts {
  applicant: boolean;
  /** Whether the person agreed to what is asked. */
  consented: boolean;
}

/** Why a grant does not serve for this person, whatever their rows: the second comes nearer. */
export type Bar = 'subject-not-applicant' | 'consent-missing' | null;

export function barOf(grant: Pick<CallGrant, 'ownApplicants' | 'consent'>, facts: SubjectFacts): Bar {
  if (grant.ownApplicants && !facts.applicant) return 'subject-not-applicant';
  return grant.consent && !facts.consented ? 'consent-missing' : null;
}
const bars: Bar[] = [null, 'consent-missing', 'subject-not-applicant'];

/** A row of the library, each item's value as text. */
export type TextRow = Readonly<Record<string, string | null>>;

export type Rule = Extract<
  ErrorCode,
  | 'not-granted'
  | 'purpose-outside-grant'
  | 'item-outside-grant'
  | 'manner-outside-grant'
  | 'grant-outside-hours'
  | 'subject-not-applicant'
  | 'consent-missing'
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
 * that comes nearest: usable, not barred for this person, its rows not out of scope, its quota not used up, covering most
 * rows, the oldest. A grant of narrower scope does not tell a subject that is not there from one whose rows lie outside.
 */
export function decide(
  grants: readonly CallGrant[],
  use: Use,
  rows: readonly TextRow[],
  facts: SubjectFacts = { applicant: false, consented: false },
): Verdict {
  const candidates = grants
    .map((grant) => {
      const standing = standingOf(grant, use);
      const bar = standing === 0 ? barOf(grant, facts) : null;
      const covered = standing === 0 && !bar ? rows.filter((row) => covers(grant.scope, row)) : [];
      return { grant, standing, bar, covered };
    })
    .filter((each) => each.standing !== null)
    .map(({ grant, standing, bar, covered }) => ({
      grant,
      standing: standing!,
      bar,
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
  if (best.bar) return { rule: best.bar, grantId: best.grant.id };
  if (best.covered === 0 && best.scoped) return { rule: 'subject-outside-scope', grantId: best.grant.id };
  if (best.spent) return { rule: 'quota-used-up', grantId: best.grant.id };
  return { rule: null, grantId: best.grant.id, rows: best.rows };
}

/** What tells which of several grants comes nearest to serving a call. */
export interface Nearness {
  standing: number;
  /** How many of the items asked it lacks. */
  missing: number;
  bar: Bar;
  /** How many of the subject's rows it covers. */
  covered: number;
  /** Whether it covers less than all rows. */
  scoped: boolean;
  spent: boolean;
  id: string;
}

/**
 * The nearest first: by standing, items that it lacks, what bars it, any rows at all, then where there are none the right to be
 * told so, quota left, more rows, the older.
 */
export function byNearness(a: Nearness, b: Nearness): number {
  return (
    a.standing - b.standing ||
    a.missing - b.missing ||
    bars.indexOf(a.bar) - bars.indexOf(b.bar) ||
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

/** The least seconds after which a quota may be asked again, one at least; null for one that never comes back. */
export function secondsUntilQuota(quota: QuotaKind, now: Date): number | null {
  if (quota === 'total') return null;
  const seconds = Math.floor(now.getTime() / 1000) + 8 * 3600;
  return quota === 'minute' ? 60 - (seconds % 60) : 86_400 - (seconds % 86_400);
}
