import { sql } from 'kysely';
import type { SavedQuery } from '../../../contracts/catalogue-search.ts';
import type { Db, Queryable } from '../../platform/database.ts';
import type { Question } from './search-question.ts';
import type { Reader } from './show-resource.ts';

/** Puts an entry's document in its place; returns its number, which the record needs. */
export async function putDocument(
  db: Db,
  document: { resourceId: string; providerId: string; state: string; vector: string },
): Promise<number> {
  const { rows } = await sql<{ number: number }>`
    insert into catalogue.search_documents (resource_id, provider_id, state, lexemes, record)
    values (${document.resourceId}, ${document.providerId}, ${document.state}, ${document.vector}::tsvector, '')
    on conflict (resource_id) do update set provider_id = excluded.provider_id, state = excluded.state, lexemes = excluded.lexemes
    returning number`.execute(db);
  return rows[0]!.number;
}

export async function putRecord(db: Db, number: number, record: Buffer): Promise<void> {
  await sql`update catalogue.search_documents set record = ${record} where number = ${number}`.execute(db);
}

export async function putSpellings(db: Db, words: readonly string[]): Promise<void> {
  if (words.length === 0) return;
  await sql`insert into catalogue.search_words (word) select unnest(${[...words].sort()}::text[]) on conflict do nothing`.execute(
    db,
  );
}

/** Entries that have no document yet. */
export async function unindexed(db: Db, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from catalogue.resources r
    where not exists (select from catalogue.search_documents d where d.resource_id = r.id) limit ${limit}`.execute(db);
  return rows.map(({ id }) => id);
}

/** Whether the reader sees it: `isVisible`, as SQL on a document. $1 is the reader's agency, $2 whether it is the operator. */
const visible = `(d.state in ('published', 'suspended', 'retired') or d.provider_id = $1::uuid or ($2 and d.state <> 'draft'))`;

/**
 * The records of the entries found, one after the other: of those whose name holds the question, and of all.
 */
export async function foundRecords(
  on: Queryable,
  reader: Reader,
  question: Question | null,
  state: string | undefined,
): Promise<{ names: Buffer; all: Buffer }> {
  const found = (part: 'all' | 'names') =>
    `select '${part}' as part, encode(string_agg(d.record, ''), 'base64') as records from catalogue.search_documents d where ${visible} and ($3::text is null or d.state = $3)`;
  const values = [reader.agencyId, reader.operator, state ?? null];
  // As base64: bytes that travel in hexadecimal double.
  const { rows } = await on.query<{ part: string; records: string | null }>(
    question === null
      ? { name: 'catalogue-all', text: found('all'), values }
      : {
          name: 'catalogue-found',
          text: `${found('all')} and d.lexemes @@ $4::tsquery union all ${found('names')} and d.lexemes @@ $5::tsquery`,
          values: [...values, question.anywhere, question.name],
        },
  );
  const recordsOf = (part: string) => Buffer.from(rows.find((row) => row.part === part)?.records ?? '', 'base64');
  return { all: recordsOf('all'), names: recordsOf('names') };
}

/** The entries' ids by their numbers. */
export async function idsOfNumbers(on: Queryable, numbers: readonly number[]): Promise<Map<number, string>> {
  if (numbers.length === 0) return new Map();
  const { rows } = await on.query<{ number: number; id: string }>({
    name: 'catalogue-numbers',
    text: 'select number, resource_id as id from catalogue.search_documents where number = any($1::int[])',
    values: [numbers],
  });
  return new Map(rows.map(({ number, id }) => [number, id]));
}

/** Names of items of these entries that hold one of the words. */
export async function matchedItems(
  on: Queryable,
  ids: readonly string[],
  words: readonly string[],
): Promise<{ resourceId: string; name: string }[]> {
  if (ids.length === 0 || words.length === 0) return [];
  const { rows } = await on.query<{ resourceId: string; name: string }>({
    name: 'catalogue-matched',
    text: `select resource_id as "resourceId", name from catalogue.items
      where resource_id = any($1::uuid[]) and name like any ($2::text[]) order by resource_id, position`,
    values: [ids, words.map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`)],
  });
  return rows;
}

/** Spellings of about this length. */
export async function spellingsNear(on: Queryable, length: number, distance: number): Promise<string[]> {
  const { rows } = await on.query<{ word: string }>({
    name: 'catalogue-spellings',
    text: 'select word from catalogue.search_words where length(word) between $1 and $2',
    values: [length - distance, length + distance],
  });
  return rows.map(({ word }) => word);
}

export async function providersFound(db: Db): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct provider_id as id from catalogue.search_documents`.execute(db);
  return rows.map(({ id }) => id);
}

export interface SavedRow {
  id: string;
  name: string;
  query: SavedQuery;
  seenAt: Date;
}

export async function savedSearches(db: Db, accountId: string): Promise<SavedRow[]> {
  const { rows } = await sql<SavedRow>`
    select id, name, query, seen_at as "seenAt" from catalogue.saved_searches
    where account_id = ${accountId} order by created_at limit 50`.execute(db);
  return rows;
}

export async function putSavedSearch(
  db: Db,
  row: { id: string; accountId: string; name: string; query: SavedQuery; at: Date },
): Promise<void> {
  await sql`
    insert into catalogue.saved_searches (id, account_id, name, query, seen_at, created_at)
    values (${row.id}, ${row.accountId}, ${row.name}, ${JSON.stringify(row.query)}::jsonb, ${row.at}, ${row.at})
    on conflict (account_id, name) do update set query = excluded.query, seen_at = excluded.seen_at`.execute(db);
}

export async function touchSavedSearch(db: Db, accountId: string, id: string, at: Date): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update catalogue.saved_searches set seen_at = ${at} where id = ${id} and account_id = ${accountId}`.execute(db);
  return numAffectedRows === 1n;
}

export async function deleteSavedRow(db: Db, accountId: string, id: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    delete from catalogue.saved_searches where id = ${id} and account_id = ${accountId}`.execute(db);
  return numAffectedRows === 1n;
}

/** Of these entries, how many changed after a time. */
export async function changedAfter(db: Db, numbers: readonly number[], after: Date): Promise<number> {
  if (numbers.length === 0) return 0;
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from catalogue.search_documents d join catalogue.resources r on r.id = d.resource_id
    where d.number = any(${[...numbers]}::int[]) and r.updated_at > ${after}`.execute(db);
  return rows[0]!.n;
}
