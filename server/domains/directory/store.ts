import type { Generated } from 'kysely';
import type { Db } from '../../platform/database.ts';

// A type, not an interface: Kysely's withTables asks for an index signature.
export type DirectoryTables = {
  'directory.regions': {
    code: string;
    name: string;
    name_en: string | null;
    parent_code: string | null;
    level: number;
    valid_from: string | null;
    source: string;
  };
  'directory.agencies': {
    id: string;
    key: string;
    credit_code: string;
    name: string;
    name_en: string | null;
    region_code: string;
    kind: string;
    level: number;
    active: Generated<boolean>;
    created_at: Generated<Date>;
  };
};

export interface Region {
  code: string;
  name: string;
  nameEn: string | null;
  parentCode: string | null;
  level: number;
}

export interface Agency {
  id: string;
  key: string;
  creditCode: string;
  name: string;
  nameEn: string | null;
  regionCode: string;
  kind: string;
  level: number;
  active: boolean;
}

const regionColumns = ['code', 'name', 'name_en as nameEn', 'parent_code as parentCode', 'level'] as const;

const agencyColumns = [
  'id',
  'key',
  'credit_code as creditCode',
  'name',
  'name_en as nameEn',
  'region_code as regionCode',
  'kind',
  'level',
  'active',
] as const;

const tables = (db: Db) => db.withTables<DirectoryTables>();

export function regionByCode(db: Db, code: string): Promise<Region | undefined> {
  return tables(db).selectFrom('directory.regions').select(regionColumns).where('code', '=', code).executeTakeFirst();
}

export function regionsBelow(db: Db, parent: string | null): Promise<Region[]> {
  return tables(db)
    .selectFrom('directory.regions')
    .select(regionColumns)
    .where('parent_code', parent === null ? 'is' : '=', parent)
    .orderBy('code')
    .execute();
}

/** Names of regions by their codes; a code that no region has is not in it. */
export async function regionNames(
  db: Db,
  codes: readonly string[],
): Promise<Map<string, Pick<Region, 'name' | 'nameEn'>>> {
  if (codes.length === 0) return new Map();
  const rows = await tables(db)
    .selectFrom('directory.regions')
    .select(['code', 'name', 'name_en as nameEn'])
    .where('code', 'in', [...codes])
    .execute();
  return new Map(rows.map(({ code, ...names }) => [code, names]));
}

/** Adds or renames regions; parents must stand before their children. */
export async function putRegions(
  db: Db,
  regions: (Region & { validFrom?: string | null; source: string })[],
): Promise<void> {
  for (let start = 0; start < regions.length; start += 1000) {
    await tables(db)
      .insertInto('directory.regions')
      .values(
        regions.slice(start, start + 1000).map((region) => ({
          code: region.code,
          name: region.name,
          name_en: region.nameEn,
          parent_code: region.parentCode,
          level: region.level,
          valid_from: region.validFrom ?? null,
          source: region.source,
        })),
      )
      .onConflict((conflict) =>
        conflict.column('code').doUpdateSet((row) => ({
          name: row.ref('excluded.name'),
          name_en: row.ref('excluded.name_en'),
          source: row.ref('excluded.source'),
        })),
      )
      .execute();
  }
}

export function agencyById(db: Db, id: string): Promise<Agency | undefined> {
  return tables(db).selectFrom('directory.agencies').select(agencyColumns).where('id', '=', id).executeTakeFirst();
}

export function agencyByKey(db: Db, key: string): Promise<Agency | undefined> {
  return tables(db).selectFrom('directory.agencies').select(agencyColumns).where('key', '=', key).executeTakeFirst();
}

export function agencyByCreditCode(db: Db, creditCode: string): Promise<Agency | undefined> {
  return tables(db)
    .selectFrom('directory.agencies')
    .select(agencyColumns)
    .where('credit_code', '=', creditCode)
    .executeTakeFirst();
}

/** Names for many agencies at once, for lists that show them. */
export async function agenciesByIds(db: Db, ids: readonly string[]): Promise<Map<string, Agency>> {
  if (ids.length === 0) return new Map();
  const rows = await tables(db)
    .selectFrom('directory.agencies')
    .select(agencyColumns)
    .where('id', 'in', [...new Set(ids)])
    .execute();
  return new Map(rows.map((agency) => [agency.id, agency]));
}

export interface AgencyFilter {
  q?: string | undefined;
  /** A region's code: agencies of it and of those below it. */
  region?: string | undefined;
  kind?: string | undefined;
  active?: boolean | undefined;
  after: readonly (string | number)[] | null;
  limit: number;
}

/** By credit code, `limit + 1` rows, for pageOfRows. */
export function agenciesMatching(db: Db, { q, region, kind, active, after, limit }: AgencyFilter): Promise<Agency[]> {
  let query = tables(db)
    .selectFrom('directory.agencies')
    .select(agencyColumns)
    .orderBy('credit_code')
    .limit(limit + 1);
  if (q) {
    const like = `%${q.replace(/[\\%_]/g, '\\$&')}%`;
    query = query.where((where) =>
      where.or([where('name', 'like', like), where('name_en', 'ilike', like), where('credit_code', 'ilike', like)]),
    );
  }
  if (region) query = query.where('region_code', 'like', `${region.replace(/(0000|00)$/, '')}%`);
  if (kind) query = query.where('kind', '=', kind);
  if (active !== undefined) query = query.where('active', '=', active);
  if (after) query = query.where('credit_code', '>', String(after[0]));
  return query.execute();
}

/** Returns undefined when the credit code or the key is taken. */
export function insertAgency(db: Db, agency: Omit<Agency, 'active'>): Promise<Agency | undefined> {
  return tables(db)
    .insertInto('directory.agencies')
    .values({
      id: agency.id,
      key: agency.key,
      credit_code: agency.creditCode,
      name: agency.name,
      name_en: agency.nameEn,
      region_code: agency.regionCode,
      kind: agency.kind,
      level: agency.level,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning(agencyColumns)
    .executeTakeFirst();
}

/** Changes what an agency is called, where it is and what it does; its credit code and key stay. Undefined when there is none. */
export function updateAgency(
  db: Db,
  id: string,
  agency: Pick<Agency, 'name' | 'nameEn' | 'regionCode' | 'kind' | 'level'>,
): Promise<Agency | undefined> {
  return tables(db)
    .updateTable('directory.agencies')
    .set({
      name: agency.name,
      name_en: agency.nameEn,
      region_code: agency.regionCode,
      kind: agency.kind,
      level: agency.level,
    })
    .where('id', '=', id)
    .returning(agencyColumns)
    .executeTakeFirst();
}

/** Marks an agency as dissolved; false when it was so already. */
export async function deactivateAgency(db: Db, id: string): Promise<boolean> {
  const row = await tables(db)
    .updateTable('directory.agencies')
    .set({ active: false })
    .where('id', '=', id)
    .where('active', '=', true)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}
