import type { reminderKinds } from '../../../contracts/supervision.ts';
import type { Db } from '../../platform/database.ts';

export interface StoredReminder {
  id: string;
  kind: (typeof reminderKinds)[number];
  objectId: string;
  agencyId: string;
  label: string;
  note: string | null;
  /** Account; null: the platform itself. */
  sentBy: string | null;
  sentAt: Date;
}

type Tables = {
  'supervision.reminders': {
    id: string;
    kind: StoredReminder['kind'];
    object_id: string;
    agency_id: string;
    label: string;
    note: string | null;
    sent_by: string | null;
    sent_at: Date;
    sent_on: string;
  };
};
const tables = (db: Db) => db.withTables<Tables>();

const columns = [
  'id',
  'kind',
  'object_id as objectId',
  'agency_id as agencyId',
  'label',
  'note',
  'sent_by as sentBy',
  'sent_at as sentAt',
] as const;

/** Keeps a reminder; the one of the same day stays when there is one. Returns the one that is kept. */
export async function putReminder(
  db: Db,
  { objectId, ...given }: StoredReminder,
  day: string,
): Promise<StoredReminder> {
  await tables(db)
    .insertInto('supervision.reminders')
    .values({
      id: given.id,
      kind: given.kind,
      object_id: objectId,
      agency_id: given.agencyId,
      label: given.label,
      note: given.note,
      sent_by: given.sentBy,
      sent_at: given.sentAt,
      sent_on: day,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return tables(db)
    .selectFrom('supervision.reminders')
    .select(columns)
    .where('kind', '=', given.kind)
    .where('object_id', '=', objectId)
    .where('sent_on', '=', day)
    .executeTakeFirstOrThrow();
}

/** The newest reminder of each thing, by its id. */
export async function remindersOf(db: Db, objectIds: readonly string[]): Promise<Map<string, StoredReminder>> {
  if (objectIds.length === 0) return new Map();
  const rows = await tables(db)
    .selectFrom('supervision.reminders')
    .select(columns)
    .where('object_id', 'in', [...objectIds])
    .orderBy('sent_at')
    .execute();
  return new Map(rows.map((row) => [row.objectId, row]));
}

/** Reminders to an agency since an instant, the newest first. */
export function remindersTo(db: Db, agencyId: string, since: Date): Promise<StoredReminder[]> {
  return tables(db)
    .selectFrom('supervision.reminders')
    .select(columns)
    .where('agency_id', '=', agencyId)
    .where('sent_at', '>=', since)
    .orderBy('sent_at', 'desc')
    .limit(200)
    .execute();
}
