import type { WitnessFault } from '../../../contracts/ledger-witnesses.ts';
import type { Db, Queryable } from '../../platform/database.ts';
import { logId } from './store.ts';

export interface StoredWitness {
  id: string;
  url: string;
  vkey: string;
  size: number;
  cosignedAt: Date | null;
  fault: WitnessFault | null;
  faultAt: Date | null;
}

export interface StoredLogSeen {
  origin: string;
  vkeys: string;
  size: number;
  root: Buffer | null;
  seenAt: Date | null;
  conflictAt: Date | null;
  conflict: string | null;
}

type Tables = {
  'ledger.witnesses': {
    id: string;
    log_id: number;
    url: string;
    vkey: string;
    size: number;
    cosigned_at: Date | null;
    fault: WitnessFault | null;
    fault_at: Date | null;
    claimed_until: Date | null;
    added_at: Date;
    added_by: string;
  };
  'ledger.witnessed_logs': {
    origin: string;
    vkeys: string;
    size: number;
    root: Buffer | null;
    note: string | null;
    seen_at: Date | null;
    conflict_note: string | null;
    conflict_at: Date | null;
    added_at: Date;
    added_by: string;
  };
};
const tables = (db: Db) => db.withTables<Tables>();
const witnessColumns = [
  'id',
  'url',
  'vkey',
  'size',
  'cosigned_at as cosignedAt',
  'fault',
  'fault_at as faultAt',
] as const;
const logColumns = [
  'origin',
  'vkeys',
  'size',
  'root',
  'seen_at as seenAt',
  'conflict_at as conflictAt',
  'conflict_note as conflict',
] as const;

export function allWitnesses(db: Db): Promise<StoredWitness[]> {
  return tables(db)
    .selectFrom('ledger.witnesses')
    .select(witnessColumns)
    .where('log_id', '=', logId)
    .orderBy('added_at')
    .execute();
}

/** Undefined when its key is registered already. */
export function insertWitness(
  db: Db,
  witness: { id: string; url: string; vkey: string; now: Date; by: string },
): Promise<StoredWitness | undefined> {
  return tables(db)
    .insertInto('ledger.witnesses')
    .values({
      id: witness.id,
      log_id: logId,
      url: witness.url,
      vkey: witness.vkey,
      added_at: witness.now,
      added_by: witness.by,
    } as never)
    .onConflict((conflict) => conflict.doNothing())
    .returning(witnessColumns)
    .executeTakeFirst();
}

/** The key of the witness that was removed, or undefined. */
export async function deleteWitness(db: Db, id: string): Promise<string | undefined> {
  const row = await tables(db).deleteFrom('ledger.witnesses').where('id', '=', id).returning('vkey').executeTakeFirst();
  return row?.vkey;
}

/** Takes the witnesses that are behind and not being asked by another process, for ten seconds; one that failed rests for half a minute. */
export async function claimWitnesses(on: Queryable, size: number): Promise<StoredWitness[]> {
  const { rows } = await on.query<StoredWitness>({
    name: 'ledger-claim-witnesses',
    text: `update ledger.witnesses set claimed_until = now() + interval '10 seconds'
      where log_id = $1 and size < $2 and (claimed_until is null or claimed_until < now())
        and (fault_at is null or fault_at < now() - interval '30 seconds')
      returning id, url, vkey, size, cosigned_at as "cosignedAt", fault, fault_at as "faultAt"`,
    values: [logId, size],
  });
  return rows;
}

/** Keeps a cosignature, and that the witness has come so far. */
export async function keepCosignature(
  on: Queryable,
  { id, vkey, size, line, at }: { id: string; vkey: string; size: number; line: string; at: Date },
): Promise<void> {
  await on.query({
    text: `with kept as (
        insert into ledger.cosignatures (log_id, size, vkey, line, at) values ($1, $2, $3, $4, $5) on conflict do nothing
      )
      update ledger.witnesses set size = $2, cosigned_at = $5, fault = null, fault_at = null, claimed_until = null where id = $6`,
    values: [logId, size, vkey, line, at, id],
  });
}

/** Keeps what was wrong with a witness. */
export async function keepWitnessFault(on: Queryable, id: string, fault: WitnessFault): Promise<void> {
  await on.query({
    text: 'update ledger.witnesses set fault = $2, fault_at = now(), claimed_until = null where id = $1',
    values: [id, fault],
  });
}

/** The signature lines of witnesses under the checkpoint of a size, in the order they came. */
export async function cosignaturesOf(on: Queryable, size: number): Promise<string> {
  const { rows } = await on.query<{ lines: string | null }>({
    name: 'ledger-cosignatures',
    text: `select string_agg(line, '' order by at, vkey) as lines from ledger.cosignatures where log_id = $1 and size = $2`,
    values: [logId, size],
  });
  return rows[0]?.lines ?? '';
}

/** The newest checkpoint that a witness cosigned. */
export async function newestCosigned(on: Queryable): Promise<{ size: number; note: string } | undefined> {
  const { rows } = await on.query<{ size: number; note: string }>({
    name: 'ledger-newest-cosigned',
    text: `select size, note from ledger.checkpoints
      where log_id = $1 and size = (select max(size) from ledger.cosignatures where log_id = $1)`,
    values: [logId],
  });
  return rows[0];
}

export function allLogsSeen(db: Db): Promise<StoredLogSeen[]> {
  return tables(db).selectFrom('ledger.witnessed_logs').select(logColumns).orderBy('added_at').execute();
}

export function putLogSeen(
  db: Db,
  log: { origin: string; vkeys: string; now: Date; by: string },
): Promise<StoredLogSeen> {
  return tables(db)
    .insertInto('ledger.witnessed_logs')
    .values({ origin: log.origin, vkeys: log.vkeys, added_at: log.now, added_by: log.by } as never)
    .onConflict((conflict) => conflict.column('origin').doUpdateSet({ vkeys: log.vkeys }))
    .returning(logColumns)
    .executeTakeFirstOrThrow();
}

/** What was seen of a log. `lock` holds its row until the transaction ends, so that two requests cannot both go on from one size. */
export function logSeen(db: Db, origin: string, { lock = false } = {}): Promise<StoredLogSeen | undefined> {
  const query = tables(db).selectFrom('ledger.witnessed_logs').select(logColumns).where('origin', '=', origin);
  return (lock ? query.forUpdate() : query).executeTakeFirst();
}

export async function keepSeen(
  db: Db,
  seen: { origin: string; size: number; root: Uint8Array; note: string; now: Date },
): Promise<void> {
  await tables(db)
    .updateTable('ledger.witnessed_logs')
    .set({ size: seen.size, root: Buffer.from(seen.root), note: seen.note, seen_at: seen.now })
    .where('origin', '=', seen.origin)
    .execute();
}

/** Keeps the first checkpoint that does not follow; later ones prove nothing more. */
export async function keepConflict(db: Db, conflict: { origin: string; note: string; now: Date }): Promise<void> {
  await tables(db)
    .updateTable('ledger.witnessed_logs')
    .set({ conflict_note: conflict.note, conflict_at: conflict.now })
    .where('origin', '=', conflict.origin)
    .where('conflict_note', 'is', null)
    .execute();
}
