import { sql } from 'kysely';
import type { Db } from '../../platform/database.ts';
import type { ResourceFields } from './resource.ts';
import type { CatalogueTables } from './store.ts';

export type EditionTables = {
  'catalogue.editions': {
    resource_id: string;
    number: number;
    fields: ResourceFields;
    published_at: Date;
    account_id: string | null;
  };
};

const tables = (db: Db) => db.withTables<EditionTables & CatalogueTables>();

export interface Edition {
  number: number;
  fields: ResourceFields;
  publishedAt: Date;
  accountId: string | null;
}

export async function insertEdition(db: Db, resourceId: string, edition: Edition): Promise<void> {
  await tables(db)
    .insertInto('catalogue.editions')
    .values({
      resource_id: resourceId,
      number: edition.number,
      fields: sql`${JSON.stringify(edition.fields)}::jsonb`,
      published_at: edition.publishedAt,
      account_id: edition.accountId,
    })
    .execute();
}

/** The editions of an entry, the newest first. */
export function editionsOf(db: Db, resourceId: string): Promise<Edition[]> {
  return tables(db)
    .selectFrom('catalogue.editions')
    .select(['number', 'fields', 'published_at as publishedAt', 'account_id as accountId'])
    .where('resource_id', '=', resourceId)
    .orderBy('number', 'desc')
    .limit(200)
    .execute();
}

/** The change in the making of a published entry. */
export async function openChangeOf(db: Db, resourceId: string): Promise<{ id: string; state: string } | undefined> {
  return tables(db)
    .selectFrom('catalogue.resources')
    .select(['id', 'state'])
    .where('change_of', '=', resourceId)
    .executeTakeFirst();
}

export async function deleteResource(db: Db, id: string): Promise<void> {
  await tables(db).deleteFrom('catalogue.resources').where('id', '=', id).execute();
}

/** What was done on a change goes to the history of the entry that it changed. */
export async function moveEvents(db: Db, from: string, to: string): Promise<void> {
  await tables(db).updateTable('catalogue.events').set({ resource_id: to }).where('resource_id', '=', from).execute();
}

/** The entry of an agency by its name; a change bears the name of what it changes and is not meant. */
export async function idByName(db: Db, providerId: string, name: string): Promise<string | undefined> {
  const row = await tables(db)
    .selectFrom('catalogue.resources')
    .select('id')
    .where('provider_id', '=', providerId)
    .where('name', '=', name)
    .where('change_of', 'is', null)
    .executeTakeFirst();
  return row?.id;
}
