import type { StaffActor } from '../../../contracts/actor.ts';
import { dateInShanghai } from '../../../contracts/working-days.ts';
import type { Db } from '../../platform/database.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Resource } from '../catalogue/index.ts';
import { agencyById } from '../directory/index.ts';
import { record } from '../ledger/index.ts';
import { grantEntry } from './entries.ts';
import { grantOf } from './grant-of-request.ts';
import { requireValidity } from './requests.ts';
import { type Request, turnDecisions } from './store.ts';
import { type Grant, grantOfRequestForChange, insertGrant, updateGrant } from './store-grants.ts';
import type { VersionChange } from './store-versions.ts';

/**
 * Refused items are granted after a dispute: they join the request's grant, under the rows and days it has, or make one
 * where there is none that stands. Throws `validity-outside` when the days that were asked for are over.
 */
export async function grantAfterDispute(
  platform: Platform,
  tx: Db,
  actor: StaffActor,
  { request, resource, items, opinion }: { request: Request; resource: Resource; items: string[]; opinion: string },
): Promise<void> {
  const at = platform.now();
  await turnDecisions(tx, request.id, items);
  const standing = await grantOfRequestForChange(tx, request.id);
  let grant: Grant;
  let change: VersionChange;
  if (standing) {
    change = 'addition';
    grant = {
      ...standing,
      items: request.items.filter((item) => standing.items.includes(item) || items.includes(item)),
      version: standing.version + 1,
      updatedAt: at,
    };
    await updateGrant(tx, grant, { change, reason: opinion.trim(), by: actor });
  } else {
    change = 'grant';
    requireValidity(request.validUntil, dateInShanghai(at), '9999-12-31');
    const { scope, validUntil } = request;
    grant = await grantOf(tx, request, { granted: items, scope, validUntil }, at);
    await insertGrant(tx, grant, actor);
  }
  const [agency, provider, consumer] = await Promise.all(
    [actor.agencyId, request.providerId, request.consumerId].map((id) => agencyById(tx, id)),
  );
  const parties = {
    at,
    provider: provider!,
    resourceCode: resource.code!,
    actor: { agency: agency!, accountId: actor.accountId },
  };
  const detail = { change, consumer: consumer!.creditCode, request: request.number };
  const { entry, ...ids } = grantEntry(grant, parties, detail);
  await record(platform, tx, entry, ids);
}
