import type { Db } from '../../platform/database.ts';
import type { LibraryTables } from './store.ts';

/** When the data that serve were brought in, by resource; a resource without data is not in it. */
export async function freshnessOf(db: Db, resourceIds: readonly string[]): Promise<Map<string, Date>> {
  if (resourceIds.length === 0) return new Map();
  const rows = await db
    .withTables<LibraryTables>()
    .selectFrom('library.resources')
    .select(['resource_id as id', 'as_of as asOf'])
    .where('resource_id', 'in', [...resourceIds])
    .execute();
  return new Map(rows.map(({ id, asOf }) => [id, asOf]));
}
