import type { EntryBody } from '../../../../contracts/ledger.ts';
import { columnsOf } from '../entry.ts';
import type { StoredEntry } from '../store-verify.ts';

/** The columns that do not say what the body says, by their names in the table; `body` when that is no entry at all. */
export function columnFaults(row: StoredEntry): string[] {
  const body = parseBody(row.body);
  if (!body) return ['body'];
  const columns = columnsOf(body);
  const pairs: [string, unknown, unknown][] = [
    ['at', row.atMicros, Date.parse(columns.at) * 1000],
    ['kind', row.kind, columns.kind],
    ['subject', row.subject, columns.subject],
    ['agency_id', row.agencyId, columns.agencyId],
    ['provider_id', row.providerId, columns.providerId],
    ['grant_id', row.grantId, columns.grantId],
  ];
  return pairs.flatMap(([name, stored, stated]) => (stored === stated ? [] : [name]));
}

function parseBody(text: string): EntryBody | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'kind' in value ? (value as EntryBody) : null;
  } catch {
    return null;
  }
}
