import type pg from 'pg';
import type { LoadedPack } from '../../contracts/packs.ts';

/** The digest of a pack as it was last loaded whole; undefined when it never was. */
export async function loadedPack(pool: pg.Pool, name: string): Promise<string | undefined> {
  const { rows } = await pool.query<{ sha256: string }>('select sha256 from platform.packs where name = $1', [name]);
  return rows[0]?.sha256;
}

export async function putLoadedPack(pool: pg.Pool, pack: Omit<LoadedPack, 'loadedAt'>): Promise<void> {
  await pool.query(
    `insert into platform.packs (name, version, sha256, contents) values ($1, $2, $3, $4)
     on conflict (name) do update set version = excluded.version, sha256 = excluded.sha256, contents = excluded.contents,
       loaded_at = now()`,
    [pack.name, pack.version, pack.sha256, JSON.stringify(pack.contents)],
  );
}

/** All that were loaded whole, the first one first. */
export async function loadedPacks(pool: pg.Pool): Promise<LoadedPack[]> {
  const { rows } = await pool.query<Omit<LoadedPack, 'loadedAt'> & { loadedAt: Date }>(
    'select name, version, sha256, loaded_at as "loadedAt", contents from platform.packs order by loaded_at, name',
  );
  return rows.map((row) => ({ ...row, loadedAt: row.loadedAt.toISOString() }));
}

/** Whether anything of the demo world stands in this database: the pack itself, or a part of it from a load that did not end. */
export async function holdsDemo(pool: pg.Pool): Promise<boolean> {
  const { rows } = await pool.query<{ demo: boolean }>(
    `select exists (select from platform.packs where name = 'demo')
         or exists (select from identity.accounts where demo)
         or exists (select from identity.clients where demo) as demo`,
  );
  return rows[0]!.demo;
}
