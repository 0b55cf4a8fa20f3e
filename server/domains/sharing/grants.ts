import type { ErrorCode } from '../../../contracts/errors.ts';
import type { Manner, RowScope } from '../../../contracts/sharing.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { regionsAbove } from '../directory/index.ts';
import { requireValidity, widerItem } from './requests.ts';

export type GrantState = 'active' | 'suspended' | 'revoked';
export type GrantChange = 'revocation' | 'suspension' | 'resumption';

/** Where a change leads. Revoked is for good. Throws `grant-state` when it cannot be made. */
export function afterChange(state: GrantState, change: GrantChange): GrantState {
  if (change === 'suspension' && state === 'active') return 'suspended';
  if (change === 'resumption' && state === 'suspended') return 'active';
  if (change === 'revocation' && state !== 'revoked') return 'revoked';
  throw new DomainError('grant-state', { state });
}

/**
 * All that an agency is as a grantee: itself, and each rule that it falls under, `region:kind` with `*` for any kind. A rule
 * is for every agency of a kind at a region or below it. granteesSql says the same.
 */
export function granteesOf(agency: { id: string; kind: string; regionCode: string; active: boolean }): string[] {
  if (!agency.active) return [agency.id];
  const rules = regionsAbove(agency.regionCode).flatMap((region) => [`${region}:*`, `${region}:${agency.kind}`]);
  return [agency.id, ...rules];
}

/** Who a grant is for, as granteesOf names it. */
export function granteeOf(grant: {
  consumerId: string | null;
  granteeRegion: string | null;
  granteeKind: string | null;
}): string {
  return grant.consumerId ?? `${grant.granteeRegion}:${grant.granteeKind ?? '*'}`;
}

/** When a grant serves: minutes of the day in Shanghai, from `opens` on and before `closes`. */
export interface Hours {
  opens: number;
  closes: number;
}

/** What of a grant decides a call. */
export interface HeldGrant {
  /** Null: any purpose of the agency's own, or of no agency. */
  purpose: string | null;
  state: GrantState;
  /** YYYY-MM-DD, both days included. */
  validFrom: string;
  validUntil: string;
  items: readonly string[];
  scope: RowScope;
  manners: readonly Manner[];
  /** Null: at any hour. */
  hours: Hours | null;
  workingDaysOnly: boolean;
}

export interface Use {
  purpose: string;
  /** Whether the purpose is the asking agency's own, or no agency's. */
  ownPurpose: boolean;
  items: readonly string[];
  manner: Manner;
  /** YYYY-MM-DD in Shanghai. */
  day: string;
  /** Minutes since midnight in Shanghai. */
  clock: number;
  /** Null where the calendar does not say. */
  workingDay: boolean | null;
}

/**
 * How near a grant is to allowing a use: 0 allows it; the others are the rules that refuse, the nearest first, so that of
 * several grants the one that comes nearest gives the reason.
 */
export const standings = [
  null,
  'item-outside-grant',
  'manner-outside-grant',
  'grant-outside-hours',
  'grant-suspended',
  'grant-expired',
  'grant-revoked',
  'purpose-outside-grant',
] as const satisfies readonly (ErrorCode | null)[];
export type Standing = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;

/**
 * The standing of one grant of the asking agency on the asked resource, or null for a grant that counts for nothing: one
 * for another purpose that was revoked. heldGrantsSql says the same in SQL, and a property test holds the two together.
 */
export function standingOf(grant: HeldGrant, use: Use): Standing | null {
  const rule = ruleAgainst(grant, use);
  if (rule === 'purpose-outside-grant' && grant.state === 'revoked') return null;
  return standings.indexOf(rule) as Standing;
}

function ruleAgainst(grant: HeldGrant, use: Use): (typeof standings)[number] {
  if (grant.purpose === null ? !use.ownPurpose : grant.purpose !== use.purpose) return 'purpose-outside-grant';
  if (grant.state === 'revoked') return 'grant-revoked';
  if (use.day < grant.validFrom || use.day > grant.validUntil) return 'grant-expired';
  if (grant.state === 'suspended') return 'grant-suspended';
  const { hours } = grant;
  if (hours !== null && (use.clock < hours.opens || use.clock >= hours.closes)) return 'grant-outside-hours';
  if (grant.workingDaysOnly && use.workingDay !== true) return 'grant-outside-hours';
  if (!grant.manners.includes(use.manner)) return 'manner-outside-grant';
  return missingItems(grant, use).length > 0 ? 'item-outside-grant' : null;
}

export function missingItems(grant: Pick<HeldGrant, 'items'>, use: Pick<Use, 'items'>): string[] {
  return use.items.filter((item) => !grant.items.includes(item));
}

/** A row is covered when each item of the scope has one of its values; an absent value is none of them. */
export function covers(scope: RowScope, row: Readonly<Record<string, string | null | undefined>>): boolean {
  return Object.entries(scope.rows ?? {}).every(([item, values]) => {
    const value = row[item];
    return value !== null && value !== undefined && values.includes(value);
  });
}

/** What the operator suspended is not the provider's to resume. Throws `suspended-by-operator`. */
export function requireMayResume(suspendedBy: 'provider' | 'operator' | null, operator: boolean): void {
  if (suspendedBy === 'operator' && !operator) throw new DomainError('suspended-by-operator');
}

/** What a grant allows: what its provider may change of it, and what its versions keep. */
export interface GrantTerms {
  items: string[];
  scope: RowScope;
  /** YYYY-MM-DD, included. */
  validUntil: string;
  /** Calls in a minute, a day (Asia/Shanghai) and in total; null: no limit. For a rule, of each agency. */
  quotaPerMinute: number | null;
  quotaPerDay: number | null;
  quotaTotal: number | null;
  manners: Manner[];
  hours: Hours | null;
  workingDaysOnly: boolean;
  /** Only for those whom the consumer has an open case about, under the purpose. */
  ownApplicants: boolean;
  /** How the data may be used, in words. */
  usageTerms: string | null;
}
export type WantedTerms = { [K in keyof GrantTerms]?: Readonly<GrantTerms[K]> | undefined };

/**
 * What a grant says after a change by its provider: fewer items, rows and manners only, for more is for a new request; any
 * last day from `today` on; any quota and hours. Throws `grant-state`, `items-wider`, `scope-wider`, `manners-wider`,
 * `validity-outside`.
 */
export function amended(grant: GrantTerms & { state: GrantState }, wanted: WantedTerms, today: string): GrantTerms {
  if (grant.state === 'revoked') throw new DomainError('grant-state', { state: grant.state });
  const more = (wanted.items ?? []).filter((item) => !grant.items.includes(item));
  if (more.length > 0) throw new DomainError('items-wider', { items: more });
  const scope = wanted.scope ?? grant.scope;
  const wider = widerItem(grant.scope, scope);
  if (wider !== null) throw new DomainError('scope-wider', { item: wider });
  if (grant.ownApplicants && wanted.ownApplicants === false) throw new DomainError('applicants-wider');
  const otherwise = (wanted.manners ?? []).filter((manner) => !grant.manners.includes(manner));
  if (otherwise.length > 0) throw new DomainError('manners-wider', { manners: otherwise });
  const validUntil = wanted.validUntil ?? grant.validUntil;
  if (wanted.validUntil !== undefined) requireValidity(validUntil, today, '9999-12-31');
  return {
    ...termsOf(grant),
    ...defined(wanted),
    items: grant.items.filter((item) => !wanted.items || wanted.items.includes(item)),
    manners: grant.manners.filter((manner) => !wanted.manners || wanted.manners.includes(manner)),
    scope,
    validUntil,
  };
}

/** Just the terms of a grant. */
export function termsOf(grant: GrantTerms): GrantTerms {
  const { items, scope, validUntil, quotaPerMinute, quotaPerDay, quotaTotal, manners, hours } = grant;
  const { workingDaysOnly, ownApplicants, usageTerms } = grant;
  return {
    items,
    scope,
    validUntil,
    quotaPerMinute,
    quotaPerDay,
    quotaTotal,
    manners,
    hours,
    workingDaysOnly,
    ownApplicants,
    usageTerms,
  };
}

function defined<T extends object>(given: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as never;
}
