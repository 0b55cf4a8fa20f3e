import { type Generated, sql } from 'kysely';
import { formatResourceCode } from '../../../contracts/resource-code.ts';
import type { Db } from '../../platform/database.ts';
import type { Vocabulary } from './resource-completeness.ts';
import { elements } from './store-elements.ts';

export type VocabularyTables = {
  'catalogue.classes': {
    code: string;
    parent_code: string | null;
    name: string;
    name_en: string | null;
    next_number: Generated<number>;
  };
  'catalogue.code_lists': { code: string; title: string; title_en: string | null; standard: string | null };
  'catalogue.code_list_entries': {
    list_code: string;
    code: string;
    name: string;
    name_en: string | null;
    position: number;
  };
};

export interface ResourceClass {
  code: string;
  parentCode: string | null;
  name: string;
  nameEn: string | null;
}

export interface CodeListTable {
  code: string;
  title: string;
  titleEn: string | null;
  standard: string | null;
  entries: { code: string; name: string; nameEn: string | null }[];
}

const tables = (db: Db) => db.withTables<VocabularyTables>();

export function classes(db: Db): Promise<ResourceClass[]> {
  return tables(db)
    .selectFrom('catalogue.classes')
    .select(['code', 'parent_code as parentCode', 'name', 'name_en as nameEn'])
    .orderBy('code')
    .execute();
}

/** All code lists with their entries in order. */
export async function codeLists(db: Db): Promise<CodeListTable[]> {
  const lists = await tables(db)
    .selectFrom('catalogue.code_lists')
    .select(['code', 'title', 'title_en as titleEn', 'standard'])
    .orderBy('code')
    .execute();
  const entries = await tables(db)
    .selectFrom('catalogue.code_list_entries')
    .select(['list_code as list', 'code', 'name', 'name_en as nameEn'])
    .orderBy('list_code')
    .orderBy('position')
    .execute();
  const byList = Map.groupBy(entries, (entry) => entry.list);
  return lists.map((list) => ({
    ...list,
    entries: (byList.get(list.code) ?? []).map(({ code, name, nameEn }) => ({ code, name, nameEn })),
  }));
}

/** The codes of the lists named; a list that does not exist is absent. */
export async function codesOfLists(db: Db, lists: readonly string[]): Promise<Map<string, Set<string>>> {
  if (lists.length === 0) return new Map();
  const rows = await tables(db)
    .selectFrom('catalogue.code_list_entries')
    .select(['list_code', 'code'])
    .where('list_code', 'in', [...new Set(lists)])
    .execute();
  const byList = Map.groupBy(rows, (row) => row.list_code);
  return new Map([...byList].map(([list, entries]) => [list, new Set(entries.map((entry) => entry.code))]));
}

export async function vocabulary(db: Db): Promise<Vocabulary> {
  const lists = await codeLists(db);
  return {
    classes: new Set((await classes(db)).map(({ code }) => code)),
    codeLists: new Map(lists.map((list) => [list.code, new Set(list.entries.map(({ code }) => code))])),
    elements: new Map((await elements(db)).map(({ code, type }) => [code, type])),
  };
}

/** The next code of a class, never given twice; undefined when there is no such class. */
export async function nextResourceCode(db: Db, classCode: string): Promise<string | undefined> {
  const row = await tables(db)
    .updateTable('catalogue.classes')
    .set((eb) => ({ next_number: eb('next_number', '+', 1) }))
    .where('code', '=', classCode)
    .returning('next_number')
    .executeTakeFirst();
  return row && formatResourceCode(classCode, row.next_number - 1);
}

/** Adds or renames classes; a parent stands before its children. */
export async function putClasses(db: Db, rows: readonly ResourceClass[]): Promise<void> {
  if (rows.length === 0) return;
  await tables(db)
    .insertInto('catalogue.classes')
    .values(rows.map((row) => ({ code: row.code, parent_code: row.parentCode, name: row.name, name_en: row.nameEn })))
    .onConflict((conflict) =>
      conflict
        .column('code')
        .doUpdateSet((eb) => ({ name: eb.ref('excluded.name'), name_en: eb.ref('excluded.name_en') })),
    )
    .execute();
}

/** Names of a class and of those above it. */
export async function classNames(db: Db, code: string): Promise<string[]> {
  const rows = await tables(db)
    .selectFrom('catalogue.classes')
    .select('name')
    .where(sql<boolean>`${code} like code || '%'`)
    .orderBy('code')
    .execute();
  return rows.map(({ name }) => name);
}

/** Whether a class has classes below it, names an entry or ever gave a code; undefined when there is no such class. */
export async function classInUse(db: Db, code: string): Promise<boolean | undefined> {
  const { rows } = await sql<{ used: boolean }>`
    select next_number > 1 or exists (select from catalogue.classes c where c.parent_code = k.code)
      or exists (select from catalogue.resources r where r.class_code = k.code) as used
    from catalogue.classes k where code = ${code} for update`.execute(db);
  return rows[0]?.used;
}

export async function deleteClassRow(db: Db, code: string): Promise<void> {
  await tables(db).deleteFrom('catalogue.classes').where('code', '=', code).execute();
}

/** Adds a code list or brings it to these entries. Codes no longer listed are removed: rows already held keep theirs. */
export async function putCodeList(db: Db, list: CodeListTable): Promise<void> {
  const { code, title, titleEn, standard, entries } = list;
  await tables(db)
    .insertInto('catalogue.code_lists')
    .values({ code, title, title_en: titleEn, standard })
    .onConflict((conflict) => conflict.column('code').doUpdateSet({ title, title_en: titleEn, standard }))
    .execute();
  await tables(db).deleteFrom('catalogue.code_list_entries').where('list_code', '=', code).execute();
  if (entries.length === 0) return;
  await tables(db)
    .insertInto('catalogue.code_list_entries')
    .values(
      entries.map((entry, position) => ({
        list_code: code,
        code: entry.code,
        name: entry.name,
        name_en: entry.nameEn,
        position,
      })),
    )
    .execute();
}
