import { hash } from 'node:crypto';
import { createMerkle, emptyFrontier, type HashReader } from '../../../contracts/merkle.ts';

/** The tree of RFC 9162 over the SHA-256 of Node's crypto library. */
export const merkle = createMerkle((data) => hash('sha256', data, 'buffer'));

/** Hashes in a full tile (C2SP tlog-tiles). */
export const tileWidth = 256;
export const hashLength = 32;

/** A tile that is full: its 256 hashes, and the one hash of all of them, which is a hash of the level above. */
export interface Tile {
  level: number;
  index: number;
  hashes: Uint8Array;
  root: Uint8Array;
}

/** Hashes begin … end-1 of a tile level: leaves at level 0, roots of the full tiles below at any other. */
export type LevelReader = (level: number, begin: number, end: number) => Promise<Uint8Array[]>;

/**
 * The tiles that fill when leaves are appended to a log of `size` leaves. `before` reads the hashes that stood ahead of
 * them in a tile that was begun earlier.
 */
export async function filledTiles(size: number, leaves: readonly Uint8Array[], before: LevelReader): Promise<Tile[]> {
  const tiles: Tile[] = [];
  let fresh: readonly Uint8Array[] = leaves;
  let begin = size;
  for (let level = 0; fresh.length > 0; level += 1) {
    const end = begin + fresh.length;
    const firstTile = Math.floor(begin / tileWidth);
    const fullTiles = Math.floor(end / tileWidth);
    if (fullTiles === firstTile) break;
    const start = firstTile * tileWidth;
    const row = start < begin ? [...(await before(level, start, begin)), ...fresh] : fresh;
    const roots: Uint8Array[] = [];
    for (let index = firstTile; index < fullTiles; index += 1) {
      const hashes = row.slice((index - firstTile) * tileWidth, (index - firstTile + 1) * tileWidth);
      const root = subtreeRoot(hashes);
      roots.push(root);
      tiles.push({ level, index, hashes: joinHashes(hashes), root });
    }
    fresh = roots;
    begin = firstTile;
  }
  return tiles;
}

/**
 * The hashes of each level's tile that is not full, after leaves were appended to a log in which they were `open`, and these
 * tiles filled.
 */
export function openTiles(
  leaves: readonly Uint8Array[],
  open: readonly (readonly Uint8Array[])[],
  tiles: readonly Tile[],
): Uint8Array[][] {
  const grown: Uint8Array[][] = [];
  let fresh = leaves;
  for (let level = 0; level < open.length || fresh.length > 0; level += 1) {
    const row = [...(open[level] ?? []), ...fresh];
    grown.push(row.slice(row.length - (row.length % tileWidth)));
    fresh = tiles.filter((tile) => tile.level === level).map((tile) => tile.root);
  }
  return grown;
}

/** The hash over hashes that make a complete subtree. */
export function subtreeRoot(hashes: readonly Uint8Array[]): Uint8Array {
  return merkle.appendLeaves(emptyFrontier, hashes).root;
}

/** Reads complete subtrees of any height out of tiles; each tile is read once. `tile` gives all hashes there are of it. */
export function subtreesOf(tile: (level: number, index: number) => Promise<Uint8Array[]>): HashReader {
  const read = new Map<string, Promise<Uint8Array[]>>();
  return async (level, index) => {
    const tileLevel = Math.floor(level / 8);
    const width = 2 ** (level % 8);
    const first = index * width;
    const key = `${tileLevel}/${Math.floor(first / tileWidth)}`;
    const hashes = read.get(key) ?? tile(tileLevel, Math.floor(first / tileWidth));
    read.set(key, hashes);
    const place = first % tileWidth;
    return subtreeRoot((await hashes).slice(place, place + width));
  };
}

export function joinHashes(hashes: readonly Uint8Array[]): Buffer {
  return Buffer.concat(hashes);
}

/** Cuts joined hashes apart; a piece that is no whole hash at the end is left out. */
export function splitHashes(joined: Uint8Array): Uint8Array[] {
  return Array.from({ length: Math.floor(joined.length / hashLength) }, (_, place) =>
    joined.subarray(place * hashLength, (place + 1) * hashLength),
  );
}
