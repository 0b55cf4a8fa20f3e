import type { Dispute as ShownDispute } from '../../../contracts/sharing.ts';
import type { Db } from '../../platform/database.ts';

export type DisputeState = ShownDispute['state'];

/** What a higher authority decided, as it was recorded. */
export interface HigherDecision {
  authority: string;
  /** YYYY-MM-DD */
  decidedOn: string;
  outcome: 'upheld' | 'overturned';
  opinion: string;
  /** Account, and when it recorded it (ISO 8601). */
  by: string;
  at: string;
}

export type DisputeTables = {
  'sharing.disputes': {
    id: string;
    request_id: string;
    state: DisputeState;
    items: string[];
    reason: string;
    filed_by: string;
    filed_at: Date;
    rule: string;
    article: string;
    working_days: number;
    clock_from: string;
    due_date: string | null;
    days_wait_for: number | null;
    reply: string | null;
    replied_by: string | null;
    replied_at: Date | null;
    escalated_at: Date | null;
    opinion: string | null;
    decided_by: string | null;
    decided_at: Date | null;
    higher: HigherDecision | null;
    closed_at: Date | null;
  };
};
const tables = (db: Db) => db.withTables<DisputeTables>();

/** A refusal that its requester disputes. */
export interface Dispute {
  id: string;
  requestId: string;
  state: DisputeState;
  items: string[];
  reason: string;
  filedBy: string;
  filedAt: Date;
  /** The clock of the stage that it is in. */
  rule: string;
  article: string;
  workingDays: number;
  clockFrom: string;
  dueDate: string | null;
  daysWaitFor: number | null;
  reply: string | null;
  repliedBy: string | null;
  repliedAt: Date | null;
  escalatedAt: Date | null;
  opinion: string | null;
  decidedBy: string | null;
  decidedAt: Date | null;
  higher: HigherDecision | null;
  closedAt: Date | null;
}

const columns = [
  'id',
  'request_id as requestId',
  'state',
  'items',
  'reason',
  'filed_by as filedBy',
  'filed_at as filedAt',
  'rule',
  'article',
  'working_days as workingDays',
  'clock_from as clockFrom',
  'due_date as dueDate',
  'days_wait_for as daysWaitFor',
  'reply',
  'replied_by as repliedBy',
  'replied_at as repliedAt',
  'escalated_at as escalatedAt',
  'opinion',
  'decided_by as decidedBy',
  'decided_at as decidedAt',
  'higher',
  'closed_at as closedAt',
] as const;

function rowOf(dispute: Dispute): DisputeTables['sharing.disputes'] {
  return {
    id: dispute.id,
    request_id: dispute.requestId,
    state: dispute.state,
    items: dispute.items,
    reason: dispute.reason,
    filed_by: dispute.filedBy,
    filed_at: dispute.filedAt,
    rule: dispute.rule,
    article: dispute.article,
    working_days: dispute.workingDays,
    clock_from: dispute.clockFrom,
    due_date: dispute.dueDate,
    days_wait_for: dispute.daysWaitFor,
    reply: dispute.reply,
    replied_by: dispute.repliedBy,
    replied_at: dispute.repliedAt,
    escalated_at: dispute.escalatedAt,
    opinion: dispute.opinion,
    decided_by: dispute.decidedBy,
    decided_at: dispute.decidedAt,
    higher: dispute.higher,
    closed_at: dispute.closedAt,
  };
}

export async function insertDispute(db: Db, dispute: Dispute): Promise<void> {
  await tables(db).insertInto('sharing.disputes').values(rowOf(dispute)).execute();
}

export async function updateDispute(db: Db, dispute: Dispute): Promise<void> {
  await tables(db).updateTable('sharing.disputes').set(rowOf(dispute)).where('id', '=', dispute.id).execute();
}

/** The request whose dispute this is. Locking that request comes before the dispute, so that no two changes cross. */
export async function requestOfDispute(db: Db, id: string): Promise<string | undefined> {
  const row = await tables(db)
    .selectFrom('sharing.disputes')
    .select('request_id')
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.request_id;
}

/** Disputes over these requests, the oldest first. */
export function disputesOf(db: Db, requestIds: readonly string[]): Promise<Dispute[]> {
  if (requestIds.length === 0) return Promise.resolve([]);
  return tables(db)
    .selectFrom('sharing.disputes')
    .select(columns)
    .where('request_id', 'in', [...requestIds])
    .orderBy('id')
    .execute();
}

/** Open disputes whose day was left open for one of these years. */
export async function disputesWaitingFor(
  db: Db,
  years: readonly number[],
): Promise<{ id: string; clockFrom: string; workingDays: number }[]> {
  if (years.length === 0) return [];
  return tables(db)
    .selectFrom('sharing.disputes')
    .select(['id', 'clock_from as clockFrom', 'working_days as workingDays'])
    .where('days_wait_for', 'in', [...years])
    .execute();
}

export async function setDisputeDue(db: Db, id: string, day: string | null, waitsFor: number | null): Promise<void> {
  await tables(db)
    .updateTable('sharing.disputes')
    .set({ due_date: day, days_wait_for: waitsFor })
    .where('id', '=', id)
    .execute();
}
