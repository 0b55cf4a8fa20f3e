import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { StartupError } from './startup-error.ts';

const folder = join(import.meta.dirname, '../../db/migrations');
const lockKey = 7_203_771;

/**
 * Brings the database to this version's schema: each file of db/migrations not yet applied, in order of its number, in
 * one transaction each. A file that was applied and has changed since is refused: migrations only go forward.
 * Returns the names applied now.
 */
export async function migrate(pool: pg.Pool, onApplied: (name: string) => void = () => undefined): Promise<string[]> {
  const client = await pool.connect();
  const applied: string[] = [];
  try {
    await client.query('select pg_advisory_lock($1)', [lockKey]);
    await client.query('create schema if not exists platform');
    await client.query(
      'create table if not exists platform.migrations (name text primary key, sha256 text not null, applied_at timestamptz not null default now())',
    );
    const { rows } = await client.query<{ name: string; sha256: string }>(
      'select name, sha256 from platform.migrations',
    );
    const known = new Map(rows.map((row) => [row.name, row.sha256]));
    for (const name of (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort()) {
      const text = await readFile(join(folder, name), 'utf8');
      const sha256 = createHash('sha256').update(text).digest('hex');
      const before = known.get(name);
      if (before === sha256) continue;
      if (before !== undefined) {
        throw new StartupError({
          zh: `迁移 ${name} 在执行之后被改动，拒绝启动。`,
          en: `Migration ${name} was changed after it had been applied; refusing to start.`,
        });
      }
      await client.query('begin');
      try {
        await client.query(text);
        await client.query('insert into platform.migrations (name, sha256) values ($1, $2)', [name, sha256]);
        await client.query('commit');
      } catch (error) {
        await client.query('rollback');
        throw error;
      }
      applied.push(name);
      onApplied(name);
    }
    return applied;
  } finally {
    await client.query('select pg_advisory_unlock($1)', [lockKey]).catch(() => undefined);
    client.release();
  }
}
