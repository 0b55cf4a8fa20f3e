import { type Generated, sql } from 'kysely';
import type { Remark } from '../../../contracts/catalogue.ts';
import type { DocumentKind, DocumentState, VersionState } from '../../../contracts/documents.ts';
import type { Db } from '../../platform/database.ts';
import type { Document, Version } from './document.ts';

export type DocumentTables = {
  'documents.classes': { code: string; name: string; name_en: string; position: number };
  'documents.numbers': { year: number; next_number: number };
  'documents.documents': {
    id: string;
    code: string | null;
    key: string | null;
    agency_id: string;
    published_version: number | null;
    working_version: number | null;
    withdrawn_at: Date | null;
    withdrawn_reason: string | null;
    revision: number;
    updated_at: Date;
  };
  'documents.versions': {
    document_id: string;
    version: number;
    state: VersionState;
    kind: DocumentKind;
    title: string;
    title_en: string | null;
    class_code: string | null;
    number: string | null;
    summary: string;
    body: string;
    region_code: string | null;
    issued_on: string | null;
    valid_from: string | null;
    valid_until: string | null;
    source_name: string | null;
    source_url: string | null;
    topics: string[];
    remarks: Remark[];
    updated_at: Date;
    published_at: Date | null;
  };
  'documents.events': {
    id: Generated<number>;
    document_id: string;
    at: Date;
    action: string;
    version: number;
    account_id: string | null;
    remarks: Remark[];
  };
};

const tables = (db: Db) => db.withTables<DocumentTables>();

const documentColumns = [
  'id',
  'code',
  'key',
  'agency_id as agencyId',
  'published_version as publishedVersion',
  'working_version as workingVersion',
  'withdrawn_at as withdrawnAt',
  'withdrawn_reason as withdrawnReason',
  'revision',
  'updated_at as updatedAt',
] as const;

const versionColumns = [
  'document_id as documentId',
  'version',
  'state',
  'kind',
  'title',
  'title_en as titleEn',
  'class_code as classCode',
  'number',
  'summary',
  'body',
  'region_code as regionCode',
  'issued_on as issuedOn',
  'valid_from as validFrom',
  'valid_until as validUntil',
  'source_name as sourceName',
  'source_url as sourceUrl',
  'topics',
  'remarks',
  'updated_at as updatedAt',
  'published_at as publishedAt',
] as const;

export interface DocumentClass {
  code: string;
  name: string;
  nameEn: string;
}

export function documentClasses(db: Db): Promise<DocumentClass[]> {
  return tables(db)
    .selectFrom('documents.classes')
    .select(['code', 'name', 'name_en as nameEn'])
    .orderBy('position')
    .execute();
}

/** Adds a pack's classes, or renames them. */
export async function putDocumentClasses(db: Db, classes: readonly DocumentClass[]): Promise<void> {
  if (classes.length === 0) return;
  await tables(db)
    .insertInto('documents.classes')
    .values(classes.map(({ code, name, nameEn }, position) => ({ code, name, name_en: nameEn, position })))
    .onConflict((conflict) =>
      conflict.column('code').doUpdateSet((row) => ({
        name: row.ref('excluded.name'),
        name_en: row.ref('excluded.name_en'),
        position: row.ref('excluded.position'),
      })),
    )
    .execute();
}

/** The next index number of a year (索引号): 2026-000001; a number given is never given again. */
export async function nextIndexNumber(db: Db, year: number): Promise<string> {
  const { taken } = await tables(db)
    .insertInto('documents.numbers')
    .values({ year, next_number: 2 })
    .onConflict((conflict) =>
      conflict.column('year').doUpdateSet({ next_number: sql`documents.numbers.next_number + 1` }),
    )
    .returning(sql<number>`next_number - 1`.as('taken'))
    .executeTakeFirstOrThrow();
  return `${year}-${String(taken).padStart(6, '0')}`;
}

export function documentById(db: Db, id: string): Promise<Document | undefined> {
  return tables(db).selectFrom('documents.documents').select(documentColumns).where('id', '=', id).executeTakeFirst();
}

/** By its name within a pack. */
export function documentByKey(db: Db, key: string): Promise<Document | undefined> {
  return tables(db).selectFrom('documents.documents').select(documentColumns).where('key', '=', key).executeTakeFirst();
}

/** For a change: the row stays locked until the caller's transaction ends. */
export function documentForChange(db: Db, id: string): Promise<Document | undefined> {
  return tables(db)
    .selectFrom('documents.documents')
    .select(documentColumns)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
}

/** All versions of a document, the newest first. */
export function versionsOf(db: Db, documentId: string): Promise<Version[]> {
  return tables(db)
    .selectFrom('documents.versions')
    .select(versionColumns)
    .where('document_id', '=', documentId)
    .orderBy('version', 'desc')
    .execute();
}

export function versionOf(db: Db, documentId: string, version: number): Promise<Version | undefined> {
  return tables(db)
    .selectFrom('documents.versions')
    .select(versionColumns)
    .where('document_id', '=', documentId)
    .where('version', '=', version)
    .executeTakeFirst();
}

/** Adds a document, or writes all of it but whose it is. */
export async function saveDocument(db: Db, document: Document): Promise<void> {
  const changing = {
    code: document.code,
    published_version: document.publishedVersion,
    working_version: document.workingVersion,
    withdrawn_at: document.withdrawnAt,
    withdrawn_reason: document.withdrawnReason,
    revision: document.revision,
    updated_at: document.updatedAt,
  };
  await tables(db)
    .insertInto('documents.documents')
    .values({ id: document.id, key: document.key, agency_id: document.agencyId, ...changing })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(changing))
    .execute();
}

/** Adds a version, or writes all of it. */
export async function saveVersion(db: Db, version: Version): Promise<void> {
  const columns = {
    state: version.state,
    kind: version.kind,
    title: version.title,
    title_en: version.titleEn,
    class_code: version.classCode,
    number: version.number,
    summary: version.summary,
    body: version.body,
    region_code: version.regionCode,
    issued_on: version.issuedOn,
    valid_from: version.validFrom,
    valid_until: version.validUntil,
    source_name: version.sourceName,
    source_url: version.sourceUrl,
    topics: version.topics,
    remarks: sql<Remark[]>`${JSON.stringify(version.remarks)}::jsonb`,
    updated_at: version.updatedAt,
    published_at: version.publishedAt,
  };
  await tables(db)
    .insertInto('documents.versions')
    .values({ document_id: version.documentId, version: version.version, ...columns })
    .onConflict((conflict) => conflict.columns(['document_id', 'version']).doUpdateSet(columns))
    .execute();
}

export async function deleteVersion(db: Db, documentId: string, version: number): Promise<void> {
  await tables(db)
    .deleteFrom('documents.versions')
    .where('document_id', '=', documentId)
    .where('version', '=', version)
    .execute();
}

export async function deleteDocument(db: Db, id: string): Promise<void> {
  await tables(db).deleteFrom('documents.documents').where('id', '=', id).execute();
}

export type DocumentRow = Document & Omit<Version, 'documentId' | 'updatedAt'> & { documentUpdatedAt: Date };

export interface DocumentFilter {
  q?: string | undefined;
  state?: DocumentState | undefined;
  kind?: DocumentKind | undefined;
  reader: { agencyId: string; oversees: boolean };
  after: readonly (string | number)[] | null;
  limit: number;
}

/**
 * Newest first, `limit + 1` rows, each with the version that is written, or shown, or was last: those of the reader's agency;
 * for who oversees, also those of others that were submitted once.
 */
export async function documentsMatching(
  db: Db,
  { q, state, kind, reader, after, limit }: DocumentFilter,
): Promise<{ document: Document; version: Version }[]> {
  const newest = sql<number>`(select max(v.version) from documents.versions v where v.document_id = d.id)`;
  let query = tables(db)
    .selectFrom('documents.documents as d')
    .innerJoin('documents.versions as v', (join) =>
      join
        .onRef('v.document_id', '=', 'd.id')
        .on('v.version', '=', sql<number>`coalesce(d.working_version, d.published_version, ${newest})`),
    )
    .select(['d.id', 'v.version'])
    .orderBy('d.id', 'desc')
    .limit(limit + 1);
  if (reader.oversees) {
    query = query.where((where) =>
      where.or([
        where('d.agency_id', '=', reader.agencyId),
        where('d.code', 'is not', null),
        where('v.state', '<>', 'draft'),
      ]),
    );
  } else query = query.where('d.agency_id', '=', reader.agencyId);
  if (q) query = query.where('v.title', 'ilike', `%${q.replace(/[\\%_]/g, '\\$&')}%`);
  if (state) query = query.where('v.state', 'in', state === 'withdrawn' ? ['withdrawn', 'replaced'] : [state]);
  if (kind) query = query.where('v.kind', '=', kind);
  if (after) query = query.where('d.id', '<', String(after[0]));
  const found = await query.execute();
  if (found.length === 0) return [];
  const ids = found.map(({ id }) => id);
  const documents = await tables(db)
    .selectFrom('documents.documents')
    .select(documentColumns)
    .where('id', 'in', ids)
    .execute();
  const versions = await tables(db)
    .selectFrom('documents.versions')
    .select(versionColumns)
    .where('document_id', 'in', ids)
    .execute();
  return found.flatMap(({ id, version }) => {
    const document = documents.find((each) => each.id === id);
    const said = versions.find((each) => each.documentId === id && each.version === version);
    return document && said ? [{ document, version: said }] : [];
  });
}

export interface DocumentEvent {
  at: Date;
  action: string;
  version: number;
  accountId: string | null;
  remarks: Remark[];
}

export async function insertDocumentEvent(db: Db, documentId: string, event: DocumentEvent): Promise<void> {
  await tables(db)
    .insertInto('documents.events')
    .values({
      document_id: documentId,
      at: event.at,
      action: event.action,
      version: event.version,
      account_id: event.accountId,
      remarks: sql<Remark[]>`${JSON.stringify(event.remarks)}::jsonb`,
    })
    .execute();
}

export function documentEvents(db: Db, documentId: string): Promise<DocumentEvent[]> {
  return tables(db)
    .selectFrom('documents.events')
    .select(['at', 'action', 'version', 'account_id as accountId', 'remarks'])
    .where('document_id', '=', documentId)
    .orderBy('id')
    .execute();
}
