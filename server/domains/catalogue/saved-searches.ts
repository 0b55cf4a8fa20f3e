import type { SavedQuery, SavedSearch } from '../../../contracts/catalogue-search.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { numbersFound } from './search-entries.ts';
import type { Reader } from './show-resource.ts';
import { changedAfter, deleteSavedRow, putSavedSearch, savedSearches, touchSavedSearch } from './store-search.ts';

type Owner = Reader & { accountId: string };

/** The owner's saved searches, each with how many of the entries that it finds are new or changed since it was looked at. */
export async function showSavedSearches(platform: Platform, owner: Owner): Promise<SavedSearch[]> {
  const shown: SavedSearch[] = [];
  for (const { id, name, query, seenAt } of await savedSearches(platform.db, owner.accountId)) {
    const numbers = await numbersFound(platform, owner, query);
    shown.push({ id, name, query, changed: await changedAfter(platform.db, numbers, seenAt) });
  }
  return shown;
}

export async function keepSearch(platform: Platform, owner: Owner, name: string, query: SavedQuery): Promise<void> {
  const row = { id: newId(), accountId: owner.accountId, name: name.trim(), query, at: platform.now() };
  await putSavedSearch(platform.db, row);
}

/** Throws `not-found` for another's. */
export async function noteSeen(platform: Platform, owner: Owner, id: string): Promise<void> {
  if (!(await touchSavedSearch(platform.db, owner.accountId, id, platform.now()))) throw new DomainError('not-found');
}

/** Throws `not-found` for another's. */
export async function forgetSearch(platform: Platform, owner: Owner, id: string): Promise<void> {
  if (!(await deleteSavedRow(platform.db, owner.accountId, id))) throw new DomainError('not-found');
}
