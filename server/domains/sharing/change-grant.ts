import type { StaffActor } from '../../../contracts/actor.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { resourceById } from '../catalogue/index.ts';
import { agencyById } from '../directory/index.ts';
import { record } from '../ledger/index.ts';
import { grantEntry } from './entries.ts';
import { afterChange, type GrantChange } from './grants.ts';
import { requireNoCitizenId, requireParty } from './readers.ts';
import { type Grant, grantForChange, updateGrantState } from './store-grants.ts';

/**
 * The provider's steward or the operator revokes, suspends or resumes a grant, with a reason. Once this has returned, every
 * call that starts is bound by it. Throws `not-found`, `role-missing` (the consumer), `grant-state`, `citizen-id-in-text`.
 */
export async function changeGrant(
  platform: Platform,
  actor: StaffActor,
  id: string,
  change: GrantChange,
  reason: string,
): Promise<void> {
  requireNoCitizenId('/reason', reason);
  const at = platform.now();
  await platform.db.transaction().execute(async (tx) => {
    const grant = requireParty(actor, await grantForChange(tx, id));
    if (grant.providerId !== actor.agencyId && !actor.roles.includes('operator')) throw new DomainError('role-missing');
    const changed: Grant = {
      ...grant,
      state: afterChange(grant.state, change),
      stateReason: reason.trim(),
      version: grant.version + 1,
      updatedAt: at,
    };
    await updateGrantState(tx, changed);
    const [agency, provider, consumer, resource] = await Promise.all([
      agencyById(tx, actor.agencyId),
      agencyById(tx, grant.providerId),
      agencyById(tx, grant.consumerId),
      resourceById(tx, grant.resourceId),
    ]);
    const { entry, ...ids } = grantEntry(
      changed,
      {
        at,
        provider: provider!,
        resourceCode: resource!.code!,
        actor: { agency: agency!, accountId: actor.accountId },
      },
      { change, consumer: consumer!.creditCode, request: null },
    );
    await record(platform, tx, entry, ids);
  });
}
