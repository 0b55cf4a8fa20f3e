import type { StaffActor } from '../../../contracts/actor.ts';
import type { RequestAct } from '../../../contracts/sharing.ts';
import { dateInShanghai } from '../../../contracts/working-days.ts';
import type { Db } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Resource } from '../catalogue/index.ts';
import { openRequest, requireState } from './answer-request.ts';
import { type Due, dueFor, noteOpenDay } from './clocks.ts';
import { requireDisputable, requireDispute, requirePassed } from './disputes.ts';
import { grantAfterDispute } from './grant-after-dispute.ts';
import { requireNoCitizenId } from './readers.ts';
import { recordAct } from './record-act.ts';
import { sharedItems } from './requests.ts';
import { decisionsOf, type Request } from './store.ts';
import { type Dispute, disputesOf, insertDispute, requestOfDispute, updateDispute } from './store-disputes.ts';

/**
 * The requester disputes refused items; the two agencies consult first. Returns the dispute's id. Throws `role-missing` and
 * what requireDisputable throws.
 */
export async function fileDispute(
  platform: Platform,
  actor: StaffActor,
  requestId: string,
  { items, reason }: { items: readonly string[]; reason: string },
): Promise<string> {
  requireNoCitizenId('/reason', reason);
  const at = platform.now();
  const due = await dueFor(platform, 'dispute-consultation', dateInShanghai(at));
  return platform.db.transaction().execute(async (tx) => {
    const { request, resource } = await openRequest(tx, actor, requestId);
    if (request.consumerId !== actor.agencyId) throw new DomainError('role-missing');
    requireState(request, ['answered']);
    requireDisputable(items, {
      decisions: (await decisionsOf(tx, [requestId])).get(requestId) ?? [],
      items: sharedItems(resource, request.items),
      disputes: await disputesOf(tx, [requestId]),
    });
    const dispute: Dispute = {
      id: newId(at.getTime()),
      requestId,
      state: 'consultation',
      items: request.items.filter((item) => items.includes(item)),
      reason: reason.trim(),
      filedBy: actor.accountId,
      filedAt: at,
      ...stage(due, dateInShanghai(at)),
      reply: null,
      repliedBy: null,
      repliedAt: null,
      escalatedAt: null,
      opinion: null,
      decidedBy: null,
      decidedAt: null,
      higher: null,
      closedAt: null,
    };
    await insertDispute(tx, dispute);
    await noteOpenDay(tx, due, at);
    const said = { items: dispute.items, reason: dispute.reason, dueDate: dispute.dueDate };
    await recordAct(platform, tx, request, resource.code!, actor, { act: 'disputed', said });
    return dispute.id;
  });
}

/** The provider grants after all, or stands by its refusal: then it is the operator's to decide. */
export function replyToDispute(
  platform: Platform,
  actor: StaffActor,
  id: string,
  { grants, opinion }: { grants: boolean; opinion: string },
): Promise<string> {
  requireNoCitizenId('/opinion', opinion);
  return change(platform, id, actor, 'provider', async ({ tx, at, today, dispute, request, resource }) => {
    requireDispute(dispute, ['consultation']);
    const replied: Dispute = { ...dispute, reply: opinion.trim(), repliedBy: actor.accountId, repliedAt: at };
    const said = { items: dispute.items, opinion: opinion.trim() };
    if (grants) {
      await grantAfterDispute(platform, tx, actor, { request, resource, items: dispute.items, opinion });
      return { next: closed({ ...replied, state: 'settled' }, at), act: 'dispute-settled', said };
    }
    const due = await dueFor(platform, 'dispute-arbitration', today);
    return { next: { ...replied, ...arbitration(due, today, at) }, act: 'dispute-replied', said, due };
  });
}

/** The requester takes the dispute to the operator, the provider having let its day pass. Throws `dispute-not-due`. */
export function escalateDispute(platform: Platform, actor: StaffActor, id: string): Promise<string> {
  return change(platform, id, actor, 'consumer', async ({ today, at, dispute }) => {
    requireDispute(dispute, ['consultation']);
    requirePassed(dispute.dueDate, today);
    const due = await dueFor(platform, 'dispute-arbitration', today);
    return {
      next: { ...dispute, ...arbitration(due, today, at) },
      act: 'dispute-escalated',
      said: { items: dispute.items },
      due,
    };
  });
}

/** The requester gives up. */
export function withdrawDispute(platform: Platform, actor: StaffActor, id: string): Promise<string> {
  return change(platform, id, actor, 'consumer', async ({ at, dispute }) => {
    requireDispute(dispute, ['consultation', 'arbitration']);
    return {
      next: closed({ ...dispute, state: 'withdrawn' }, at),
      act: 'dispute-withdrawn',
      said: { items: dispute.items },
    };
  });
}

/** The operator, in charge of data, decides with an opinion; what is overturned is granted in the same transaction. */
export function decideDispute(
  platform: Platform,
  actor: StaffActor,
  id: string,
  { outcome, opinion }: { outcome: 'upheld' | 'overturned'; opinion: string },
): Promise<string> {
  requireNoCitizenId('/opinion', opinion);
  return change(platform, id, actor, 'operator', async ({ tx, at, dispute, request, resource }) => {
    requireDispute(dispute, ['arbitration']);
    if (outcome === 'overturned') {
      await grantAfterDispute(platform, tx, actor, { request, resource, items: dispute.items, opinion });
    }
    const decided = { ...dispute, state: outcome, opinion: opinion.trim(), decidedBy: actor.accountId, decidedAt: at };
    const act = outcome === 'upheld' ? ('dispute-upheld' as const) : ('dispute-overturned' as const);
    return { next: closed(decided, at), act, said: { items: dispute.items, opinion: opinion.trim() } };
  });
}

/** Keeps a record of a higher authority's decision; grants are changed by those whose grants they are. */
export function recordHigherDecision(
  platform: Platform,
  actor: StaffActor,
  id: string,
  decision: { authority: string; decidedOn: string; outcome: 'upheld' | 'overturned'; opinion: string },
): Promise<string> {
  requireNoCitizenId('/opinion', decision.opinion);
  requireNoCitizenId('/authority', decision.authority);
  return change(platform, id, actor, 'operator', async ({ at, today, dispute }) => {
    requireDispute(dispute, ['upheld', 'overturned']);
    if (dispute.higher !== null) throw new DomainError('dispute-state', { state: dispute.state });
    if (decision.decidedOn > today) throw new DomainError('validity-outside', { from: today, until: today });
    const higher = { ...decision, by: actor.accountId, at: at.toISOString() };
    return { next: { ...dispute, higher }, act: 'higher-decision', said: { items: dispute.items, ...decision } };
  });
}

interface Found {
  tx: Db;
  at: Date;
  /** YYYY-MM-DD in Shanghai. */
  today: string;
  dispute: Dispute;
  request: Request;
  resource: Resource;
}

interface Changed {
  next: Dispute;
  act: Exclude<RequestAct, 'submitted' | 'withdrawn' | 'answered'>;
  said: Record<string, unknown>;
  /** A clock that begins with the change. */
  due?: Due;
}

/**
 * One change of a dispute, by one side, with its entry; returns the request's id. To an agency that is no party the dispute
 * is not there. Throws `not-found`, `role-missing` (the other side) and what the change throws.
 */
async function change(
  platform: Platform,
  id: string,
  actor: StaffActor,
  side: 'consumer' | 'provider' | 'operator',
  act: (found: Found) => Promise<Changed>,
): Promise<string> {
  const at = platform.now();
  const today = dateInShanghai(at);
  return platform.db.transaction().execute(async (tx) => {
    const requestId = await requestOfDispute(tx, id);
    if (!requestId) throw new DomainError('not-found');
    const { request, resource } = await openRequest(tx, actor, requestId);
    const mine =
      side === 'operator'
        ? actor.roles.includes('operator')
        : actor.agencyId === (side === 'consumer' ? request.consumerId : request.providerId);
    if (!mine) throw new DomainError('role-missing');
    const dispute = (await disputesOf(tx, [requestId])).find((each) => each.id === id)!;
    const { next, act: what, said, due } = await act({ tx, at, today, dispute, request, resource });
    await updateDispute(tx, next);
    if (due) await noteOpenDay(tx, due, at);
    await recordAct(platform, tx, request, resource.code!, actor, { act: what, said });
    return requestId;
  });
}

function stage({ rule, article, workingDays, dueDate, daysWaitFor }: Due, clockFrom: string) {
  return { rule, article, workingDays, clockFrom, dueDate, daysWaitFor };
}

function arbitration(due: Due, today: string, at: Date) {
  return { state: 'arbitration' as const, ...stage(due, today), escalatedAt: at };
}

function closed(dispute: Dispute, at: Date): Dispute {
  return { ...dispute, dueDate: null, daysWaitFor: null, closedAt: at };
}
