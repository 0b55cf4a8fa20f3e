import type { ResourceDetail, ResourceSummary } from '../../../contracts/catalogue.ts';
import type { listEditions } from '../../../contracts/catalogue-life.ts';
import type { ReplyOf } from '../../../contracts/endpoint.ts';
import type { Db } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { agenciesByIds } from '../directory/index.ts';
import { accountName } from '../identity/index.ts';
import { differences } from './differences.ts';
import { isVisible, type Resource } from './resource.ts';
import { eventsOf, type ResourceHead, resourceById } from './store.ts';
import { editionsOf, openChangeOf } from './store-editions.ts';

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
  const published = resource.changeOf === null ? undefined : await resourceById(db, resource.changeOf);
  const successor = resource.successorId === null ? undefined : await resourceById(db, resource.successorId);
  const events = inside ? await eventsOf(db, resource.id) : [];
  return {
    ...summary!,
    format: resource.format,
    shareCondition: resource.shareCondition,
    legalBasis: resource.legalBasis,
    shareMethod: resource.shareMethod,
    openCondition: resource.openCondition,
    scenario: resource.scenario,
    domain: resource.domain,
    level: resource.level,
    region: resource.region,
    timeFrom: resource.timeFrom,
    timeUntil: resource.timeUntil,
    channel: resource.channel,
    guidanceCode: resource.guidanceCode,
    sourceItems: resource.sourceItems,
    relatedCodes: resource.relatedCodes,
    stateReason: resource.stateReason,
    suspendedBy: resource.suspendedBy,
    successor: successor?.code ? { id: successor.id, code: successor.code, name: successor.name } : null,
    openChange: inside ? await openChange(db, reader, resource) : null,
    differences: inside && published ? differences(published, resource) : [],
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
    edition: resource.edition,
    changeOf: resource.changeOf,
  }));
}

async function openChange(db: Db, reader: Reader, resource: Resource): Promise<string | null> {
  const change = await openChangeOf(db, resource.id);
  const own = resource.providerId === reader.agencyId;
  return change && (own || change.state !== 'draft') ? change.id : null;
}

/** The published editions of an entry that the reader may see, each with what it changed. Throws `not-found`. */
export async function showEditions(db: Db, reader: Reader, id: string): Promise<ReplyOf<typeof listEditions>['items']> {
  const resource = await resourceById(db, id);
  if (!resource || !isVisible(resource, reader)) throw new DomainError('not-found');
  const editions = await editionsOf(db, id);
  return editions.map(({ number, fields, publishedAt }, place) => {
    const before = editions[place + 1];
    return {
      number,
      publishedAt: publishedAt.toISOString(),
      differences: before ? differences(before.fields, fields) : [],
    };
  });
}
