import { DomainError } from './domain-error.ts';

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** Turns `limit + 1` rows into a page; `keyOf` gives the sort key of the last row, which the next page starts after. */
export function pageOfRows<T>(rows: T[], limit: number, keyOf: (row: T) => readonly (string | number)[]): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return {
    items,
    nextCursor:
      rows.length > limit && last !== undefined ? Buffer.from(JSON.stringify(keyOf(last))).toString('base64url') : null,
  };
}

type CursorPart = 'string' | 'number' | 'uuid';

/** Reads a cursor that pageOfRows made with as many parts; anything else is the caller's fault. Numbers are whole. */
export function readCursor(cursor: string | undefined, parts: CursorPart[]): (string | number)[] | null {
  if (cursor === undefined) return null;
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(value) && value.length === parts.length && value.every((part, i) => fits(part, parts[i]!))) {
      return value;
    }
  } catch {
    // falls through to the one refusal
  }
  throw new DomainError('request-invalid', { summary: 'cursor' });
}

/** What PostgreSQL would refuse to compare is refused here: a cursor comes back from outside. */
function fits(part: unknown, kind: CursorPart): boolean {
  if (kind === 'number') return Number.isSafeInteger(part);
  if (typeof part !== 'string' || part.includes('\0')) return false;
  return kind === 'string' || /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(part);
}
