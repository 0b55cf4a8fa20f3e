import type { EntryKind } from '../../../contracts/ledger.ts';
import type { Db } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { type Page, pageOfRows, readCursor } from '../../platform/page.ts';
import { entriesOfAgency, entryByIndex, type KeptEntry } from './store.ts';
import { type AboutFilter, entriesOfSubjects } from './store-about.ts';

export interface LookUp {
  kinds?: EntryKind[] | undefined;
  limit: number;
  cursor?: string | undefined;
}

/** Entries about any of the subjects, given by their pseudonyms; the newest first. */
export async function entriesAbout(
  db: Db,
  pseudonyms: string[],
  { kinds, limit, cursor, filter }: LookUp & { filter?: AboutFilter | undefined },
): Promise<Page<KeptEntry>> {
  const before = indexIn(cursor);
  const rows = await entriesOfSubjects(db, { subjects: pseudonyms, kinds, before, limit: limit + 1, filter });
  return pageOfRows(rows, limit, (row) => [row.index]);
}

/** Entries of what an agency did, the newest first. */
export async function entriesBy(db: Db, agencyId: string, { kinds, limit, cursor }: LookUp): Promise<Page<KeptEntry>> {
  const rows = await entriesOfAgency(db, { agencyId, kinds, before: indexIn(cursor), limit: limit + 1 });
  return pageOfRows(rows, limit, (row) => [row.index]);
}

/** The entry at an index, or undefined. */
export function entryAt(db: Db, index: number): Promise<KeptEntry | undefined> {
  return entryByIndex(db, index);
}

function indexIn(cursor: string | undefined): number | null {
  const parts = readCursor(cursor, ['number']);
  if (parts === null) return null;
  const index = Number(parts[0]);
  if (!Number.isSafeInteger(index)) throw new DomainError('request-invalid', { summary: 'cursor' });
  return index;
}
