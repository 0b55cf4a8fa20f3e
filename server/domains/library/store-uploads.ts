import type { Encoding, FileMode } from '../../../contracts/library.ts';
import type { Db } from '../../platform/database.ts';

export interface UploadRow {
  id: string;
  resourceId: string;
  accountId: string;
  fileName: string;
  mode: FileMode;
  encoding: Encoding | null;
  size: number;
  received: number;
  state: 'receiving' | 'ingesting' | 'ended';
  batchId: string | null;
  fault: { code: string; details: Record<string, unknown> } | null;
  createdAt: Date;
}

type UploadTables = {
  'library.uploads': {
    id: string;
    resource_id: string;
    account_id: string;
    file_name: string;
    mode: FileMode;
    encoding: Encoding | null;
    size: number;
    received: number;
    state: UploadRow['state'];
    batch_id: string | null;
    fault: UploadRow['fault'];
    created_at: Date;
    touched_at: Date;
  };
};

const columns = [
  'id',
  'resource_id as resourceId',
  'account_id as accountId',
  'file_name as fileName',
  'mode',
  'encoding',
  'size',
  'received',
  'state',
  'batch_id as batchId',
  'fault',
  'created_at as createdAt',
] as const;

const tables = (db: Db) => db.withTables<UploadTables>();

export async function insertUpload(db: Db, row: UploadRow): Promise<void> {
  await tables(db)
    .insertInto('library.uploads')
    .values({
      id: row.id,
      resource_id: row.resourceId,
      account_id: row.accountId,
      file_name: row.fileName,
      mode: row.mode,
      encoding: row.encoding,
      size: row.size,
      received: 0,
      state: row.state,
      batch_id: null,
      fault: null,
      created_at: row.createdAt,
      touched_at: row.createdAt,
    })
    .execute();
}

export function uploadById(db: Db, id: string, lock = false): Promise<UploadRow | undefined> {
  const query = tables(db).selectFrom('library.uploads').select(columns).where('id', '=', id);
  return (lock ? query.forUpdate() : query).executeTakeFirst();
}

/** Not ended, newest first. */
export function openUploads(db: Db, resourceId: string): Promise<UploadRow[]> {
  return tables(db)
    .selectFrom('library.uploads')
    .select(columns)
    .where('resource_id', '=', resourceId)
    .where('state', '<>', 'ended')
    .orderBy('id', 'desc')
    .limit(50)
    .execute();
}

export async function writeReceived(tx: Db, id: string, received: number, at: Date): Promise<void> {
  await tables(tx).updateTable('library.uploads').set({ received, touched_at: at }).where('id', '=', id).execute();
}

/** From receiving to being read; false when it was not receiving. */
export async function beginReading(db: Db, id: string, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await tables(db)
    .updateTable('library.uploads')
    .set({ state: 'ingesting', touched_at: at })
    .where('id', '=', id)
    .where('state', '=', 'receiving')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function endUpload(
  db: Db,
  id: string,
  end: { batchId: string | null; fault: UploadRow['fault'] },
): Promise<void> {
  await tables(db)
    .updateTable('library.uploads')
    .set({ state: 'ended', batch_id: end.batchId, fault: end.fault && (JSON.stringify(end.fault) as never) })
    .where('id', '=', id)
    .execute();
}

export async function deleteUpload(db: Db, id: string): Promise<void> {
  await tables(db).deleteFrom('library.uploads').where('id', '=', id).where('state', '=', 'receiving').execute();
}

/** What was being read when its process died waits to be completed again. */
export async function reopenUploads(db: Db): Promise<void> {
  await tables(db)
    .updateTable('library.uploads')
    .set({ state: 'receiving' })
    .where('state', '=', 'ingesting')
    .execute();
}

/** Forgets uploads that nobody touched since a day. Returns the ids of those whose bytes may lie on disk. */
export async function forgetUploads(db: Db, before: Date): Promise<string[]> {
  const rows = await tables(db)
    .deleteFrom('library.uploads')
    .where('touched_at', '<', before)
    .where('state', '<>', 'ingesting')
    .returning('id')
    .execute();
  return rows.map(({ id }) => id);
}
