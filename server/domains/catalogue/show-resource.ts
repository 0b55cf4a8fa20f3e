import type { ResourceDetail, ResourceSummary } from '../../../contracts/catalogue.ts';
import type { Db } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { agenciesByIds } from '../directory/index.ts';
import { accountName } from '../identity/index.ts';
import { isVisible, type Resource } from './resource.ts';
import { eventsOf, type ResourceHead, resourceById } from './store.ts';

export interface Reader {
  agencyId: string;
  operator: boolean;
}

/** One entry as the reader may see it; its history and remarks are for its agency and the operator. Throws `not-found`. */
export async function showResource(db: Db, reader: Reader, id: string): Promise<ResourceDetail> {
  const resource = await resourceById(db, id);
  if (!resource || !isVisible(resource, reader)) throw new DomainError('not-found');
  return detailOf(db, reader, resource);
}

export async function detailOf(db: Db, reader: Reader, resource: Resource): Promise<ResourceDetail> {
  const inside = resource.providerId === reader.agencyId || reader.operator;
  const [summary] = await summariesOf(db, [resource]);
  const events = inside ? await eventsOf(db, resource.id) : [];
  return {
    ...summary!,
    format: resource.format,
    shareCondition: resource.shareCondition,
    legalBasis: resource.legalBasis,
    shareMethod: resource.shareMethod,
    openCondition: resource.openCondition,
    subjectItem: resource.subjectItem,
    guardianItems: resource.guardianItems,
    keyItems: resource.keyItems,
    rejectThreshold: resource.rejectThreshold,
    remarks: inside ? resource.remarks : [],
    items: resource.items,
    events: await Promise.all(
      events.map(async ({ at, action, accountId, remarks }) => ({
        at: at.toISOString(),
        action,
        by: accountId === null ? null : ((await accountName(db, accountId)) ?? null),
        remarks,
      })),
    ),
  };
}

export async function summariesOf(db: Db, resources: readonly ResourceHead[]): Promise<ResourceSummary[]> {
  const providers = await agenciesByIds(
    db,
    resources.map(({ providerId }) => providerId),
  );
  return resources.map((resource) => ({
    id: resource.id,
    code: resource.code,
    key: resource.key,
    providerId: resource.providerId,
    providerName: providers.get(resource.providerId)?.name ?? '',
    providerNameEn: providers.get(resource.providerId)?.nameEn ?? null,
    name: resource.name,
    nameEn: resource.nameEn,
    summary: resource.summary,
    classCode: resource.classCode,
    shareType: resource.shareType,
    openToPublic: resource.openToPublic,
    updateCycle: resource.updateCycle,
    subjectKind: resource.subjectKind,
    state: resource.state,
    version: resource.version,
    updatedAt: resource.updatedAt.toISOString(),
    publishedAt: resource.publishedAt?.toISOString() ?? null,
  }));
}
