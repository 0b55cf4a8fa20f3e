import type { StaffActor } from '../../../contracts/actor.ts';
import type { SharingClocks } from '../../../contracts/sharing-clocks.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { defaultRuleSet } from './clocks.ts';
import { requireNoCitizenId } from './readers.ts';
import { recordSetting } from './record-setting.ts';
import { chooseRuleSet, chosenRuleSet, clockRules, ruleSets } from './store-clock-rules.ts';

/** The rule sets with their rules, and the one that new requests run under. */
export async function showClocks({ db }: Platform): Promise<SharingClocks> {
  const [chosen, sets, rules] = await Promise.all([chosenRuleSet(db), ruleSets(db), clockRules(db)]);
  return {
    chosen: chosen ?? defaultRuleSet,
    ruleSets: sets.map((set) => ({
      ...set,
      rules: rules.filter(({ ruleSet }) => ruleSet === set.key).map(({ ruleSet: _, ...rule }) => rule),
    })),
  };
}

/**
 * The operator chooses the rule set for requests and disputes from now on; what is under way keeps its clock, which it
 * carries. Throws `not-found` for a set that no pack brought, `citizen-id-in-text`.
 */
export async function chooseClocks(
  platform: Platform,
  actor: StaffActor,
  { ruleSet, reason }: { ruleSet: string; reason: string },
): Promise<void> {
  requireNoCitizenId('/reason', reason);
  await platform.db.transaction().execute(async (tx) => {
    if (!(await ruleSets(tx)).some(({ key }) => key === ruleSet)) throw new DomainError('not-found');
    const before = await chosenRuleSet(tx);
    if (before === ruleSet) return;
    await chooseRuleSet(tx, ruleSet);
    await recordSetting(platform, tx, actor, {
      detail: { act: 'sharing-clocks', ruleSet, before: before ?? null, reason: reason.trim() },
    });
  });
}
