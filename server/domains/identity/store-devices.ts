import type { Db } from '../../platform/database.ts';
import { tables } from './tables.ts';

export async function deviceKnown(db: Db, digest: Buffer, since: Date): Promise<boolean> {
  const row = await tables(db)
    .selectFrom('identity.known_devices')
    .select('account_id')
    .where('digest', '=', digest)
    .where('last_used_at', '>=', since)
    .executeTakeFirst();
  return row !== undefined;
}

export async function putDevice(db: Db, digest: Buffer, accountId: string, now: Date): Promise<void> {
  await tables(db)
    .insertInto('identity.known_devices')
    .values({ digest, account_id: accountId, last_used_at: now })
    .onConflict((conflict) => conflict.column('digest').doUpdateSet({ last_used_at: now }))
    .execute();
}

export async function deleteDevicesOf(db: Db, accountId: string, except: Buffer | undefined): Promise<void> {
  let query = tables(db).deleteFrom('identity.known_devices').where('account_id', '=', accountId);
  if (except) query = query.where('digest', '!=', except);
  await query.execute();
}

export async function deleteOldDevices(db: Db, since: Date): Promise<void> {
  await tables(db).deleteFrom('identity.known_devices').where('last_used_at', '<', since).execute();
}
