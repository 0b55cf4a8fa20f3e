import type { Item } from '../../../contracts/catalogue.ts';
import type { ItemRule, RowFault } from '../../../contracts/library.ts';
import { valueCheck } from './item-rules.ts';
import { type CodesByList, cellCheck } from './validate-cell.ts';

/**
 * Checks a row of a file. `values` takes, in the items' order, the text for PostgreSQL ('' is no value); the result is
 * the faults, or null for a good row.
 */
export type RowCheck = (cells: readonly string[], values: string[]) => RowFault[] | null;

/**
 * The check of a resource's rows: each item by its own rule, and required items filled. `positions` says in which column
 * of the file each item stands; a row of another width than the header is a fault of the row as a whole.
 */
export function rowCheck(
  items: readonly Pick<
    Item,
    'code' | 'type' | 'length' | 'precision' | 'codeList' | 'check' | 'element' | 'required'
  >[],
  positions: readonly number[],
  width: number,
  codes: CodesByList,
  rules: readonly ItemRule[] = [],
): RowCheck {
  const ruled = items.map((item) =>
    valueCheck(
      item.type,
      rules.find((rule) => rule.item === item.code),
    ),
  );
  const checks = items.map((item) => cellCheck(item, codes));
  const required = items.map((item) => item.required);
  const count = items.length;
  return (cells, values) => {
    if (cells.length !== width) {
      return [{ item: '', reason: 'cellCount', details: { found: cells.length, wanted: width } }];
    }
    let faults: RowFault[] | null = null;
    for (let i = 0; i < count; i += 1) {
      const cell = cells[positions[i]!]!;
      if (cell === '' || (cell.charCodeAt(0) <= 32 && cell.trim() === '')) {
        values[i] = '';
        if (required[i]) {
          faults ??= [];
          faults.push({ item: items[i]!.code, reason: 'required' });
        }
        continue;
      }
      const value = checks[i]!(cell);
      if (typeof value === 'string') {
        values[i] = value;
        const fault = ruled[i]?.(value);
        if (fault) {
          faults ??= [];
          faults.push({ item: items[i]!.code, ...fault });
        }
      } else {
        faults ??= [];
        faults.push({ item: items[i]!.code, ...value });
      }
    }
    return faults;
  };
}
