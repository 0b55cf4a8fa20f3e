import { sql } from 'kysely';
import type { DocumentKind } from '../../../contracts/documents.ts';
import type { Db } from '../../platform/database.ts';
import { type ChannelFilter, regionPrefix, type Version } from './document.ts';

type ShownTables = {
  'documents.shown': {
    document_id: string;
    version: number;
    agency_id: string;
    kind: DocumentKind;
    class_code: string;
    region_code: string | null;
    published_at: Date;
    valid_until: string | null;
    words: string;
    lexemes: string | null;
  };
  'documents.documents': { id: string; code: string | null };
  'documents.versions': { document_id: string; version: number } & Record<string, unknown>;
};
const tables = (db: Db) => db.withTables<ShownTables>();

export interface Shown {
  documentId: string;
  version: number;
  agencyId: string;
  kind: DocumentKind;
  classCode: string;
  regionCode: string | null;
  publishedAt: Date;
}

/** Shows this version from now on, in place of the one before. `words` are all of its text, `lexemes` what search looks through. */
export async function show(
  db: Db,
  shown: Shown & { validUntil: string | null; words: string; lexemes: string },
): Promise<void> {
  const columns = {
    version: shown.version,
    agency_id: shown.agencyId,
    kind: shown.kind,
    class_code: shown.classCode,
    region_code: shown.regionCode,
    published_at: shown.publishedAt,
    valid_until: shown.validUntil,
    words: shown.words,
    lexemes: sql<string>`${shown.lexemes}::tsvector`,
  };
  await tables(db)
    .insertInto('documents.shown')
    .values({ document_id: shown.documentId, ...columns })
    .onConflict((conflict) => conflict.column('document_id').doUpdateSet(columns))
    .execute();
}

/** What is shown and was not indexed yet. */
export async function unindexedShown(
  db: Db,
  limit: number,
): Promise<{ documentId: string; title: string; titleEn: string | null; words: string }[]> {
  const { rows } = await sql<{ documentId: string; title: string; titleEn: string | null; words: string }>`
    select s.document_id as "documentId", v.title, v.title_en as "titleEn", s.words
    from documents.shown s join documents.versions v on v.document_id = s.document_id and v.version = s.version
    where s.lexemes is null limit ${limit}`.execute(db);
  return rows;
}

export async function putLexemes(db: Db, documentId: string, lexemes: string): Promise<void> {
  await sql`update documents.shown set lexemes = ${lexemes}::tsvector where document_id = ${documentId}`.execute(db);
}

/** Whether anything that is shown answers a question, a tsquery. */
export async function answersAny(db: Db, question: string): Promise<boolean> {
  const { rows } = await sql`select from documents.shown where lexemes @@ ${question}::tsquery limit 1`.execute(db);
  return rows.length > 0;
}

export async function hide(db: Db, documentId: string): Promise<void> {
  await tables(db).deleteFrom('documents.shown').where('document_id', '=', documentId).execute();
}

export function shownById(db: Db, documentId: string): Promise<Shown | undefined> {
  return tables(db)
    .selectFrom('documents.shown')
    .select([
      'document_id as documentId',
      'version',
      'agency_id as agencyId',
      'kind',
      'class_code as classCode',
      'region_code as regionCode',
      'published_at as publishedAt',
    ])
    .where('document_id', '=', documentId)
    .executeTakeFirst();
}

export interface ShownFilter extends Partial<ChannelFilter> {
  /** A tsquery on the lexemes. */
  question?: string | undefined;
  /** YYYY-MM-DD: only those whose last day is not before it. */
  holdsOn?: string | undefined;
  after: readonly (string | number)[] | null;
  limit: number;
}

export type ShownRow = Omit<Version, 'body' | 'remarks' | 'updatedAt' | 'publishedAt' | 'state'> & {
  code: string | null;
  agencyId: string;
  publishedAt: Date;
};

/** The newest first, `limit + 1` rows, without their bodies. `channelTakes` in document.ts says the same as a rule. */
export function documentsShown(db: Db, filter: ShownFilter): Promise<ShownRow[]> {
  const { kinds = [], classCodes = [], agencyIds = [], regionCode = null, question, holdsOn, after, limit } = filter;
  let query = tables(db)
    .selectFrom('documents.shown as s')
    .innerJoin('documents.documents as d', 'd.id', 's.document_id')
    .innerJoin('documents.versions as v', (join) =>
      join.onRef('v.document_id', '=', 's.document_id').onRef('v.version', '=', 's.version'),
    )
    .select([
      's.document_id as documentId',
      's.version',
      's.agency_id as agencyId',
      's.kind',
      's.class_code as classCode',
      's.region_code as regionCode',
      's.published_at as publishedAt',
      'd.code',
      sql<string>`v.title`.as('title'),
      sql<string | null>`v.title_en`.as('titleEn'),
      sql<string | null>`v.number`.as('number'),
      sql<string>`v.summary`.as('summary'),
      sql<string | null>`v.issued_on`.as('issuedOn'),
      sql<string | null>`v.valid_from`.as('validFrom'),
      sql<string | null>`v.valid_until`.as('validUntil'),
      sql<string | null>`v.source_name`.as('sourceName'),
      sql<string | null>`v.source_url`.as('sourceUrl'),
      sql<string[]>`v.topics`.as('topics'),
    ])
    .orderBy('s.published_at', 'desc')
    .orderBy('s.document_id', 'desc')
    .limit(limit + 1);
  if (kinds.length > 0) query = query.where('s.kind', 'in', kinds);
  if (classCodes.length > 0)
    query = query.where((where) => where.or(classCodes.map((code) => where('s.class_code', 'like', `${code}%`))));
  if (agencyIds.length > 0) query = query.where('s.agency_id', 'in', agencyIds);
  if (regionCode !== null)
    query = query.where((where) =>
      where.or([where('s.region_code', 'is', null), where('s.region_code', 'like', `${regionPrefix(regionCode)}%`)]),
    );
  if (question !== undefined) query = query.where(sql<boolean>`s.lexemes @@ ${question}::tsquery`);
  if (holdsOn)
    query = query.where((where) =>
      where.or([where('s.valid_until', 'is', null), where('s.valid_until', '>=', holdsOn)]),
    );
  if (after)
    query = query.where(
      sql<boolean>`(s.published_at, s.document_id) < (${new Date(Number(after[0]))}, ${String(after[1])}::uuid)`,
    );
  return query.execute() as Promise<ShownRow[]>;
}
