import { sql } from 'kysely';
import type { Db } from '../../platform/database.ts';
import type { ShownState } from './validity.ts';

type PresentationsTables = {
  'licences.presentations': {
    id: string;
    licence_id: string;
    account_id: string;
    code_digest: Buffer;
    spoken_digest: Buffer;
    claims: string[];
    audience_id: string | null;
    created_at: Date;
    expires_at: Date;
    used_at: Date | null;
  };
  'licences.viewings': {
    id: string;
    licence_id: string;
    presentation_id: string;
    at: Date;
    agency_id: string | null;
    account_id: string | null;
    claims: string[];
    state: ShownState;
    ledger_index: number;
  };
  'licences.code_tries': { who: Buffer; since: Date; failures: number };
  'licences.uses': {
    licence_id: string;
    case_number: string;
    service: { zh: string; en: string };
    agency_id: string;
    at: Date;
  };
  'licences.licences': { id: string; type_key: string; identifier: string };
};
const tables = (db: Db) => db.withTables<PresentationsTables>();

export async function insertPresentation(
  db: Db,
  row: {
    id: string;
    licenceId: string;
    accountId: string;
    codeDigest: Buffer;
    spokenDigest: Buffer;
    claims: string[];
    audienceId: string | null;
    now: Date;
    expiresAt: Date;
  },
): Promise<void> {
  await tables(db)
    .insertInto('licences.presentations')
    .values({
      id: row.id,
      licence_id: row.licenceId,
      account_id: row.accountId,
      code_digest: row.codeDigest,
      spoken_digest: row.spokenDigest,
      claims: row.claims,
      audience_id: row.audienceId,
      created_at: row.now,
      expires_at: row.expiresAt,
      used_at: null,
    })
    .execute();
}

export async function openPresentations(db: Db, accountId: string, now: Date): Promise<number> {
  const row = await tables(db)
    .selectFrom('licences.presentations')
    .select((select) => select.fn.countAll<number>().as('open'))
    .where('account_id', '=', accountId)
    .where('expires_at', '>', now)
    .where('used_at', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(row.open);
}

/**
 * Uses up a code: its presentation, or undefined where there is none that holds for this reader. One statement for every
 * reason, so that an unknown, a used and an expired code cost the same.
 */
export function usePresentation(
  db: Db,
  digest: Buffer,
  agencyId: string | null,
  now: Date,
): Promise<{ id: string; licenceId: string; claims: string[] } | undefined> {
  return tables(db)
    .updateTable('licences.presentations')
    .set({ used_at: now })
    .where((where) => where.or([where('code_digest', '=', digest), where('spoken_digest', '=', digest)]))
    .where('expires_at', '>', now)
    .where('used_at', 'is', null)
    .where((where) => where.or([where('audience_id', 'is', null), where('audience_id', '=', agencyId)]))
    .returning(['id', 'licence_id as licenceId', 'claims'])
    .executeTakeFirst();
}

/** Counts a try as failed until it is taken back. Returns since when, and how many there are with it. */
export async function countTry(
  db: Db,
  who: Buffer,
  now: Date,
  milliseconds: number,
): Promise<{ since: Date; failures: number }> {
  const over = new Date(now.getTime() - milliseconds);
  return tables(db)
    .insertInto('licences.code_tries')
    .values({ who, since: now, failures: 1 })
    .onConflict((conflict) =>
      conflict.column('who').doUpdateSet({
        since: sql`case when licences.code_tries.since < ${over} then excluded.since else licences.code_tries.since end`,
        failures: sql`case when licences.code_tries.since < ${over} then 1 else licences.code_tries.failures + 1 end`,
      }),
    )
    .returning(['since', 'failures'])
    .executeTakeFirstOrThrow();
}

export async function takeBackTry(db: Db, who: Buffer): Promise<void> {
  await tables(db)
    .updateTable('licences.code_tries')
    .set({ failures: sql`greatest(failures - 1, 0)` })
    .where('who', '=', who)
    .execute();
}

export async function insertViewing(
  db: Db,
  row: {
    id: string;
    licenceId: string;
    presentationId: string;
    at: Date;
    agencyId: string | null;
    accountId: string | null;
    claims: string[];
    state: ShownState;
    ledgerIndex: number;
  },
): Promise<void> {
  await tables(db)
    .insertInto('licences.viewings')
    .values({
      id: row.id,
      licence_id: row.licenceId,
      presentation_id: row.presentationId,
      at: row.at,
      agency_id: row.agencyId,
      account_id: row.accountId,
      claims: row.claims,
      state: row.state,
      ledger_index: row.ledgerIndex,
    })
    .execute();
}

export interface ViewingRow {
  id: string;
  presentationId: string;
  at: Date;
  agencyId: string | null;
  accountId: string | null;
  claims: string[];
  state: ShownState;
  ledgerIndex: number;
  typeKey: string;
}

/** Viewings of a licence or by an agency, the newest first; `limit + 1` rows, for pageOfRows. */
export function viewings(
  db: Db,
  of: { licenceId: string } | { agencyId: string },
  page: { after: readonly (string | number)[] | null; limit: number },
): Promise<ViewingRow[]> {
  let query = tables(db)
    .selectFrom('licences.viewings as v')
    .innerJoin('licences.licences as l', 'l.id', 'v.licence_id')
    .select([
      'v.id',
      'v.presentation_id as presentationId',
      'v.at',
      'v.agency_id as agencyId',
      'v.account_id as accountId',
      'v.claims',
      'v.state',
      'v.ledger_index as ledgerIndex',
      'l.type_key as typeKey',
    ])
    .orderBy('v.id', 'desc')
    .limit(page.limit + 1);
  query =
    'licenceId' in of ? query.where('v.licence_id', '=', of.licenceId) : query.where('v.agency_id', '=', of.agencyId);
  if (page.after) query = query.where('v.id', '<', String(page.after[0]));
  return query.execute();
}

/** Once for a case, however often it is handed in. An identifier that no licence has changes nothing. */
export async function insertUse(
  db: Db,
  use: { identifier: string; caseNumber: string; service: { zh: string; en: string }; agencyId: string; at: Date },
): Promise<void> {
  await tables(db)
    .insertInto('licences.uses')
    .columns(['licence_id', 'case_number', 'service', 'agency_id', 'at'])
    .expression((select) =>
      select
        .selectFrom('licences.licences')
        .select([
          'id',
          sql<string>`${use.caseNumber}`.as('case_number'),
          sql<never>`${JSON.stringify(use.service)}::jsonb`.as('service'),
          sql<string>`${use.agencyId}::uuid`.as('agency_id'),
          sql<Date>`${use.at}::timestamptz`.as('at'),
        ])
        .where('identifier', '=', use.identifier),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export function usesOf(
  db: Db,
  licenceId: string,
): Promise<{ caseNumber: string; service: { zh: string; en: string }; agencyId: string; at: Date }[]> {
  return tables(db)
    .selectFrom('licences.uses')
    .select(['case_number as caseNumber', 'service', 'agency_id as agencyId', 'at'])
    .where('licence_id', '=', licenceId)
    .orderBy('at', 'desc')
    .limit(100)
    .execute();
}

/** Codes that ended a day ago, and tries that count no more. */
export async function forgetCodes(db: Db, before: Date): Promise<void> {
  await tables(db).deleteFrom('licences.presentations').where('expires_at', '<', before).execute();
  await tables(db).deleteFrom('licences.code_tries').where('since', '<', before).execute();
}
