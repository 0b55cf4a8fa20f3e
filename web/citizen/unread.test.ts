import { expect, test } from 'vitest';
import { unreadSources } from './unread.ts';

const use = (outcome: string, patch: object = {}) => ({
  resourceName: 'births',
  agency: 'A',
  about: 'ward',
  outcome,
  ...patch,
});
const unread = (uses: object[], { kind = 'asked', state = 'satisfied' } = {}) =>
  unreadSources({ uses, fields: [{ kind }], materials: [{ state, how: 'shared' }] } as never).map(
    ({ outcome }) => outcome,
  );

test('a source that could not be read is named while something is asked in its stead', () => {
  expect(unread([use('source-unavailable')])).toEqual(['source-unavailable']);
  expect(unread([use('quota-used-up')], { kind: 'filled', state: 'missing' })).toEqual(['quota-used-up']);
  expect(unread([use('source-unavailable')], { kind: 'filled' })).toEqual([]);
});

test('the last read of a source counts, each person apart', () => {
  expect(unread([use('source-unavailable'), use('answered')])).toEqual([]);
  expect(unread([use('source-unavailable'), use('answered', { about: 'applicant' })])).toEqual(['source-unavailable']);
});

test.each([
  'answered',
  'noRecord',
  'consent-missing',
  'subject-outside-scope',
  'resource-not-in-library',
  'not-granted',
  'grant-suspended',
  'item-outside-grant',
])('%s is nothing to try again', (outcome) => {
  expect(unread([use(outcome)])).toEqual([]);
});
