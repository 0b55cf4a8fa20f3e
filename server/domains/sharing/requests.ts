import { holdsCitizenId } from '../../../contracts/citizen-id.ts';
import type { RowScope } from '../../../contracts/sharing.ts';
import { DomainError } from '../../platform/domain-error.ts';

export type ShareType = 'unconditional' | 'conditional' | 'withheld';

/** An item as the catalogue shares it: its own share type where it has one, else the resource's. */
export interface SharedItem {
  code: string;
  type: string;
  check: string | null;
  shareType: ShareType;
  /** The law behind a withheld item. */
  legalBasis: string | null;
}

export interface AskedOf {
  items: readonly SharedItem[];
  scope: RowScope;
  /** YYYY-MM-DD */
  validUntil: string;
}

export interface Answer {
  items: readonly { code: string; decision: 'granted' | 'refused'; reason?: string | undefined }[];
  scope?: RowScope | undefined;
  validUntil?: string | undefined;
}

export interface Decision {
  item: string;
  decision: 'granted' | 'refused';
  reason: string | null;
}

export interface Judged {
  decisions: Decision[];
  granted: string[];
  scope: RowScope;
  validUntil: string;
}

/** The items as they are shared, in the resource's order. Throws `item-unknown` for a code that the resource lacks. */
export function sharedItems(
  resource: {
    shareType: ShareType | null;
    legalBasis: string | null;
    items: readonly (Omit<SharedItem, 'shareType'> & { shareType: ShareType | null })[];
  },
  codes: readonly string[],
): SharedItem[] {
  const unknown = codes.find((code) => !resource.items.some((item) => item.code === code));
  if (unknown !== undefined) throw new DomainError('item-unknown', { item: unknown });
  return resource.items
    .filter((item) => codes.includes(item.code))
    .map(({ code, type, check, shareType, legalBasis }) => ({
      code,
      type,
      check,
      // Sharing is the rule, so what says nothing is not withheld; nor is it free of a condition until someone says so.
      shareType: shareType ?? resource.shareType ?? 'conditional',
      legalBasis: legalBasis ?? resource.legalBasis,
    }));
}

/** Unconditional items are fetched without asking their provider (国发〔2016〕51号, 国令第809号). */
export function grantedAtOnce(items: readonly SharedItem[]): boolean {
  return items.every((item) => item.shareType === 'unconditional');
}

/** The clock that a request runs under. */
export function clockRuleOf(items: readonly SharedItem[]): 'unconditional-answer' | 'conditional-answer' {
  return grantedAtOnce(items) ? 'unconditional-answer' : 'conditional-answer';
}

/** Overdue is said, never made into consent; an open day is not over. Days are YYYY-MM-DD. */
export function isOverdue(request: { state: string; dueDate: string | null }, today: string): boolean {
  return request.state === 'submitted' && request.dueDate !== null && today > request.dueDate;
}

// A scope is compared as text, so only types whose values have one way of being written can limit rows.
const scopeTypes = ['C', 'D', 'I', 'L'];

/**
 * A scope names classes of rows by items of the resource: a region, a state. It is no list of people, so an item that
 * holds citizen ID numbers cannot carry one, nor can a value be one: scopes stand in the ledger. Throws `item-unknown`,
 * `scope-item-unfit` or `citizen-id-in-text`.
 */
export function requireScope(
  items: readonly { code: string; type: string; check: string | null }[],
  scope: RowScope,
): void {
  for (const [code, values] of Object.entries(scope.rows ?? {})) {
    const item = items.find((each) => each.code === code);
    if (!item) throw new DomainError('item-unknown', { item: code });
    if (!scopeTypes.includes(item.type) || item.check === 'citizenId') {
      throw new DomainError('scope-item-unfit', { item: code });
    }
    // Eighteen digits may be a credit code as well.
    if (item.check !== 'creditCode' && values.some(holdsCitizenId)) {
      throw new DomainError('citizen-id-in-text', { field: `/scope/rows/${code}` });
    }
  }
}

/** The item by which `inner` would cover a row that `outer` does not, or null when it covers no more. */
export function widerItem(outer: RowScope, inner: RowScope): string | null {
  for (const [item, values] of Object.entries(outer.rows ?? {})) {
    const narrowed = inner.rows?.[item];
    if (!narrowed?.every((value) => values.includes(value))) return item;
  }
  return null;
}

/** Throws `validity-outside` unless from ≤ day ≤ until, all YYYY-MM-DD. */
export function requireValidity(day: string, from: string, until: string): void {
  if (day < from || day > until) throw new DomainError('validity-outside', { from, until });
}

/**
 * What an answer comes to. Each item asked is granted or refused, a refusal gives its reason, and the provider may narrow
 * rows and validity but add no condition of its own (国令第809号). A withheld item can only be refused, and its legal basis
 * is the reason; an unconditional one can only be granted. Throws `answer-incomplete`, `reason-required`,
 * `withheld-not-grantable`, `unconditional-not-refusable`, `item-unknown`, `scope-wider`, `validity-outside`.
 */
export function judgeAnswer(asked: AskedOf, answer: Answer, today: string): Judged {
  const codes = answer.items.map((item) => item.code);
  const stray = codes.find(
    (code, place) => codes.indexOf(code) !== place || !asked.items.some((item) => item.code === code),
  );
  if (stray !== undefined) throw new DomainError('item-unknown', { item: stray });
  const unanswered = asked.items.filter((item) => !codes.includes(item.code));
  if (unanswered.length > 0) throw new DomainError('answer-incomplete', { items: unanswered.map((item) => item.code) });

  const decisions = asked.items.map((item): Decision => {
    const { decision, reason } = answer.items.find((each) => each.code === item.code)!;
    if (decision === 'granted') return { item: item.code, decision, reason: null };
    return {
      item: item.code,
      decision,
      reason: reason?.trim() || (item.shareType === 'withheld' ? item.legalBasis : null),
    };
  });
  const having = (shareType: ShareType, decision: Decision['decision']) =>
    decisions
      .filter((each, place) => each.decision === decision && asked.items[place]!.shareType === shareType)
      .map((each) => each.item);
  const granting = having('withheld', 'granted');
  if (granting.length > 0) throw new DomainError('withheld-not-grantable', { items: granting });
  const refusing = having('unconditional', 'refused');
  if (refusing.length > 0) throw new DomainError('unconditional-not-refusable', { items: refusing });
  const silent = decisions.filter((each) => each.decision === 'refused' && !each.reason);
  if (silent.length > 0) throw new DomainError('reason-required', { items: silent.map((each) => each.item) });

  const scope = answer.scope ?? asked.scope;
  const wider = widerItem(asked.scope, scope);
  if (wider !== null) throw new DomainError('scope-wider', { item: wider });
  const validUntil = answer.validUntil ?? asked.validUntil;
  const granted = decisions.filter((each) => each.decision === 'granted').map((each) => each.item);
  if (granted.length > 0) requireValidity(validUntil, today, asked.validUntil);
  return { decisions, granted, scope, validUntil };
}
