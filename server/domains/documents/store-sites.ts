import { sql } from 'kysely';
import type { Channel, DocumentKind } from '../../../contracts/documents.ts';
import type { Db } from '../../platform/database.ts';

type SiteTables = {
  'documents.sites': {
    key: string;
    name: string;
    name_en: string;
    url: string;
    agency_id: string;
    region_code: string;
    active: boolean;
    revision: number;
    updated_at: Date;
  };
  'documents.channels': {
    site_key: string;
    key: string;
    position: number;
    name: string;
    name_en: string;
    kinds: DocumentKind[];
    class_codes: string[];
    agency_ids: string[];
    region_code: string | null;
  };
  'documents.takings': { document_id: string; site_key: string; day: string; times: number };
};
const tables = (db: Db) => db.withTables<SiteTables>();

/** A government website that takes documents from here, with its columns (栏目) in their order. */
export interface SiteEntry {
  key: string;
  name: string;
  nameEn: string;
  url: string;
  agencyId: string;
  regionCode: string;
  active: boolean;
  revision: number;
  channels: Channel[];
}

export async function siteEntries(db: Db, key?: string): Promise<SiteEntry[]> {
  let sites = tables(db)
    .selectFrom('documents.sites')
    .select(['key', 'name', 'name_en as nameEn', 'url', 'agency_id as agencyId', 'region_code as regionCode'])
    .select(['active', 'revision'])
    .orderBy('key');
  let channels = tables(db)
    .selectFrom('documents.channels')
    .select(['site_key as siteKey', 'key', 'name', 'name_en as nameEn', 'kinds', 'class_codes as classCodes'])
    // An array of uuid has no parser of its own in the driver; text has.
    .select([sql<string[]>`agency_ids::text[]`.as('agencyIds'), 'region_code as regionCode'])
    .orderBy('position');
  if (key !== undefined) {
    sites = sites.where('key', '=', key);
    channels = channels.where('site_key', '=', key);
  }
  const columns = await channels.execute();
  return (await sites.execute()).map((site) => ({
    ...site,
    channels: columns.filter(({ siteKey }) => siteKey === site.key).map(({ siteKey: _, ...channel }) => channel),
  }));
}

export async function siteByKey(db: Db, key: string): Promise<SiteEntry | undefined> {
  return (await siteEntries(db, key))[0];
}

/** For a change: the site's revision, its row locked until the caller's transaction ends; undefined when there is none. */
export async function lockSite(db: Db, key: string): Promise<number | undefined> {
  const row = await tables(db)
    .selectFrom('documents.sites')
    .select('revision')
    .where('key', '=', key)
    .forUpdate()
    .executeTakeFirst();
  return row?.revision;
}

/** Adds a site, or writes all of it. */
export async function saveSite(db: Db, site: SiteEntry, at: Date): Promise<void> {
  const columns = {
    name: site.name,
    name_en: site.nameEn,
    url: site.url,
    agency_id: site.agencyId,
    region_code: site.regionCode,
    active: site.active,
    revision: site.revision,
    updated_at: at,
  };
  await tables(db)
    .insertInto('documents.sites')
    .values({ key: site.key, ...columns })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(columns))
    .execute();
  await tables(db).deleteFrom('documents.channels').where('site_key', '=', site.key).execute();
  if (site.channels.length === 0) return;
  await tables(db)
    .insertInto('documents.channels')
    .values(
      site.channels.map((channel, position) => ({
        site_key: site.key,
        key: channel.key,
        position,
        name: channel.name,
        name_en: channel.nameEn,
        kinds: channel.kinds,
        class_codes: channel.classCodes,
        agency_ids: channel.agencyIds,
        region_code: channel.regionCode,
      })),
    )
    .execute();
}

/** Counts one page that a site took. */
export async function countTaking(db: Db, documentId: string, siteKey: string, day: string): Promise<void> {
  await tables(db)
    .insertInto('documents.takings')
    .values({ document_id: documentId, site_key: siteKey, day, times: 1 })
    .onConflict((conflict) =>
      conflict.columns(['document_id', 'site_key', 'day']).doUpdateSet({ times: sql`documents.takings.times + 1` }),
    )
    .execute();
}

export interface Taken {
  siteKey: string;
  lastOn: string;
  times: number;
}

/** Which sites took a document's page, when last, and how often. */
export async function takingsOf(db: Db, documentId: string): Promise<Taken[]> {
  const rows = await tables(db)
    .selectFrom('documents.takings')
    .select(({ fn }) => ['site_key as siteKey', fn.max('day').as('lastOn'), fn.sum<number>('times').as('times')])
    .where('document_id', '=', documentId)
    .groupBy('site_key')
    .execute();
  return rows.map(({ siteKey, lastOn, times }) => ({ siteKey, lastOn, times: Number(times) }));
}
