import type { Check, Filter } from '../../../contracts/call-family.ts';
import type { Item } from '../../../contracts/catalogue.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { cellCheck } from '../library/index.ts';

/** A yes-or-no question to each record: `text` is what PostgreSQL takes for the item's type. */
export type PreparedCheck =
  | { is: 'listed' }
  | { is: 'equals' | 'atLeast' | 'atMost'; item: Pick<Item, 'code' | 'type'>; text: string };

export interface PreparedFilter {
  item: Pick<Item, 'code' | 'type'>;
  in: string[] | null;
  from: string | null;
  until: string | null;
}

const ordered = ['N', 'Y', 'I', 'B', 'F', 'D', 'T'];

/**
 * Checks as they are put to the records. An item stands in one check at most, so that each guess at a value is a
 * verification of its own, with its entry. Throws `item-unknown`, `check-unfit`, `value-unfit`.
 */
export function prepareChecks(checks: readonly Check[], itemOf: (code: string) => Item): PreparedCheck[] {
  const asked = new Set<string>();
  return checks.map((check, place): PreparedCheck => {
    const { is, item: code, value } = check;
    const fault = (reason: string) => new DomainError('check-unfit', { field: `/checks/${place}`, reason });
    if (asked.has(code ?? '')) throw fault('item');
    asked.add(code ?? '');
    if (is === 'listed') {
      if (code !== undefined || value !== undefined) throw fault('listed');
      return { is };
    }
    if (code === undefined || value === undefined) throw fault(code === undefined ? 'item' : 'value');
    const item = itemOf(code);
    if (is !== 'equals' && !ordered.includes(item.type)) throw fault(is);
    return { is, item, text: valueText(item, value) };
  });
}

/** Filters as they are put to the rows. Throws `item-unknown`, `check-unfit`, `value-unfit`. */
export function prepareFilters(filters: readonly Filter[], itemOf: (code: string) => Item): PreparedFilter[] {
  const asked = new Set<string>();
  return filters.map(({ item: code, in: values, from, until }, place) => {
    const fault = (reason: string) => new DomainError('check-unfit', { field: `/filters/${place}`, reason });
    if (asked.has(code)) throw fault('item');
    asked.add(code);
    const range = from !== undefined || until !== undefined;
    if ((values === undefined) !== range) throw fault('in | from, until');
    const item = itemOf(code);
    if (range && !ordered.includes(item.type)) throw fault('from, until');
    const text = (value: string | number | boolean | undefined) =>
      value === undefined ? null : valueText(item, value);
    return {
      item,
      in: values?.map((value) => valueText(item, value)) ?? null,
      from: text(from),
      until: text(until),
    };
  });
}

/** The text of a value by the rules of ingest; `value-unfit` names the item and the fault, never the value. */
function valueText(item: Item, value: string | number | boolean): string {
  const text = cellCheck({ ...item, codeList: null, length: null }, new Map())(String(value));
  if (typeof text === 'string') return text;
  throw new DomainError('value-unfit', { item: item.code, fault: text.reason });
}
