import type { Db } from '../../platform/database.ts';
import type { SharingTables } from './store.ts';

const tables = (db: Db) => db.withTables<SharingTables>();

/** Requests whose due date was left open for one of these years, with what their clock needs. */
export async function requestsWaitingFor(
  db: Db,
  years: readonly number[],
  limit: number,
): Promise<
  { id: string; requestedAt: Date; workingDays: number; clockFrom: string | null; clockDays: number | null }[]
> {
  if (years.length === 0) return [];
  return tables(db)
    .selectFrom('sharing.requests')
    .select([
      'id',
      'requested_at as requestedAt',
      'working_days as workingDays',
      'clock_from as clockFrom',
      'clock_days as clockDays',
    ])
    .where('days_wait_for', 'in', [...years])
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** Requests that are past their day, not answered, and not noted as such: the oldest first, some of them. */
export async function silentRequests(db: Db, today: string): Promise<string[]> {
  const rows = await tables(db)
    .selectFrom('sharing.requests')
    .select('id')
    .where('state', '=', 'submitted')
    .where('overdue_at', 'is', null)
    .where('due_date', '<', today)
    .orderBy('due_date')
    .limit(500)
    .execute();
  return rows.map(({ id }) => id);
}

/** Returns whether it was not noted before. */
export async function noteOverdue(db: Db, id: string, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await tables(db)
    .updateTable('sharing.requests')
    .set({ overdue_at: at })
    .where('id', '=', id)
    .where('overdue_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Sets an open due date, or the year that it waits for next. */
export async function setDueDate(db: Db, id: string, day: string | null, waitsFor: number | null): Promise<void> {
  await tables(db)
    .updateTable('sharing.requests')
    .set({ due_date: day, days_wait_for: waitsFor })
    .where('id', '=', id)
    .execute();
}
