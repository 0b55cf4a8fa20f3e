import type { Item } from '../../../contracts/catalogue.ts';
import type { Db } from '../../platform/database.ts';
import type { Resource } from './resource.ts';
import { resourceByCode, resourcesWithItems } from './store.ts';
import { openIds } from './store-open.ts';

/**
 * The items of an entry that anyone may read: of a published resource that is open, about no person, and withheld in nothing;
 * personal, secret, withheld and closed items are left out. Empty: the entry is not open.
 */
export function openItems(resource: Resource): Item[] {
  const open =
    resource.state === 'published' &&
    resource.openToPublic &&
    resource.subjectKind !== 'person' &&
    resource.shareType !== 'withheld';
  if (!open) return [];
  return resource.items.filter(
    (item) => item.sensitivity === 'none' && !item.secret && item.open !== false && item.shareType !== 'withheld',
  );
}

/** An open entry by its code (307001/000001); undefined for one that is not open, as for one that is not there. */
export async function openEntryByCode(db: Db, code: string): Promise<Resource | undefined> {
  const resource = await resourceByCode(db, code);
  return resource && openItems(resource).length > 0 ? resource : undefined;
}

/** Open entries with their items in the order of their ids, `together` at a time; `after` is the last id of those before. */
export async function* openEntries(db: Db, together = 200): AsyncGenerator<Resource[]> {
  for (let after: string | null = null; ; ) {
    const ids = await openIds(db, { after, limit: together });
    if (ids.length === 0) return;
    const entries = await resourcesWithItems(db, ids);
    yield ids.flatMap((id) => entries.get(id) ?? []).filter((entry) => openItems(entry).length > 0);
    after = ids.at(-1)!;
  }
}

/** Open entries with their items, by their place in the order of ids. */
export async function openPage(db: Db, offset: number, limit: number): Promise<Resource[]> {
  const ids = await openIds(db, { after: null, limit, offset });
  const entries = await resourcesWithItems(db, ids);
  return ids.flatMap((id) => entries.get(id) ?? []);
}
