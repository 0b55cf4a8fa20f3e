import { isDeepStrictEqual } from 'node:util';
import type { StaffActor } from '../../../contracts/actor.ts';
import type { BodyOf } from '../../../contracts/endpoint.ts';
import type { amendGrant } from '../../../contracts/sharing.ts';
import { dateInShanghai } from '../../../contracts/working-days.ts';
import type { Db } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { resourceById } from '../catalogue/index.ts';
import { agencyById } from '../directory/index.ts';
import { record } from '../ledger/index.ts';
import { grantEntry } from './entries.ts';
import { afterChange, amended, type GrantChange, requireMayResume } from './grants.ts';
import { requireGrantParty, requireNoCitizenId } from './readers.ts';
import { requireScope } from './requests.ts';
import { type Grant, grantForChange, updateGrant } from './store-grants.ts';
import type { VersionChange } from './store-versions.ts';

/**
 * The provider's steward or the operator revokes, suspends or resumes a grant, with a reason. Once this has returned, every
 * call that starts is bound by it. Throws `not-found`, `role-missing` (the consumer), `grant-state`,
 * `suspended-by-operator`, `citizen-id-in-text`.
 */
export async function changeGrant(
  platform: Platform,
  actor: StaffActor,
  id: string,
  change: GrantChange,
  reason: string,
): Promise<void> {
  requireNoCitizenId('/reason', reason);
  await platform.db.transaction().execute((tx) => changeWithin(platform, tx, actor, id, change, reason));
}

/** Revokes a grant as a part of a larger act of the operator, in its transaction. */
export async function revokeGrantWithin(
  platform: Platform,
  tx: Db,
  actor: StaffActor,
  id: string,
  reason: string,
): Promise<void> {
  await changeWithin(platform, tx, actor, id, 'revocation', reason);
}

/**
 * The provider's steward narrows a grant's items, rows or manners, moves its last day, or sets its quotas, hours and terms.
 * Throws `not-found`, `role-missing`, `grant-unchanged`, `hours-empty` and what `amended` throws.
 */
export async function amendGrantOf(
  platform: Platform,
  actor: StaffActor,
  id: string,
  { reason, ...wanted }: BodyOf<typeof amendGrant>,
): Promise<void> {
  requireNoCitizenId('/reason', reason);
  requireNoCitizenId('/usageTerms', wanted.usageTerms ?? '');
  if (wanted.hours && wanted.hours.opens >= wanted.hours.closes) throw new DomainError('hours-empty');
  const today = dateInShanghai(platform.now());
  await platform.db.transaction().execute(async (tx) => {
    const grant = await requireGrantParty(tx, actor, await grantForChange(tx, id));
    if (grant.providerId !== actor.agencyId) throw new DomainError('role-missing');
    if (wanted.scope) requireScope((await resourceById(tx, grant.resourceId))!.items, wanted.scope);
    const next = { ...grant, ...amended(grant, wanted, today) };
    if (isDeepStrictEqual(next, grant)) throw new DomainError('grant-unchanged');
    await keep(platform, tx, actor, next, 'amendment', reason);
  });
}

async function changeWithin(
  platform: Platform,
  tx: Db,
  actor: StaffActor,
  id: string,
  change: GrantChange,
  reason: string,
): Promise<void> {
  const grant = await requireGrantParty(tx, actor, await grantForChange(tx, id));
  const operator = actor.roles.includes('operator');
  if (grant.providerId !== actor.agencyId && !operator) throw new DomainError('role-missing');
  const state = afterChange(grant.state, change);
  if (change === 'resumption') requireMayResume(grant.suspendedBy, operator);
  const suspendedBy = change === 'suspension' ? (operator ? 'operator' : 'provider') : null;
  await keep(platform, tx, actor, { ...grant, state, suspendedBy }, change, reason);
}

/** Writes the next version of a grant and its entry. */
async function keep(
  platform: Platform,
  tx: Db,
  actor: StaffActor,
  grant: Grant,
  change: VersionChange,
  reason: string,
): Promise<void> {
  const at = platform.now();
  const changed: Grant = { ...grant, stateReason: reason.trim(), version: grant.version + 1, updatedAt: at };
  await updateGrant(tx, changed, { change, reason: reason.trim(), by: actor });
  const [agency, provider, consumer, resource] = await Promise.all([
    agencyById(tx, actor.agencyId),
    agencyById(tx, grant.providerId),
    grant.consumerId === null ? null : agencyById(tx, grant.consumerId),
    resourceById(tx, grant.resourceId),
  ]);
  const parties = {
    at,
    provider: provider!,
    resourceCode: resource!.code!,
    actor: { agency: agency!, accountId: actor.accountId },
  };
  const { entry, ...ids } = grantEntry(changed, parties, {
    change,
    consumer: consumer?.creditCode ?? null,
    request: null,
  });
  await record(platform, tx, entry, ids);
}
