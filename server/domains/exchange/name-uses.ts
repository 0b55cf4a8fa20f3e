import type { EntryKind } from '../../../contracts/ledger.ts';
import type { Platform } from '../../platform/platform.ts';
import { resourceByCode } from '../catalogue/index.ts';
import { agencyByCreditCode } from '../directory/index.ts';
import { type AboutCount, countEntriesAbout } from '../ledger/index.ts';
import { purposesByKeys } from '../sharing/index.ts';

const calls: EntryKind[] = ['call', 'refusal'];
/** What is a use to the person whom it is about. */
export const uses: EntryKind[] = [...calls, 'licenceCheck'];
/** What is a use to the agency that asked. */
export const agencyUses = calls;

export interface UseNames {
  counts: AboutCount[];
  /** Names by credit code, by resource code or `licence/TYPE`, by purpose. */
  agencies: ReadonlyMap<string, string>;
  resources: ReadonlyMap<string, string>;
  purposes: ReadonlyMap<string, string>;
}

/** Who, what and why stand in the uses about some subjects, by name, with how many there are in which month. */
export async function namesOfUses({ db }: Platform, pseudonyms: string[]): Promise<UseNames> {
  const counts = await countEntriesAbout(db, pseudonyms, uses);
  const agencies = await named(
    counts.map(({ agency }) => agency),
    async (code) => (await agencyByCreditCode(db, code))?.name,
  );
  const shown = new Map(counts.map(({ resource, name }) => [resource, name]));
  const resources = await named(
    counts.map(({ resource }) => resource),
    async (code) => shown.get(code) ?? (await resourceByCode(db, code))?.name,
  );
  const titles = await purposesByKeys(
    db,
    counts.flatMap(({ purpose }) => purpose || []),
  );
  const purposes = await named(
    counts.map(({ purpose }) => purpose),
    async (key) => titles.get(key)?.title,
  );
  return { counts, agencies, resources, purposes };
}

async function named(
  codes: readonly string[],
  find: (code: string) => Promise<string | undefined>,
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const code of new Set(codes)) if (code !== '') found.set(code, (await find(code)) ?? code);
  return found;
}
