import type { EntryKind } from '../../../contracts/ledger.ts';
import { dateInShanghai } from '../../../contracts/working-days.ts';
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

export interface BothNames {
  name: string;
  nameEn: string | null;
}

export interface UseNames {
  counts: AboutCount[];
  /** How many uses are not told yet; none of the rest is of these. */
  withheld: number;
  /** Names by credit code, by resource code or `licence/TYPE`, by purpose. */
  agencies: ReadonlyMap<string, BothNames>;
  resources: ReadonlyMap<string, BothNames>;
  purposes: ReadonlyMap<string, BothNames>;
}

/** Who, what and why stand in the uses about some subjects, by name, with how many there are in which month. */
export async function namesOfUses({ db, now }: Platform, pseudonyms: string[]): Promise<UseNames> {
  const { counts, withheld } = await countEntriesAbout(db, pseudonyms, uses, dateInShanghai(now()));
  const agencies = await named(
    counts.map(({ agency }) => agency),
    (code) => agencyByCreditCode(db, code),
  );
  const shown = new Map(counts.map(({ resource, name }) => [resource, name]));
  const resources = await named(
    counts.map(({ resource }) => resource),
    async (code) => {
      const name = shown.get(code);
      return name ? { name, nameEn: null } : resourceByCode(db, code);
    },
  );
  const titles = await purposesByKeys(
    db,
    counts.flatMap(({ purpose }) => purpose || []),
  );
  const purposes = await named(
    counts.map(({ purpose }) => purpose),
    async (key) => {
      const purpose = titles.get(key);
      return purpose && { name: purpose.title, nameEn: purpose.titleEn };
    },
  );
  return { counts, withheld, agencies, resources, purposes };
}

async function named(
  codes: readonly string[],
  find: (code: string) => Promise<BothNames | undefined>,
): Promise<Map<string, BothNames>> {
  const found = new Map<string, BothNames>();
  for (const code of new Set(codes)) {
    if (code === '') continue;
    const { name, nameEn } = (await find(code)) ?? { name: code, nameEn: null };
    found.set(code, { name, nameEn });
  }
  return found;
}
