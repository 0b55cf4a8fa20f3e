import type { Generated } from 'kysely';
import { sql } from 'kysely';
import type { LicenceType } from '../../../contracts/pack.ts';
import type { Db } from '../../platform/database.ts';
import type { ShownState, StateChange, StoredState } from './validity.ts';

export type LicencesTables = {
  'licences.types': { key: string; type_code: string; name: string; name_en: string | null; definition: LicenceType };
  'licences.serials': { type_key: string; issuer_credit_code: string; next_serial: number };
  'licences.licences': {
    id: string;
    identifier: string;
    type_key: string;
    issuer_id: string;
    holder_number: string;
    holder_name: string;
    state: Generated<StoredState>;
    state_reason: string | null;
    valid_from: string;
    valid_until: string | null;
    metadata: Record<string, string>;
    credential: string;
    status_index: number;
    source: string;
    issued_at: Date;
  };
  'licences.events': {
    id: Generated<number>;
    licence_id: string;
    at: Date;
    account_id: string | null;
    event: 'issue' | StateChange;
    reason: string | null;
  };
  'licences.keepers': { licence_id: string; citizen_id: string; why: string };
};

/** A licence as it is kept. Days are `YYYY-MM-DD`. */
export interface LicenceRow {
  id: string;
  identifier: string;
  typeKey: string;
  issuerId: string;
  holderNumber: string;
  holderName: string;
  state: StoredState;
  stateReason: string | null;
  validFrom: string;
  validUntil: string | null;
  metadata: Record<string, string>;
  credential: string;
  statusIndex: number;
  source: string;
  issuedAt: Date;
}

const tables = (db: Db) => db.withTables<LicencesTables>();

const columns = [
  'id',
  'identifier',
  'type_key as typeKey',
  'issuer_id as issuerId',
  'holder_number as holderNumber',
  'holder_name as holderName',
  'state',
  'state_reason as stateReason',
  'valid_from as validFrom',
  'valid_until as validUntil',
  'metadata',
  'credential',
  'status_index as statusIndex',
  'source',
  'issued_at as issuedAt',
] as const;

export async function putLicenceType(db: Db, type: LicenceType): Promise<void> {
  const row = {
    key: type.key,
    type_code: type.typeCode,
    name: type.name.zh,
    name_en: type.name.en,
    definition: JSON.stringify(type) as never,
  };
  await tables(db)
    .insertInto('licences.types')
    .values(row)
    .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
    .execute();
}

export async function licenceTypeByKey(db: Db, key: string): Promise<LicenceType | undefined> {
  const row = await tables(db)
    .selectFrom('licences.types')
    .select('definition')
    .where('key', '=', key)
    .executeTakeFirst();
  return row?.definition;
}

export async function licenceTypesByKeys(db: Db, keys: readonly string[]): Promise<Map<string, LicenceType>> {
  if (keys.length === 0) return new Map();
  const rows = await tables(db)
    .selectFrom('licences.types')
    .select(['key', 'definition'])
    .where('key', 'in', [...new Set(keys)])
    .execute();
  return new Map(rows.map((row) => [row.key, row.definition]));
}

/** The next serial number of this type at this issuer, from 1. A number whose transaction fails is not given back to anyone. */
export async function takeSerial(db: Db, typeKey: string, issuerCreditCode: string): Promise<number> {
  const row = await tables(db)
    .insertInto('licences.serials')
    .values({ type_key: typeKey, issuer_credit_code: issuerCreditCode, next_serial: 2 })
    .onConflict((conflict) =>
      conflict
        .columns(['type_key', 'issuer_credit_code'])
        .doUpdateSet({ next_serial: sql`licences.serials.next_serial + 1` }),
    )
    .returning(sql<number>`next_serial - 1`.as('serial'))
    .executeTakeFirstOrThrow();
  return Number(row.serial);
}

export async function takeStatusIndex(db: Db): Promise<number> {
  const result = await sql<{ index: number }>`select nextval('licences.status_indexes') as index`.execute(db);
  return result.rows[0]!.index;
}

/** The highest status index in use, or -1. */
export async function highestStatusIndex(db: Db): Promise<number> {
  const row = await tables(db)
    .selectFrom('licences.licences')
    .select((select) => select.fn.max('status_index').as('highest'))
    .executeTakeFirst();
  return row?.highest ?? -1;
}

export function insertLicence(db: Db, licence: LicenceRow): Promise<unknown> {
  return tables(db)
    .insertInto('licences.licences')
    .values({
      id: licence.id,
      identifier: licence.identifier,
      type_key: licence.typeKey,
      issuer_id: licence.issuerId,
      holder_number: licence.holderNumber,
      holder_name: licence.holderName,
      valid_from: licence.validFrom,
      valid_until: licence.validUntil,
      metadata: JSON.stringify(licence.metadata) as never,
      credential: licence.credential,
      status_index: licence.statusIndex,
      source: licence.source,
      issued_at: licence.issuedAt,
    })
    .execute();
}

export async function insertKeepers(
  db: Db,
  licenceId: string,
  keepers: readonly { citizenId: string; why: string }[],
): Promise<void> {
  if (keepers.length === 0) return;
  await tables(db)
    .insertInto('licences.keepers')
    .values(keepers.map((keeper) => ({ licence_id: licenceId, citizen_id: keeper.citizenId, why: keeper.why })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export function insertEvent(
  db: Db,
  event: { licenceId: string; at: Date; accountId: string | null; event: 'issue' | StateChange; reason: string | null },
): Promise<unknown> {
  return tables(db)
    .insertInto('licences.events')
    .values({
      licence_id: event.licenceId,
      at: event.at,
      account_id: event.accountId,
      event: event.event,
      reason: event.reason,
    })
    .execute();
}

export function licenceBySource(db: Db, source: string): Promise<LicenceRow | undefined> {
  return tables(db).selectFrom('licences.licences').select(columns).where('source', '=', source).executeTakeFirst();
}

export function licenceById(db: Db, id: string): Promise<LicenceRow | undefined> {
  return tables(db).selectFrom('licences.licences').select(columns).where('id', '=', id).executeTakeFirst();
}

export function licenceByStatusIndex(db: Db, statusIndex: number): Promise<LicenceRow | undefined> {
  return tables(db)
    .selectFrom('licences.licences')
    .select(columns)
    .where('status_index', '=', statusIndex)
    .executeTakeFirst();
}

/** Locked until the transaction ends. */
export function lockIssuersLicence(db: Db, id: string, issuerId: string): Promise<LicenceRow | undefined> {
  return tables(db)
    .selectFrom('licences.licences')
    .select(columns)
    .where('id', '=', id)
    .where('issuer_id', '=', issuerId)
    .forUpdate()
    .executeTakeFirst();
}

export function setState(db: Db, id: string, state: StoredState, reason: string): Promise<unknown> {
  return tables(db)
    .updateTable('licences.licences')
    .set({ state, state_reason: reason })
    .where('id', '=', id)
    .execute();
}

export function notValidBetween(
  db: Db,
  first: number,
  last: number,
): Promise<{ statusIndex: number; state: StoredState }[]> {
  return tables(db)
    .selectFrom('licences.licences')
    .select(['status_index as statusIndex', 'state'])
    .where('state', '<>', 'valid')
    .where('status_index', '>=', first)
    .where('status_index', '<=', last)
    .execute();
}

/** Who reads a library: the person, and the organisations they may act for, by credit code. */
export interface LibraryReader {
  citizenId: string;
  organisations: ReadonlyMap<string, 'representative' | 'agent'>;
}

/** A licence in somebody's library: theirs (`keptFor` null), kept for another, or an organisation's. */
export type LibraryRow = LicenceRow & { keptFor: string | null };

const inLibraryOf = (db: Db, { citizenId, organisations }: LibraryReader) =>
  tables(db)
    .selectFrom('licences.licences as l')
    .leftJoin('licences.keepers as k', (join) =>
      join.onRef('k.licence_id', '=', 'l.id').on('k.citizen_id', '=', citizenId),
    )
    .select(columns.map((column) => `l.${column}` as const))
    .select('k.why')
    .where((where) =>
      where.or([
        where('l.holder_number', 'in', [citizenId, ...organisations.keys()]),
        where(
          'l.id',
          'in',
          where.selectFrom('licences.keepers').select('licence_id').where('citizen_id', '=', citizenId),
        ),
      ]),
    );

function libraryRow(reader: LibraryReader, { why, ...row }: LicenceRow & { why: string | null }): LibraryRow {
  const keptFor =
    row.holderNumber === reader.citizenId ? null : (reader.organisations.get(row.holderNumber) ?? why ?? null);
  return { ...row, keptFor };
}

/** Newest first, `limit + 1` rows, for pageOfRows; with `state` only those that are in it today (YYYY-MM-DD). */
export async function libraryOf(
  db: Db,
  reader: LibraryReader,
  page: { after: readonly (string | number)[] | null; limit: number; state?: ShownState | undefined; today: string },
): Promise<LibraryRow[]> {
  // By id alone: it begins with the time of issue (UUID version 7).
  let query = inLibraryOf(db, reader)
    .orderBy('l.id', 'desc')
    .limit(page.limit + 1);
  if (page.after) query = query.where(sql<boolean>`l.id::text < ${String(page.after[0])}`);
  const { state, today } = page;
  if (state) query = query.where('l.state', '=', state === 'suspended' || state === 'revoked' ? state : 'valid');
  if (state === 'notYetValid') query = query.where('l.valid_from', '>', today);
  if (state === 'expired') query = query.where('l.valid_until', '<', today);
  if (state === 'valid')
    query = query
      .where('l.valid_from', '<=', today)
      .where((where) => where.or([where('l.valid_until', 'is', null), where('l.valid_until', '>=', today)]));
  return (await query.execute()).map((row) => libraryRow(reader, row));
}

export async function licenceInLibrary(db: Db, reader: LibraryReader, id: string): Promise<LibraryRow | undefined> {
  const row = await inLibraryOf(db, reader).where('l.id', '=', id).executeTakeFirst();
  return row && libraryRow(reader, row);
}

/** What was done to a licence, the first first. */
export function eventsOf(
  db: Db,
  licenceId: string,
): Promise<{ at: Date; event: 'issue' | StateChange; reason: string | null }[]> {
  return tables(db)
    .selectFrom('licences.events')
    .select(['at', 'event', 'reason'])
    .where('licence_id', '=', licenceId)
    .orderBy('id')
    .limit(200)
    .execute();
}

/** The valid licence of a type that a person or organisation holds today, the latest first issued; for materials. */
export function heldLicence(
  db: Db,
  holderNumber: string,
  typeKey: string,
  today: string,
): Promise<LicenceRow | undefined> {
  return tables(db)
    .selectFrom('licences.licences')
    .select(columns)
    .where('holder_number', '=', holderNumber)
    .where('type_key', '=', typeKey)
    .where('state', '=', 'valid')
    .where('valid_from', '<=', today)
    .where((where) => where.or([where('valid_until', 'is', null), where('valid_until', '>=', today)]))
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}
