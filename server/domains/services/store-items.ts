import { sql } from 'kysely';
import type { ServiceClocks } from '../../../contracts/pack.ts';
import type { Db } from '../../platform/database.ts';
import type { ServiceDefinition } from './case-data.ts';

export type ItemTables = {
  'services.clock_rules': { rule: string; working_days: number; article: string; certain: boolean };
  'services.items': {
    key: string;
    code: string;
    agency_id: string;
    title: string;
    title_en: string | null;
    version: number;
    definition: ServiceDefinition;
  };
};

const tables = (db: Db) => db.withTables<ItemTables>();

export interface ServiceItem {
  key: string;
  code: string;
  agencyId: string;
  version: number;
  definition: ServiceDefinition;
}

const columns = ['key', 'code', 'agency_id as agencyId', 'version', 'definition'] as const;

/** Adds an item, or renews it: its version grows when anything of it changed. */
export async function putItem(db: Db, agencyId: string, definition: ServiceDefinition): Promise<void> {
  const json = JSON.stringify(definition);
  await sql`
    insert into services.items as i (key, code, agency_id, title, title_en, definition)
    values (${definition.key}, ${definition.guide.code}, ${agencyId}, ${definition.title.zh}, ${definition.title.en}, ${json}::jsonb)
    on conflict (key) do update set code = excluded.code, agency_id = excluded.agency_id, title = excluded.title,
      title_en = excluded.title_en, definition = excluded.definition, version = i.version + 1
    where i.definition is distinct from excluded.definition or i.agency_id <> excluded.agency_id`.execute(db);
}

export function itemByKey(db: Db, key: string): Promise<ServiceItem | undefined> {
  return tables(db).selectFrom('services.items').select(columns).where('key', '=', key).executeTakeFirst();
}

/** By key, `limit + 1` rows, for pageOfRows. */
export function itemsAfter(
  db: Db,
  { after, limit }: { after: readonly (string | number)[] | null; limit: number },
): Promise<ServiceItem[]> {
  const query = tables(db)
    .selectFrom('services.items')
    .select(columns)
    .orderBy('key')
    .limit(limit + 1);
  return (after ? query.where('key', '>', String(after[0])) : query).execute();
}

/** Every item, by key: a government has some thousands at most. */
export function allItems(db: Db): Promise<ServiceItem[]> {
  return tables(db).selectFrom('services.items').select(columns).orderBy('key').execute();
}

export async function agencyOfItem(db: Db, key: string): Promise<string | undefined> {
  const row = await tables(db)
    .selectFrom('services.items')
    .select('agency_id')
    .where('key', '=', key)
    .executeTakeFirst();
  return row?.agency_id;
}

export async function putClockRules(db: Db, rules: ServiceClocks['rules']): Promise<void> {
  for (const rule of rules) {
    const row = { working_days: rule.workingDays, article: rule.article, certain: rule.certain };
    await tables(db)
      .insertInto('services.clock_rules')
      .values({ rule: rule.rule, ...row })
      .onConflict((conflict) => conflict.column('rule').doUpdateSet(row))
      .execute();
  }
}

/** Working days of a general rule, or undefined when no pack set it. */
export async function clockRule(db: Db, rule: string): Promise<number | undefined> {
  const row = await tables(db)
    .selectFrom('services.clock_rules')
    .select('working_days')
    .where('rule', '=', rule)
    .executeTakeFirst();
  return row?.working_days;
}
