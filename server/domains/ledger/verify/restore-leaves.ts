import type { Frontier } from '../../../../contracts/merkle.ts';
import { leafOf } from '../entry.ts';
import type { StoredBatch, StoredLog } from '../store-verify.ts';
import { hashLength, merkle } from '../tree.ts';
import { alteredFinding, type Finding, finding } from './findings.ts';

/** Leaves between two recorded batches that are looked for elsewhere, at most. */
const longestGap = 4_000_000;

/** The leaves of a batch as they were logged, and the tree with them. */
export interface RestoredBatch {
  leaves: Uint8Array[];
  frontier: Frontier;
}

/**
 * Finds the leaves as they were logged, batch after batch. They stand in four places: with the batch, in the tiles, beside
 * the entries, and in the entries themselves. The first place whose leaves lead to the batch's root is believed; what the
 * others say is measured against it.
 */
export function createRestorer(log: StoredLog, add: (found: Finding) => void) {
  /** A batch whose root no place's leaves led to, and how many roots were missed since. */
  let doubted: { from: number; to: number; misses: number } | null = null;

  const settleDoubt = (by: 'laterRoot' | 'checkpoint' | 'head' | 'nothing'): void => {
    if (!doubted) return;
    const { from, to, misses } = doubted;
    doubted = null;
    // The head is one row and unsigned: against several roots it proves nothing.
    if (by === 'nothing' || (by === 'head' && misses > 1)) {
      add(from === to ? alteredFinding(from, to) : alteredAmong(from, to));
    } else if (by === 'head') {
      add(
        finding(
          'record',
          from,
          to,
          `第 ${to} 条存证之后记录的根哈希与第 ${from}–${to} 条存证不符：两者之一被改动。`,
          `The root recorded after entry ${to} disagrees with entries ${from}–${to}: one of the two was altered.`,
        ),
      );
    } else {
      add(
        finding(
          'record',
          from,
          to,
          `第 ${to} 条存证之后记录的根哈希被改动。`,
          `The root recorded after entry ${to} was altered.`,
        ),
      );
    }
  };

  const places: ((begin: number, end: number) => Promise<Uint8Array[] | null>)[] = [
    (begin, end) => log.tileHashes(begin, end),
    (begin, end) => log.leafHashes(begin, end),
    async (begin, end) => (await log.bodies(begin, end))?.map(leafOf) ?? null,
  ];

  const restore = async (before: Frontier, batch: StoredBatch): Promise<RestoredBatch> => {
    const { size: from } = before;
    const to = batch.size;
    const recordedFrom = to - batch.leaves.length;
    const leadsToRoot = (leaves: Uint8Array[]) => {
      const { frontier, root } = merkle.appendLeaves(before, leaves);
      return Buffer.compare(root, batch.root) === 0 ? { leaves, frontier } : null;
    };
    const own = recordedFrom === from ? batch.leaves : null;
    const asRecorded = own && leadsToRoot(own);
    if (asRecorded) {
      settleDoubt('laterRoot');
      return asRecorded;
    }
    if (recordedFrom > from) {
      add(
        finding(
          'record',
          from,
          recordedFrom - 1,
          `第 ${from}–${recordedFrom - 1} 条存证的批次记录不在了。`,
          `The record of the batches of entries ${from}–${recordedFrom - 1} is missing.`,
        ),
      );
    }
    // Sizes are as easily altered as anything else; leaves that nobody can know are not made up without bound.
    if (recordedFrom - from > longestGap) return { leaves: [], frontier: before };
    const known: Uint8Array[][] = own ? [own] : [];
    // Once a root could not be reached no later one can, so the other places are not asked again.
    for (const place of doubted ? [] : places) {
      const rest = recordedFrom > from ? await place(from, recordedFrom) : null;
      for (const leaves of [rest && [...rest, ...batch.leaves], await place(from, to)]) {
        if (!leaves) continue;
        const restored = leadsToRoot(leaves);
        if (!restored) {
          known.push(leaves);
          continue;
        }
        if (recordedFrom <= from) {
          add(
            finding(
              'record',
              from,
              to - 1,
              `第 ${from}–${to - 1} 条存证的批次记录中的哈希被改动。`,
              `The hashes recorded with the batch of entries ${from}–${to - 1} were altered.`,
            ),
          );
        }
        return restored;
      }
    }
    if (doubted) doubted.misses += 1;
    else doubted = { from, to: to - 1, misses: 1 };
    const unknown = Array.from({ length: to - from }, () => new Uint8Array(hashLength));
    const leaves = known[0] ?? unknown;
    return { leaves, frontier: merkle.appendLeaves(before, leaves).frontier };
  };

  return {
    restore,
    /** A root from elsewhere agrees with the tree as restored. */
    confirm: (by: 'checkpoint' | 'head') => settleDoubt(by),
    /** Nothing more will come. */
    settle: () => settleDoubt('nothing'),
  };
}

function alteredAmong(from: number, to: number): Finding {
  return finding(
    'altered',
    from,
    to,
    `第 ${from}–${to} 条存证中至少有一条被改动。`,
    `At least one of entries ${from}–${to} was altered.`,
  );
}
