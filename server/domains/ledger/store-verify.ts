import type pg from 'pg';
import { logId } from './store.ts';
import { splitHashes, tileWidth } from './tree.ts';

const page = 2000;

/** A row as it stands, with every column. */
export interface StoredEntry {
  index: number;
  body: string;
  leafHash: Buffer;
  /** Microseconds since 1970. */
  atMicros: number;
  kind: string;
  subject: string | null;
  agencyId: string | null;
  providerId: string | null;
  grantId: string | null;
}

export interface StoredBatch {
  size: number;
  root: Buffer;
  leaves: Uint8Array[];
}

export interface StoredTile {
  index: number;
  hashes: Buffer;
  root: Buffer;
}

/** Everything stored of the log, read in pages in one snapshot of the database: the log may go on growing meanwhile. */
export type StoredLog = ReturnType<typeof storedLog>;

export function storedLog(client: pg.PoolClient) {
  const rows = async <R extends pg.QueryResultRow>(text: string, ...values: unknown[]): Promise<R[]> =>
    (await client.query<R>(text, [logId, ...values])).rows;

  return {
    head: async () =>
      (
        await rows<{ size: number; frontier: Buffer; root: Buffer }>(
          'select size, frontier, root from ledger.head where log_id = $1',
        )
      )[0],

    /** Rows numbered `from` and above, at most 2000. */
    entriesFrom: (from: number) =>
      rows<StoredEntry>(
        `select index, body, leaf_hash as "leafHash", (extract(epoch from at) * 1000000)::bigint as "atMicros", kind, subject,
                agency_id as "agencyId", provider_id as "providerId", grant_id as "grantId"
         from ledger.entries where log_id = $1 and index >= $2 order by index limit ${page}`,
        from,
      ),

    bodyAt: async (index: number): Promise<string | undefined> =>
      (await rows<{ body: string }>('select body from ledger.entries where log_id = $1 and index = $2', index))[0]
        ?.body,

    /** Batches that end above `size`. */
    batchesAfter: async (size: number): Promise<StoredBatch[]> =>
      (
        await rows<{ size: number; root: Buffer; leaves: Buffer }>(
          'select size, root, leaves from ledger.roots where log_id = $1 and size > $2 order by size limit 200',
          size,
        )
      ).map((row) => ({ ...row, leaves: splitHashes(row.leaves) })),

    /** Leaf hashes kept beside entries begin … end-1, or null when a row is missing. */
    leafHashes: async (begin: number, end: number): Promise<Uint8Array[] | null> => {
      const found = await rows<{ hash: Buffer }>(
        'select leaf_hash as hash from ledger.entries where log_id = $1 and index >= $2 and index < $3 order by index',
        begin,
        end,
      );
      return found.length === end - begin ? found.map((row) => row.hash) : null;
    },

    /** Bodies of entries begin … end-1, or null when a row is missing. */
    bodies: async (begin: number, end: number): Promise<string[] | null> => {
      const found = await rows<{ body: string }>(
        'select body from ledger.entries where log_id = $1 and index >= $2 and index < $3 order by index',
        begin,
        end,
      );
      return found.length === end - begin ? found.map((row) => row.body) : null;
    },

    /** Leaf hashes begin … end-1 out of full tiles, or null when the tiles do not hold all of them. */
    tileHashes: async (begin: number, end: number): Promise<Uint8Array[] | null> => {
      const first = Math.floor(begin / tileWidth);
      const tiles = await rows<{ hashes: Buffer }>(
        'select hashes from ledger.tiles where log_id = $1 and level = 0 and index >= $2 and index <= $3 order by index',
        first,
        Math.floor((end - 1) / tileWidth),
      );
      const hashes = tiles.flatMap((tile) => splitHashes(tile.hashes));
      const wanted = hashes.slice(begin - first * tileWidth, end - first * tileWidth);
      return wanted.length === end - begin ? wanted : null;
    },

    tile: async (level: number, index: number) =>
      (
        await rows<StoredTile>(
          'select index, hashes, root from ledger.tiles where log_id = $1 and level = $2 and index = $3',
          level,
          index,
        )
      )[0],

    /** Of each level, how many tiles there are and the last one's index. */
    tileCounts: () =>
      rows<{ level: number; count: number; last: number }>(
        'select level, count(*) as count, max(index) as last from ledger.tiles where log_id = $1 group by level order by level',
      ),

    /** Published checkpoints of a size above `size`. */
    checkpointsAfter: (size: number) =>
      rows<{ size: number; note: string }>(
        `select size, note from ledger.checkpoints where log_id = $1 and size > $2 order by size limit ${page}`,
        size,
      ),
  };
}
