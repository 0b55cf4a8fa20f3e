import { describe, expect, it } from 'vitest';
import { type CaseAct, type CaseState, editable, seenByAgency, verdictOn } from './cases.ts';

const states: CaseState[] = ['draft', 'submitted', 'correction', 'accepted', 'closed', 'withdrawn'];
const standing = (state: CaseState, more: { correctionAsked?: boolean; acceptanceDue?: boolean } = {}) => ({
  state,
  correctionAsked: false,
  acceptanceDue: false,
  ...more,
});

/** For each act: what it makes of each state, in the order of `states`; '-' where it may not be done. */
const table: Record<Exclude<CaseAct, 'deemAccepted'>, string> = {
  submit: 'submitted - submitted - - -',
  askCorrection: '- correction - - - -',
  accept: '- accepted - - - -',
  notAccept: '- closed/notAccepted - - - -',
  grant: '- - - closed/granted - -',
  refuse: '- - - closed/refused - -',
  withdraw: 'withdrawn withdrawn withdrawn withdrawn - -',
  void: '- - closed/voided - - -',
};

describe('a case', () => {
  it.each(Object.entries(table))('%s: %s', (act, row) => {
    const found = states.map((state) => {
      const verdict = verdictOn(standing(state), act as CaseAct);
      return typeof verdict === 'string' ? '-' : [verdict.to, verdict.ending].filter(Boolean).join('/');
    });
    expect(found.join(' ')).toBe(row);
  });

  it('is told once what is missing', () => {
    expect(verdictOn(standing('submitted', { correctionAsked: true }), 'askCorrection')).toBe('correctionUsed');
  });

  it('may not be turned away or sent back after the days for it, but may be accepted', () => {
    const late = standing('submitted', { acceptanceDue: true });
    expect([verdictOn(late, 'askCorrection'), verdictOn(late, 'notAccept')]).toEqual(['tooLate', 'tooLate']);
    expect(verdictOn(late, 'accept')).toEqual({ to: 'accepted', ending: null });
  });

  it('counts as accepted only once those days are over', () => {
    expect(verdictOn(standing('submitted'), 'deemAccepted')).toBe('wrongState');
    expect(verdictOn(standing('submitted', { acceptanceDue: true }), 'deemAccepted')).toEqual({
      to: 'accepted',
      ending: null,
    });
  });

  it('is changed by its applicant as a draft or when sent back, and at no other time', () => {
    expect(states.filter(editable)).toEqual(['draft', 'correction']);
  });

  it('is hidden from the agency until it was handed in, even when withdrawn', () => {
    const at = new Date(0);
    expect(states.filter((state) => seenByAgency({ state, submittedAt: null }))).toEqual([]);
    expect(states.filter((state) => seenByAgency({ state, submittedAt: at }))).toEqual([
      'submitted',
      'correction',
      'accepted',
      'closed',
      'withdrawn',
    ]);
  });
});
