import type { Db } from '../../platform/database.ts';

/** What serves now. `version` grows with each batch, whatever its mode; `snapshot` with each replacement. */
export interface Serving {
  tableName: string;
  version: number;
  snapshot: number;
  asOf: Date;
  rowCount: number;
}

export type LibraryTables = {
  'library.resources': {
    resource_id: string;
    snapshot: number;
    table_name: string;
    version: number;
    row_count: number;
    as_of: Date;
  };
};

const tables = (db: Db) => db.withTables<LibraryTables>();

/** The pointer of a resource, or null when nothing was ingested yet: register first, use after. */
export async function serving(db: Db, resourceId: string): Promise<Serving | null> {
  const row = await tables(db)
    .selectFrom('library.resources')
    .select(['table_name as tableName', 'version', 'snapshot', 'as_of as asOf', 'row_count as rowCount'])
    .where('resource_id', '=', resourceId)
    .executeTakeFirst();
  return row ?? null;
}
