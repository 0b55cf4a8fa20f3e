import type { SandboxReply } from '../../../contracts/sandbox.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { codesOfLists } from '../catalogue/index.ts';
import { regionsBelow } from '../directory/index.ts';
import { missingItems, momentOf, standings } from '../sharing/index.ts';
import { type Ask, exchangeOf } from './call.ts';
import { aboutSubject, type Caller, prepareQuestion } from './prepare-question.ts';
import { sandboxRows } from './sandbox-rows.ts';
import { judge } from './store-lookup.ts';

/**
 * A call that touches no one's data: judged by the grants like a real one, answered from made-up rows. No row scope, open case, consent or quota, no ledger
 * entry, no receipt. Throws what `call` throws but for the rules of rows and quotas.
 */
export async function callSandbox(platform: Platform, caller: Caller, ask: Ask): Promise<SandboxReply> {
  const question = await prepareQuestion(platform, exchangeOf(platform), caller, ask);
  const { subject } = aboutSubject(platform, question, ask.subject);
  const { entry, items, itemCodes, purpose } = question;
  const codes = items.map((item) => item.code);
  const asker = {
    agencyId: caller.agencyId,
    clientId: question.clientId,
    purpose,
    manner: 'call' as const,
    resourceId: entry.id,
    items: itemCodes,
  };
  const [judged] = await judge(platform.database.pool, momentOf(platform.now()), [asker]);
  if (!judged?.live) throw new DomainError('client-revoked');
  const [grant] = judged.grants.toSorted((a, b) => a.standing - b.standing || a.missing - b.missing);
  if (!grant) throw new DomainError('not-granted', { purpose });
  const rule = standings[grant.standing];
  if (rule !== null)
    throw new DomainError(rule, {
      purpose,
      grant: grant.number,
      ...(rule === 'item-outside-grant' && { items: missingItems(grant, { items: codes }) }),
    });
  const records = sandboxRows(entry.subjectKind, {
    subject,
    match: question.match.map((item) => item.code),
    items,
    codes: await codesFor(platform, items),
  });
  return {
    sandbox: true,
    resource: question.resource.code,
    version: judged.pointer?.version ?? 0,
    asOf: judged.pointer?.asOf ?? platform.now().toISOString(),
    grant: grant.number,
    purpose,
    items: codes,
    records,
  };
}

async function codesFor(
  { db }: Platform,
  items: readonly { codeList: string | null }[],
): Promise<Map<string, string[]>> {
  const lists = items.flatMap(({ codeList }) => codeList ?? []);
  const found = await codesOfLists(db, lists);
  const codes = new Map([...found].map(([list, entries]) => [list, [...entries]]));
  if (lists.includes('regions'))
    codes.set(
      'regions',
      (await regionsBelow(db, null)).map(({ code }) => code),
    );
  return codes;
}
