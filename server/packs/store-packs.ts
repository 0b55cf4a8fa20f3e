import type pg from 'pg';

/** The digest of a pack as it was last loaded whole; undefined when it never was. */
export async function loadedPack(pool: pg.Pool, name: string): Promise<string | undefined> {
  const { rows } = await pool.query<{ sha256: string }>('select sha256 from platform.packs where name = $1', [name]);
  return rows[0]?.sha256;
}

export async function putLoadedPack(pool: pg.Pool, name: string, version: string, sha256: string): Promise<void> {
  await pool.query(
    `insert into platform.packs (name, version, sha256) values ($1, $2, $3)
     on conflict (name) do update set version = excluded.version, sha256 = excluded.sha256, loaded_at = now()`,
    [name, version, sha256],
  );
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
