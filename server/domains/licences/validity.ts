/** The stored state of a licence; the days of its validity make `expired` and `notYetValid` of `valid`. */
export type StoredState = 'valid' | 'suspended' | 'revoked';
export type ShownState = StoredState | 'expired' | 'notYetValid';
export type StateChange = 'suspend' | 'resume' | 'revoke';

/** GB/T 36901 states: 有效 暂停 撤销 过期. What the issuer did outweighs the calendar. Days are `YYYY-MM-DD`, both inclusive. */
export function stateOn(
  today: string,
  licence: { state: StoredState; validFrom: string; validUntil: string | null },
): ShownState {
  if (licence.state !== 'valid') return licence.state;
  if (today < licence.validFrom) return 'notYetValid';
  return licence.validUntil !== null && today > licence.validUntil ? 'expired' : 'valid';
}

const changes: Record<StateChange, { from: readonly StoredState[]; to: StoredState }> = {
  suspend: { from: ['valid'], to: 'suspended' },
  resume: { from: ['suspended'], to: 'valid' },
  revoke: { from: ['valid', 'suspended'], to: 'revoked' },
};

/** The state after a change, or null where it may not be made: a revocation is for good (行政许可法 art. 69). */
export function stateAfter(state: StoredState, change: StateChange): StoredState | null {
  return changes[change].from.includes(state) ? changes[change].to : null;
}

/** Two bits of a Token Status List: 0 VALID, 1 INVALID, 2 SUSPENDED. Expiry is in the credential itself. */
export function statusBits(state: StoredState): number {
  return { valid: 0, revoked: 1, suspended: 2 }[state];
}

/** The last day of a licence that holds for whole years from its first: 2026-03-01 and 1 → 2027-02-28. */
export function lastDay(validFrom: string, years: number | null): string | null {
  if (years === null) return null;
  const end = new Date(`${validFrom}T00:00:00Z`);
  end.setUTCFullYear(end.getUTCFullYear() + years);
  end.setUTCDate(end.getUTCDate() - 1);
  return end.toISOString().slice(0, 10);
}
