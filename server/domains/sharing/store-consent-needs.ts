import { sql } from 'kysely';
import type { Db } from '../../platform/database.ts';

type ConsentNeedTables = {
  'sharing.consent_resources': { resource_id: string; legal_basis: string };
};
const tables = (db: Db) => db.withTables<ConsentNeedTables>();

/** Those of the grants whose purpose or resource asks for the person's consent. */
export async function grantsWithConsent(db: Db, grantIds: readonly string[]): Promise<Set<string>> {
  if (grantIds.length === 0) return new Set();
  const { rows } = await sql<{ id: string }>`
    select g.id from sharing.grants g
    where g.id = any(${[...grantIds]}::uuid[]) and (
      exists (select from sharing.purposes p where p.key = g.purpose and p.consent)
      or exists (select from sharing.consent_resources c where c.resource_id = g.resource_id))`.execute(db);
  return new Set(rows.map(({ id }) => id));
}

/** Marks a resource: each read of it needs the consent of the person, by this law. */
export async function putConsentResource(db: Db, resourceId: string, legalBasis: string): Promise<void> {
  await tables(db)
    .insertInto('sharing.consent_resources')
    .values({ resource_id: resourceId, legal_basis: legalBasis })
    .onConflict((conflict) => conflict.column('resource_id').doUpdateSet({ legal_basis: legalBasis }))
    .execute();
}

/** The law that asks for consent to read a resource for a purpose; null where none does. */
export async function consentBasis(db: Db, resourceId: string, purpose: string): Promise<string | null> {
  const { rows } = await sql<{ legal_basis: string }>`
    select legal_basis from sharing.consent_resources where resource_id = ${resourceId}
    union all select legal_basis from sharing.purposes where key = ${purpose} and consent`.execute(db);
  return rows[0]?.legal_basis ?? null;
}

export async function dropConsentResource(db: Db, resourceId: string): Promise<void> {
  await tables(db).deleteFrom('sharing.consent_resources').where('resource_id', '=', resourceId).execute();
}

/** The law that asks for consent to each read of a resource; null where none does. */
export async function resourceConsentBasis(db: Db, resourceId: string): Promise<string | null> {
  const row = await tables(db)
    .selectFrom('sharing.consent_resources')
    .select('legal_basis')
    .where('resource_id', '=', resourceId)
    .executeTakeFirst();
  return row?.legal_basis ?? null;
}
