import type { Db } from '../../platform/database.ts';
import type { SharingTables } from './store.ts';
import type { DisputeTables } from './store-disputes.ts';
import type { GrantTables } from './store-grants.ts';

const tables = (db: Db) => db.withTables<SharingTables & GrantTables & DisputeTables>();

/** A request that its provider has yet to answer. */
export interface DueRequest {
  id: string;
  number: string;
  consumerId: string;
  providerId: string;
  resourceId: string;
  /** YYYY-MM-DD; null while the calendar lacks a year on the way. */
  dueDate: string | null;
  requestedAt: Date;
}

/** Requests that wait for an answer, the most urgent first: of one provider or of all, due on a day or before it or whenever. */
export function requestsWaiting(
  db: Db,
  { providerId, until, limit }: { providerId?: string | undefined; until?: string; limit: number },
): Promise<DueRequest[]> {
  let query = tables(db)
    .selectFrom('sharing.requests')
    .select([
      'id',
      'number',
      'consumer_id as consumerId',
      'provider_id as providerId',
      'resource_id as resourceId',
      'due_date as dueDate',
      'requested_at as requestedAt',
    ])
    .where('state', '=', 'submitted')
    .orderBy('due_date')
    .orderBy('id')
    .limit(limit);
  if (providerId !== undefined) query = query.where('provider_id', '=', providerId);
  if (until !== undefined) query = query.where('due_date', '<=', until);
  return query.execute();
}

/** A refusal in dispute: in consultation it is the provider's turn, in arbitration the operator's. */
export interface WaitingDispute {
  requestId: string;
  /** Of the request. */
  number: string;
  state: 'consultation' | 'arbitration';
  providerId: string;
  resourceId: string;
  /** YYYY-MM-DD; null while the calendar lacks a year on the way. */
  dueDate: string | null;
}

/** Disputes that wait, the most urgent first; a request has one at a time. */
export async function disputesWaiting(db: Db, limit: number): Promise<WaitingDispute[]> {
  const rows = await tables(db)
    .selectFrom('sharing.disputes as d')
    .innerJoin('sharing.requests as r', 'r.id', 'd.request_id')
    .select(['r.id as requestId', 'r.number', 'd.state', 'r.provider_id as providerId'])
    .select(['r.resource_id as resourceId', 'd.due_date as dueDate'])
    .where('d.state', 'in', ['consultation', 'arbitration'])
    .orderBy('d.due_date')
    .orderBy('d.id')
    .limit(limit)
    .execute();
  return rows as WaitingDispute[];
}

/** How many requests of an agency wait for it to say what is missing. */
export async function requestsToSupply(db: Db, consumerId: string): Promise<number> {
  const { count } = await tables(db)
    .selectFrom('sharing.requests')
    .select((row) => row.fn.countAll<number>().as('count'))
    .where('state', '=', 'asked')
    .where('consumer_id', '=', consumerId)
    .executeTakeFirstOrThrow();
  return count;
}

/** Grants of an agency, given or held, that are in force and end from `from` to `until`: how many, and the first day. */
export async function grantsEnding(
  db: Db,
  { agencyId, side, from, until }: { agencyId: string; side: 'held' | 'given'; from: string; until: string },
): Promise<{ count: number; first: string | null }> {
  return tables(db)
    .selectFrom('sharing.grants')
    .select((row) => [row.fn.countAll<number>().as('count'), row.fn.min('valid_until').as('first')])
    .where(side === 'held' ? 'consumer_id' : 'provider_id', '=', agencyId)
    .where('state', '=', 'active')
    .where('valid_until', '>=', from)
    .where('valid_until', '<=', until)
    .executeTakeFirstOrThrow();
}

/** Grants of an agency that are not revoked and not past their last day. */
export async function countGrants(db: Db, agencyId: string, today: string): Promise<{ given: number; held: number }> {
  const of = (column: 'provider_id' | 'consumer_id') =>
    tables(db)
      .selectFrom('sharing.grants')
      .select((row) => row.fn.countAll<number>().as('count'))
      .where(column, '=', agencyId)
      .where('state', '<>', 'revoked')
      .where('valid_until', '>=', today)
      .executeTakeFirstOrThrow();
  const [given, held] = await Promise.all([of('provider_id'), of('consumer_id')]);
  return { given: given.count, held: held.count };
}

/** Grants of an agency, given or held, that are not revoked: those that end with it. */
export async function grantsStandingOf(db: Db, agencyId: string): Promise<string[]> {
  const rows = await tables(db)
    .selectFrom('sharing.grants')
    .select('id')
    .where((where) => where.or([where('provider_id', '=', agencyId), where('consumer_id', '=', agencyId)]))
    .where('state', '<>', 'revoked')
    .orderBy('id')
    .execute();
  return rows.map((row) => row.id);
}
