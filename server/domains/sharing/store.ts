import { type Generated, sql } from 'kysely';
import type { RowScope } from '../../../contracts/sharing.ts';
import type { Db } from '../../platform/database.ts';
import type { Decision } from './requests.ts';

export type SharingTables = {
  'sharing.requests': {
    id: string;
    number: string;
    consumer_id: string;
    provider_id: string;
    resource_id: string;
    items: string[];
    purpose: string;
    legal_basis: string;
    scope: RowScope;
    valid_until: string;
    quota_per_day: number | null;
    state: 'submitted' | 'answered' | 'withdrawn';
    rule_set: string;
    rule: string;
    article: string;
    working_days: number;
    due_date: string | null;
    days_wait_for: number | null;
    requested_by: string | null;
    requested_at: Date;
    answered_by: Generated<string | null>;
    answered_at: Generated<Date | null>;
  };
  'sharing.answers': { request_id: string; item: string; decision: 'granted' | 'refused'; reason: string | null };
};
const tables = (db: Db) => db.withTables<SharingTables>();

export interface Request {
  id: string;
  number: string;
  consumerId: string;
  providerId: string;
  resourceId: string;
  items: string[];
  purpose: string;
  legalBasis: string;
  scope: RowScope;
  validUntil: string;
  quotaPerDay: number | null;
  state: 'submitted' | 'answered' | 'withdrawn';
  ruleSet: string;
  rule: string;
  article: string;
  workingDays: number;
  /** Null while the calendar lacks the year `daysWaitFor`. */
  dueDate: string | null;
  daysWaitFor: number | null;
  requestedBy: string | null;
  requestedAt: Date;
  answeredBy: string | null;
  answeredAt: Date | null;
}

const columns = [
  'id',
  'number',
  'consumer_id as consumerId',
  'provider_id as providerId',
  'resource_id as resourceId',
  'items',
  'purpose',
  'legal_basis as legalBasis',
  'scope',
  'valid_until as validUntil',
  'quota_per_day as quotaPerDay',
  'state',
  'rule_set as ruleSet',
  'rule',
  'article',
  'working_days as workingDays',
  'due_date as dueDate',
  'days_wait_for as daysWaitFor',
  'requested_by as requestedBy',
  'requested_at as requestedAt',
  'answered_by as answeredBy',
  'answered_at as answeredAt',
] as const;

/** A request's number as people cite it: R2026-000001. */
export async function nextRequestNumber(db: Db, year: string): Promise<string> {
  const { rows } = await sql<{ n: number }>`select nextval('sharing.request_numbers') as n`.execute(db);
  return `R${year}-${String(rows[0]!.n).padStart(6, '0')}`;
}

export async function insertRequest(db: Db, request: Request): Promise<void> {
  await tables(db)
    .insertInto('sharing.requests')
    .values({
      id: request.id,
      number: request.number,
      consumer_id: request.consumerId,
      provider_id: request.providerId,
      resource_id: request.resourceId,
      items: request.items,
      purpose: request.purpose,
      legal_basis: request.legalBasis,
      scope: request.scope,
      valid_until: request.validUntil,
      quota_per_day: request.quotaPerDay,
      state: request.state,
      rule_set: request.ruleSet,
      rule: request.rule,
      article: request.article,
      working_days: request.workingDays,
      due_date: request.dueDate,
      days_wait_for: request.daysWaitFor,
      requested_by: request.requestedBy,
      requested_at: request.requestedAt,
      answered_by: request.answeredBy,
      answered_at: request.answeredAt,
    })
    .execute();
}

export function requestById(db: Db, id: string): Promise<Request | undefined> {
  return tables(db).selectFrom('sharing.requests').select(columns).where('id', '=', id).executeTakeFirst();
}

/** For a change: the row stays locked until the caller's transaction ends. */
export function requestForChange(db: Db, id: string): Promise<Request | undefined> {
  return tables(db).selectFrom('sharing.requests').select(columns).where('id', '=', id).forUpdate().executeTakeFirst();
}

export async function updateRequestState(db: Db, request: Request): Promise<void> {
  await tables(db)
    .updateTable('sharing.requests')
    .set({ state: request.state, answered_by: request.answeredBy, answered_at: request.answeredAt })
    .where('id', '=', request.id)
    .execute();
}

export async function insertDecisions(db: Db, requestId: string, decisions: readonly Decision[]): Promise<void> {
  await tables(db)
    .insertInto('sharing.answers')
    .values(decisions.map((each) => ({ request_id: requestId, ...each })))
    .execute();
}

/** Decisions by request. */
export async function decisionsOf(db: Db, requestIds: readonly string[]): Promise<Map<string, Decision[]>> {
  const byRequest = new Map<string, Decision[]>();
  if (requestIds.length === 0) return byRequest;
  const rows = await tables(db)
    .selectFrom('sharing.answers')
    .select(['request_id', 'item', 'decision', 'reason'])
    .where('request_id', 'in', [...requestIds])
    .execute();
  for (const { request_id: id, ...decision } of rows) byRequest.set(id, [...(byRequest.get(id) ?? []), decision]);
  return byRequest;
}

export async function numbersOfRequests(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tables(db)
    .selectFrom('sharing.requests')
    .select(['id', 'number'])
    .where('id', 'in', [...ids])
    .execute();
  return new Map(rows.map((row) => [row.id, row.number]));
}

export interface RequestFilter {
  /** Null: of all agencies. */
  agencyId: string | null;
  side?: 'outgoing' | 'incoming' | undefined;
  state?: Request['state'] | undefined;
  /** Only those not answered whose due date is before this day. */
  dueBefore?: string | undefined;
  after: readonly (string | number)[] | null;
  limit: number;
}

/** The newest first, `limit + 1` rows, for pageOfRows. */
export function requestsMatching(db: Db, filter: RequestFilter): Promise<Request[]> {
  const { agencyId, side, state, dueBefore, after, limit } = filter;
  let query = tables(db)
    .selectFrom('sharing.requests')
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
  if (dueBefore !== undefined) query = query.where('state', '=', 'submitted').where('due_date', '<', dueBefore);
  if (after) query = query.where('id', '<', String(after[0]));
  return query.execute();
}
