import { type SqlBool, sql } from 'kysely';
import type { Db } from '../../platform/database.ts';
import type { KeptState } from './consents.ts';

type ConsentTables = {
  'sharing.consents': {
    id: string;
    number: string;
    subject: string;
    consumer_id: string;
    provider_id: string;
    resource_id: string;
    purpose: string;
    items: string[];
    reason: string;
    legal_basis: string;
    case_number: string | null;
    state: KeptState;
    asked_by: string | null;
    asked_at: Date;
    answered_by: string | null;
    answered_at: Date | null;
    once: boolean | null;
    valid_until: string | null;
    withdrawn_at: Date | null;
    used_at: Date | null;
  };
};
const tables = (db: Db) => db.withTables<ConsentTables>();

/** What a person is asked to agree to, and what they said. */
export interface Consent {
  id: string;
  number: string;
  /** Keyed pseudonym. */
  subject: string;
  consumerId: string;
  providerId: string;
  resourceId: string;
  purpose: string;
  items: string[];
  reason: string;
  legalBasis: string;
  /** The case on whose way it is asked. */
  caseNumber: string | null;
  state: KeptState;
  askedAt: Date;
  answeredBy: string | null;
  answeredAt: Date | null;
  once: boolean | null;
  /** YYYY-MM-DD, included. */
  validUntil: string | null;
  withdrawnAt: Date | null;
  usedAt: Date | null;
}

const columns = [
  'id',
  'number',
  'subject',
  'consumer_id as consumerId',
  'provider_id as providerId',
  'resource_id as resourceId',
  'purpose',
  'items',
  'reason',
  'legal_basis as legalBasis',
  'case_number as caseNumber',
  'state',
  'asked_at as askedAt',
  'answered_by as answeredBy',
  'answered_at as answeredAt',
  'once',
  'valid_until as validUntil',
  'withdrawn_at as withdrawnAt',
  'used_at as usedAt',
] as const;

/** A consent's number as people cite it: A2026-000001 (A for 授权). Numbers may have gaps, never twins. */
export async function nextConsentNumber(db: Db, year: string): Promise<string> {
  const { rows } = await sql<{ n: number }>`select nextval('sharing.consent_numbers') as n`.execute(db);
  return `A${year}-${String(rows[0]!.n).padStart(6, '0')}`;
}

/** False where the same is asked already. */
export async function insertConsent(db: Db, consent: Consent): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tables(db)
    .insertInto('sharing.consents')
    .values({
      id: consent.id,
      number: consent.number,
      subject: consent.subject,
      consumer_id: consent.consumerId,
      provider_id: consent.providerId,
      resource_id: consent.resourceId,
      purpose: consent.purpose,
      items: consent.items,
      reason: consent.reason,
      legal_basis: consent.legalBasis,
      case_number: consent.caseNumber,
      state: consent.state,
      asked_at: consent.askedAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}

export function consentById(db: Db, id: string): Promise<Consent | undefined> {
  return tables(db).selectFrom('sharing.consents').select(columns).where('id', '=', id).executeTakeFirst();
}

/** For a change: the row stays locked until the caller's transaction ends. */
export function consentForChange(db: Db, id: string): Promise<Consent | undefined> {
  return tables(db).selectFrom('sharing.consents').select(columns).where('id', '=', id).forUpdate().executeTakeFirst();
}

export async function updateConsent(db: Db, consent: Consent): Promise<void> {
  await tables(db)
    .updateTable('sharing.consents')
    .set({
      state: consent.state,
      answered_by: consent.answeredBy,
      answered_at: consent.answeredAt,
      once: consent.once,
      valid_until: consent.validUntil,
      withdrawn_at: consent.withdrawnAt,
    })
    .where('id', '=', consent.id)
    .execute();
}

/** What an agency asked of a subject before, for a purpose, of a resource; the newest first. */
export function consentsBefore(
  db: Db,
  { subject, consumerId, resourceId, purpose }: Pick<Consent, 'subject' | 'consumerId' | 'resourceId' | 'purpose'>,
): Promise<Consent[]> {
  return tables(db)
    .selectFrom('sharing.consents')
    .select(columns)
    .where('subject', '=', subject)
    .where('consumer_id', '=', consumerId)
    .where('resource_id', '=', resourceId)
    .where('purpose', '=', purpose)
    .orderBy('id', 'desc')
    .limit(50)
    .execute();
}

export interface ConsentFilter {
  /** Of these subjects, or asked by this agency. */
  subjects?: readonly string[];
  consumerId?: string;
  number?: string | undefined;
  /** `given`: in force on `today`. */
  state?: 'asked' | 'given' | undefined;
  today: string;
  caseNumber?: string | undefined;
  after: readonly (string | number)[] | null;
  limit: number;
}

/** The newest first, `limit + 1` rows, for pageOfRows. */
export function consentsMatching(
  db: Db,
  { subjects, consumerId, number, state, today, caseNumber, after, limit }: ConsentFilter,
): Promise<Consent[]> {
  let query = tables(db)
    .selectFrom('sharing.consents')
    .select(columns)
    .orderBy('id', 'desc')
    .limit(limit + 1);
  if (subjects) query = query.where(sql<SqlBool>`subject = any(${[...subjects]}::text[])`);
  if (consumerId !== undefined) query = query.where('consumer_id', '=', consumerId);
  if (number !== undefined) query = query.where('number', '=', number);
  if (state) query = query.where('state', '=', state);
  if (state === 'given') query = query.where('valid_until', '>=', today);
  if (caseNumber !== undefined) query = query.where('case_number', '=', caseNumber);
  if (after) query = query.where('id', '<', String(after[0]));
  return query.execute();
}
