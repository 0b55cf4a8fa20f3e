import { type Generated, type GeneratedAlways, sql } from 'kysely';
import type { Manner, RowScope } from '../../../contracts/sharing.ts';
import type { Db } from '../../platform/database.ts';
import type { Agency } from '../directory/index.ts';
import { type GrantState, type GrantTerms, granteesOf, type Hours } from './grants.ts';
import { type NameSearch, nameLike } from './store.ts';
import { type ChangedBy, insertVersion, type VersionChange } from './store-versions.ts';

export type GrantTables = {
  'sharing.grants': {
    id: string;
    number: string;
    version: Generated<number>;
    request_id: string | null;
    consumer_id: string | null;
    grantee_region: string | null;
    grantee_kind: string | null;
    grantee: GeneratedAlways<string>;
    list: string | null;
    provider_id: string;
    resource_id: string;
    items: string[];
    purpose: string | null;
    scope: RowScope;
    legal_basis: string;
    valid_from: string;
    valid_until: string;
    manners: Manner[];
    quota_per_minute: number | null;
    quota_per_day: number | null;
    quota_total: number | null;
    opens_at: number | null;
    closes_at: number | null;
    working_days_only: boolean;
    own_applicants: boolean;
    usage_terms: string | null;
    state: Generated<GrantState>;
    state_reason: string | null;
    suspended_by: 'provider' | 'operator' | null;
    created_at: Date;
    updated_at: Date;
  };
};
const tables = (db: Db) => db.withTables<GrantTables>();

/** Who may use which items of which rows, for what, until when. */
export interface Grant extends GrantTerms {
  id: string;
  number: string;
  version: number;
  requestId: string | null;
  /** Null for a rule, which the next two then say. */
  consumerId: string | null;
  granteeRegion: string | null;
  /** Null: agencies of any kind. */
  granteeKind: string | null;
  /** The sharing list that opened it, by its number. */
  list: string | null;
  providerId: string;
  resourceId: string;
  /** Null: any purpose of the grantee's own. */
  purpose: string | null;
  legalBasis: string;
  /** YYYY-MM-DD; included, as is validUntil. */
  validFrom: string;
  state: GrantState;
  stateReason: string | null;
  /** Who suspended it, and may resume it. */
  suspendedBy: 'provider' | 'operator' | null;
  createdAt: Date;
  updatedAt: Date;
}

const columns = [
  'id',
  'number',
  'version',
  'request_id as requestId',
  'consumer_id as consumerId',
  'grantee_region as granteeRegion',
  'grantee_kind as granteeKind',
  'list',
  'provider_id as providerId',
  'resource_id as resourceId',
  'items',
  'purpose',
  'scope',
  'legal_basis as legalBasis',
  'valid_from as validFrom',
  'valid_until as validUntil',
  'manners',
  'quota_per_minute as quotaPerMinute',
  'quota_per_day as quotaPerDay',
  'quota_total as quotaTotal',
  'working_days_only as workingDaysOnly',
  'own_applicants as ownApplicants',
  'usage_terms as usageTerms',
  'state',
  'state_reason as stateReason',
  'suspended_by as suspendedBy',
  'created_at as createdAt',
  'updated_at as updatedAt',
] as const;
const hours =
  sql<Hours | null>`case when opens_at is not null then json_build_object('opens', opens_at, 'closes', closes_at) end`.as(
    'hours',
  );

function termsColumns(grant: GrantTerms) {
  return {
    items: grant.items,
    scope: grant.scope,
    valid_until: grant.validUntil,
    manners: grant.manners,
    quota_per_minute: grant.quotaPerMinute,
    quota_per_day: grant.quotaPerDay,
    quota_total: grant.quotaTotal,
    opens_at: grant.hours?.opens ?? null,
    closes_at: grant.hours?.closes ?? null,
    working_days_only: grant.workingDaysOnly,
    own_applicants: grant.ownApplicants,
    usage_terms: grant.usageTerms,
  };
}

/** A grant's number as people cite it: G2026-000001. Numbers may have gaps, never twins. */
export async function nextGrantNumber(db: Db, year: string): Promise<string> {
  const { rows } = await sql<{ n: number }>`select nextval('sharing.grant_numbers') as n`.execute(db);
  return `G${year}-${String(rows[0]!.n).padStart(6, '0')}`;
}

/** A grant with its first version; `by` is null for the rules and for packs. */
export async function insertGrant(db: Db, grant: Grant, by: ChangedBy): Promise<void> {
  await tables(db)
    .insertInto('sharing.grants')
    .values({
      id: grant.id,
      number: grant.number,
      version: grant.version,
      request_id: grant.requestId,
      consumer_id: grant.consumerId,
      grantee_region: grant.granteeRegion,
      grantee_kind: grant.granteeKind,
      list: grant.list,
      provider_id: grant.providerId,
      resource_id: grant.resourceId,
      purpose: grant.purpose,
      legal_basis: grant.legalBasis,
      valid_from: grant.validFrom,
      ...termsColumns(grant),
      state: grant.state,
      state_reason: grant.stateReason,
      suspended_by: grant.suspendedBy,
      created_at: grant.createdAt,
      updated_at: grant.updatedAt,
    })
    .execute();
  await insertVersion(db, grant, 'grant', grant.stateReason, by);
}

export function grantById(db: Db, id: string): Promise<Grant | undefined> {
  return tables(db).selectFrom('sharing.grants').select(columns).select(hours).where('id', '=', id).executeTakeFirst();
}

/** For a change: the row stays locked until the caller's transaction ends. */
export function grantForChange(db: Db, id: string): Promise<Grant | undefined> {
  return tables(db)
    .selectFrom('sharing.grants')
    .select(columns)
    .select(hours)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
}

/** Writes a grant's next version. */
export async function updateGrant(
  db: Db,
  grant: Grant,
  { change, reason, by }: { change: VersionChange; reason: string | null; by: ChangedBy },
): Promise<void> {
  await tables(db)
    .updateTable('sharing.grants')
    .set({
      state: grant.state,
      state_reason: grant.stateReason,
      suspended_by: grant.suspendedBy,
      ...termsColumns(grant),
      version: grant.version,
      updated_at: grant.updatedAt,
    })
    .where('id', '=', grant.id)
    .execute();
  await insertVersion(db, grant, change, reason, by);
}

/** The grant of a request that is not revoked, locked for a change. */
export function grantOfRequestForChange(db: Db, requestId: string): Promise<Grant | undefined> {
  return tables(db)
    .selectFrom('sharing.grants')
    .select(columns)
    .select(hours)
    .where('request_id', '=', requestId)
    .where('state', '<>', 'revoked')
    .forUpdate()
    .executeTakeFirst();
}

export async function grantsOfRequests(db: Db, requestIds: readonly string[]): Promise<Map<string, Grant>> {
  if (requestIds.length === 0) return new Map();
  const rows = await tables(db)
    .selectFrom('sharing.grants')
    .select(columns)
    .select(hours)
    .where('request_id', 'in', [...requestIds])
    .orderBy(sql`state = 'revoked'`, 'desc')
    .orderBy('id') // of several, the one that stands stays in the map
    .execute();
  return new Map(rows.map((grant) => [grant.requestId!, grant]));
}

export interface GrantFilter {
  /** Null: of all agencies. */
  agency: Agency | null;
  side?: 'outgoing' | 'incoming' | undefined;
  /** `active`: in force; `expired`: past its last day, though not revoked. */
  state?: GrantState | 'expired' | undefined;
  /** YYYY-MM-DD in Shanghai. */
  today: string;
  search?: NameSearch | undefined;
  after: readonly (string | number)[] | null;
  limit: number;
}

/** The newest first, `limit + 1` rows, for pageOfRows. */
export function grantsMatching(
  db: Db,
  { agency, side, state, today, search, after, limit }: GrantFilter,
): Promise<Grant[]> {
  let query = tables(db)
    .selectFrom('sharing.grants')
    .select(columns)
    .select(hours)
    .orderBy('id', 'desc')
    .limit(limit + 1);
  if (agency !== null) {
    query = query.where((where) =>
      where.or([
        ...(side === 'incoming' ? [] : [where('grantee', 'in', granteesOf(agency))]),
        ...(side === 'outgoing' ? [] : [where('provider_id', '=', agency.id)]),
      ]),
    );
  }
  if (state === 'expired') query = query.where('state', '<>', 'revoked').where('valid_until', '<', today);
  else if (state) query = query.where('state', '=', state);
  if (state === 'active') query = query.where('valid_until', '>=', today);
  if (search) query = query.where((where) => where.or(nameLike(where as never, search)));
  if (after) query = query.where('id', '<', String(after[0]));
  return query.execute();
}

/** Whether an agency holds a grant in force by which it could read these items for this purpose. */
export async function holdsGrantFor(
  db: Db,
  agency: Agency,
  {
    resourceId,
    purpose,
    items,
    today,
  }: { resourceId: string; purpose: string; items: readonly string[]; today: string },
): Promise<boolean> {
  const { rows } = await sql`
    select from sharing.grants g
    where g.resource_id = ${resourceId} and g.grantee = any(${granteesOf(agency)}::text[]) and g.state = 'active'
      and ${today}::date between g.valid_from and g.valid_until and g.items @> ${[...items]}::text[]
      and (g.purpose = ${purpose} or g.purpose is null and exists (
        select from sharing.purposes p where p.key = ${purpose} and (p.agency_id is null or p.agency_id = ${agency.id})))
    limit 1`.execute(db);
  return rows.length > 0;
}

/** The grants of one agency on one resource, for the loader of packs. */
export function grantsOn(db: Db, consumerId: string, resourceId: string): Promise<Grant[]> {
  return tables(db)
    .selectFrom('sharing.grants')
    .select(columns)
    .select(hours)
    .where('consumer_id', '=', consumerId)
    .where('resource_id', '=', resourceId)
    .execute();
}

/** The grants that a sharing list opened and that stand, locked for a change in the order of their ids. */
export function grantsOfListForChange(
  db: Db,
  list: string,
  resourceIds: readonly string[] | undefined,
): Promise<Grant[]> {
  let query = tables(db)
    .selectFrom('sharing.grants')
    .select(columns)
    .select(hours)
    .where('list', '=', list)
    .where('state', '<>', 'revoked')
    .orderBy('id')
    .forUpdate();
  if (resourceIds) query = query.where('resource_id', 'in', [...resourceIds]);
  return query.execute();
}
