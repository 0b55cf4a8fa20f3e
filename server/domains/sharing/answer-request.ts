import type { StaffActor } from '../../../contracts/actor.ts';
import { dateInShanghai } from '../../../contracts/working-days.ts';
import { type Db, onTransaction } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { type Resource, resourceById } from '../catalogue/index.ts';
import { agencyById } from '../directory/index.ts';
import { appendEntries, record } from '../ledger/index.ts';
import { grantEntry, requestEntry } from './entries.ts';
import { grantOf } from './grant-of-request.ts';
import { requireNoCitizenId, requireParty } from './readers.ts';
import { type Answer, judgeAnswer, requireScope, sharedItems } from './requests.ts';
import { insertDecisions, type Request, requestForChange, updateRequest } from './store.ts';
import { insertGrant } from './store-grants.ts';

/**
 * The provider's steward answers a request item by item. What is granted becomes a grant in the same transaction, with the
 * entries of both. An answer that comes late counts as well: silence refuses nothing and grants nothing. Throws
 * `not-found`, `role-missing`, `request-state` and what judgeAnswer throws.
 */
export async function answerRequest(platform: Platform, actor: StaffActor, id: string, answer: Answer): Promise<void> {
  const at = platform.now();
  answer.items.forEach((item, place) => {
    requireNoCitizenId(`/items/${place}/reason`, item.reason ?? '');
  });
  await platform.db.transaction().execute(async (tx) => {
    const { request, resource } = await openRequest(tx, actor, id);
    if (request.providerId !== actor.agencyId) throw new DomainError('role-missing');
    requireState(request, ['submitted']);
    const asked = { ...request, items: sharedItems(resource, request.items) };
    requireScope(resource.items, answer.scope ?? {});
    const judged = judgeAnswer(asked, answer, dateInShanghai(at));
    const answered: Request = { ...request, state: 'answered', answeredBy: actor.accountId, answeredAt: at };
    await updateRequest(tx, answered);
    await insertDecisions(tx, id, judged.decisions);
    const [provider, consumer] = await Promise.all([
      agencyById(tx, request.providerId),
      agencyById(tx, request.consumerId),
    ]);
    const parties = {
      at,
      provider: provider!,
      resourceCode: resource.code!,
      actor: { agency: provider!, accountId: actor.accountId },
    };
    const entries = [requestEntry(answered, parties, { act: 'answered', decisions: judged.decisions })];
    if (judged.granted.length > 0) {
      const grant = await grantOf(tx, answered, judged, at);
      await insertGrant(tx, grant, actor);
      entries.push(
        grantEntry(grant, parties, { change: 'grant', consumer: consumer!.creditCode, request: request.number }),
      );
    }
    await appendEntries(onTransaction(tx), entries);
  });
}

/** The consumer takes back a request that was not answered. Throws `not-found`, `role-missing`, `request-state`. */
export async function withdrawRequest(platform: Platform, actor: StaffActor, id: string): Promise<void> {
  const at = platform.now();
  await platform.db.transaction().execute(async (tx) => {
    const { request, resource } = await openRequest(tx, actor, id);
    if (request.consumerId !== actor.agencyId) throw new DomainError('role-missing');
    requireState(request, ['submitted', 'asked']);
    const withdrawn: Request = { ...request, state: 'withdrawn', withdrawnBy: actor.accountId, withdrawnAt: at };
    await updateRequest(tx, withdrawn);
    const [provider, consumer] = await Promise.all([
      agencyById(tx, request.providerId),
      agencyById(tx, request.consumerId),
    ]);
    const { entry, ...ids } = requestEntry(
      withdrawn,
      {
        at,
        provider: provider!,
        resourceCode: resource.code!,
        actor: { agency: consumer!, accountId: actor.accountId },
      },
      { act: 'withdrawn' },
    );
    await record(platform, tx, entry, ids);
  });
}

/** A request of the actor's agency, locked for a change, with its resource. Throws `not-found`. */
export async function openRequest(
  tx: Db,
  actor: StaffActor,
  id: string,
): Promise<{ request: Request; resource: Resource }> {
  const request = requireParty(actor, await requestForChange(tx, id));
  return { request, resource: (await resourceById(tx, request.resourceId))! };
}

export function requireState(request: Request, states: readonly Request['state'][]): void {
  if (!states.includes(request.state)) throw new DomainError('request-state', { state: request.state });
}
