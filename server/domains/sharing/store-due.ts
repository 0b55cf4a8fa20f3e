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

/** Sets an open due date, or the year that it waits for next. */
export async function setDueDate(db: Db, id: string, day: string | null, waitsFor: number | null): Promise<void> {
  await tables(db)
    .updateTable('sharing.requests')
    .set({ due_date: day, days_wait_for: waitsFor })
    .where('id', '=', id)
    .execute();
}
