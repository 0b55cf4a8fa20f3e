import type { ErrorCode } from '../../../contracts/errors.ts';
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
 * What a call gets of its subject's rows: the definition. The statement of store-lookup.ts does the same, and a property
 * test holds the two together. Exactly the asked items of the rows that one grant covers are answered; the grant is the one
 * that comes nearest: usable, its rows not out of scope, its quota not used up, covering most rows, the oldest.
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
      covered,
      rank: [
        standing!,
        missingItems(grant, use).length,
        covered.length === 0 ? 1 : 0,
        grant.spent ? 1 : 0,
        -covered.length,
      ],
    }))
    .sort((a, b) => compareRanks(a.rank, b.rank) || (a.grant.id < b.grant.id ? -1 : 1));
  const [best] = candidates;
  if (!best) return { rule: 'not-granted', grantId: null };
  const rule = standings[best.standing];
  if (rule !== null) return { rule, grantId: best.grant.id };
  if (best.covered.length === 0 && rows.length > 0) return { rule: 'subject-outside-scope', grantId: best.grant.id };
  if (best.grant.spent) return { rule: 'quota-used-up', grantId: best.grant.id };
  return { rule: null, grantId: best.grant.id, rows: best.covered };
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  const place = a.findIndex((value, at) => value !== b[at]);
  return place < 0 ? 0 : a[place]! - b[place]!;
}

/** The least seconds after which a quota of the day may be asked again: until midnight in Shanghai, one at least. */
export function secondsUntilTomorrow(now: Date): number {
  const inDay = (Math.floor(now.getTime() / 1000) + 8 * 3600) % 86_400;
  return 86_400 - inDay;
}
