import type { ConsentState } from '../../../contracts/consents.ts';
import { DomainError } from '../../platform/domain-error.ts';

/** As it is kept; that it has expired is told by the day. */
export type KeptState = Exclude<ConsentState, 'expired'>;

/** How it stands on a day (YYYY-MM-DD). */
export function consentStateOf(kept: { state: KeptState; validUntil: string | null }, today: string): ConsentState {
  return kept.state === 'given' && kept.validUntil !== null && kept.validUntil < today ? 'expired' : kept.state;
}

/**
 * A person may agree or decline when asked, and change their mind later, but not about what was used up. Declining what
 * was given is withdrawing it. Throws `consent-state`.
 */
export function requireAnswerable(state: ConsentState, agrees: boolean): void {
  const open: ConsentState[] = agrees ? ['asked', 'declined', 'withdrawn', 'expired'] : ['asked'];
  if (!open.includes(state)) throw new DomainError('consent-state', { state });
}

/** Consent is no blank cheque: it ends within a year. Throws `validity-outside`. Days are YYYY-MM-DD. */
export function requireWithinYear(day: string, today: string): void {
  const until = `${Number(today.slice(0, 4)) + 1}${today.slice(4).replace('-02-29', '-02-28')}`;
  if (day < today || day > until) throw new DomainError('validity-outside', { from: today, until });
}

/**
 * Whether a guardian's consent is asked for: of a child under 14 (个人信息保护法 art. 31); from then on the person answers
 * for themself. The birthday stands in the citizen ID number (GB 11643); `today` is YYYY-MM-DD.
 */
export function guardianAnswers(citizenId: string, today: string): boolean {
  const birthday = `${Number(citizenId.slice(6, 10)) + 14}-${citizenId.slice(10, 12)}-${citizenId.slice(12, 14)}`;
  return today < birthday;
}

/** For how many days an agency does not ask again of its own accord what was declined or withdrawn. */
export const quietDays = 30;

/**
 * A no is heard: an agency's system does not ask again until some weeks have passed. A case is the person's own act, and may
 * ask. Throws `consent-declined`.
 */
export function requireMayAsk(saidNoAt: Date | null, now: Date, caseNumber: string | null): void {
  if (caseNumber !== null || saidNoAt === null) return;
  if (now.getTime() - saidNoAt.getTime() < quietDays * 86_400_000)
    throw new DomainError('consent-declined', { days: quietDays });
}
