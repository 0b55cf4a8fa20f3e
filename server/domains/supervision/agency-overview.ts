import type { StaffActor } from '../../../contracts/actor.ts';
import { holdsCitizenId } from '../../../contracts/citizen-id.ts';
import type { AgencyOverview } from '../../../contracts/supervision.ts';
import { dateInShanghai } from '../../../contracts/working-days.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { countEntriesOf, cycledResources } from '../catalogue/index.ts';
import { agencyById, deactivateAgency } from '../directory/index.ts';
import { accessOfAgency, endAccess, liveClientsOf } from '../identity/index.ts';
import { record } from '../ledger/index.ts';
import { freshnessOf } from '../library/index.ts';
import { countGrants, grantsStandingOf, revokeGrantWithin } from '../sharing/index.ts';
import { shifted } from './due-rules.ts';
import { usesBy } from './store.ts';

/** An agency with what it has. Throws `not-found`. */
export async function showAgencyOverview(platform: Platform, id: string): Promise<AgencyOverview> {
  const { db } = platform;
  const agency = await agencyById(db, id);
  if (!agency) throw new DomainError('not-found');
  const today = dateInShanghai(platform.now());
  const month = shifted(today, -29);
  const [states, resources, grants, access, clients, made, served] = await Promise.all([
    countEntriesOf(db, id),
    cycledResources(db, { providerId: id }),
    countGrants(db, id, today),
    accessOfAgency(db, id),
    liveClientsOf(db, id),
    usesBy(db, 'consumer_id', id, month),
    usesBy(db, 'provider_id', id, month),
  ]);
  const fresh = await freshnessOf(
    db,
    resources.map((resource) => resource.id),
  );
  return {
    agency,
    resources: {
      published: states.published ?? 0,
      inReview: states.submitted ?? 0,
      drafts: (states.draft ?? 0) + (states.returned ?? 0),
      serving: fresh.size,
    },
    grants,
    accounts: { all: access.accounts, stewards: access.stewards, developers: access.developers },
    clients: clients.map((client) => ({ ...client, createdAt: client.createdAt.toISOString() })),
    lastSignInAt: access.lastSeenAt?.toISOString() ?? null,
    lastCallAt: made.lastAt?.toISOString() ?? null,
    callsThisMonth: made.calls,
    servedThisMonth: served.calls,
  };
}

/**
 * Closes an agency that was dissolved, in one transaction: no account, client or grant of it works once this has returned. What
 * it did stays, and so does its name. Closing it again changes nothing. Throws `not-found`, `own-agency`,
 * `citizen-id-in-text`.
 */
export async function shutAgency(
  platform: Platform,
  actor: StaffActor,
  id: string,
  reason: string,
): Promise<AgencyOverview> {
  if (holdsCitizenId(reason)) throw new DomainError('citizen-id-in-text', { field: '/reason' });
  if (id === actor.agencyId) throw new DomainError('own-agency');
  const now = platform.now();
  await platform.db.transaction().execute(async (tx) => {
    const agency = await agencyById(tx, id);
    if (!agency) throw new DomainError('not-found');
    if (!(await deactivateAgency(tx, id))) return;
    const clients = await endAccess(tx, id, now);
    const grants = await grantsStandingOf(tx, id);
    for (const grant of grants) await revokeGrantWithin(platform, tx, actor, grant, reason);
    const own = await agencyById(tx, actor.agencyId);
    await record(
      platform,
      tx,
      {
        kind: 'account',
        at: now.toISOString(),
        actor: { ...(own && { agency: own.creditCode }), account: actor.accountId },
        detail: {
          act: 'agencyClosed',
          agency: agency.creditCode,
          clients,
          grants: grants.length,
          reason: reason.trim(),
        },
      },
      { agencyId: actor.agencyId },
    );
  });
  return showAgencyOverview(platform, id);
}
