import type { Db } from '../../platform/database.ts';

type ClockTables = {
  'sharing.clock_rule_sets': { key: string; title: string; title_en: string; in_force_from: string };
  'sharing.clock_rules': {
    rule_set: string;
    rule: string;
    working_days: number;
    meaning: string | null;
    meaning_en: string | null;
    article: string;
    certain: boolean;
  };
  'platform.settings': { key: string; value: unknown };
};
const tables = (db: Db) => db.withTables<ClockTables>();
const setting = 'sharing.ruleSet';

export interface ClockRuleSet {
  key: string;
  title: string;
  titleEn: string;
  /** YYYY-MM-DD */
  inForceFrom: string;
}

export interface ClockRule {
  ruleSet: string;
  rule: string;
  workingDays: number;
  meaning: string;
  meaningEn: string;
  article: string;
  certain: boolean;
}

export async function putRuleSet(db: Db, { key, title, titleEn, inForceFrom }: ClockRuleSet): Promise<void> {
  const said = { title, title_en: titleEn, in_force_from: inForceFrom };
  await tables(db)
    .insertInto('sharing.clock_rule_sets')
    .values({ key, ...said })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(said))
    .execute();
}

export async function putClockRule(db: Db, { ruleSet, rule, ...said }: ClockRule): Promise<void> {
  const { workingDays, meaning, meaningEn, article, certain } = said;
  const columns = { working_days: workingDays, meaning, meaning_en: meaningEn, article, certain };
  await tables(db)
    .insertInto('sharing.clock_rules')
    .values({ rule_set: ruleSet, rule, ...columns })
    .onConflict((conflict) => conflict.columns(['rule_set', 'rule']).doUpdateSet(columns))
    .execute();
}

export function clockRule(
  db: Db,
  ruleSet: string,
  rule: string,
): Promise<Pick<ClockRule, 'workingDays' | 'article'> | undefined> {
  return tables(db)
    .selectFrom('sharing.clock_rules')
    .select(['working_days as workingDays', 'article'])
    .where('rule_set', '=', ruleSet)
    .where('rule', '=', rule)
    .executeTakeFirst();
}

/** All rule sets, the newest first. */
export function ruleSets(db: Db): Promise<ClockRuleSet[]> {
  return tables(db)
    .selectFrom('sharing.clock_rule_sets')
    .select(['key', 'title', 'title_en as titleEn', 'in_force_from as inForceFrom'])
    .orderBy('in_force_from', 'desc')
    .execute();
}

/** All rules, by their length. */
export async function clockRules(db: Db): Promise<ClockRule[]> {
  const rows = await tables(db)
    .selectFrom('sharing.clock_rules')
    .select(['rule_set as ruleSet', 'rule', 'working_days as workingDays', 'article', 'certain'])
    .select(['meaning', 'meaning_en as meaningEn'])
    .orderBy('working_days')
    .orderBy('rule')
    .execute();
  return rows.map((row) => ({ ...row, meaning: row.meaning ?? row.rule, meaningEn: row.meaningEn ?? row.rule }));
}

/** The rule set that the operator chose, from platform.settings; undefined before any was. */
export async function chosenRuleSet(db: Db): Promise<string | undefined> {
  const row = await tables(db)
    .selectFrom('platform.settings')
    .select('value')
    .where('key', '=', setting)
    .executeTakeFirst();
  return typeof row?.value === 'string' ? row.value : undefined;
}

export async function chooseRuleSet(db: Db, ruleSet: string): Promise<void> {
  const value = JSON.stringify(ruleSet);
  await tables(db)
    .insertInto('platform.settings')
    .values({ key: setting, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
}

/** Sets the rule set where none was chosen: a pack does not overrule the operator. */
export async function chooseRuleSetIfNone(db: Db, ruleSet: string): Promise<void> {
  await tables(db)
    .insertInto('platform.settings')
    .values({ key: setting, value: JSON.stringify(ruleSet) })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute();
}
