import { array, assert, boolean, constantFrom, property, tuple } from 'fast-check';
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

  it('that was ended or taken back stays so, and is ended at most once, whatever is tried', () => {
    const acts: CaseAct[] = [
      'submit',
      'askCorrection',
      'accept',
      'deemAccepted',
      'notAccept',
      'grant',
      'refuse',
      'withdraw',
      'void',
    ];
    assert(
      property(array(tuple(constantFrom(...acts), boolean()), { maxLength: 40 }), (tried) => {
        let state: CaseState = 'draft';
        let corrections = 0;
        let endings = 0;
        for (const [act, acceptanceDue] of tried) {
          const before = state;
          const verdict = verdictOn({ state, correctionAsked: corrections > 0, acceptanceDue }, act);
          if (typeof verdict === 'string') continue;
          state = verdict.to;
          if (act === 'askCorrection') corrections += 1;
          if (verdict.ending) endings += 1;
          expect(['closed', 'withdrawn']).not.toContain(before);
          expect(state === 'closed').toBe(verdict.ending !== null);
        }
        expect(corrections).toBeLessThanOrEqual(1);
        expect(endings).toBeLessThanOrEqual(1);
      }),
    );
  });
});
