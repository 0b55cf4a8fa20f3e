import type { HeldRecord } from '../../../contracts/corrections.ts';
import { maskValue } from '../../../contracts/mask-value.ts';
import { isSqlState } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { type Resource, resourceById, resourcesByIds } from '../catalogue/index.ts';
import { agenciesByIds, agencyById } from '../directory/index.ts';
import { pseudonymOf, record } from '../ledger/index.ts';
import { type Serving, serving } from './store.ts';
import { type HeldRows, rowsAbout } from './store-held.ts';
import { servingAfter } from './store-serving.ts';

/** Resources looked into by one statement: with thousands of tables a single one would be endless to plan. */
const resourcesAtOnce = 50;
const undefinedTable = '42P01';

export interface Looker {
  accountId: string;
  /** The agency of staff; null for the subject themself. */
  agencyId: string | null;
  /** Why staff looked, as the ledger keeps it. */
  reason: string | null;
}

/**
 * Everything that the library holds about one subject, found by its number in bounded batches over the resources, with one
 * entry in the ledger. For the subject's own page and for lawful use with a reason (个人信息保护法
 * art. 45: a person may consult what is held about them).
 */
export async function heldAbout(platform: Platform, number: string, looker: Looker): Promise<HeldRecord[]> {
  const subject = number.trim().toUpperCase();
  const found: { held: HeldRows; now: Serving }[] = [];
  for (let after = ''; ; ) {
    const served = await servingAfter(platform.db, after, resourcesAtOnce);
    if (served.length === 0) break;
    after = served.at(-1)!.resourceId;
    const heads = await resourcesByIds(
      platform.db,
      served.map(({ resourceId }) => resourceId),
    );
    const sources: { resource: Resource; now: Serving }[] = [];
    for (const now of served) {
      if (!heads.get(now.resourceId)?.subjectItem) continue;
      const resource = await resourceById(platform.db, now.resourceId);
      if (resource) sources.push({ resource, now });
    }
    for (const held of await look(platform, subject, sources)) {
      found.push({ held, now: sources.find(({ resource }) => resource.id === held.resource.id)!.now });
    }
  }
  await recordView(platform, subject, looker, found);
  return show(platform, found, () => false);
}

/**
 * The rows of one resource about one subject, for its provider. Without a reason the personal values are masked; with one
 * they are whole, and the ledger keeps who looked at whose record and why. Throws `subject-missing` for a resource about
 * nobody.
 */
export async function viewRecords(
  platform: Platform,
  resource: Resource,
  number: string,
  looker: Looker,
): Promise<HeldRecord[]> {
  if (resource.subjectItem === null) throw new DomainError('not-found');
  const subject = number.trim().toUpperCase();
  const now = await serving(platform.db, resource.id);
  if (!now) return [];
  const found = (await look(platform, subject, [{ resource, now }])).map((held) => ({ held, now }));
  if (looker.reason !== null) await recordView(platform, subject, looker, found);
  return show(platform, found, ({ sensitivity }) => looker.reason === null && sensitivity !== 'none');
}

/** A table may be replaced and dropped between the pointer and the look: then the pointers are read again. */
async function look(
  platform: Platform,
  subject: string,
  sources: { resource: Resource; now: Serving }[],
): Promise<HeldRows[]> {
  const at = (each: { resource: Resource; now: Serving }) => ({
    resource: each.resource,
    tableName: each.now.tableName,
  });
  try {
    return await rowsAbout(platform.database.pool, subject, sources.map(at));
  } catch (error) {
    if (!isSqlState(error, undefinedTable)) throw error;
    for (const each of sources) each.now = (await serving(platform.db, each.resource.id)) ?? each.now;
    return rowsAbout(platform.database.pool, subject, sources.map(at));
  }
}

async function recordView(
  platform: Platform,
  subject: string,
  { accountId, agencyId, reason }: Looker,
  found: { held: HeldRows; now: Serving }[],
): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    const agency = agencyId === null ? undefined : await agencyById(tx, agencyId);
    const only = found.length === 1 ? found[0] : undefined;
    await record(
      platform,
      tx,
      {
        // One's own look, and one at another's record with a reason, are two kinds.
        kind: agencyId === null ? 'dataView' : 'unmask',
        at: platform.now().toISOString(),
        actor: { ...(agency && { agency: agency.creditCode }), account: accountId },
        subject: pseudonymOf(platform.keys, subject),
        ...(only?.held.resource.code && { resource: only.held.resource.code, snapshot: only.now.version }),
        detail: {
          own: agencyId === null,
          ...(reason !== null && { reason }),
          resources: found.map(({ held, now }) => [held.resource.code ?? held.resource.id, now.version]),
        },
      },
      { ...(agencyId !== null && { agencyId }), ...(only && { providerId: only.held.resource.providerId }) },
    );
  });
}

async function show(
  platform: Platform,
  found: { held: HeldRows; now: Serving }[],
  hides: (item: Resource['items'][number]) => boolean,
): Promise<HeldRecord[]> {
  const agencies = await agenciesByIds(
    platform.db,
    found.map(({ held }) => held.resource.providerId),
  );
  return found.map(({ held: { resource, rows, more }, now }) => ({
    resourceId: resource.id,
    resourceCode: resource.code,
    resourceName: resource.name,
    resourceNameEn: resource.nameEn,
    providerName: agencies.get(resource.providerId)?.name ?? '',
    providerNameEn: agencies.get(resource.providerId)?.nameEn ?? null,
    asOf: now.asOf.toISOString(),
    version: now.version,
    items: resource.items.map((item) => ({
      code: item.code,
      name: item.name,
      nameEn: item.nameEn ?? null,
      masked: hides(item),
    })),
    rows: rows.map((row) =>
      row.map((value, at) => (value !== null && hides(resource.items[at]!) ? maskValue(value) : value)),
    ),
    more,
  }));
}
