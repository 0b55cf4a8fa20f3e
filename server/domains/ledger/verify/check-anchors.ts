import type { StoredLog } from '../store-verify.ts';
import { type Finding, finding, truncatedFinding } from './findings.ts';

/** A root that a checkpoint states for a size, and where the checkpoint is from. */
export interface Anchor {
  size: number;
  root: Uint8Array;
  zh: string;
  en: string;
}

/**
 * Holds the tree, as it is built up again, against checkpoints: those published and still stored, and those that left the
 * node and were brought back. Nobody without the node's key can make a checkpoint fit a log that was rewritten.
 */
export function createAnchorCheck(
  log: StoredLog,
  readNote: (note: string) => { size: number; root: Uint8Array } | null,
  outside: readonly Anchor[],
  add: (found: Finding) => void,
) {
  const brought = [...outside].sort((a, b) => a.size - b.size);
  const stored: Anchor[] = [];
  let readUpTo = -1;
  let isAllRead = false;
  let agreedSize = 0;
  let isStoredForked = false;
  let storedCount = 0;

  const readMore = async (): Promise<void> => {
    while (stored.length === 0 && !isAllRead) {
      const rows = await log.checkpointsAfter(readUpTo);
      isAllRead = rows.length === 0;
      for (const { size, note } of rows) {
        readUpTo = size;
        storedCount += 1;
        const checkpoint = readNote(note);
        if (checkpoint?.size === size) {
          const zh = `已发布的检查点（大小 ${size}）`;
          stored.push({ ...checkpoint, zh, en: `the published checkpoint of size ${size}` });
        } else {
          add(
            finding(
              'signature',
              null,
              null,
              `已发布的检查点（大小 ${size}）的签名不是本节点的。`,
              `The published checkpoint of size ${size} is not signed by this node’s key.`,
            ),
          );
        }
      }
    }
  };

  /** The next anchor above a size, without taking it. */
  const peek = async (): Promise<{ anchor: Anchor; isStored: boolean } | undefined> => {
    await readMore();
    const [own, other] = [stored[0], brought[0]];
    if (own && (!other || own.size <= other.size)) return { anchor: own, isStored: true };
    return other && { anchor: other, isStored: false };
  };

  return {
    nextSize: async (): Promise<number> => (await peek())?.anchor.size ?? Infinity,

    /** Compares every anchor of this size; returns whether one agreed. */
    async check(size: number, root: Uint8Array): Promise<boolean> {
      let hasAgreed = false;
      for (let next = await peek(); next && next.anchor.size === size; next = await peek()) {
        const { anchor, isStored } = next;
        if (isStored) stored.shift();
        else brought.shift();
        if (Buffer.compare(anchor.root, root) === 0) {
          agreedSize = size;
          hasAgreed = true;
        } else if (!isStored || !isStoredForked) {
          // One rewriting breaks every later checkpoint; of those stored here the first says it.
          isStoredForked ||= isStored;
          add(forked(anchor, agreedSize));
        }
      }
      return hasAgreed;
    },

    /** What is left speaks of a log longer than this one. */
    async finish(size: number): Promise<void> {
      let longest: Anchor | undefined;
      for (let next = await peek(); next; next = await peek()) {
        if (next.isStored) stored.shift();
        else brought.shift();
        if (!longest || next.anchor.size > longest.size) longest = next.anchor;
      }
      if (!longest) return;
      const cut = truncatedFinding(size, longest.size - 1);
      add({ ...cut, zh: `${cut.zh}（依据：${longest.zh}）`, en: `${cut.en} (By ${longest.en}.)` });
    },

    get storedCount() {
      return storedCount;
    },
  };
}

function forked(anchor: Anchor, agreedSize: number): Finding {
  const [from, to] = [Math.min(agreedSize, anchor.size - 1), anchor.size - 1];
  return finding(
    'forked',
    from,
    to,
    `账本与${anchor.zh}不一致：第 ${from}–${to} 条存证中至少有一条在签发之后被改写。`,
    `The ledger was forked: it does not agree with ${anchor.en}; at least one of entries ${from}–${to} was rewritten after it was signed.`,
  );
}
