import type { Db } from '../../platform/database.ts';
import { itemsReadUnder, lastUsesOfGrants } from '../ledger/index.ts';
import { type Grant, type GrantFilter, grantsMatching } from './store-grants.ts';

/** `never`: no call was ever answered; `inPart`: calls were, and there are items that none of them read. */
export type GrantUse = 'never' | 'inPart';

/** How many grants are looked at together. */
const stride = 200;

/**
 * Grants by how they are used, `limit + 1` of them for pageOfRows: what is granted and not used can be taken back (个人信息保护法
 * art. 6). Uses are the ledger's to know, so the list is read on until enough are found.
 */
export async function grantsInUse(db: Db, use: GrantUse, filter: GrantFilter): Promise<Grant[]> {
  const found: Grant[] = [];
  let { after } = filter;
  for (;;) {
    const rows = await grantsMatching(db, { ...filter, after, limit: stride });
    const used = await lastUsesOfGrants(
      db,
      rows.map(({ id }) => id),
    );
    const unread = use === 'never' ? null : await itemsNeverRead(db, rows);
    found.push(...rows.filter(({ id }) => (unread ? used.has(id) && unread.get(id)!.length > 0 : !used.has(id))));
    if (found.length > filter.limit) return found.slice(0, filter.limit + 1);
    if (rows.length <= stride) return found;
    after = [rows.at(-1)!.id];
  }
}

/** Of each grant the items that no call by it has read, as counted up to a minute ago. */
export async function itemsNeverRead(
  db: Db,
  grants: readonly Pick<Grant, 'id' | 'items'>[],
): Promise<Map<string, string[]>> {
  const read = await itemsReadUnder(
    db,
    grants.map(({ id }) => id),
  );
  return new Map(grants.map(({ id, items }) => [id, items.filter((item) => !read.get(id)?.has(item))]));
}
