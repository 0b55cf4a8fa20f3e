import { describe, expect, test } from 'vitest';
import {
  type Answer,
  clockRuleOf,
  grantedAtOnce,
  isOverdue,
  judgeAnswer,
  requireScope,
  type SharedItem,
  sharedItems,
  widerItem,
} from './requests.ts';

const item = (code: string, shareType: SharedItem['shareType'], legalBasis: string | null = null): SharedItem => ({
  code,
  type: 'C',
  check: null,
  shareType,
  legalBasis,
});
const open = item('open', 'unconditional');
const asking = item('asking', 'conditional');
const secret = item('secret', 'withheld', '《测试法》第九条');
const asked = (items: SharedItem[]) => ({ items, scope: {}, validUntil: '2027-12-31' });
const today = '2026-09-24';

describe('how items are shared', () => {
  const resource = {
    shareType: 'conditional' as const,
    legalBasis: '资源依据',
    items: [
      { code: 'a', type: 'C', check: null, shareType: null, legalBasis: null },
      { code: 'b', type: 'C', check: null, shareType: 'withheld' as const, legalBasis: '项依据' },
    ],
  };

  test('an item without a share type of its own has the resource’s', () => {
    expect(
      sharedItems(resource, ['b', 'a']).map(({ code, shareType, legalBasis }) => [code, shareType, legalBasis]),
    ).toEqual([
      ['a', 'conditional', '资源依据'],
      ['b', 'withheld', '项依据'],
    ]);
  });

  test('where nothing is said, sharing is conditional: neither withheld nor free', () => {
    expect(sharedItems({ ...resource, shareType: null }, ['a'])[0]!.shareType).toBe('conditional');
  });

  test('an item that the resource lacks is named', () => {
    expect(() => sharedItems(resource, ['a', 'c'])).toThrow(
      expect.objectContaining({ code: 'item-unknown', details: { item: 'c' } }),
    );
  });

  test('only a request for unconditional items alone is granted at once, and runs under their clock', () => {
    expect(grantedAtOnce([open])).toBe(true);
    expect(grantedAtOnce([open, asking])).toBe(false);
    expect(clockRuleOf([open])).toBe('unconditional-answer');
    expect(clockRuleOf([open, asking])).toBe('conditional-answer');
  });
});

describe('an answer', () => {
  const answer = (items: Answer['items'], more: Partial<Answer> = {}): Answer => ({ items, ...more });
  const granted = (code: string) => ({ code, decision: 'granted' as const });
  const refused = (code: string, reason?: string) => ({ code, decision: 'refused' as const, reason });
  const refusal = (code: string, details: object) => expect.objectContaining({ code, details });

  test('must speak of every item', () => {
    expect(() => judgeAnswer(asked([asking, open]), answer([granted('open')]), today)).toThrow(
      refusal('answer-incomplete', { items: ['asking'] }),
    );
  });

  test('speaks of no other item, and of none twice', () => {
    const stray = refusal('item-unknown', { item: 'asking' });
    expect(() => judgeAnswer(asked([open]), answer([granted('open'), granted('asking')]), today)).toThrow(stray);
    expect(() => judgeAnswer(asked([asking]), answer([granted('asking'), refused('asking', '否')]), today)).toThrow(
      stray,
    );
  });

  test('gives a reason for each refusal; blanks are none', () => {
    expect(() => judgeAnswer(asked([asking]), answer([refused('asking', '  ')]), today)).toThrow(
      refusal('reason-required', { items: ['asking'] }),
    );
    expect(judgeAnswer(asked([asking]), answer([refused('asking', ' 与用途无关 ')]), today).decisions).toEqual([
      { item: 'asking', decision: 'refused', reason: '与用途无关' },
    ]);
  });

  test('cannot grant a withheld item; its legal basis is the reason of its refusal', () => {
    expect(() => judgeAnswer(asked([secret]), answer([granted('secret')]), today)).toThrow(
      refusal('withheld-not-grantable', { items: ['secret'] }),
    );
    expect(judgeAnswer(asked([secret]), answer([refused('secret')]), today).decisions[0]!.reason).toBe(
      '《测试法》第九条',
    );
  });

  test('cannot refuse an unconditional item', () => {
    expect(() =>
      judgeAnswer(asked([open, asking]), answer([refused('open', '不便'), granted('asking')]), today),
    ).toThrow(refusal('unconditional-not-refusable', { items: ['open'] }));
  });

  test('may narrow rows, never widen them', () => {
    const request = { ...asked([asking]), scope: { rows: { region: ['330102', '330106'] } } };
    const judge = (scope: Answer['scope']) => judgeAnswer(request, answer([granted('asking')], { scope }), today).scope;
    expect(judge(undefined)).toEqual(request.scope);
    expect(judge({ rows: { region: ['330106'], state: ['1'] } })).toEqual({
      rows: { region: ['330106'], state: ['1'] },
    });
    expect(() => judge({ rows: { region: ['330106', '520102'] } })).toThrow(refusal('scope-wider', { item: 'region' }));
    expect(() => judge({})).toThrow(refusal('scope-wider', { item: 'region' }));
  });

  test('may shorten the validity, not lengthen it nor end it in the past', () => {
    const judge = (validUntil: string) =>
      judgeAnswer(asked([asking]), answer([granted('asking')], { validUntil }), today);
    expect(judge('2026-12-31').validUntil).toBe('2026-12-31');
    const outside = refusal('validity-outside', { from: today, until: '2027-12-31' });
    expect(() => judge('2028-01-01')).toThrow(outside);
    expect(() => judge('2026-09-23')).toThrow(outside);
  });
});

describe('scope and silence', () => {
  test('a scope names classes of rows: no amounts, no free instants, no list of people', () => {
    const items = [
      { code: 'region', type: 'C', check: null },
      { code: 'person', type: 'C', check: 'citizenId' },
      { code: 'amount', type: 'N', check: null },
    ];
    expect(() => requireScope(items, { rows: { region: ['330106'] } })).not.toThrow();
    for (const code of ['person', 'amount']) {
      expect(() => requireScope(items, { rows: { [code]: ['1'] } })).toThrow(
        expect.objectContaining({ code: 'scope-item-unfit' }),
      );
    }
    expect(() => requireScope(items, { rows: { other: ['1'] } })).toThrow(
      expect.objectContaining({ code: 'item-unknown' }),
    );
  });

  test('a scope names no person by a value either, whatever the item is', () => {
    const items = [
      { code: 'certificate', type: 'C', check: null },
      { code: 'company', type: 'C', check: 'creditCode' },
    ];
    expect(() => requireScope(items, { rows: { certificate: ['330106199203078029'] } })).toThrow(
      expect.objectContaining({ code: 'citizen-id-in-text' }),
    );
    expect(() => requireScope(items, { rows: { company: ['113300000024820075'] } })).not.toThrow();
  });

  test('a scope is wider when an item’s limit is gone or has another value', () => {
    expect(widerItem({ rows: { a: ['1'] } }, { rows: { a: ['1'], b: ['2'] } })).toBeNull();
    expect(widerItem({}, {})).toBeNull();
    expect(widerItem({ rows: { a: ['1'] } }, {})).toBe('a');
  });

  test('a request is overdue from the day after its date, as long as it is unanswered', () => {
    expect(isOverdue({ state: 'submitted', dueDate: '2026-10-15' }, '2026-10-15')).toBe(false);
    expect(isOverdue({ state: 'submitted', dueDate: '2026-10-15' }, '2026-10-16')).toBe(true);
    expect(isOverdue({ state: 'answered', dueDate: '2026-10-15' }, '2026-10-16')).toBe(false);
    expect(isOverdue({ state: 'submitted', dueDate: null }, '2026-10-16')).toBe(false);
  });
});
