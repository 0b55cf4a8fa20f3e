import type { ItemRule } from '../../../contracts/library.ts';
import type { Platform } from '../../platform/platform.ts';
import { type Resource, resourceByCode } from '../catalogue/index.ts';
import { serving } from './store.ts';
import { rejectRepeated, rejectUnknown } from './store-rules.ts';

/** Whether a file's rows must wait for the database to look at them together: a range is seen row by row. */
export function needsSettling(rules: readonly ItemRule[]): boolean {
  return rules.some(({ unique, references }) => unique || references !== undefined);
}

/**
 * Takes out of the side table the rows whose values are not unique, in the file or against the rows of other keys that serve, or do
 * not stand in the resource that they refer to, and keeps them as rejects. A resource without data knows no value. Returns how
 * many they were.
 */
export async function settleRules(
  platform: Platform,
  batchId: string,
  side: string,
  served: string | null,
  resource: Resource,
  rules: readonly ItemRule[],
): Promise<number> {
  const { pool } = platform.database;
  let rejected = 0;
  for (const { item, unique, references } of rules) {
    if (!resource.items.some(({ code }) => code === item)) continue;
    if (unique) rejected += await rejectRepeated(pool, batchId, side, served, resource, item);
    if (references === undefined) continue;
    const other = await resourceByCode(platform.db, references);
    const now = other && (await serving(platform.db, other.id));
    const target = other && now ? { table: now.tableName, column: other.keyItems[0]! } : null;
    rejected += await rejectUnknown(pool, batchId, side, target, item, other?.name ?? references);
  }
  return rejected;
}
