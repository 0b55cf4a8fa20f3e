import { sql } from 'kysely';
import type { Db } from '../../platform/database.ts';
import { tables } from './tables.ts';

export interface StoredPayload {
  payload: string;
  consumedAt: Date | null;
}

export function payloadById(db: Db, model: string, id: string): Promise<StoredPayload | undefined> {
  return live(db, model).where('id', '=', id).executeTakeFirst();
}

export function payloadByUid(db: Db, model: string, uid: string): Promise<StoredPayload | undefined> {
  return live(db, model).where('uid', '=', uid).executeTakeFirst();
}

export function payloadByUserCode(db: Db, model: string, userCode: string): Promise<StoredPayload | undefined> {
  return live(db, model).where('user_code', '=', userCode).executeTakeFirst();
}

function live(db: Db, model: string) {
  return tables(db)
    .selectFrom('identity.oidc_payloads')
    .select(['payload', 'consumed_at as consumedAt'])
    .where('model', '=', model)
    .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', sql<Date>`now()`)]));
}

export interface PayloadRow {
  model: string;
  id: string;
  payload: string;
  grantId: string | null;
  uid: string | null;
  userCode: string | null;
  expiresAt: Date | null;
}

/** Writes a payload; with `once`, false when a live one stands under that id already. */
export async function putPayload(db: Db, row: PayloadRow, once: boolean): Promise<boolean> {
  const values = {
    payload: row.payload,
    grant_id: row.grantId,
    uid: row.uid,
    user_code: row.userCode,
    expires_at: row.expiresAt,
  };
  const written = await tables(db)
    .insertInto('identity.oidc_payloads')
    .values({ model: row.model, id: row.id, ...values })
    .onConflict((conflict) => {
      const update = conflict.columns(['model', 'id']).doUpdateSet(values);
      return once ? update.where('identity.oidc_payloads.expires_at', '<=', sql<Date>`now()`) : update;
    })
    .returning('id')
    .executeTakeFirst();
  return written !== undefined;
}

/** Ties a code to the session of the pages in which it was given; both end together. */
export async function tieCodeToSession(db: Db, code: string, sessionId: string): Promise<void> {
  await tables(db)
    .updateTable('identity.oidc_payloads')
    .set({ session_id: sessionId })
    .where('model', '=', 'AuthorizationCode')
    .where('id', '=', code)
    .execute();
}

export async function sessionOfCode(db: Db, code: string): Promise<string | null> {
  const row = await tables(db)
    .selectFrom('identity.oidc_payloads')
    .select('session_id')
    .where('model', '=', 'AuthorizationCode')
    .where('id', '=', code)
    .executeTakeFirst();
  return row?.session_id ?? null;
}

/** False when it was consumed before: of two that come at once, one is told so. */
export async function consumePayload(db: Db, model: string, id: string): Promise<boolean> {
  const row = await tables(db)
    .updateTable('identity.oidc_payloads')
    .set({ consumed_at: sql<Date>`now()` })
    .where('model', '=', model)
    .where('id', '=', id)
    .where('consumed_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function deletePayload(db: Db, model: string, id: string): Promise<void> {
  await tables(db).deleteFrom('identity.oidc_payloads').where('model', '=', model).where('id', '=', id).execute();
}

export async function deletePayloadsOfGrant(db: Db, model: string, grantId: string): Promise<void> {
  await tables(db)
    .deleteFrom('identity.oidc_payloads')
    .where('model', '=', model)
    .where('grant_id', '=', grantId)
    .execute();
}

export async function deleteExpiredPayloads(db: Db): Promise<void> {
  await tables(db).deleteFrom('identity.oidc_payloads').where('expires_at', '<', sql<Date>`now()`).execute();
}
