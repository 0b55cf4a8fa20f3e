import { DomainError } from '../../platform/domain-error.ts';
import type { Decision, SharedItem } from './requests.ts';
import type { Dispute, DisputeState } from './store-disputes.ts';

export const openStates: readonly DisputeState[] = ['consultation', 'arbitration'];

/**
 * The items that a requester may dispute: refused ones that were not disputed before, unless it gave that up. What a law
 * withholds is no matter of consent, so a dispute cannot open it: the catalogue is what would have to change. Throws
 * `item-not-refused`, `withheld-not-grantable`, `dispute-open`, `item-disputed`.
 */
export function requireDisputable(
  asked: readonly string[],
  {
    decisions,
    items,
    disputes,
  }: { decisions: readonly Decision[]; items: readonly SharedItem[]; disputes: readonly Dispute[] },
): void {
  const refused = decisions.filter((each) => each.decision === 'refused').map((each) => each.item);
  const notRefused = asked.filter((item) => !refused.includes(item));
  if (notRefused.length > 0) throw new DomainError('item-not-refused', { items: notRefused });
  const withheld = items.filter((item) => asked.includes(item.code) && item.shareType === 'withheld');
  if (withheld.length > 0) throw new DomainError('withheld-not-grantable', { items: withheld.map(({ code }) => code) });
  if (disputes.some(({ state }) => openStates.includes(state))) throw new DomainError('dispute-open');
  const before = disputes.filter(({ state }) => state !== 'withdrawn').flatMap((dispute) => dispute.items);
  const again = asked.filter((item) => before.includes(item));
  if (again.length > 0) throw new DomainError('item-disputed', { items: again });
}

/** Throws `dispute-state` unless the dispute is in one of these states. */
export function requireDispute(dispute: Pick<Dispute, 'state'>, states: readonly DisputeState[]): void {
  if (!states.includes(dispute.state)) throw new DomainError('dispute-state', { state: dispute.state });
}

/** The requester may take a dispute on once the provider has let its day pass. Throws `dispute-not-due`. */
export function requirePassed(dueDate: string | null, today: string): void {
  if (dueDate === null || dueDate >= today) throw new DomainError('dispute-not-due', { dueDate });
}
