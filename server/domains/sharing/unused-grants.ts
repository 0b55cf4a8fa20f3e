import type { Db } from '../../platform/database.ts';
import { lastUsesOfGrants } from '../ledger/index.ts';
import { type Grant, type GrantFilter, grantsMatching } from './store-grants.ts';

/**
 * Grants by which no call was ever answered, `limit + 1` of them for pageOfRows. Uses are the ledger's to know, so the list
 * is read on until enough are found.
 */
export async function unusedGrants(db: Db, filter: GrantFilter): Promise<Grant[]> {
  const unused: Grant[] = [];
  let { after } = filter;
  for (;;) {
    const rows = await grantsMatching(db, { ...filter, after, limit: 200 });
    const used = await lastUsesOfGrants(
      db,
      rows.map(({ id }) => id),
    );
    unused.push(...rows.filter(({ id }) => !used.has(id)));
    if (unused.length > filter.limit) return unused.slice(0, filter.limit + 1);
    if (rows.length <= 200) return unused;
    after = [rows.at(-1)!.id];
  }
}
