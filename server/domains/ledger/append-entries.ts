import type { LedgerEntry } from '../../../contracts/ledger.ts';
import type { Frontier } from '../../../contracts/merkle.ts';
import { type Db, onTransaction, type Queryable } from '../../platform/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { type EntryColumns, type EntryIds, leafOf, type WrittenEntry, writeEntry } from './entry.ts';
import type { LogEnd } from './log-end.ts';
import { type Batch, lockHead, readLevel, writeBatch } from './store.ts';
import { filledTiles, type LevelReader, merkle, openTiles, type Tile } from './tree.ts';

/** A batch as it stands in the log once the caller's transaction is committed. */
export interface Appended {
  firstIndex: number;
  /** Of the tree with the batch in it. */
  size: number;
  root: Uint8Array;
  /** The entries as they are kept and hashed. */
  texts: readonly string[];
  /** Inclusion proof of the i-th entry of the batch (from 0) in the tree of `size`. */
  proof(i: number): Uint8Array[];
}

/** Entries in the form that is kept and hashed; all that needs no index. */
export interface PreparedEntries {
  columns: readonly EntryColumns[];
  texts: readonly string[];
  leaves: readonly Uint8Array[];
}

/** RangeError for no entries. */
export function prepareEntries(entries: readonly WrittenEntry[]): PreparedEntries {
  if (entries.length === 0) throw new RangeError('Nothing to append');
  const texts = entries.map(({ text }) => text);
  return { columns: entries.map(({ columns }) => columns), texts, leaves: texts.map(leafOf) };
}

/**
 * Appends entries to the log within the caller's transaction (read committed): two statements, and one more for each
 * level at which a tile fills. It takes the lock that orders all appends and holds it until the transaction ends, so it
 * is to be the last thing that the transaction does. RangeError for no entries.
 */
export async function appendEntries(
  on: Queryable,
  entries: readonly ({ entry: LedgerEntry } & EntryIds)[],
): Promise<Appended> {
  return appendWritten(
    on,
    entries.map(({ entry, ...ids }) => writeEntry(entry, ids)),
  );
}

/** The same of entries that are written already. */
export async function appendWritten(on: Queryable, entries: readonly WrittenEntry[]): Promise<Appended> {
  // All that needs no index is done before the lock is asked for.
  const prepared = prepareEntries(entries);
  const frontier = await lockHead(on);
  const { appended, batch } = await grow(frontier, prepared, (level, begin, end) => readLevel(on, level, begin, end));
  await writeBatch(on, batch);
  return appended;
}

/**
 * The same for a log whose end is known already: nothing is asked, so that the statement can be sent with others ahead of
 * their answers. The write fails (`logMoved`) and with it the transaction when the log no longer ends there. `after` is
 * where it ends once this is committed.
 */
export async function appendAt(
  end: LogEnd,
  prepared: PreparedEntries,
): Promise<{ appended: Appended; after: LogEnd; write(on: Queryable): Promise<void> }> {
  const { open, frontier } = end;
  const { appended, batch, tiles } = await grow(frontier, prepared, async (level) => [...(open[level] ?? [])]);
  return {
    appended,
    after: { frontier: batch.frontier, open: openTiles(prepared.leaves, open, tiles) },
    write: (on) => writeBatch(on, batch),
  };
}

async function grow(
  before: Frontier,
  { columns, texts, leaves }: PreparedEntries,
  readLevel: LevelReader,
): Promise<{ appended: Appended; batch: Batch; tiles: Tile[] }> {
  const { frontier, size, root, proofs } = merkle.appendLeaves(before, leaves);
  const tiles = await filledTiles(before.size, leaves, readLevel);
  return {
    appended: { firstIndex: before.size, size, root, texts, proof: proofs },
    batch: { size: before.size, columns, bodies: texts, leaves, tiles, frontier, root },
    tiles,
  };
}

/** Records one act of a domain in its Kysely transaction; best as the last thing in it, for the lock. Returns the entry's index. */
export async function record(_platform: Platform, tx: Db, entry: LedgerEntry, ids: EntryIds = {}): Promise<number> {
  return (await appendEntries(onTransaction(tx), [{ entry, ...ids }])).firstIndex;
}
