import { describe, expect, test } from 'vitest';
import {
  afterChange,
  covers,
  granteeOf,
  granteesOf,
  type HeldGrant,
  standingOf,
  standings,
  type Use,
} from './grants.ts';

const grant: HeldGrant = {
  purpose: 'newborn',
  state: 'active',
  validFrom: '2026-01-01',
  validUntil: '2026-12-31',
  items: ['a', 'b'],
  scope: {},
  manners: ['call'],
  hours: null,
  workingDaysOnly: false,
};
const use: Use = {
  purpose: 'newborn',
  ownPurpose: true,
  items: ['a'],
  manner: 'call',
  day: '2026-09-24',
  clock: 600,
  workingDay: true,
};
const rule = (change: Partial<HeldGrant>, asked: Partial<typeof use> = {}) => {
  const standing = standingOf({ ...grant, ...change }, { ...use, ...asked });
  return standing === null ? 'none' : standings[standing];
};

describe('what a grant says of a use', () => {
  test('it allows its items for its purpose on each day of its validity, the last included', () => {
    for (const day of ['2026-01-01', '2026-09-24', '2026-12-31']) expect(rule({}, { day })).toBeNull();
    for (const day of ['2025-12-31', '2027-01-01']) expect(rule({}, { day })).toBe('grant-expired');
  });

  test('each fault has its own rule, and the graver one speaks', () => {
    expect(rule({}, { items: ['a', 'c'] })).toBe('item-outside-grant');
    expect(rule({ state: 'suspended' }, { items: ['c'] })).toBe('grant-suspended');
    expect(rule({ state: 'suspended', validUntil: '2026-02-01' })).toBe('grant-expired');
    expect(rule({ state: 'revoked', validUntil: '2026-02-01' })).toBe('grant-revoked');
    expect(rule({}, { purpose: 'supervision' })).toBe('purpose-outside-grant');
  });

  test('a revoked grant for another purpose counts for nothing', () => {
    expect(rule({ state: 'revoked' }, { purpose: 'supervision' })).toBe('none');
  });
});

describe('when, how and for whose purposes', () => {
  test('hours begin with their first minute and end before their last', () => {
    const hours = { opens: 540, closes: 1020 };
    for (const clock of [540, 1019]) expect(rule({ hours }, { clock })).toBeNull();
    for (const clock of [539, 1020]) expect(rule({ hours }, { clock })).toBe('grant-outside-hours');
  });

  test('a day of which the calendar says nothing is no working day', () => {
    expect(rule({ workingDaysOnly: true }, { workingDay: true })).toBeNull();
    for (const workingDay of [false, null]) {
      expect(rule({ workingDaysOnly: true }, { workingDay })).toBe('grant-outside-hours');
    }
  });

  test('a manner that it does not name is refused', () => {
    expect(rule({}, { manner: 'batch' })).toBe('manner-outside-grant');
  });

  test('without a purpose it serves the purposes of the agency’s own', () => {
    expect(rule({ purpose: null })).toBeNull();
    expect(rule({ purpose: null }, { ownPurpose: false })).toBe('purpose-outside-grant');
  });
});

test('a rule is for agencies of its kind at its region and below it, as long as they are in force', () => {
  const agency = { id: 'a', kind: 'health', regionCode: '330106', active: true };
  const isFor = (granteeRegion: string, granteeKind: string | null, change: Partial<typeof agency> = {}) =>
    granteesOf({ ...agency, ...change }).includes(granteeOf({ consumerId: null, granteeRegion, granteeKind }));
  for (const region of ['330106', '330100', '330000', '000000']) {
    expect(isFor(region, null)).toBe(true);
    expect(isFor(region, 'health')).toBe(true);
    expect(isFor(region, 'civilAffairs')).toBe(false);
    expect(isFor(region, null, { active: false })).toBe(false);
  }
  expect(isFor('330106', null, { regionCode: '330100' })).toBe(false);
  expect(isFor('330200', null)).toBe(false);
  expect(granteesOf({ ...agency, active: false })).toEqual(['a']);
});

describe('rows', () => {
  test('a row is covered when each item of the scope has one of its values', () => {
    const scope = { rows: { region: ['330102', '330106'], state: ['1'] } };
    expect(covers(scope, { region: '330106', state: '1' })).toBe(true);
    expect(covers(scope, { region: '330106', state: '2' })).toBe(false);
    expect(covers(scope, { region: '520102', state: '1' })).toBe(false);
  });

  test('an absent value is none of the values; an empty scope is every row', () => {
    expect(covers({ rows: { region: ['null', ''] } }, { region: null })).toBe(false);
    expect(covers({}, { region: null })).toBe(true);
  });
});

test('a grant is suspended, resumed and revoked; revoked is for good', () => {
  expect(afterChange('active', 'suspension')).toBe('suspended');
  expect(afterChange('suspended', 'resumption')).toBe('active');
  expect(afterChange('suspended', 'revocation')).toBe('revoked');
  expect(afterChange('active', 'revocation')).toBe('revoked');
  for (const [state, change] of [
    ['active', 'resumption'],
    ['suspended', 'suspension'],
    ['revoked', 'resumption'],
    ['revoked', 'suspension'],
    ['revoked', 'revocation'],
  ] as const) {
    expect(() => afterChange(state, change)).toThrow(expect.objectContaining({ code: 'grant-state' }));
  }
});
