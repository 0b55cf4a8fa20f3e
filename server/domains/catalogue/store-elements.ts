import { type Generated, sql } from 'kysely';
import type { Item, ItemType } from '../../../contracts/catalogue.ts';
import type { ElementFields } from '../../../contracts/elements.ts';
import type { Db } from '../../platform/database.ts';

type ElementTables = {
  'catalogue.elements': {
    code: string;
    name: string;
    name_en: string | null;
    type: ItemType;
    length: number | null;
    code_list: string | null;
    check_kind: Item['check'];
    meaning: string;
    standard: string | null;
    aliases: string[];
    source_resource_id: Generated<string | null>;
    source_item: Generated<string | null>;
    decided_by: Generated<string | null>;
    decided_at: Generated<Date | null>;
  };
};

const tables = (db: Db) => db.withTables<ElementTables>();

export interface ElementRow extends ElementFields {
  code: string;
  sourceResourceId: string | null;
  sourceItem: string | null;
}

export function elements(db: Db): Promise<ElementRow[]> {
  return tables(db)
    .selectFrom('catalogue.elements')
    .select([
      'code',
      'name',
      'name_en as nameEn',
      'type',
      'length',
      'code_list as codeList',
      'check_kind as check',
      'meaning',
      'standard',
      'aliases',
      'source_resource_id as sourceResourceId',
      'source_item as sourceItem',
    ])
    .orderBy('code')
    .execute();
}

export async function putElementRow(db: Db, code: string, fields: ElementFields): Promise<void> {
  const row = {
    name: fields.name,
    name_en: fields.nameEn,
    type: fields.type,
    length: fields.length,
    code_list: fields.codeList,
    check_kind: fields.check,
    meaning: fields.meaning,
    standard: fields.standard,
    aliases: fields.aliases,
  };
  await tables(db)
    .insertInto('catalogue.elements')
    .values({ code, ...row })
    .onConflict((conflict) => conflict.column('code').doUpdateSet(row))
    .execute();
}

/** Returns false when there is no such element. */
export async function setSource(
  db: Db,
  code: string,
  source: { resourceId: string; item: string; accountId: string; at: Date },
): Promise<boolean> {
  const { numUpdatedRows } = await tables(db)
    .updateTable('catalogue.elements')
    .set({
      source_resource_id: source.resourceId,
      source_item: source.item,
      decided_by: source.accountId,
      decided_at: source.at,
    })
    .where('code', '=', code)
    .executeTakeFirst();
  return Number(numUpdatedRows) > 0;
}

export interface ElementPlace {
  element: string;
  resourceId: string;
  resourceCode: string;
  resourceName: string;
  resourceNameEn: string | null;
  providerId: string;
  item: string;
  itemName: string;
  itemNameEn: string | null;
  declared: boolean;
}

/**
 * The published items that mean an element: those that name it, and those of its type that bear its name or one of its
 * other names. Withheld and secret items among them: who holds a datum is not what it says.
 */
export async function elementPlaces(db: Db, element: string | null): Promise<ElementPlace[]> {
  const { rows } = await sql<ElementPlace>`
    with meant as (
      select e.code as element, i.resource_id, i.position, true as declared
      from catalogue.elements e join catalogue.items i on i.element = e.code
      where ${element}::text is null or e.code = ${element}
      union all
      select e.code, i.resource_id, i.position, false
      from catalogue.elements e
        cross join lateral unnest(e.aliases || e.name) as called
        join catalogue.items i on i.name = called and i.type = e.type
      where i.element is null and (${element}::text is null or e.code = ${element}))
    select m.element, r.id as "resourceId", r.code as "resourceCode", r.name as "resourceName", r.name_en as "resourceNameEn",
      r.provider_id as "providerId", i.code as item, i.name as "itemName", i.name_en as "itemNameEn", m.declared
    from meant m
      join catalogue.items i on i.resource_id = m.resource_id and i.position = m.position
      join catalogue.resources r on r.id = m.resource_id and r.state in ('published', 'suspended')
    order by m.element, r.code, i.position`.execute(db);
  return rows;
}
