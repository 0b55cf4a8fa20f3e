import { sql } from 'kysely';
import type { Db } from '../../platform/database.ts';

export type PurposeTables = {
  'sharing.purposes': {
    key: string;
    kind: 'service' | 'duty';
    title: string;
    title_en: string | null;
    legal_basis: string;
    agency_id: string | null;
    consent: boolean;
    secrecy_days: number | null;
    secrecy_basis: string | null;
  };
};
const tables = (db: Db) => db.withTables<PurposeTables>();

/** What data may be used for. */
export interface Purpose {
  key: string;
  kind: 'service' | 'duty';
  title: string;
  titleEn: string | null;
  legalBasis: string;
  /** The agency whose purpose it is; null: any. */
  agencyId: string | null;
  /** Whether each read for it needs the person's consent. */
  consent: boolean;
  /** For how many days, and by which law, the person is not told of a read for it; null: told at once. */
  secrecy: Secrecy | null;
}

export interface Secrecy {
  days: number;
  legalBasis: string;
}

const purposeColumns = [
  'key',
  'kind',
  'title',
  'title_en as titleEn',
  'legal_basis as legalBasis',
  'agency_id as agencyId',
  'consent',
  sql<Secrecy | null>`case when secrecy_days is not null
    then jsonb_build_object('days', secrecy_days, 'legalBasis', secrecy_basis) end`.as('secrecy'),
] as const;

export function purposeByKey(db: Db, key: string): Promise<Purpose | undefined> {
  return tables(db).selectFrom('sharing.purposes').select(purposeColumns).where('key', '=', key).executeTakeFirst();
}

/** Titles for many purposes at once, for lists that show them. */
export async function purposesByKeys(db: Db, keys: readonly string[]): Promise<Map<string, Purpose>> {
  if (keys.length === 0) return new Map();
  const rows = await tables(db)
    .selectFrom('sharing.purposes')
    .select(purposeColumns)
    .where('key', 'in', [...new Set(keys)])
    .execute();
  return new Map(rows.map((purpose) => [purpose.key, purpose]));
}

/** By key, `limit + 1` rows, for pageOfRows; with an agency, those that it may cite. */
export function purposesMatching(
  db: Db,
  {
    agencyId,
    after,
    limit,
  }: { agencyId: string | undefined; after: readonly (string | number)[] | null; limit: number },
): Promise<Purpose[]> {
  let query = tables(db)
    .selectFrom('sharing.purposes')
    .select(purposeColumns)
    .orderBy('key')
    .limit(limit + 1);
  if (agencyId !== undefined) {
    query = query.where((where) => where.or([where('agency_id', 'is', null), where('agency_id', '=', agencyId)]));
  }
  if (after) query = query.where('key', '>', String(after[0]));
  return query.execute();
}

/** What the operator set of its secrecy stays when a pack brings it again. */
export async function putPurpose(db: Db, purpose: Purpose): Promise<void> {
  await tables(db)
    .insertInto('sharing.purposes')
    .values({
      key: purpose.key,
      kind: purpose.kind,
      title: purpose.title,
      title_en: purpose.titleEn,
      legal_basis: purpose.legalBasis,
      agency_id: purpose.agencyId,
      consent: purpose.consent,
      secrecy_days: purpose.secrecy?.days ?? null,
      secrecy_basis: purpose.secrecy?.legalBasis ?? null,
    })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet((row) => ({
        kind: row.ref('excluded.kind'),
        title: row.ref('excluded.title'),
        title_en: row.ref('excluded.title_en'),
        legal_basis: row.ref('excluded.legal_basis'),
        agency_id: row.ref('excluded.agency_id'),
        consent: row.ref('excluded.consent'),
      })),
    )
    .execute();
}

/** Sets or lifts the secrecy of a purpose; gives what it was, undefined when there is no such purpose. */
export async function setSecrecy(tx: Db, key: string, secrecy: Secrecy | null): Promise<Purpose | undefined> {
  const before = await tables(tx)
    .selectFrom('sharing.purposes')
    .select(purposeColumns)
    .where('key', '=', key)
    .forUpdate()
    .executeTakeFirst();
  if (before) {
    await tables(tx)
      .updateTable('sharing.purposes')
      .set({ secrecy_days: secrecy?.days ?? null, secrecy_basis: secrecy?.legalBasis ?? null })
      .where('key', '=', key)
      .execute();
  }
  return before;
}
