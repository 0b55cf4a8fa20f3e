import { type CountReply, countStep, type Filter } from '../../../contracts/call-family.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Answered } from './append-batch.ts';
import { inTurn, readAllowed } from './ask-many.ts';
import { prepareFilters } from './asked-values.ts';
import { exchangeOf } from './call.ts';
import { type AskedQuestion, type Caller, itemOf, prepareQuestion } from './prepare-question.ts';
import { refusedBy } from './query-resource.ts';
import { replyDraft } from './read-batch.ts';
import { countFound } from './store-found.ts';

export interface AskedCount extends Omit<AskedQuestion, 'items'> {
  filters: readonly Filter[];
}

/**
 * How many subjects have a record that a grant covers and that meets the filters, rounded down to whole steps: a small group
 * is not told from none, and one person more or less is mostly not seen. Throws like `call`, besides `check-unfit`,
 * `value-unfit`, `question-too-broad`.
 */
export async function countSubjects(
  platform: Platform,
  caller: Caller,
  { filters: given, ...asked }: AskedCount,
): Promise<Answered<CountReply>> {
  const exchange = exchangeOf(platform);
  const items = given.map(({ item }) => item);
  const question = await prepareQuestion(platform, exchange, caller, { ...asked, items });
  const filters = prepareFilters(given, (code) => itemOf(question.entry, code));
  const call = { ...question, form: 'count' as const, subject: '', pseudonym: null };

  return inTurn(platform, async () => {
    const { allowed, found } = await readAllowed(platform, call, filters, async (on, judged) =>
      judged.rule === null ? countFound(on, judged.wanted) : null,
    );
    const at = platform.now();
    const draft =
      allowed.rule !== null
        ? ({ kind: 'refusal', rule: allowed.rule, grant: allowed.grant } as const)
        : replyDraft(allowed.grant, {
            resource: question.resource.code,
            version: allowed.pointer.version,
            asOf: allowed.pointer.asOf,
            grant: allowed.grant.number,
            purpose: question.purpose,
            filteredBy: question.items.map(({ code }) => code),
            of: question.entry.subjectKind === 'none' ? 'records' : 'subjects',
            count: toldCount(found!),
            step: countStep,
          });
    const outcomes = await exchange.switchboard.append([{ call, draft, at }]);
    const [outcome] = outcomes;
    if (outcome?.kind !== 'answered') throw refusedBy(outcomes);
    return outcome.answer as Answered<CountReply>;
  });
}

/** Rounded down to whole steps: 0 to 9 are told as 0. */
export function toldCount(count: number): number {
  return count - (count % countStep);
}
