import { sql } from 'kysely';
import type { Db } from '../../platform/database.ts';
import { logId } from './store.ts';
import type { Finding } from './verify/findings.ts';

export interface StoredVerification {
  id: string;
  state: 'running' | 'done' | 'cancelled' | 'failed';
  askedBy: string;
  startedAt: Date;
  beatAt: Date;
  finishedAt: Date | null;
  cancelAsked: boolean;
  entriesTotal: number;
  entriesRead: number;
  checkpoints: number | null;
  root: Buffer | null;
  findings: Finding[];
}

type Tables = {
  'ledger.verifications': {
    id: string;
    log_id: number;
    state: StoredVerification['state'];
    asked_by: string;
    started_at: Date;
    beat_at: Date;
    finished_at: Date | null;
    cancel_asked: boolean;
    entries_total: number;
    entries_read: number;
    checkpoints: number | null;
    root: Buffer | null;
    findings: Finding[];
  };
};
const tables = (db: Db) => db.withTables<Tables>();

const columns = [
  'id',
  'state',
  'asked_by as askedBy',
  'started_at as startedAt',
  'beat_at as beatAt',
  'finished_at as finishedAt',
  'cancel_asked as cancelAsked',
  'entries_total as entriesTotal',
  'entries_read as entriesRead',
  'checkpoints',
  'root',
  'findings',
] as const;

const verifications = (db: Db) =>
  tables(db).selectFrom('ledger.verifications').select(columns).where('log_id', '=', logId);

export function lastVerifications(db: Db, limit: number): Promise<StoredVerification[]> {
  return verifications(db).orderBy('started_at', 'desc').limit(limit).execute();
}

export function verificationById(db: Db, id: string): Promise<StoredVerification | undefined> {
  return verifications(db).where('id', '=', id).executeTakeFirst();
}

/** Begins a run; undefined when one runs already. */
export function insertVerification(
  db: Db,
  run: { id: string; askedBy: string; now: Date; entriesTotal: number },
): Promise<StoredVerification | undefined> {
  return tables(db)
    .insertInto('ledger.verifications')
    .values({
      id: run.id,
      log_id: logId,
      state: 'running',
      asked_by: run.askedBy,
      started_at: run.now,
      beat_at: run.now,
      entries_total: run.entriesTotal,
    } as never)
    .onConflict((conflict) => conflict.doNothing())
    .returning(columns)
    .executeTakeFirst();
}

/** Tells how far a run is, and hears whether it is to stop; true also when it is over already. */
export async function beatVerification(db: Db, id: string, entriesRead: number, now: Date): Promise<boolean> {
  const row = await tables(db)
    .updateTable('ledger.verifications')
    .set({ beat_at: now, entries_read: entriesRead })
    .where('id', '=', id)
    .where('state', '=', 'running')
    .returning('cancel_asked')
    .executeTakeFirst();
  return row?.cancel_asked ?? true;
}

export async function finishVerification(
  db: Db,
  id: string,
  end: {
    state: 'done' | 'cancelled' | 'failed';
    now: Date;
    entriesRead?: number;
    checkpoints?: number;
    root?: Uint8Array;
    findings?: Finding[];
  },
): Promise<void> {
  await tables(db)
    .updateTable('ledger.verifications')
    .set({
      state: end.state,
      finished_at: end.now,
      ...(end.entriesRead !== undefined && { entries_read: end.entriesRead, entries_total: end.entriesRead }),
      ...(end.checkpoints !== undefined && { checkpoints: end.checkpoints }),
      ...(end.root && { root: Buffer.from(end.root) }),
      ...(end.findings && { findings: sql<never>`${JSON.stringify(end.findings)}::jsonb` }),
    })
    .where('id', '=', id)
    .where('state', '=', 'running')
    .execute();
}

export async function askToCancel(db: Db, id: string): Promise<void> {
  await tables(db)
    .updateTable('ledger.verifications')
    .set({ cancel_asked: true })
    .where('id', '=', id)
    .where('state', '=', 'running')
    .execute();
}

/** Runs that have not been heard of since `before`: their process died. */
export async function failSilentVerifications(db: Db, before: Date, now: Date): Promise<void> {
  await tables(db)
    .updateTable('ledger.verifications')
    .set({ state: 'failed', finished_at: now })
    .where('state', '=', 'running')
    .where('beat_at', '<', before)
    .execute();
}
