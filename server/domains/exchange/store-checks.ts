import { columnOf, sqlTypes } from '../library/index.ts';
import type { PreparedCheck, PreparedFilter } from './asked-values.ts';

/** Whether the row `r` meets a check, never null; `asked` is an expression of the asked value's text. */
export function checkSql(check: PreparedCheck, asked: string): string {
  if (check.is === 'listed') return 'true';
  const sign = { equals: '=', atLeast: '>=', atMost: '<=' }[check.is];
  return `coalesce(r.${columnOf(check.item.code)} ${sign} ${asked}::${sqlTypes[check.item.type]}, false)`;
}

/** Names the question without its value. */
export function checkKey(check: PreparedCheck): string {
  return check.is === 'listed' ? 'listed' : `${check.item.code} ${check.is} ${check.item.type}`;
}

/** Conditions on the row `r`, one for each part of each filter; `put` takes a value and gives its placeholder. */
export function filterSql(filters: readonly PreparedFilter[], put: (value: unknown) => string): string[] {
  return filters.flatMap(({ item, in: values, from, until }) => {
    const column = `r.${columnOf(item.code)}`;
    const type = sqlTypes[item.type];
    return [
      ...(values === null ? [] : [`${column} = any(${put(values)}::text[]::${arrayOf(type)})`]),
      ...(from === null ? [] : [`${column} >= ${put(from)}::text::${type}`]),
      ...(until === null ? [] : [`${column} <= ${put(until)}::text::${type}`]),
    ];
  });
}

function arrayOf(type: string): string {
  return `${type.replace(/\(.*\)$/, '')}[]`;
}
