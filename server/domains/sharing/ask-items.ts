import type { StaffActor } from '../../../contracts/actor.ts';
import type { BodyOf } from '../../../contracts/endpoint.ts';
import { resourceCodeFromPath } from '../../../contracts/resource-code.ts';
import { type createSharingRequest, manners } from '../../../contracts/sharing.ts';
import { dateInShanghai } from '../../../contracts/working-days.ts';
import { type Db, onTransaction } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { isVisible, type Resource, resourceByCode, resourceById } from '../catalogue/index.ts';
import { agencyById } from '../directory/index.ts';
import { appendEntries } from '../ledger/index.ts';
import { dueFor, noteOpenDay } from './clocks.ts';
import { grantEntry, requestEntry } from './entries.ts';
import { grantOf } from './grant-of-request.ts';
import { requireNoCitizenId } from './readers.ts';
import { clockRuleOf, type Decision, grantedAtOnce, requireScope, requireValidity, sharedItems } from './requests.ts';
import { insertDecisions, insertRequest, nextRequestNumber, type Request } from './store.ts';
import { insertGrant } from './store-grants.ts';
import { purposeByKey } from './store-purposes.ts';

/**
 * An agency asks for items of a resource for one of its purposes. Items that are all unconditional are granted at once;
 * otherwise the provider's clock starts. Throws `not-found`, `resource-state`, `item-unknown`, `purpose-unknown`,
 * `purpose-not-yours`, `scope-item-unfit`, `validity-outside`, `citizen-id-in-text`. Returns the request's id.
 */
export async function askItems(
  platform: Platform,
  actor: StaffActor,
  asked: BodyOf<typeof createSharingRequest>,
): Promise<string> {
  const { db } = platform;
  const at = platform.now();
  const today = dateInShanghai(at);
  const resource = await publishedResource(db, actor, asked.resource);
  const items = sharedItems(resource, asked.items);
  const scope = asked.scope ?? {};
  requireScope(resource.items, scope);
  requireValidity(asked.validUntil, today, '9999-12-31');
  requireNoCitizenId('/legalBasis', asked.legalBasis);
  requireNoCitizenId('/safeguards', asked.safeguards ?? '');
  const needs = needsOf(asked.needs ?? {}, asked.items);
  const purpose = await purposeByKey(db, asked.purpose);
  if (!purpose) throw new DomainError('purpose-unknown', { purpose: asked.purpose });
  if (purpose.agencyId !== null && purpose.agencyId !== actor.agencyId) {
    throw new DomainError('purpose-not-yours', { purpose: purpose.key });
  }
  const due = await dueFor(platform, clockRuleOf(items), today);
  const atOnce = grantedAtOnce(items);
  const [consumer, provider] = await Promise.all([agencyById(db, actor.agencyId), agencyById(db, resource.providerId)]);

  return db.transaction().execute(async (tx) => {
    const request: Request = {
      id: newId(at.getTime()),
      number: await nextRequestNumber(tx, today.slice(0, 4)),
      consumerId: actor.agencyId,
      providerId: resource.providerId,
      resourceId: resource.id,
      items: items.map((item) => item.code),
      purpose: purpose.key,
      legalBasis: asked.legalBasis.trim(),
      scope,
      validUntil: asked.validUntil,
      quotaPerDay: asked.quotaPerDay ?? null,
      manners: manners.filter((manner) => asked.manners?.includes(manner) ?? true),
      ownApplicants: asked.ownApplicants ?? false,
      expectedPerDay: asked.expectedPerDay ?? null,
      state: atOnce ? 'answered' : 'submitted',
      needs,
      safeguards: asked.safeguards?.trim() || null,
      ...due,
      clockFrom: null,
      clockDays: null,
      question: null,
      askedBy: null,
      askedAt: null,
      supplement: null,
      suppliedBy: null,
      suppliedAt: null,
      withdrawnBy: null,
      withdrawnAt: null,
      overdueAt: null,
      requestedBy: actor.accountId,
      requestedAt: at,
      answeredBy: null,
      answeredAt: atOnce ? at : null,
    };
    await insertRequest(tx, request);
    await noteOpenDay(tx, due, at);
    const parties = { at, provider: provider!, resourceCode: resource.code! };
    const sent = { ...parties, actor: { agency: consumer!, accountId: actor.accountId } };
    const entries = [requestEntry(request, sent, { act: 'submitted' })];
    if (atOnce) {
      const decisions = items.map((item): Decision => ({ item: item.code, decision: 'granted', reason: null }));
      await insertDecisions(tx, request.id, decisions);
      const grant = await grantOf(tx, request, { granted: request.items, scope, validUntil: request.validUntil }, at);
      await insertGrant(tx, grant, null);
      const byRule = { ...parties, actor: null };
      entries.push(
        requestEntry(request, byRule, { act: 'answered', decisions }),
        grantEntry(grant, byRule, { change: 'grant', consumer: consumer!.creditCode, request: request.number }),
      );
    }
    await appendEntries(onTransaction(tx), entries);
    return request.id;
  });
}

/** Why each item is needed; what says nothing is left out. Throws `item-unknown` for an item that is not asked for. */
function needsOf(needs: Record<string, string>, items: readonly string[]): Record<string, string> {
  const said = Object.entries(needs).filter(([, why]) => why.trim() !== '');
  for (const [item, why] of said) {
    if (!items.includes(item)) throw new DomainError('item-unknown', { item });
    requireNoCitizenId(`/needs/${item}`, why);
  }
  return Object.fromEntries(said.map(([item, why]) => [item, why.trim()]));
}

async function publishedResource(db: Db, actor: StaffActor, name: string): Promise<Resource> {
  const resource = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(name)
    ? await resourceById(db, name)
    : await resourceByCode(db, resourceCodeFromPath(name) ?? name);
  if (!resource || !isVisible(resource, { agencyId: actor.agencyId, operator: false })) {
    throw new DomainError('not-found');
  }
  if (resource.state !== 'published') throw new DomainError('resource-state', { state: resource.state });
  return resource;
}
