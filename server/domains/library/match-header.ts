import type { Item } from '../../../contracts/catalogue.ts';
import { DomainError } from '../../platform/domain-error.ts';

export interface Header {
  /** The columns of the file as they stand. */
  columns: string[];
  /** For each item, the column that holds it. */
  positions: number[];
}

/** A table wider than this is no register: most likely the file is of another kind. */
export const columnLimit = 1000;

/**
 * Finds each item's column by its name or its code. Columns that are no item are left alone: the report of rejects comes
 * back with its own. Throws `file-header-unmatched` that names every item without a column, `file-malformed` for an item
 * that has two, or for more than 1000 columns.
 */
export function matchHeader(columns: readonly string[], items: readonly Item[], line = 1): Header {
  if (columns.length > columnLimit) {
    throw new DomainError('file-malformed', {
      line,
      fault: { zh: `多于 ${columnLimit} 列`, en: `it has more than ${columnLimit} columns` },
    });
  }
  const places = new Map<string, number[]>();
  columns.forEach((column, place) => {
    const name = column.trim();
    const known = places.get(name);
    if (known) known.push(place);
    else places.set(name, [place]);
  });
  const found = items.map((item) => [...(places.get(item.name) ?? []), ...(places.get(item.code) ?? [])]);
  const missing = items.filter((_, index) => found[index]!.length === 0).map(({ name }) => name);
  if (missing.length > 0) throw new DomainError('file-header-unmatched', { items: missing });
  const twice = items.find((_, index) => found[index]!.length > 1);
  if (twice) {
    throw new DomainError('file-malformed', {
      line,
      fault: { zh: `信息项“${twice.name}”有两列`, en: `item “${twice.name}” has two columns` },
    });
  }
  return { columns: [...columns], positions: found.map(([place]) => place!) };
}
