import type { StaffActor } from '../../../contracts/actor.ts';
import type { SharingRequest, Grant as ShownGrant } from '../../../contracts/sharing.ts';
import { dateInShanghai } from '../../../contracts/working-days.ts';
import type { Db } from '../../platform/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { type Resource, resourceById } from '../catalogue/index.ts';
import { agenciesByIds, regionByCode } from '../directory/index.ts';
import { accountName } from '../identity/index.ts';
import { lastUsesOfGrants } from '../ledger/index.ts';
import { daysLeft } from './clocks.ts';
import { termsOf } from './grants.ts';
import { itemsNeverRead } from './grants-in-use.ts';
import { requireGrantParty, requireParty } from './readers.ts';
import { isOverdue, sharedItems } from './requests.ts';
import { disputesByRequest } from './show-disputes.ts';
import { historyOf } from './show-history.ts';
import { decisionsOf, numbersOfRequests, type Request, requestById } from './store.ts';
import { grantsWithConsent } from './store-consent-needs.ts';
import type { Dispute } from './store-disputes.ts';
import { type Grant, grantById, grantsOfRequests } from './store-grants.ts';
import { purposesByKeys } from './store-purposes.ts';
import { countsOfDay } from './store-quotas.ts';

/** One request, for those whose business it is. Throws `not-found`. */
export async function showRequest(platform: Platform, actor: StaffActor, id: string): Promise<SharingRequest> {
  const [shown] = await showRequests(platform, [requireParty(actor, await requestById(platform.db, id))]);
  return shown!;
}

/** One grant, for those whose business it is. Throws `not-found`. */
export async function showGrant(platform: Platform, actor: StaffActor, id: string): Promise<ShownGrant> {
  const [shown] = await showGrants(platform, [
    await requireGrantParty(platform.db, actor, await grantById(platform.db, id)),
  ]);
  return shown!;
}

/** Requests with the names of all that they refer to. */
export async function showRequests(platform: Platform, requests: readonly Request[]): Promise<SharingRequest[]> {
  const { db } = platform;
  const today = dateInShanghai(platform.now());
  const ids = requests.map((request) => request.id);
  const [names, decisions, grants, disputes, calendar] = await Promise.all([
    namesOf(db, requests),
    decisionsOf(db, ids),
    grantsOfRequests(db, ids),
    disputesByRequest(db, ids),
    platform.calendar(),
  ]);
  const accounts = await namesOfAccounts(db, [
    ...requests.flatMap((each) => [each.requestedBy, each.answeredBy, each.askedBy, each.suppliedBy, each.withdrawnBy]),
    ...[...disputes.values()].flat().flatMap(accountsIn),
  ]);
  const said = (text: string | null, by: string | null, at: Date | null) =>
    text === null || at === null ? null : { text, by: accounts.get(by) ?? null, at: at.toISOString() };
  return requests.map((request) => {
    const resource = names.resources.get(request.resourceId)!;
    const answers = decisions.get(request.id) ?? [];
    const grant = grants.get(request.id);
    const waits = request.state === 'submitted' && request.dueDate !== null;
    const remaining = waits ? daysLeft(calendar, today, request.dueDate!) : null;
    const open = disputes.get(request.id) ?? [];
    return {
      id: request.id,
      number: request.number,
      state: request.state,
      ...names.of(request),
      legalBasis: request.legalBasis,
      items: sharedItems(resource, request.items).map(({ code, shareType, legalBasis }) => {
        const answer = answers.find((each) => each.item === code);
        return {
          ...itemNames(resource, code),
          shareType,
          decision: answer?.decision ?? null,
          reason: answer?.decision === 'granted' ? null : (answer?.reason ?? null),
          need: request.needs[code] ?? null,
          legalBasis: shareType === 'withheld' ? legalBasis : null,
        };
      }),
      safeguards: request.safeguards,
      scope: request.scope,
      validUntil: request.validUntil,
      quotaPerDay: request.quotaPerDay,
      manners: request.manners,
      ownApplicants: request.ownApplicants,
      expectedPerDay: request.expectedPerDay,
      clock: { ruleSet: request.ruleSet, rule: request.rule, article: request.article },
      dueDate: request.dueDate,
      remaining,
      dueSoon: remaining !== null && remaining >= 0 && remaining <= soonDays,
      overdue: isOverdue(request, today),
      question: said(request.question, request.askedBy, request.askedAt),
      supplement: said(request.supplement, request.suppliedBy, request.suppliedAt),
      disputes: open.map((dispute) => ({
        id: dispute.id,
        state: dispute.state,
        items: dispute.items.map((code) => itemNames(resource, code)),
        filed: said(dispute.reason, dispute.filedBy, dispute.filedAt)!,
        article: dispute.article,
        dueDate: dispute.dueDate,
        remaining: dispute.dueDate === null ? null : daysLeft(calendar, today, dispute.dueDate),
        overdue: dispute.dueDate !== null && dispute.dueDate < today,
        reply: said(dispute.reply, dispute.repliedBy, dispute.repliedAt),
        escalatedAt: dispute.escalatedAt?.toISOString() ?? null,
        decision: said(dispute.opinion, dispute.decidedBy, dispute.decidedAt),
        higher: dispute.higher && { ...dispute.higher, by: accounts.get(dispute.higher.by) ?? null },
      })),
      history: historyOf(request, open, {
        account: (id) => accounts.get(id) ?? null,
        ...names.of(request),
      }),
      requestedBy: accounts.get(request.requestedBy) ?? null,
      requestedAt: request.requestedAt.toISOString(),
      answeredBy: accounts.get(request.answeredBy) ?? null,
      answeredAt: request.answeredAt?.toISOString() ?? null,
      grant: grant ? { id: grant.id, number: grant.number, state: grant.state } : null,
    };
  });
}

/** Working days within which a request counts as due soon. */
const soonDays = 2;

/** Grants with the names of all that they refer to. */
export async function showGrants(platform: Platform, grants: readonly Grant[]): Promise<ShownGrant[]> {
  const { db } = platform;
  const today = dateInShanghai(platform.now());
  const [names, lastUses, unread, calls, numbers, consents] = await Promise.all([
    namesOf(db, grants),
    lastUsesOfGrants(
      db,
      grants.map((grant) => grant.id),
    ),
    itemsNeverRead(db, grants),
    countsOfDay(
      platform.database.pool,
      grants.map((grant) => grant.id),
      today,
    ),
    numbersOfRequests(
      db,
      grants.flatMap((grant) => grant.requestId ?? []),
    ),
    grantsWithConsent(
      db,
      grants.map((grant) => grant.id),
    ),
  ]);
  return grants.map((grant) => ({
    id: grant.id,
    number: grant.number,
    version: grant.version,
    state: grant.state,
    stateReason: grant.stateReason,
    suspendedBy: grant.suspendedBy,
    ...names.ofGrant(grant),
    rule: names.rule(grant),
    list: grant.list,
    legalBasis: grant.legalBasis,
    ...termsOf(grant),
    expired: grant.validUntil < today,
    consent: consents.has(grant.id),
    items: grant.items.map((code) => itemNames(names.resources.get(grant.resourceId)!, code)),
    validFrom: grant.validFrom,
    callsToday: calls.get(grant.id)?.today ?? 0,
    callsTotal: calls.get(grant.id)?.total ?? 0,
    neverRead: unread.get(grant.id)!,
    lastUsedAt: lastUses.get(grant.id)?.toISOString() ?? null,
    requestNumber: numbers.get(grant.requestId ?? '') ?? null,
    createdAt: grant.createdAt.toISOString(),
    updatedAt: grant.updatedAt.toISOString(),
  }));
}

interface Referring {
  consumerId: string | null;
  providerId: string;
  resourceId: string;
  purpose: string | null;
}

async function namesOf(db: Db, rows: readonly (Referring & Partial<Pick<Grant, 'granteeRegion'>>)[]) {
  const [agencies, purposes, resources, regions] = await Promise.all([
    agenciesByIds(
      db,
      rows.flatMap((row) => [row.consumerId ?? [], row.providerId].flat()),
    ),
    purposesByKeys(
      db,
      rows.flatMap((row) => row.purpose ?? []),
    ),
    resourcesOf(
      db,
      rows.map((row) => row.resourceId),
    ),
    regionNames(
      db,
      rows.flatMap((row) => row.granteeRegion ?? []),
    ),
  ]);
  const agency = (id: string) => ({
    id,
    name: agencies.get(id)?.name ?? '',
    nameEn: agencies.get(id)?.nameEn ?? null,
  });
  const purpose = (key: string) => ({
    key,
    title: purposes.get(key)?.title ?? key,
    titleEn: purposes.get(key)?.titleEn ?? null,
  });
  const rest = (row: Referring) => ({
    provider: agency(row.providerId),
    resource: {
      id: row.resourceId,
      code: resources.get(row.resourceId)?.code ?? null,
      name: resources.get(row.resourceId)?.name ?? '',
      nameEn: resources.get(row.resourceId)?.nameEn ?? null,
    },
  });
  return {
    resources,
    of: (row: { consumerId: string; purpose: string } & Referring) => ({
      consumer: agency(row.consumerId),
      ...rest(row),
      purpose: purpose(row.purpose),
    }),
    ofGrant: (row: Referring) => ({
      consumer: row.consumerId === null ? null : agency(row.consumerId),
      ...rest(row),
      purpose: row.purpose === null ? null : purpose(row.purpose),
    }),
    rule: ({ granteeRegion: code, granteeKind: kind }: Grant) =>
      code === null ? null : { region: { code, name: regions.get(code) ?? '' }, kind },
  };
}

async function regionNames(db: Db, codes: readonly string[]): Promise<Map<string, string>> {
  const found = await Promise.all([...new Set(codes)].map((code) => regionByCode(db, code)));
  return new Map(found.flatMap((region) => (region ? [[region.code, region.name]] : [])));
}

async function resourcesOf(db: Db, ids: readonly string[]): Promise<Map<string, Resource>> {
  const found = await Promise.all([...new Set(ids)].map((id) => resourceById(db, id)));
  return new Map(found.flatMap((resource) => (resource ? [[resource.id, resource]] : [])));
}

function accountsIn(dispute: Dispute): (string | null)[] {
  return [dispute.filedBy, dispute.repliedBy, dispute.decidedBy, dispute.higher?.by ?? null];
}

export async function namesOfAccounts(db: Db, ids: readonly (string | null)[]): Promise<Map<string | null, string>> {
  const distinct = [...new Set(ids.filter((id) => id !== null))];
  const names = await Promise.all(distinct.map((id) => accountName(db, id)));
  return new Map(distinct.map((id, place) => [id, names[place] ?? '']));
}

/** An item by its code and names. */
export function itemNames(resource: Resource | undefined, code: string) {
  const item = resource?.items.find((each) => each.code === code);
  return { code, name: item?.name ?? code, nameEn: item?.nameEn ?? null };
}
