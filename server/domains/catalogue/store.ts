import type { Generated } from 'kysely';
import { sql } from 'kysely';
import type { Item, Remark, ResourceState } from '../../../contracts/catalogue.ts';
import type { Db } from '../../platform/database.ts';
import type { Resource, ResourceFields } from './resource.ts';

export type CatalogueTables = {
  'catalogue.resources': {
    id: string;
    code: string | null;
    key: string | null;
    provider_id: string;
    name: string;
    name_en: string | null;
    summary: string;
    class_code: string | null;
    format: string | null;
    share_type: Resource['shareType'];
    share_condition: string | null;
    legal_basis: string | null;
    share_method: string | null;
    open_to_public: boolean;
    open_condition: string | null;
    update_cycle: string | null;
    scenario: string | null;
    domain: string | null;
    level: string | null;
    region: string | null;
    time_from: string | null;
    time_until: string | null;
    channel: string | null;
    guidance_code: string | null;
    source_items: string[];
    related_codes: string[];
    edition: number;
    change_of: string | null;
    state_reason: string | null;
    suspended_by: Resource['suspendedBy'];
    successor_id: string | null;
    subject_kind: Resource['subjectKind'];
    subject_item: string | null;
    guardian_items: string[];
    key_items: string[];
    reject_threshold: number;
    state: ResourceState;
    remarks: Remark[];
    version: number;
    created_by: string | null;
    updated_at: Date;
    published_at: Date | null;
  };
  'catalogue.items': Omit<Item, 'nameEn' | 'codeList' | 'check' | 'shareType' | 'shareCondition' | 'legalBasis'> & {
    resource_id: string;
    position: number;
    name_en: string | null;
    code_list: string | null;
    check_kind: Item['check'];
    share_type: Item['shareType'];
    share_condition: string | null;
    legal_basis: string | null;
  };
  'catalogue.events': {
    id: Generated<number>;
    resource_id: string;
    at: Date;
    account_id: string | null;
    action: string;
    remarks: Remark[];
  };
};

const tables = (db: Db) => db.withTables<CatalogueTables>();

const columns = [
  'id',
  'code',
  'key',
  'provider_id as providerId',
  'name',
  'name_en as nameEn',
  'summary',
  'class_code as classCode',
  'format',
  'share_type as shareType',
  'share_condition as shareCondition',
  'legal_basis as legalBasis',
  'share_method as shareMethod',
  'open_to_public as openToPublic',
  'open_condition as openCondition',
  'update_cycle as updateCycle',
  'scenario',
  'domain',
  'level',
  'region',
  'time_from as timeFrom',
  'time_until as timeUntil',
  'channel',
  'guidance_code as guidanceCode',
  'source_items as sourceItems',
  'related_codes as relatedCodes',
  'edition',
  'change_of as changeOf',
  'state_reason as stateReason',
  'suspended_by as suspendedBy',
  'successor_id as successorId',
  'subject_kind as subjectKind',
  'subject_item as subjectItem',
  'guardian_items as guardianItems',
  'key_items as keyItems',
  'reject_threshold as rejectThreshold',
  'state',
  'remarks',
  'version',
  'updated_at as updatedAt',
  'published_at as publishedAt',
] as const;

const itemColumns = [
  'code',
  'name',
  'name_en as nameEn',
  'type',
  'length',
  'precision',
  'required',
  'code_list as codeList',
  'check_kind as check',
  'sensitivity',
  'share_type as shareType',
  'share_condition as shareCondition',
  'legal_basis as legalBasis',
  'secret',
  'open',
  'element',
] as const;

/** An entry without its items, as lists show it. */
export type ResourceHead = Omit<Resource, 'items'>;

async function resourceWhere(
  db: Db,
  column: 'id' | 'code' | 'key',
  value: string,
  lock: boolean,
): Promise<Resource | undefined> {
  let query = tables(db).selectFrom('catalogue.resources').select(columns).where(column, '=', value);
  if (lock) query = query.forUpdate();
  const head = await query.executeTakeFirst();
  if (!head) return undefined;
  const items = await tables(db)
    .selectFrom('catalogue.items')
    .select(itemColumns)
    .where('resource_id', '=', head.id)
    .orderBy('position')
    .execute();
  return { ...head, items };
}

export function resourceById(db: Db, id: string): Promise<Resource | undefined> {
  return resourceWhere(db, 'id', id, false);
}

/** By its code as published: 307001/000001. */
export function resourceByCode(db: Db, code: string): Promise<Resource | undefined> {
  return resourceWhere(db, 'code', code, false);
}

/** By its name within a pack. */
export function resourceByKey(db: Db, key: string): Promise<Resource | undefined> {
  return resourceWhere(db, 'key', key, false);
}

/** For a change: the row stays locked until the caller's transaction ends. */
export function resourceForChange(db: Db, id: string): Promise<Resource | undefined> {
  return resourceWhere(db, 'id', id, true);
}

/** Names for many entries at once, for lists that show them. */
export async function resourcesByIds(db: Db, ids: readonly string[]): Promise<Map<string, ResourceHead>> {
  if (ids.length === 0) return new Map();
  const rows = await tables(db)
    .selectFrom('catalogue.resources')
    .select(columns)
    .where('id', 'in', [...new Set(ids)])
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

/** Entries with their items, by id. */
export async function resourcesWithItems(db: Db, ids: readonly string[]): Promise<Map<string, Resource>> {
  const heads = await resourcesByIds(db, ids);
  if (heads.size === 0) return new Map();
  const rows = await tables(db)
    .selectFrom('catalogue.items')
    .select(['resource_id as resourceId', ...itemColumns])
    .where('resource_id', 'in', [...heads.keys()])
    .orderBy('resource_id')
    .orderBy('position')
    .execute();
  const items = Map.groupBy(rows, ({ resourceId }) => resourceId);
  return new Map(
    [...heads].map(([id, head]) => [
      id,
      { ...head, items: (items.get(id) ?? []).map(({ resourceId: _of, ...item }) => item) },
    ]),
  );
}

export interface ResourceFilter {
  q?: string | undefined;
  state?: ResourceState | undefined;
  provider?: string | undefined;
  classCode?: string | undefined;
  reader: { agencyId: string; operator: boolean };
  after: readonly (string | number)[] | null;
  limit: number;
}

/** Newest first, `limit + 1` rows, only what the reader may see (`isVisible`, here as SQL). */
export function resourcesMatching(db: Db, filter: ResourceFilter): Promise<ResourceHead[]> {
  const { reader } = filter;
  let query = tables(db)
    .selectFrom('catalogue.resources')
    .select(columns)
    .where((where) =>
      where.or([
        where('provider_id', '=', reader.agencyId),
        reader.operator
          ? where('state', '<>', 'draft')
          : where('state', 'in', ['published', 'suspended', 'retired'] as const),
      ]),
    )
    .orderBy('id', 'desc')
    .limit(filter.limit + 1);
  if (filter.q) query = query.where('name', 'like', `%${likeLiteral(filter.q)}%`);
  if (filter.state) query = query.where('state', '=', filter.state);
  if (filter.provider) query = query.where('provider_id', '=', filter.provider);
  if (filter.classCode) query = query.where('class_code', 'like', `${filter.classCode}%`);
  if (filter.after) query = query.where('id', '<', String(filter.after[0]));
  return query.execute();
}

function likeLiteral(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

export async function insertResource(db: Db, resource: Resource, createdBy: string | null): Promise<void> {
  await tables(db)
    .insertInto('catalogue.resources')
    .values({
      id: resource.id,
      code: resource.code,
      key: resource.key,
      provider_id: resource.providerId,
      created_by: createdBy,
      state: resource.state,
      remarks: sql`${JSON.stringify(resource.remarks)}::jsonb`,
      version: resource.version,
      updated_at: resource.updatedAt,
      published_at: resource.publishedAt,
      edition: resource.edition,
      change_of: resource.changeOf,
      state_reason: resource.stateReason,
      suspended_by: resource.suspendedBy,
      successor_id: resource.successorId,
      ...fieldColumns(resource),
    })
    .execute();
  await insertItems(db, resource);
}

/** Writes all of an entry but its identity; items are replaced when `items` says so. */
export async function updateResource(db: Db, resource: Resource, items: 'replaceItems' | 'keepItems'): Promise<void> {
  await tables(db)
    .updateTable('catalogue.resources')
    .set({
      code: resource.code,
      state: resource.state,
      remarks: sql`${JSON.stringify(resource.remarks)}::jsonb`,
      version: resource.version,
      updated_at: resource.updatedAt,
      published_at: resource.publishedAt,
      edition: resource.edition,
      change_of: resource.changeOf,
      state_reason: resource.stateReason,
      suspended_by: resource.suspendedBy,
      successor_id: resource.successorId,
      ...fieldColumns(resource),
    })
    .where('id', '=', resource.id)
    .execute();
  if (items === 'keepItems') return;
  await tables(db).deleteFrom('catalogue.items').where('resource_id', '=', resource.id).execute();
  await insertItems(db, resource);
}

function fieldColumns(fields: ResourceFields) {
  return {
    name: fields.name,
    name_en: fields.nameEn,
    summary: fields.summary,
    class_code: fields.classCode,
    format: fields.format,
    share_type: fields.shareType,
    share_condition: fields.shareCondition,
    legal_basis: fields.legalBasis,
    share_method: fields.shareMethod,
    open_to_public: fields.openToPublic,
    open_condition: fields.openCondition,
    update_cycle: fields.updateCycle,
    scenario: fields.scenario,
    domain: fields.domain,
    level: fields.level,
    region: fields.region,
    time_from: fields.timeFrom,
    time_until: fields.timeUntil,
    channel: fields.channel,
    guidance_code: fields.guidanceCode,
    source_items: fields.sourceItems,
    related_codes: fields.relatedCodes,
    subject_kind: fields.subjectKind,
    subject_item: fields.subjectItem,
    guardian_items: fields.guardianItems,
    key_items: fields.keyItems,
    reject_threshold: fields.rejectThreshold,
  };
}

async function insertItems(db: Db, { id, items }: Pick<Resource, 'id' | 'items'>): Promise<void> {
  if (items.length === 0) return;
  await tables(db)
    .insertInto('catalogue.items')
    .values(
      items.map((item, position) => ({
        resource_id: id,
        position,
        code: item.code,
        name: item.name,
        name_en: item.nameEn,
        type: item.type,
        length: item.length,
        precision: item.precision,
        required: item.required,
        code_list: item.codeList,
        check_kind: item.check,
        sensitivity: item.sensitivity,
        share_type: item.shareType,
        share_condition: item.shareCondition,
        legal_basis: item.legalBasis,
        secret: item.secret,
        open: item.open,
        element: item.element,
      })),
    )
    .execute();
}

export interface ResourceEvent {
  at: Date;
  action: string;
  accountId: string | null;
  remarks: Remark[];
}

export async function insertEvent(db: Db, resourceId: string, event: ResourceEvent): Promise<void> {
  await tables(db)
    .insertInto('catalogue.events')
    .values({
      resource_id: resourceId,
      at: event.at,
      action: event.action,
      account_id: event.accountId,
      remarks: sql`${JSON.stringify(event.remarks)}::jsonb`,
    })
    .execute();
}

export function eventsOf(db: Db, resourceId: string): Promise<ResourceEvent[]> {
  return tables(db)
    .selectFrom('catalogue.events')
    .select(['at', 'action', 'account_id as accountId', 'remarks'])
    .where('resource_id', '=', resourceId)
    .orderBy('id')
    .execute();
}
