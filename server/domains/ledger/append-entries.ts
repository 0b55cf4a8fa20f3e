import type { EntryBody, LedgerEntry } from '../../../contracts/ledger.ts';
import { type Db, onTransaction, type Queryable } from '../../platform/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { bodyText, columnsOf, type EntryIds, entryBody, leafOf } from './entry.ts';
import { lockHead, readLevel, writeBatch } from './store.ts';
import { filledTiles, merkle } from './tree.ts';

/** A batch as it stands in the log once the caller's transaction is committed. */
export interface Appended {
  firstIndex: number;
  /** Of the tree with the batch in it. */
  size: number;
  root: Uint8Array;
  bodies: readonly EntryBody[];
  /** Inclusion proof of the i-th entry of the batch (from 0) in the tree of `size`. */
  proof(i: number): Uint8Array[];
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
  if (entries.length === 0) throw new RangeError('Nothing to append');
  const bodies = entries.map(({ entry, ...ids }) => entryBody(entry, ids));
  const texts = bodies.map(bodyText);
  const leaves = texts.map(leafOf);
  // All that needs no index is done before the lock is asked for.
  const head = await lockHead(on);
  const { frontier, size, root, proofs } = merkle.appendLeaves(head, leaves);
  const tiles = await filledTiles(head.size, leaves, (level, begin, end) => readLevel(on, level, begin, end));
  await writeBatch(on, {
    size: head.size,
    columns: bodies.map(columnsOf),
    bodies: texts,
    leaves,
    tiles,
    frontier,
    root,
  });
  return { firstIndex: head.size, size, root, bodies, proof: proofs };
}

/** Records one act of a domain in its Kysely transaction; best as the last thing in it, for the lock. Returns the entry's index. */
export async function record(_platform: Platform, tx: Db, entry: LedgerEntry, ids: EntryIds = {}): Promise<number> {
  return (await appendEntries(onTransaction(tx), [{ entry, ...ids }])).firstIndex;
}
