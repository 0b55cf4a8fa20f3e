import { sql } from 'kysely';
import type { Db } from '../../platform/database.ts';
import { closeMatter } from '../sharing/index.ts';
import type { CaseRow } from './case-data.ts';
import { openStates } from './cases.ts';

type Json<K extends keyof CaseRow> = CaseRow[K];

export type CaseTables = {
  'services.cases': {
    id: string;
    number: string;
    item_key: string;
    item_version: number;
    definition: Json<'definition'>;
    applicant_account: string;
    applicant_number: string;
    applicant_name: string;
    subject_number: string;
    subject_name: string;
    relation: Json<'relation'>;
    relation_proof: Json<'relationProof'>;
    candidates: Json<'candidates'>;
    state: Json<'state'>;
    ending: Json<'ending'>;
    fill_claimed_at: Date | null;
    filled_at: Date | null;
    form: Json<'form'>;
    fields: Json<'fields'>;
    materials: Json<'materials'>;
    eligibility: Json<'eligibility'>;
    uses: Json<'uses'>;
    version: number;
    created_at: Date;
    submitted_at: Date | null;
    accept_by: string | null;
    correction_asked_at: Date | null;
    correction_note: string | null;
    accepted_at: Date | null;
    promised_date: string | null;
    due_date: string | null;
    deadline: string | null;
    days_wait_for: number | null;
    decided_at: Date | null;
    decided_by: string | null;
    opinion: string | null;
    licence_id: string | null;
    dedupe_key: string | null;
  };
  'services.items': { key: string; agency_id: string };
  'services.steps': {
    id: number;
    case_id: string;
    at: Date;
    step: string;
    actor: string;
    opinion: string | null;
    account: string | null;
  };
  'services.disputes': {
    id: string;
    case_id: string;
    field: string;
    resource_key: string;
    ledger_index: number | null;
    stated_value: unknown;
    proof: string;
    at: Date;
  };
};

const tables = (db: Db) => db.withTables<CaseTables>();

/** Each column by the name it has in the code. */
const columnOf = {
  id: 'id',
  number: 'number',
  itemKey: 'item_key',
  itemVersion: 'item_version',
  definition: 'definition',
  applicantAccount: 'applicant_account',
  applicantNumber: 'applicant_number',
  applicantName: 'applicant_name',
  subjectNumber: 'subject_number',
  subjectName: 'subject_name',
  relation: 'relation',
  relationProof: 'relation_proof',
  candidates: 'candidates',
  state: 'state',
  ending: 'ending',
  filledAt: 'filled_at',
  form: 'form',
  fields: 'fields',
  materials: 'materials',
  eligibility: 'eligibility',
  uses: 'uses',
  version: 'version',
  createdAt: 'created_at',
  submittedAt: 'submitted_at',
  acceptBy: 'accept_by',
  correctionAskedAt: 'correction_asked_at',
  correctionNote: 'correction_note',
  acceptedAt: 'accepted_at',
  promisedDate: 'promised_date',
  dueDate: 'due_date',
  deadline: 'deadline',
  daysWaitFor: 'days_wait_for',
  decidedAt: 'decided_at',
  decidedBy: 'decided_by',
  opinion: 'opinion',
  licenceId: 'licence_id',
} as const satisfies Record<keyof CaseRow, keyof CaseTables['services.cases']>;

const jsonKeys: ReadonlySet<string> = new Set([
  'definition',
  'relationProof',
  'candidates',
  'form',
  'fields',
  'materials',
  'eligibility',
  'uses',
]);

const columns = Object.entries(columnOf).map(([key, column]) => sql.ref(`services.cases.${column}`).as(key));

/** Cases with the names that the code gives to their columns. */
export const caseRows = (db: Db) =>
  tables(db)
    .selectFrom('services.cases')
    .select(columns as never)
    .$castTo<CaseRow>();

function toColumns(patch: Partial<CaseRow>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(patch).map(([key, value]) => [
      columnOf[key as keyof CaseRow],
      jsonKeys.has(key) ? JSON.stringify(value) : value,
    ]),
  );
}

export async function nextCaseNumber(db: Db): Promise<number> {
  const result = await sql<{ number: number }>`select nextval('services.case_numbers') as number`.execute(db);
  return result.rows[0]!.number;
}

/** False when an open case of the same item, applicant and subject exists. */
export async function insertCase(db: Db, row: CaseRow): Promise<boolean> {
  const inserted = await tables(db)
    .insertInto('services.cases')
    .values(toColumns(row) as never)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
}

export function caseById(db: Db, id: string): Promise<CaseRow | undefined> {
  return caseRows(db).where('id', '=', id).executeTakeFirst();
}

/** Locked until the transaction ends. */
export function lockCase(db: Db, id: string): Promise<CaseRow | undefined> {
  return caseRows(db).where('id', '=', id).forUpdate().executeTakeFirst();
}

/** The open case of an applicant and item about one of the subjects, the latest first. */
export function openCaseOf(
  db: Db,
  itemKey: string,
  account: string,
  subjects: readonly string[] | null,
): Promise<CaseRow | undefined> {
  let query = caseRows(db)
    .where('item_key', '=', itemKey)
    .where('applicant_account', '=', account)
    .where('state', 'in', openStates)
    .orderBy('id', 'desc')
    .limit(1);
  if (subjects) query = query.where('subject_number', 'in', subjects);
  return query.executeTakeFirst();
}

/** Changes a case and its version. With `dedupeKey` the case takes a place that no other open case may hold. */
export async function updateCase(db: Db, id: string, patch: Partial<CaseRow>, dedupeKey?: string): Promise<void> {
  await tables(db)
    .updateTable('services.cases')
    .set({
      ...toColumns(patch),
      ...(dedupeKey !== undefined && { dedupe_key: dedupeKey }),
      version: sql`version + 1`,
    } as never)
    .where('id', '=', id)
    .execute();
  if (patch.state && !openStates.includes(patch.state)) await closeMatter(db, id);
}

/** Claims the reading of sources for this process. A claim a minute old belongs to one that died. */
export async function claimFilling(db: Db, id: string, now: Date): Promise<boolean> {
  const row = await tables(db)
    .updateTable('services.cases')
    .set({ fill_claimed_at: now })
    .where('id', '=', id)
    .where('state', 'in', ['draft', 'correction'])
    .where((where) =>
      where.or([where('fill_claimed_at', 'is', null), where('fill_claimed_at', '<', new Date(now.getTime() - 60_000))]),
    )
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

export function releaseFilling(db: Db, id: string): Promise<unknown> {
  return tables(db).updateTable('services.cases').set({ fill_claimed_at: null }).where('id', '=', id).execute();
}

/** Newest first, `limit + 1` rows. Ids begin with the time of opening (UUID version 7). */
export function casesOfApplicant(
  db: Db,
  account: string,
  page: { after: readonly (string | number)[] | null; limit: number },
): Promise<CaseRow[]> {
  let query = caseRows(db)
    .where('applicant_account', '=', account)
    .orderBy('id', 'desc')
    .limit(page.limit + 1);
  if (page.after) query = query.where(sql<boolean>`services.cases.id::text < ${String(page.after[0])}`);
  return query.execute();
}

/** Cases handed in whose days for saying what is missing ended before a day. */
export async function casesPastAcceptance(db: Db, today: string, limit: number): Promise<string[]> {
  const rows = await tables(db)
    .selectFrom('services.cases')
    .select('id')
    .where('state', '=', 'submitted')
    .where('accept_by', '<', today)
    .orderBy('accept_by')
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}

/** Cases with days that were left open for one of these years. */
export async function casesWaitingFor(db: Db, years: readonly number[], limit: number): Promise<string[]> {
  if (years.length === 0) return [];
  const rows = await tables(db)
    .selectFrom('services.cases')
    .select('id')
    .where('days_wait_for', 'in', [...years])
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}

export interface Step {
  at: Date;
  step: string;
  actor: string;
  opinion: string | null;
  /** Who of the agency did it. */
  account: string | null;
}

export function insertStep(db: Db, caseId: string, step: Step): Promise<unknown> {
  return tables(db)
    .insertInto('services.steps')
    .values({ case_id: caseId, ...step } as never)
    .execute();
}

export function stepsOf(db: Db, caseId: string): Promise<Step[]> {
  return tables(db)
    .selectFrom('services.steps')
    .select(['at', 'step', 'actor', 'opinion', 'account'])
    .where('case_id', '=', caseId)
    .orderBy('id')
    .execute();
}

export function putDispute(
  db: Db,
  dispute: {
    id: string;
    caseId: string;
    field: string;
    resource: string;
    ledgerIndex: number | null;
    value: unknown;
    proof: string;
    at: Date;
  },
): Promise<unknown> {
  const row = { stated_value: JSON.stringify(dispute.value) as never, proof: dispute.proof, at: dispute.at };
  return tables(db)
    .insertInto('services.disputes')
    .values({
      id: dispute.id,
      case_id: dispute.caseId,
      field: dispute.field,
      resource_key: dispute.resource,
      ledger_index: dispute.ledgerIndex,
      ...row,
    })
    .onConflict((conflict) => conflict.columns(['case_id', 'field']).doUpdateSet(row))
    .execute();
}
