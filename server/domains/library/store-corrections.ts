import { type Kysely, sql } from 'kysely';
import type { Correction } from '../../../contracts/corrections.ts';
import type { Db } from '../../platform/database.ts';

export interface CorrectionRow {
  id: string;
  number: string;
  resourceId: string;
  item: string;
  subject: string;
  heldValue: string | null;
  statedValue: string;
  proof: string;
  origin: Correction['origin'];
  agencyId: string | null;
  accountId: string | null;
  caseNumber: string | null;
  state: Correction['state'];
  filedAt: Date;
  dueDate: string | null;
  answeredAt: Date | null;
  opinion: string | null;
}

type CorrectionTables = {
  'library.corrections': {
    id: string;
    number: string;
    resource_id: string;
    item: string;
    subject: string;
    held_value: string | null;
    stated_value: string;
    proof: string;
    origin: CorrectionRow['origin'];
    agency_id: string | null;
    account_id: string | null;
    case_number: string | null;
    state: CorrectionRow['state'];
    filed_at: Date;
    due_date: string | null;
    answered_at: Date | null;
    answered_by: string | null;
    opinion: string | null;
    batch_id: string | null;
  };
};

const tables = (db: Db): Kysely<CorrectionTables> => db.withTables<CorrectionTables>();

const columns = [
  'id',
  'number',
  'resource_id as resourceId',
  'item',
  'subject',
  'held_value as heldValue',
  'stated_value as statedValue',
  'proof',
  'origin',
  'agency_id as agencyId',
  'account_id as accountId',
  'case_number as caseNumber',
  'state',
  'filed_at as filedAt',
  'due_date as dueDate',
  'answered_at as answeredAt',
  'opinion',
] as const;

/** The next number of a year: JZ2026-000001 (校正). */
export async function nextCorrectionNumber(db: Db, year: string): Promise<string> {
  const { rows } = await sql<{ n: number }>`select nextval('library.correction_numbers') as n`.execute(db);
  return `JZ${year}-${String(rows[0]!.n).padStart(6, '0')}`;
}

/** Writes a correction. A case that states its value anew changes the one that it made, while that waits; else nothing. */
export async function putCorrection(
  tx: Db,
  row: Omit<CorrectionRow, 'answeredAt' | 'opinion'>,
): Promise<string | null> {
  const written = await tables(tx)
    .insertInto('library.corrections')
    .values({
      id: row.id,
      number: row.number,
      resource_id: row.resourceId,
      item: row.item,
      subject: row.subject,
      held_value: row.heldValue,
      stated_value: row.statedValue,
      proof: row.proof,
      origin: row.origin,
      agency_id: row.agencyId,
      account_id: row.accountId,
      case_number: row.caseNumber,
      state: row.state,
      filed_at: row.filedAt,
      due_date: row.dueDate,
      answered_at: null,
      answered_by: null,
      opinion: null,
      batch_id: null,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['case_number', 'resource_id', 'item', 'subject'])
        .doUpdateSet({ stated_value: row.statedValue, proof: row.proof })
        .where('library.corrections.state', '=', 'submitted'),
    )
    .returning('id')
    .executeTakeFirst();
  return written?.id ?? null;
}

export function correctionById(db: Db, id: string, lock = false): Promise<CorrectionRow | undefined> {
  const query = tables(db).selectFrom('library.corrections').select(columns).where('id', '=', id);
  return (lock ? query.forUpdate() : query).executeTakeFirst();
}

/** Newest first, `limit + 1` rows, for pageOfRows. `providerId` asks for those of the resources given. */
export function correctionsOf(
  db: Db,
  filter: {
    resourceIds?: readonly string[] | undefined;
    agencyId?: string | undefined;
    accountId?: string | undefined;
    state?: CorrectionRow['state'] | undefined;
    after: string | null;
    limit: number;
  },
): Promise<CorrectionRow[]> {
  let query = tables(db)
    .selectFrom('library.corrections')
    .select(columns)
    .orderBy('id', 'desc')
    .limit(filter.limit + 1);
  if (filter.resourceIds) query = query.where('resource_id', '=', sql<string>`any(${[...filter.resourceIds]}::uuid[])`);
  if (filter.agencyId) query = query.where('agency_id', '=', filter.agencyId);
  if (filter.accountId) query = query.where('account_id', '=', filter.accountId);
  if (filter.state) query = query.where('state', '=', filter.state);
  if (filter.after) query = query.where('id', '<', filter.after);
  return query.execute();
}

export async function hasCorrections(db: Db): Promise<boolean> {
  return (await tables(db).selectFrom('library.corrections').select('id').limit(1).executeTakeFirst()) !== undefined;
}

/** Resources about which corrections were ever filed. */
export async function correctedResourceIds(db: Db): Promise<string[]> {
  const rows = await tables(db).selectFrom('library.corrections').select('resource_id').distinct().execute();
  return rows.map(({ resource_id }) => resource_id);
}

export async function writeAnswer(
  tx: Db,
  id: string,
  answer: { state: 'accepted' | 'kept'; opinion: string; at: Date; accountId: string },
): Promise<void> {
  await tables(tx)
    .updateTable('library.corrections')
    .set({ state: answer.state, opinion: answer.opinion, answered_at: answer.at, answered_by: answer.accountId })
    .where('id', '=', id)
    .execute();
}

export function acceptedCorrections(tx: Db, resourceId: string): Promise<CorrectionRow[]> {
  return tables(tx)
    .selectFrom('library.corrections')
    .select(columns)
    .where('resource_id', '=', resourceId)
    .where('state', '=', 'accepted')
    .orderBy('id')
    .limit(1000)
    .execute();
}

export async function markDone(tx: Db, ids: readonly string[], batchId: string): Promise<void> {
  if (ids.length === 0) return;
  await tables(tx)
    .updateTable('library.corrections')
    .set({ state: 'done', batch_id: batchId })
    .where('id', 'in', [...ids])
    .execute();
}

/** Corrections that no one answered and that are due by a day (YYYY-MM-DD), the first due first; at most 500. */
export async function openCorrections(
  db: Db,
  until: string,
): Promise<{ id: string; number: string; resourceId: string; dueDate: string }[]> {
  const rows = await tables(db)
    .selectFrom('library.corrections')
    .select(['id', 'number', 'resource_id as resourceId', 'due_date as dueDate'])
    .where('state', '=', 'submitted')
    .where('due_date', '<=', until)
    .orderBy('due_date')
    .limit(500)
    .execute();
  return rows.map(({ dueDate, ...row }) => ({ ...row, dueDate: dueDate! }));
}
