/**
 * The states of a case (办件) and who may move it: 暂存 待受理 补正 受理 办结 撤回, as GB/T 39046 names them and the
 * Administrative Licensing Law orders them. Pure: no I/O, no clock of its own.
 */
export type CaseState = 'draft' | 'submitted' | 'correction' | 'accepted' | 'closed' | 'withdrawn';
/** 出证办结 不予许可 不予受理 补正不来 */
export type Ending = 'granted' | 'refused' | 'notAccepted' | 'voided';
export type CaseAct =
  | 'submit'
  | 'askCorrection'
  | 'accept'
  | 'deemAccepted'
  | 'notAccept'
  | 'grant'
  | 'refuse'
  | 'withdraw'
  | 'void';

export interface CaseStanding {
  state: CaseState;
  /** Whether what is missing was already said: the law allows it once (行政许可法 art. 32). */
  correctionAsked: boolean;
  /** Whether the days within which it may be said, or the case turned away, are over. */
  acceptanceDue: boolean;
}

export type Verdict = { to: CaseState; ending: Ending | null } | 'wrongState' | 'correctionUsed' | 'tooLate';

interface Rule {
  from: readonly CaseState[];
  to: CaseState;
  ending?: Ending;
}

const rules: Record<CaseAct, Rule> = {
  submit: { from: ['draft', 'correction'], to: 'submitted' },
  askCorrection: { from: ['submitted'], to: 'correction' },
  accept: { from: ['submitted'], to: 'accepted' },
  deemAccepted: { from: ['submitted'], to: 'accepted' },
  notAccept: { from: ['submitted'], to: 'closed', ending: 'notAccepted' },
  grant: { from: ['accepted'], to: 'closed', ending: 'granted' },
  refuse: { from: ['accepted'], to: 'closed', ending: 'refused' },
  withdraw: { from: ['draft', 'submitted', 'correction', 'accepted'], to: 'withdrawn' },
  void: { from: ['correction'], to: 'closed', ending: 'voided' },
};

/**
 * What an act makes of a case. What is missing must be said once and within five working days, else the case counts as
 * accepted from the day of its receipt (行政许可法 art. 32 (4)): after that it can only be decided.
 */
export function verdictOn(standing: CaseStanding, act: CaseAct): Verdict {
  const rule = rules[act];
  if (!rule.from.includes(standing.state)) return 'wrongState';
  if (act === 'askCorrection' && standing.correctionAsked) return 'correctionUsed';
  if ((act === 'askCorrection' || act === 'notAccept') && standing.acceptanceDue) return 'tooLate';
  if (act === 'deemAccepted' && !standing.acceptanceDue) return 'wrongState';
  return { to: rule.to, ending: rule.ending ?? null };
}

/** States in which a case is still to be ended; one such case stands for one applicant, service and subject. */
export const openStates: readonly CaseState[] = ['draft', 'submitted', 'correction', 'accepted'];

/** States that the agency's staff see: what was never handed in, or was taken back as a draft, is the applicant's own. */
export function seenByAgency(standing: { state: CaseState; submittedAt: Date | null }): boolean {
  return standing.state !== 'draft' && standing.submittedAt !== null;
}

/** States in which the applicant may change the form. */
export function editable(state: CaseState): boolean {
  return state === 'draft' || state === 'correction';
}
