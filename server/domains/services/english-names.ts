import type { Db } from '../../platform/database.ts';
import { resourceByKey } from '../catalogue/index.ts';
import { agencyById } from '../directory/index.ts';
import type { CaseRow } from './case-data.ts';

/** From the Chinese name of a source or its agency, as a case keeps it, to the English one. */
export type English = ReadonlyMap<string, string>;

/** The English names, as they are today, of all that was read for a case. */
export async function englishNames(db: Db, row: CaseRow): Promise<English> {
  const english = new Map<string, string>();
  for (const key of new Set(row.uses.map(({ resource }) => resource))) {
    const resource = await resourceByKey(db, key);
    const agency = resource && (await agencyById(db, resource.providerId));
    for (const named of [resource, agency]) if (named?.nameEn) english.set(named.name, named.nameEn);
  }
  return english;
}

export function sourceNames({ resourceName, agency }: { resourceName: string; agency: string }, english: English) {
  return {
    resourceName,
    resourceNameEn: english.get(resourceName) ?? null,
    agency,
    agencyEn: english.get(agency) ?? null,
  };
}
