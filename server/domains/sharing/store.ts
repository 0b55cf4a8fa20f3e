import { type ExpressionBuilder, type Generated, type SqlBool, sql } from 'kysely';
import type { Manner, RowScope } from '../../../contracts/sharing.ts';
import type { Db } from '../../platform/database.ts';
import type { Decision } from './requests.ts';
import type { DisputeTables } from './store-disputes.ts';

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
    manners: Manner[];
    own_applicants: boolean;
    expected_per_day: number | null;
    state: RequestState;
    needs: Record<string, string>;
    safeguards: string | null;
    rule_set: string;
    rule: string;
    article: string;
    working_days: number;
    due_date: string | null;
    days_wait_for: number | null;
    clock_from: string | null;
    clock_days: number | null;
    question: string | null;
    asked_by: string | null;
    asked_at: Date | null;
    supplement: string | null;
    supplied_by: string | null;
    supplied_at: Date | null;
    withdrawn_by: string | null;
    withdrawn_at: Date | null;
    requested_by: string | null;
    requested_at: Date;
    answered_by: Generated<string | null>;
    answered_at: Generated<Date | null>;
    overdue_at: Generated<Date | null>;
  };
  'sharing.answers': { request_id: string; item: string; decision: 'granted' | 'refused'; reason: string | null };
};
const tables = (db: Db) => db.withTables<SharingTables & DisputeTables>();

/** `asked`: the requester's turn; the provider's clock stands still. */
export type RequestState = 'submitted' | 'asked' | 'answered' | 'withdrawn';

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
  manners: Manner[];
  ownApplicants: boolean;
  /** Calls a day that the consumer expects. */
  expectedPerDay: number | null;
  state: RequestState;
  /** Item → why the purpose needs it. */
  needs: Record<string, string>;
  safeguards: string | null;
  ruleSet: string;
  rule: string;
  article: string;
  workingDays: number;
  /** Null while the calendar lacks the year `daysWaitFor`. */
  dueDate: string | null;
  daysWaitFor: number | null;
  /** The day that the clock runs from and its working days, once it has stood still; null before that. */
  clockFrom: string | null;
  clockDays: number | null;
  question: string | null;
  askedBy: string | null;
  askedAt: Date | null;
  supplement: string | null;
  suppliedBy: string | null;
  suppliedAt: Date | null;
  withdrawnBy: string | null;
  withdrawnAt: Date | null;
  /** When it was noted that its day had passed without an answer. */
  overdueAt: Date | null;
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
  'manners',
  'own_applicants as ownApplicants',
  'expected_per_day as expectedPerDay',
  'state',
  'needs',
  'safeguards',
  'rule_set as ruleSet',
  'rule',
  'article',
  'working_days as workingDays',
  'due_date as dueDate',
  'days_wait_for as daysWaitFor',
  'clock_from as clockFrom',
  'clock_days as clockDays',
  'question',
  'asked_by as askedBy',
  'asked_at as askedAt',
  'supplement',
  'supplied_by as suppliedBy',
  'supplied_at as suppliedAt',
  'withdrawn_by as withdrawnBy',
  'withdrawn_at as withdrawnAt',
  'requested_by as requestedBy',
  'requested_at as requestedAt',
  'answered_by as answeredBy',
  'answered_at as answeredAt',
  'overdue_at as overdueAt',
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
      manners: request.manners,
      own_applicants: request.ownApplicants,
      expected_per_day: request.expectedPerDay,
      state: request.state,
      needs: request.needs,
      safeguards: request.safeguards,
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

/** Writes what changes of a request in its life. */
export async function updateRequest(db: Db, request: Request): Promise<void> {
  await tables(db)
    .updateTable('sharing.requests')
    .set({
      state: request.state,
      due_date: request.dueDate,
      days_wait_for: request.daysWaitFor,
      clock_from: request.clockFrom,
      clock_days: request.clockDays,
      question: request.question,
      asked_by: request.askedBy,
      asked_at: request.askedAt,
      supplement: request.supplement,
      supplied_by: request.suppliedBy,
      supplied_at: request.suppliedAt,
      withdrawn_by: request.withdrawnBy,
      withdrawn_at: request.withdrawnAt,
      answered_by: request.answeredBy,
      answered_at: request.answeredAt,
    })
    .where('id', '=', request.id)
    .execute();
}

export async function insertDecisions(db: Db, requestId: string, decisions: readonly Decision[]): Promise<void> {
  await tables(db)
    .insertInto('sharing.answers')
    .values(decisions.map((each) => ({ request_id: requestId, ...each })))
    .execute();
}

/** Items that were refused are granted after all. */
export async function turnDecisions(db: Db, requestId: string, items: readonly string[]): Promise<void> {
  await tables(db)
    .updateTable('sharing.answers')
    .set({ decision: 'granted' })
    .where('request_id', '=', requestId)
    .where('item', 'in', [...items])
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
  /** `disputed`: with a dispute that is open. */
  state?: RequestState | 'disputed' | undefined;
  /** Only those not answered whose due date is before this day. */
  dueBefore?: string | undefined;
  search?: NameSearch | undefined;
  /** The most urgent first, what needs no answer last; `after` is then [day, id]. Otherwise the newest first. */
  byDue?: boolean | undefined;
  after: readonly (string | number)[] | null;
  limit: number;
}

/** The newest first, `limit + 1` rows, for pageOfRows. */
export function requestsMatching(db: Db, filter: RequestFilter): Promise<Request[]> {
  const { agencyId, side, state, dueBefore, search, byDue, after, limit } = filter;
  let query = tables(db)
    .selectFrom('sharing.requests')
    .select(columns)
    .limit(limit + 1);
  if (byDue) query = query.orderBy(dueOrder).orderBy('id');
  else query = query.orderBy('id', 'desc');
  if (agencyId !== null) {
    query = query.where((where) =>
      where.or([
        ...(side === 'incoming' ? [] : [where('consumer_id', '=', agencyId)]),
        ...(side === 'outgoing' ? [] : [where('provider_id', '=', agencyId)]),
      ]),
    );
  }
  if (state === 'disputed') {
    query = query.where((where) =>
      where.exists(
        where
          .selectFrom('sharing.disputes as d')
          .select('d.id')
          .whereRef('d.request_id', '=', 'sharing.requests.id')
          .where('d.state', 'in', ['consultation', 'arbitration']),
      ),
    );
  } else if (state) query = query.where('state', '=', state);
  if (search) query = query.where((where) => where.or(nameLike(where as never, search)));
  if (dueBefore !== undefined) query = query.where('state', '=', 'submitted').where('due_date', '<', dueBefore);
  if (after && byDue) {
    query = query.where(sql<SqlBool>`(${dueOrder}, id) > (${String(after[0])}::date, ${String(after[1])}::uuid)`);
  } else if (after) query = query.where('id', '<', String(after[0]));
  return query.execute();
}

const dueOrder = sql<string>`case when state = 'submitted' then coalesce(due_date, date '9999-12-30') else date '9999-12-31' end`;

/** By which day a request stands in a list that is sorted by due date. */
export function dueKey({ state, dueDate }: Pick<Request, 'state' | 'dueDate'>): string {
  return state === 'submitted' ? (dueDate ?? '9999-12-30') : '9999-12-31';
}

/** What a search in a list of requests or grants comes to: a part of the number, and agencies and resources of that name. */
export interface NameSearch {
  number: string;
  agencyIds: string[];
  resourceIds: string[];
}

type Named = 'number' | 'consumer_id' | 'provider_id' | 'resource_id';

export function nameLike(where: ExpressionBuilder<never, never>, { number, agencyIds, resourceIds }: NameSearch) {
  const of = where as unknown as ExpressionBuilder<{ row: Record<Named, string> }, 'row'>;
  return [
    of('number', 'ilike', `%${number.replace(/[\\%_]/g, '\\$&')}%`),
    ...(agencyIds.length > 0 ? [of('consumer_id', 'in', agencyIds), of('provider_id', 'in', agencyIds)] : []),
    ...(resourceIds.length > 0 ? [of('resource_id', 'in', resourceIds)] : []),
  ];
}

/** Whether anything was ever asked for. */
export async function hasRequests(db: Db): Promise<boolean> {
  return (await tables(db).selectFrom('sharing.requests').select('id').limit(1).executeTakeFirst()) !== undefined;
}
