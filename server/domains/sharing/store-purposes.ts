import type { Db } from '../../platform/database.ts';

export type PurposeTables = {
  'sharing.purposes': {
    key: string;
    kind: 'service' | 'duty';
    title: string;
    title_en: string | null;
    legal_basis: string;
    agency_id: string | null;
    consent: boolean;
  };
  'sharing.clock_rules': {
    rule_set: string;
    rule: string;
    working_days: number;
    article: string;
    certain: boolean;
  };
  'platform.settings': { key: string; value: unknown };
};
const tables = (db: Db) => db.withTables<PurposeTables>();

/** What data may be used for. */
export interface Purpose {
  key: string;
  kind: 'service' | 'duty';
  title: string;
  titleEn: string | null;
  legalBasis: string;
  /** The agency whose purpose it is; null: any. */
  agencyId: string | null;
  /** Whether each read for it needs the person's consent. */
  consent: boolean;
}

export interface ClockRule {
  ruleSet: string;
  rule: string;
  workingDays: number;
  article: string;
  certain: boolean;
}

const purposeColumns = [
  'key',
  'kind',
  'title',
  'title_en as titleEn',
  'legal_basis as legalBasis',
  'agency_id as agencyId',
  'consent',
] as const;

export function purposeByKey(db: Db, key: string): Promise<Purpose | undefined> {
  return tables(db).selectFrom('sharing.purposes').select(purposeColumns).where('key', '=', key).executeTakeFirst();
}

/** Titles for many purposes at once, for lists that show them. */
export async function purposesByKeys(db: Db, keys: readonly string[]): Promise<Map<string, Purpose>> {
  if (keys.length === 0) return new Map();
  const rows = await tables(db)
    .selectFrom('sharing.purposes')
    .select(purposeColumns)
    .where('key', 'in', [...new Set(keys)])
    .execute();
  return new Map(rows.map((purpose) => [purpose.key, purpose]));
}

/** By key, `limit + 1` rows, for pageOfRows; with an agency, those that it may cite. */
export function purposesMatching(
  db: Db,
  {
    agencyId,
    after,
    limit,
  }: { agencyId: string | undefined; after: readonly (string | number)[] | null; limit: number },
): Promise<Purpose[]> {
  let query = tables(db)
    .selectFrom('sharing.purposes')
    .select(purposeColumns)
    .orderBy('key')
    .limit(limit + 1);
  if (agencyId !== undefined) {
    query = query.where((where) => where.or([where('agency_id', 'is', null), where('agency_id', '=', agencyId)]));
  }
  if (after) query = query.where('key', '>', String(after[0]));
  return query.execute();
}

export async function putPurpose(db: Db, purpose: Purpose): Promise<void> {
  await tables(db)
    .insertInto('sharing.purposes')
    .values({
      key: purpose.key,
      kind: purpose.kind,
      title: purpose.title,
      title_en: purpose.titleEn,
      legal_basis: purpose.legalBasis,
      agency_id: purpose.agencyId,
      consent: purpose.consent,
    })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet((row) => ({
        kind: row.ref('excluded.kind'),
        title: row.ref('excluded.title'),
        title_en: row.ref('excluded.title_en'),
        legal_basis: row.ref('excluded.legal_basis'),
        agency_id: row.ref('excluded.agency_id'),
        consent: row.ref('excluded.consent'),
      })),
    )
    .execute();
}

export async function putClockRule(db: Db, rule: ClockRule): Promise<void> {
  await tables(db)
    .insertInto('sharing.clock_rules')
    .values({
      rule_set: rule.ruleSet,
      rule: rule.rule,
      working_days: rule.workingDays,
      article: rule.article,
      certain: rule.certain,
    })
    .onConflict((conflict) =>
      conflict.columns(['rule_set', 'rule']).doUpdateSet((row) => ({
        working_days: row.ref('excluded.working_days'),
        article: row.ref('excluded.article'),
        certain: row.ref('excluded.certain'),
      })),
    )
    .execute();
}

export function clockRule(db: Db, ruleSet: string, rule: string): Promise<ClockRule | undefined> {
  return tables(db)
    .selectFrom('sharing.clock_rules')
    .select(['rule_set as ruleSet', 'rule', 'working_days as workingDays', 'article', 'certain'])
    .where('rule_set', '=', ruleSet)
    .where('rule', '=', rule)
    .executeTakeFirst();
}

/** The rule set that the operator chose, from platform.settings; undefined before any was. */
export async function chosenRuleSet(db: Db): Promise<string | undefined> {
  const row = await tables(db)
    .selectFrom('platform.settings')
    .select('value')
    .where('key', '=', 'sharing.ruleSet')
    .executeTakeFirst();
  return typeof row?.value === 'string' ? row.value : undefined;
}

/** Sets the rule set where none was chosen: a pack does not overrule the operator. */
export async function chooseRuleSetIfNone(db: Db, ruleSet: string): Promise<void> {
  await tables(db)
    .insertInto('platform.settings')
    .values({ key: 'sharing.ruleSet', value: JSON.stringify(ruleSet) })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute();
}
