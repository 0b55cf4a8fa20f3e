import type { ErrorCode } from '../../../contracts/errors.ts';
import type { RowScope } from '../../../contracts/sharing.ts';
import { DomainError } from '../../platform/domain-error.ts';
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

/** What of a grant decides a call. */
export interface HeldGrant {
  purpose: string;
  state: GrantState;
  /** YYYY-MM-DD, both days included. */
  validFrom: string;
  validUntil: string;
  items: readonly string[];
  scope: RowScope;
}

export interface Use {
  purpose: string;
  items: readonly string[];
  /** YYYY-MM-DD in Shanghai. */
  day: string;
}

/**
 * How near a grant is to allowing a use: 0 allows it; the others are the rules that refuse, the nearest first, so that of
 * several grants the one that comes nearest gives the reason.
 */
export const standings = [
  null,
  'item-outside-grant',
  'grant-suspended',
  'grant-expired',
  'grant-revoked',
  'purpose-outside-grant',
] as const satisfies readonly (ErrorCode | null)[];
export type Standing = 0 | 1 | 2 | 3 | 4 | 5;

/**
 * The standing of one grant of the asking agency on the asked resource, or null for a grant that counts for nothing: one
 * for another purpose that was revoked. heldGrantsSql says the same in SQL, and a property test holds the two together.
 */
export function standingOf(grant: HeldGrant, use: Use): Standing | null {
  if (grant.purpose !== use.purpose) return grant.state === 'revoked' ? null : 5;
  if (grant.state === 'revoked') return 4;
  if (use.day < grant.validFrom || use.day > grant.validUntil) return 3;
  if (grant.state === 'suspended') return 2;
  return missingItems(grant, use).length > 0 ? 1 : 0;
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

type Amendable = Pick<HeldGrant, 'items' | 'scope' | 'validUntil' | 'state'> & { quotaPerDay: number | null };

/**
 * What a grant says after a change by its provider: fewer items and rows only, for more is for a new request; any last day
 * from `today` on; any quota. Throws `grant-state`, `items-wider`, `scope-wider`, `validity-outside`.
 */
export function amended(
  grant: Amendable,
  wanted: {
    items?: readonly string[] | undefined;
    scope?: RowScope | undefined;
    validUntil?: string | undefined;
    quotaPerDay?: number | null | undefined;
  },
  today: string,
): { items: string[]; scope: RowScope; validUntil: string; quotaPerDay: number | null } {
  if (grant.state === 'revoked') throw new DomainError('grant-state', { state: grant.state });
  const more = (wanted.items ?? []).filter((item) => !grant.items.includes(item));
  if (more.length > 0) throw new DomainError('items-wider', { items: more });
  const scope = wanted.scope ?? grant.scope;
  const wider = widerItem(grant.scope, scope);
  if (wider !== null) throw new DomainError('scope-wider', { item: wider });
  const validUntil = wanted.validUntil ?? grant.validUntil;
  if (wanted.validUntil !== undefined) requireValidity(validUntil, today, '9999-12-31');
  return {
    items: grant.items.filter((item) => !wanted.items || wanted.items.includes(item)),
    scope,
    validUntil,
    quotaPerDay: wanted.quotaPerDay === undefined ? grant.quotaPerDay : wanted.quotaPerDay,
  };
}
