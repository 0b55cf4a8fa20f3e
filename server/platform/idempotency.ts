import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../contracts/actor.ts';
import { canonicalJson } from '../../contracts/canonical-json.ts';
import { DomainError } from './domain-error.ts';
import type { Job } from './jobs.ts';
import type { Platform } from './platform.ts';

/** How long a reply is kept to be given again, hours. */
export const idempotencyHours = 24;

/**
 * Does a write once per (actor, Idempotency-Key): the second time the first reply is given again; a different body under
 * the same key is refused; a second request while the first still runs is told so. Without the header it simply runs.
 * The reply is kept as it is, so it must hold nothing of a person.
 */
export async function withIdempotency<T>(
  platform: Platform,
  actor: Actor,
  request: FastifyRequest,
  write: () => Promise<T>,
): Promise<T> {
  const header = request.headers['idempotency-key'];
  if (typeof header !== 'string' || header === '') return write();
  if (!/^[\x21-\x7e]{1,200}$/.test(header)) throw new DomainError('request-invalid', { summary: 'Idempotency-Key' });
  const who =
    actor.kind === 'client'
      ? `client:${actor.clientId}`
      : actor.kind === 'anonymous'
        ? 'anonymous'
        : `account:${actor.accountId}`;
  const sha256 = createHash('sha256')
    .update(`${request.method} ${request.url}\n${canonicalJson(request.body ?? null)}`)
    .digest();
  const { pool } = platform.database;
  const claimed = await pool.query(
    `insert into platform.idempotency_keys as k (actor, key, request_sha256) values ($1, $2, $3)
     on conflict (actor, key) do update set created_at = now()
       where k.reply is null and k.request_sha256 = excluded.request_sha256 and k.created_at < now() - $4::interval`,
    // A claim this old without a reply belongs to a process that died; whether its write was committed is the use
    // case's own uniqueness to tell.
    [who, header, sha256, '2 minutes'],
  );
  if (claimed.rowCount === 0) {
    const { rows } = await pool.query<{ request_sha256: Buffer; reply: string | null }>(
      'select request_sha256, reply from platform.idempotency_keys where actor = $1 and key = $2',
      [who, header],
    );
    const row = rows[0];
    if (row && !row.request_sha256.equals(sha256)) throw new DomainError('idempotency-key-reused');
    if (!row || row.reply === null) throw new DomainError('idempotency-in-progress', { retryAfter: 1 });
    return JSON.parse(row.reply) as T;
  }
  try {
    const reply = await write();
    await pool.query('update platform.idempotency_keys set reply = $3, status = 200 where actor = $1 and key = $2', [
      who,
      header,
      JSON.stringify(reply ?? null),
    ]);
    return reply;
  } catch (error) {
    // A write that failed may be tried again under the same key.
    await pool.query('delete from platform.idempotency_keys where actor = $1 and key = $2', [who, header]);
    throw error;
  }
}

/** Forgets replies that are no longer given again. */
export function forgetReplies({ database }: Platform): Job {
  return {
    name: 'idempotency-forget',
    schedule: '41 * * * *',
    run: async () => {
      await database.pool.query('delete from platform.idempotency_keys where created_at < now() - $1::interval', [
        `${idempotencyHours} hours`,
      ]);
    },
  };
}
