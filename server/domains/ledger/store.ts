import type { EntryBody } from '../../../contracts/ledger.ts';
import { type Frontier, parseFrontier, serialiseFrontier } from '../../../contracts/merkle.ts';
import type { Db, Queryable } from '../../platform/database.ts';
import type { EntryColumns } from './entry.ts';
import { joinHashes, splitHashes, type Tile, tileWidth } from './tree.ts';

export type LedgerTables = {
  'ledger.head': { log_id: number; size: number; frontier: Buffer; root: Buffer };
  'ledger.entries': {
    log_id: number;
    index: number;
    at: Date;
    kind: string;
    subject: string | null;
    agency_id: string | null;
    provider_id: string | null;
    grant_id: string | null;
    leaf_hash: Buffer;
    body: string;
  };
  'ledger.tiles': { log_id: number; level: number; index: number; hashes: Buffer; root: Buffer };
  'ledger.checkpoints': { log_id: number; size: number; note: string };
};
const tables = (db: Db) => db.withTables<LedgerTables>();

/** This node's log. Every key has it from the start, so that a node can come to run several. */
export const logId = 0;

export interface KeptEntry {
  index: number;
  body: EntryBody;
}

/** Locks the head until the caller's transaction ends, and reads it. */
export async function lockHead(on: Queryable): Promise<Frontier> {
  const { rows } = await on.query<{ frontier: Buffer }>({
    name: 'ledger-lock-head',
    text: 'select frontier from ledger.head where log_id = $1 for update',
    values: [logId],
  });
  return parseFrontier(rows[0]!.frontier);
}

export interface Batch {
  size: number;
  columns: readonly EntryColumns[];
  bodies: readonly string[];
  leaves: readonly Uint8Array[];
  tiles: readonly Tile[];
  frontier: Frontier;
  root: Uint8Array;
}

/** SQLSTATE of a batch that was written for another size than the log has. */
export const logMoved = 'LW001';

/**
 * Writes a batch, its tiles, its root and the new head: one statement. It takes the head's lock before anything else, and
 * fails with `logMoved` unless the log has the size that the batch was made for.
 */
export async function writeBatch(
  on: Queryable,
  { size, columns, bodies, leaves, tiles, frontier, root }: Batch,
): Promise<void> {
  const column = <K extends keyof EntryColumns>(name: K) => columns.map((row) => row[name]);
  await on.query({
    name: 'ledger-write-batch',
    // Bodies travel as one text, a line each, and hashes as one binary value: an array of either would be escaped byte by byte.
    text: `with head as materialized (
        select from ledger.head where log_id = $1 and size = $2::bigint for update
      ), entries as (
        insert into ledger.entries (log_id, index, at, kind, subject, agency_id, provider_id, grant_id, leaf_hash, body)
        select $1, $2::bigint + place - 1, at, kind, subject, agency_id, provider_id, grant_id,
               substring($9::bytea from (32 * place - 31)::int for 32), body
        from head cross join rows from (
          unnest($3::timestamptz[], $4::text[], $5::text[], $6::uuid[], $7::uuid[], $8::uuid[]),
          string_to_table($10::text, E'\\n')
        ) with ordinality as entry (at, kind, subject, agency_id, provider_id, grant_id, body, place)
      ), tiles as (
        insert into ledger.tiles (log_id, level, index, hashes, root)
        select $1, level, index, substring($13::bytea from (8192 * place - 8191)::int for 8192),
               substring($14::bytea from (32 * place - 31)::int for 32)
        from unnest($11::smallint[], $12::bigint[]) with ordinality as tile (level, index, place)
      ), batch as (
        insert into ledger.roots (log_id, size, root, leaves, at) values ($1, $15::bigint, $17::bytea, $9::bytea, now())
      )
      update ledger.head set size = $15::bigint, frontier = $16::bytea, root = $17::bytea
      where log_id = $1 and platform.require(exists (select from head), '${logMoved}')`,
    values: [
      logId,
      size,
      column('at'),
      column('kind'),
      column('subject'),
      column('agencyId'),
      column('providerId'),
      column('grantId'),
      joinHashes(leaves),
      bodies.join('\n'),
      tiles.map((tile) => tile.level),
      tiles.map((tile) => tile.index),
      joinHashes(tiles.map((tile) => tile.hashes)),
      joinHashes(tiles.map((tile) => tile.root)),
      frontier.size,
      serialiseFrontier(frontier),
      root,
    ],
  });
}

/** The head as it is committed, unlocked. */
export async function readFrontier(on: Queryable): Promise<Frontier> {
  const { rows } = await on.query<{ frontier: Buffer }>({
    name: 'ledger-read-frontier',
    text: 'select frontier from ledger.head where log_id = $1',
    values: [logId],
  });
  return parseFrontier(rows[0]!.frontier);
}

/** Hashes begin … end-1 of a tile level: leaves at level 0, roots of the full tiles below at any other. */
export async function readLevel(on: Queryable, level: number, begin: number, end: number): Promise<Uint8Array[]> {
  const { rows } = await on.query<{ hash: Buffer }>(
    level === 0
      ? {
          name: 'ledger-read-leaves',
          text: 'select leaf_hash as hash from ledger.entries where log_id = $1 and index >= $2 and index < $3 order by index',
          values: [logId, begin, end],
        }
      : {
          name: 'ledger-read-tile-roots',
          text: 'select root as hash from ledger.tiles where log_id = $1 and level = $4 and index >= $2 and index < $3 order by index',
          values: [logId, begin, end, level - 1],
        },
  );
  return rows.map((row) => row.hash);
}

/** All hashes that there are of a tile: 256 when it is full, fewer while it fills, none when it was not begun. */
export async function readTile(on: Queryable, level: number, index: number): Promise<Uint8Array[]> {
  const { rows } = await on.query<{ hashes: Buffer }>({
    name: 'ledger-read-tile',
    text: 'select hashes from ledger.tiles where log_id = $1 and level = $2 and index = $3',
    values: [logId, level, index],
  });
  if (rows[0]) return splitHashes(rows[0].hashes);
  return readLevel(on, level, index * tileWidth, (index + 1) * tileWidth);
}

export async function readHead(on: Queryable): Promise<{ size: number; root: Uint8Array }> {
  const { rows } = await on.query<{ size: number; root: Buffer }>({
    name: 'ledger-read-head',
    text: 'select size, root from ledger.head where log_id = $1',
    values: [logId],
  });
  return rows[0]!;
}

/** Keeps a published checkpoint; another process may have kept the very same one already. */
export async function keepCheckpoint(on: Queryable, size: number, note: string): Promise<void> {
  await on.query({
    name: 'ledger-keep-checkpoint',
    text: 'insert into ledger.checkpoints (log_id, size, note) values ($1, $2, $3) on conflict (log_id, size) do nothing',
    values: [logId, size, note],
  });
}

export async function newestCheckpoint(on: Queryable): Promise<{ size: number; note: string } | undefined> {
  const { rows } = await on.query<{ size: number; note: string }>({
    name: 'ledger-newest-checkpoint',
    text: 'select size, note from ledger.checkpoints where log_id = $1 order by size desc limit 1',
    values: [logId],
  });
  return rows[0];
}

export async function entryByIndex(db: Db, index: number): Promise<KeptEntry | undefined> {
  const row = await tables(db)
    .selectFrom('ledger.entries')
    .select(['index', 'body'])
    .where('log_id', '=', logId)
    .where('index', '=', index)
    .executeTakeFirst();
  return row && keptEntry(row);
}

/** Entries of acts of an agency, the newest first; those below `before` when it is given. */
export async function entriesOfAgency(
  db: Db,
  {
    agencyId,
    kinds,
    before,
    limit,
  }: { agencyId: string; kinds?: string[] | undefined; before: number | null; limit: number },
): Promise<KeptEntry[]> {
  let query = tables(db)
    .selectFrom('ledger.entries')
    .select(['index', 'body'])
    .where('log_id', '=', logId)
    .where('agency_id', '=', agencyId);
  if (kinds) query = query.where('kind', 'in', kinds);
  if (before !== null) query = query.where('index', '<', before);
  return (await query.orderBy('index', 'desc').limit(limit).execute()).map(keptEntry);
}

function keptEntry({ index, body }: { index: number; body: string }): KeptEntry {
  return { index, body: JSON.parse(body) as EntryBody };
}
