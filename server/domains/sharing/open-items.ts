import type { StaffActor } from '../../../contracts/actor.ts';
import { manners, type RowScope } from '../../../contracts/sharing.ts';
import { dateInShanghai } from '../../../contracts/working-days.ts';
import { type Db, onTransaction } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { resourceById } from '../catalogue/index.ts';
import { type Agency, agencyById, regionByCode, wholeCountry } from '../directory/index.ts';
import { appendEntries } from '../ledger/index.ts';
import { grantEntry } from './entries.ts';
import type { GrantTerms } from './grants.ts';
import { requireScope, sharedItems } from './requests.ts';
import { type Grant, grantsOfListForChange, insertGrant, nextGrantNumber, updateGrant } from './store-grants.ts';
import type { VersionChange } from './store-versions.ts';

/** For one agency by name, or for a rule: every agency of a kind (null: any) at a region or below it. */
export type OpenTo = { agencyId: string } | { region: string; kind: string | null };

/** Items of one resource that a sharing list opens. */
export interface Opening {
  /** Number of the list. */
  list: string;
  resourceId: string;
  items: readonly string[];
  to: OpenTo;
  /** Null: any purpose of the grantee's own, and those of no agency. */
  purpose: string | null;
  legalBasis: string;
  /** First and last day, YYYY-MM-DD; a list without end says 9999-12-31. */
  validFrom: string;
  validUntil: string;
  scope?: RowScope;
  terms?: Partial<Omit<GrantTerms, 'items' | 'scope' | 'validUntil'>>;
}

/**
 * Opens items of resources to agencies, as a published sharing list says, in the transaction that publishes it: one grant
 * for each opening, each with its entry. A rule stays a rule: who falls under it is judged by each call. Returns the grants'
 * ids in the order of the openings. Throws `not-found` (no such published resource), `item-unknown`, `withheld-not-grantable`,
 * `scope-item-unfit`, `grantee-unknown`.
 */
export async function openItemsWithin(
  platform: Platform,
  tx: Db,
  actor: StaffActor | null,
  openings: readonly Opening[],
): Promise<string[]> {
  const at = platform.now();
  const acting = actor && { agency: (await agencyById(tx, actor.agencyId))!, accountId: actor.accountId };
  const entries: ReturnType<typeof grantEntry>[] = [];
  for (const opening of openings) {
    const resource = await resourceById(tx, opening.resourceId);
    if (!resource?.code) throw new DomainError('not-found');
    const items = sharedItems(resource, opening.items);
    const withheld = items.filter((item) => item.shareType === 'withheld').map((item) => item.code);
    if (withheld.length > 0) throw new DomainError('withheld-not-grantable', { items: withheld });
    requireScope(resource.items, opening.scope ?? {});
    const consumer = await granteeAgency(tx, opening.to);
    const grant: Grant = {
      id: newId(at.getTime()),
      number: await nextGrantNumber(tx, dateInShanghai(at).slice(0, 4)),
      version: 1,
      requestId: null,
      consumerId: consumer?.id ?? null,
      granteeRegion: 'region' in opening.to ? opening.to.region : null,
      granteeKind: 'region' in opening.to ? opening.to.kind : null,
      list: opening.list,
      providerId: resource.providerId,
      resourceId: resource.id,
      purpose: opening.purpose,
      legalBasis: opening.legalBasis,
      validFrom: opening.validFrom,
      quotaPerMinute: null,
      quotaPerDay: null,
      quotaTotal: null,
      manners: [...manners],
      hours: null,
      workingDaysOnly: false,
      ownApplicants: false,
      usageTerms: null,
      ...opening.terms,
      items: items.map((item) => item.code),
      scope: opening.scope ?? {},
      validUntil: opening.validUntil,
      state: 'active',
      stateReason: null,
      suspendedBy: null,
      createdAt: at,
      updatedAt: at,
    };
    await insertGrant(tx, grant, actor);
    entries.push(await entryOf(tx, grant, resource.code, acting, 'grant', consumer?.creditCode ?? null));
  }
  if (entries.length > 0) await appendEntries(onTransaction(tx), entries);
  return entries.map(({ entry }) => entry.grant!.id);
}

/**
 * Takes back what a list opened, all of it or of some resources: from `from` on (YYYY-MM-DD), at once when that is today or
 * past. Returns how many grants were ended.
 */
export async function withdrawListWithin(
  platform: Platform,
  tx: Db,
  actor: StaffActor | null,
  { list, resourceIds, from, reason }: { list: string; resourceIds?: readonly string[]; from: string; reason: string },
): Promise<number> {
  const at = platform.now();
  const acting = actor && { agency: (await agencyById(tx, actor.agencyId))!, accountId: actor.accountId };
  const now = from <= dateInShanghai(at);
  const entries: ReturnType<typeof grantEntry>[] = [];
  for (const grant of await grantsOfListForChange(tx, list, resourceIds)) {
    if (!now && grant.validUntil < from) continue;
    const ended: Grant = {
      ...grant,
      ...(now ? { state: 'revoked' as const, suspendedBy: null } : { validUntil: dayBefore(from) }),
      stateReason: reason.trim(),
      version: grant.version + 1,
      updatedAt: at,
    };
    const change = now ? 'revocation' : 'amendment';
    await updateGrant(tx, ended, { change, reason: reason.trim(), by: actor });
    const [resource, consumer] = await Promise.all([
      resourceById(tx, grant.resourceId),
      grant.consumerId === null ? null : agencyById(tx, grant.consumerId),
    ]);
    entries.push(await entryOf(tx, ended, resource!.code!, acting, change, consumer?.creditCode ?? null));
  }
  if (entries.length > 0) await appendEntries(onTransaction(tx), entries);
  return entries.length;
}

async function granteeAgency(tx: Db, to: OpenTo): Promise<Agency | null> {
  if ('agencyId' in to) {
    const agency = await agencyById(tx, to.agencyId);
    if (!agency?.active) throw new DomainError('grantee-unknown', { grantee: to.agencyId });
    return agency;
  }
  if (to.region !== wholeCountry && !(await regionByCode(tx, to.region))) {
    throw new DomainError('grantee-unknown', { grantee: to.region });
  }
  return null;
}

async function entryOf(
  tx: Db,
  grant: Grant,
  resourceCode: string,
  actor: Parameters<typeof grantEntry>[1]['actor'],
  change: VersionChange,
  consumer: string | null,
) {
  const provider = (await agencyById(tx, grant.providerId))!;
  const parties = { at: grant.updatedAt, provider, resourceCode, actor };
  return grantEntry(grant, parties, { change, consumer, request: null });
}

function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}
