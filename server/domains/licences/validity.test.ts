import { describe, expect, it } from 'vitest';
import { lastDay, type StateChange, type StoredState, stateAfter, stateOn, statusBits } from './validity.ts';

describe('the state of a licence', () => {
  it('counts both its first and its last day as valid', () => {
    const licence = { state: 'valid', validFrom: '2026-03-01', validUntil: '2027-02-28' } as const;
    expect(['2026-02-28', '2026-03-01', '2027-02-28', '2027-03-01'].map((day) => stateOn(day, licence))).toEqual([
      'notYetValid',
      'valid',
      'valid',
      'expired',
    ]);
  });

  it('stays revoked or suspended whatever the day', () => {
    for (const state of ['revoked', 'suspended'] as const) {
      expect(stateOn('2030-01-01', { state, validFrom: '2026-03-01', validUntil: '2027-02-28' })).toBe(state);
    }
  });

  it('without a last day does not expire', () => {
    expect(stateOn('2999-01-01', { state: 'valid', validFrom: '2026-03-01', validUntil: null })).toBe('valid');
  });

  it.each<[StoredState, StateChange, StoredState | null]>([
    ['valid', 'suspend', 'suspended'],
    ['valid', 'resume', null],
    ['valid', 'revoke', 'revoked'],
    ['suspended', 'suspend', null],
    ['suspended', 'resume', 'valid'],
    ['suspended', 'revoke', 'revoked'],
    ['revoked', 'suspend', null],
    ['revoked', 'resume', null],
    ['revoked', 'revoke', null],
  ])('%s, %s → %s', (state, change, after) => {
    expect(stateAfter(state, change)).toBe(after);
  });

  it('has the values of the Token Status List registry', () => {
    expect([statusBits('valid'), statusBits('revoked'), statusBits('suspended')]).toEqual([0, 1, 2]);
  });

  it('that holds for a year ends on the day before its anniversary', () => {
    expect([
      lastDay('2026-03-01', 1),
      lastDay('2024-02-29', 1),
      lastDay('2026-01-01', 5),
      lastDay('2026-01-01', null),
    ]).toEqual(['2027-02-28', '2025-02-28', '2030-12-31', null]);
  });
});
