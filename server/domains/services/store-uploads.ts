import type { Db } from '../../platform/database.ts';

export type UploadTables = {
  'services.uploads': {
    id: string;
    case_id: string;
    material: string;
    file_name: string;
    media_type: string;
    content: Buffer;
    sha256: string;
    at: Date;
  };
};

const tables = (db: Db) => db.withTables<UploadTables>();

export interface UploadHead {
  id: string;
  material: string;
  fileName: string;
  mediaType: string;
  bytes: number;
  at: Date;
}

export async function uploadsOf(db: Db, caseId: string): Promise<UploadHead[]> {
  const rows = await tables(db)
    .selectFrom('services.uploads')
    .select(['id', 'material', 'file_name as fileName', 'media_type as mediaType', 'at'])
    .select((select) => select.fn<number>('length', ['content']).as('bytes'))
    .where('case_id', '=', caseId)
    .orderBy('at')
    .execute();
  return rows;
}

/** The materials of a case for which a file was sent. */
export async function uploadedMaterials(db: Db, caseId: string): Promise<ReadonlySet<string>> {
  const rows = await tables(db)
    .selectFrom('services.uploads')
    .select('material')
    .where('case_id', '=', caseId)
    .execute();
  return new Set(rows.map((row) => row.material));
}

export function insertUpload(
  db: Db,
  upload: {
    id: string;
    caseId: string;
    material: string;
    fileName: string;
    mediaType: string;
    content: Buffer;
    sha256: string;
    at: Date;
  },
): Promise<unknown> {
  return tables(db)
    .insertInto('services.uploads')
    .values({
      id: upload.id,
      case_id: upload.caseId,
      material: upload.material,
      file_name: upload.fileName,
      media_type: upload.mediaType,
      content: upload.content,
      sha256: upload.sha256,
      at: upload.at,
    })
    .execute();
}

export function uploadContent(
  db: Db,
  caseId: string,
  id: string,
): Promise<{ fileName: string; mediaType: string; content: Buffer } | undefined> {
  return tables(db)
    .selectFrom('services.uploads')
    .select(['file_name as fileName', 'media_type as mediaType', 'content'])
    .where('case_id', '=', caseId)
    .where('id', '=', id)
    .executeTakeFirst();
}
