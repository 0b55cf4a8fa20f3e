import { RE2JS } from 're2js';
import type { Item } from '../../../contracts/catalogue.ts';
import type { ItemRule } from '../../../contracts/library.ts';
import { isCalendarDate } from '../../../contracts/working-days.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { type Resource, resourceByCode } from '../catalogue/index.ts';
import type { CellFault } from './validate-cell.ts';

const numeric: ReadonlySet<Item['type']> = new Set(['N', 'Y', 'I', 'B', 'F']);
const texts: ReadonlySet<Item['type']> = new Set(['C', 'M']);
const number = /^-?\d{1,20}(\.\d{1,10})?$/;

type ValueCheck = (value: string) => CellFault | null;

/** The check of a value, as PostgreSQL takes it, against a rule's range and pattern; undefined where it has neither. */
export function valueCheck(type: Item['type'], rule: ItemRule | undefined): ValueCheck | undefined {
  return rule?.pattern === undefined ? rangeCheck(type, rule) : patternCheck(rule.pattern);
}

/** A pattern runs in time linear to the text (RE2), whatever a steward writes and a file holds. */
function patternCheck(pattern: string): ValueCheck {
  const form = RE2JS.compile(pattern);
  const fault: CellFault = { reason: 'notInForm' };
  return (value) => (form.testExact(value) ? null : fault);
}

function rangeCheck(type: Item['type'], rule: ItemRule | undefined): ValueCheck | undefined {
  const { min, max } = rule ?? {};
  if (min === undefined && max === undefined) return undefined;
  const below: CellFault = { reason: 'belowRange', details: { limit: min ?? '' } };
  const above: CellFault = { reason: 'aboveRange', details: { limit: max ?? '' } };
  if (numeric.has(type)) {
    const [least, most] = [Number(min ?? Number.NEGATIVE_INFINITY), Number(max ?? Number.POSITIVE_INFINITY)];
    return (value) => (Number(value) < least ? below : Number(value) > most ? above : null);
  }
  // Dates written YYYY-MM-DD are in order as text.
  return (value) => (min !== undefined && value < min ? below : max !== undefined && value > max ? above : null);
}

/**
 * Throws `request-invalid` that names the first rule that cannot be held: an item that is not there or has two rules, a limit that
 * is no number or date as the item wants, a pattern that RE2 does not read or that is on no text, or a resource that is not published or has a key of several items.
 */
export async function requireSoundRules(
  platform: Platform,
  { items }: Resource,
  rules: readonly ItemRule[],
): Promise<void> {
  for (const [at, { item: code, min, max, pattern, references }] of rules.entries()) {
    const wrong = (member: string) => new DomainError('request-invalid', { summary: `/rules/${at}/${member}` });
    const item = items.find((each) => each.code === code);
    if (!item || rules.findIndex((rule) => rule.item === code) !== at) throw wrong('item');
    for (const [member, limit] of Object.entries({ min, max })) {
      if (limit === undefined) continue;
      const sound = numeric.has(item.type) ? number.test(limit) : item.type === 'D' && isCalendarDate(limit);
      if (!sound) throw wrong(member);
    }
    if (pattern !== undefined && !(texts.has(item.type) && compiles(pattern))) throw wrong('pattern');
    if (references === undefined) continue;
    const other = await resourceByCode(platform.db, references);
    if (other?.state !== 'published' || other.keyItems.length !== 1) throw wrong('references');
  }
}

function compiles(pattern: string): boolean {
  try {
    RE2JS.compile(pattern);
    return true;
  } catch {
    return false;
  }
}
