import type { Db } from '../../platform/database.ts';
import type { LibraryTables, Serving } from './store.ts';

/** What serves, of resources after one id (all when ''), in the order of ids. */
export function servingAfter(db: Db, after: string, limit: number): Promise<(Serving & { resourceId: string })[]> {
  let query = db
    .withTables<LibraryTables>()
    .selectFrom('library.resources')
    .select([
      'resource_id as resourceId',
      'table_name as tableName',
      'version',
      'snapshot',
      'as_of as asOf',
      'row_count as rowCount',
    ])
    .orderBy('resource_id')
    .limit(limit);
  if (after !== '') query = query.where('resource_id', '>', after);
  return query.execute();
}
