import { type Generated, sql } from 'kysely';
import type { RowScope } from '../../../contracts/sharing.ts';
import type { Db, Queryable } from '../../platform/database.ts';
import type { GrantState } from './grants.ts';
import { type NameSearch, nameLike } from './store.ts';
import { type ChangedBy, insertVersion, type VersionChange } from './store-versions.ts';

export type GrantTables = {
  'sharing.grants': {
    id: string;
    number: string;
    version: Generated<number>;
    request_id: string | null;
    consumer_id: string;
    provider_id: string;
    resource_id: string;
    items: string[];
    purpose: string;
    scope: RowScope;
    legal_basis: string;
    valid_from: string;
    valid_until: string;
    quota_per_day: number | null;
    state: Generated<GrantState>;
    state_reason: string | null;
    suspended_by: 'provider' | 'operator' | null;
    created_at: Date;
    updated_at: Date;
  };
  'sharing.quota_uses': { grant_id: string; day: string; calls: number };
};
const tables = (db: Db) => db.withTables<GrantTables>();

/** Who may use which items of which rows, for what, until when. */
export interface Grant {
  id: string;
  number: string;
  version: number;
  requestId: string | null;
  consumerId: string;
  providerId: string;
  resourceId: string;
  items: string[];
  purpose: string;
  scope: RowScope;
  legalBasis: string;
  /** YYYY-MM-DD, both days included. */
  validFrom: string;
  validUntil: string;
  /** Calls a day; null: no limit. */
  quotaPerDay: number | null;
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
  'provider_id as providerId',
  'resource_id as resourceId',
  'items',
  'purpose',
  'scope',
  'legal_basis as legalBasis',
  'valid_from as validFrom',
  'valid_until as validUntil',
  'quota_per_day as quotaPerDay',
  'state',
  'state_reason as stateReason',
  'suspended_by as suspendedBy',
  'created_at as createdAt',
  'updated_at as updatedAt',
] as const;

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
      provider_id: grant.providerId,
      resource_id: grant.resourceId,
      items: grant.items,
      purpose: grant.purpose,
      scope: grant.scope,
      legal_basis: grant.legalBasis,
      valid_from: grant.validFrom,
      valid_until: grant.validUntil,
      quota_per_day: grant.quotaPerDay,
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
  return tables(db).selectFrom('sharing.grants').select(columns).where('id', '=', id).executeTakeFirst();
}

/** For a change: the row stays locked until the caller's transaction ends. */
export function grantForChange(db: Db, id: string): Promise<Grant | undefined> {
  return tables(db).selectFrom('sharing.grants').select(columns).where('id', '=', id).forUpdate().executeTakeFirst();
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
      items: grant.items,
      scope: grant.scope,
      valid_until: grant.validUntil,
      quota_per_day: grant.quotaPerDay,
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
    .where('request_id', 'in', [...requestIds])
    .orderBy(sql`state = 'revoked'`, 'desc')
    .orderBy('id') // of several, the one that stands stays in the map
    .execute();
  return new Map(rows.map((grant) => [grant.requestId!, grant]));
}

export interface GrantFilter {
  /** Null: of all agencies. */
  agencyId: string | null;
  side?: 'outgoing' | 'incoming' | undefined;
  state?: GrantState | undefined;
  search?: NameSearch | undefined;
  after: readonly (string | number)[] | null;
  limit: number;
}

/** The newest first, `limit + 1` rows, for pageOfRows. */
export function grantsMatching(db: Db, { agencyId, side, state, search, after, limit }: GrantFilter): Promise<Grant[]> {
  let query = tables(db)
    .selectFrom('sharing.grants')
    .select(columns)
    .orderBy('id', 'desc')
    .limit(limit + 1);
  if (agencyId !== null) {
    query = query.where((where) =>
      where.or([
        ...(side === 'incoming' ? [] : [where('consumer_id', '=', agencyId)]),
        ...(side === 'outgoing' ? [] : [where('provider_id', '=', agencyId)]),
      ]),
    );
  }
  if (state) query = query.where('state', '=', state);
  if (search) query = query.where((where) => where.or(nameLike(where as never, search)));
  if (after) query = query.where('id', '<', String(after[0]));
  return query.execute();
}

/** The grants of one agency on one resource, for the loader of packs. */
export function grantsOn(db: Db, consumerId: string, resourceId: string): Promise<Grant[]> {
  return tables(db)
    .selectFrom('sharing.grants')
    .select(columns)
    .where('consumer_id', '=', consumerId)
    .where('resource_id', '=', resourceId)
    .execute();
}

/** Calls of a day by grant; a grant without any is not in it. */
export async function callsOfDay(db: Db, grantIds: readonly string[], day: string): Promise<Map<string, number>> {
  if (grantIds.length === 0) return new Map();
  const rows = await tables(db)
    .selectFrom('sharing.quota_uses')
    .select(['grant_id', 'calls'])
    .where('grant_id', 'in', [...grantIds])
    .where('day', '=', day)
    .execute();
  return new Map(rows.map((row) => [row.grant_id, row.calls]));
}

/**
 * Counts calls against the quotas of a day (YYYY-MM-DD) and returns, by grant, the count with them. A call is within the
 * quota when its place in the count is. Rows are locked in the order of their grants' ids until the transaction ends, so
 * that no two batches wait for each other.
 */
export async function debitQuotas(
  on: Queryable,
  day: string,
  calls: ReadonlyMap<string, number>,
): Promise<Map<string, number>> {
  const ids = [...calls.keys()].sort();
  const { rows } = await on.query<{ grant_id: string; calls: number }>({
    name: 'sharing-debit-quotas',
    text: `insert into sharing.quota_uses as q (grant_id, day, calls)
      select grant_id, $1::date, calls from unnest($2::uuid[], $3::bigint[]) as asked (grant_id, calls) order by grant_id
      on conflict (grant_id, day) do update set calls = q.calls + excluded.calls
      returning q.grant_id, q.calls`,
    values: [day, ids, ids.map((id) => calls.get(id)!)],
  });
  return new Map(rows.map((row) => [row.grant_id, row.calls]));
}

/** SQLSTATE of a debit that would go beyond a quota. */
export const quotaExceeded = 'LW002';

/**
 * The same where all calls are thought to be within their quotas: nothing is to be read back, so that the statement can be
 * sent with others ahead of their answers. It fails with `quotaExceeded`, and with it the transaction, when one is not.
 */
export async function debitWithinQuotas(
  on: Queryable,
  day: string,
  asked: ReadonlyMap<string, { calls: number; quota: number }>,
): Promise<void> {
  const ids = [...asked.keys()].sort();
  await on.query({
    name: 'sharing-debit-within-quotas',
    text: `with asked as (
        select * from unnest($2::uuid[], $3::bigint[], $4::bigint[]) as asked (grant_id, calls, quota)
      ), debited as (
        insert into sharing.quota_uses as q (grant_id, day, calls)
        select grant_id, $1::date, calls from asked order by grant_id
        on conflict (grant_id, day) do update set calls = q.calls + excluded.calls
        returning q.grant_id, q.calls
      )
      select platform.require(bool_and(debited.calls <= asked.quota), '${quotaExceeded}')
      from debited join asked using (grant_id)`,
    values: [day, ids, ids.map((id) => asked.get(id)!.calls), ids.map((id) => asked.get(id)!.quota)],
  });
}
