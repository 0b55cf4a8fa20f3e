import type { StoredLog } from '../store-verify.ts';
import { joinHashes, splitHashes, subtreeRoot, tileWidth } from '../tree.ts';
import { type Finding, finding, truncatedFinding } from './findings.ts';

/** Makes the tiles anew from the leaves, in order, and holds them against the stored ones. */
export function createTileCheck(log: StoredLog, add: (found: Finding) => void) {
  const levels: { full: number; hashes: Uint8Array[] }[] = [];

  const push = async (level: number, hash: Uint8Array): Promise<void> => {
    levels[level] ??= { full: 0, hashes: [] };
    const row = levels[level];
    row.hashes.push(hash);
    if (row.hashes.length < tileWidth) return;
    const { full: index, hashes } = row;
    levels[level] = { full: index + 1, hashes: [] };
    const root = subtreeRoot(hashes);
    await compare(level, index, hashes, root);
    await push(level + 1, root);
  };

  const compare = async (level: number, index: number, hashes: Uint8Array[], root: Uint8Array): Promise<void> => {
    const stored = await log.tile(level, index);
    const width = tileWidth ** level;
    const first = index * tileWidth * width;
    if (!stored) {
      add(
        finding(
          'record',
          first,
          first + tileWidth * width - 1,
          `哈希块 ${level}/${index} 不在了。`,
          `The stored tile ${level}/${index} is missing.`,
        ),
      );
      return;
    }
    const found = splitHashes(stored.hashes);
    if (Buffer.compare(stored.hashes, joinHashes(hashes)) !== 0) {
      for (const [place, hash] of hashes.entries()) {
        if (found[place] && Buffer.compare(found[place], hash) === 0) continue;
        const [from, to] = [first + place * width, first + (place + 1) * width - 1];
        add(
          finding(
            'record',
            from,
            to,
            `哈希块 ${level}/${index} 与第 ${from === to ? from : `${from}–${to}`} 条存证不一致：两者之一被改动。`,
            `The stored tile ${level}/${index} disagrees with ${from === to ? `entry ${from}` : `entries ${from}–${to}`}: one of the two was altered.`,
          ),
        );
      }
    } else if (Buffer.compare(stored.root, root) !== 0) {
      add(
        finding(
          'record',
          first,
          first + tileWidth * width - 1,
          `哈希块 ${level}/${index} 的根哈希被改动。`,
          `The root of the stored tile ${level}/${index} was altered.`,
        ),
      );
    }
  };

  return {
    async take(leaves: readonly Uint8Array[]): Promise<void> {
      for (const leaf of leaves) await push(0, leaf);
    },

    /** Tiles beyond the end of a log of `size` leaves tell that it was longer. */
    async finish(size: number): Promise<void> {
      for (const { level, last } of await log.tileCounts()) {
        const width = tileWidth ** (level + 1);
        if ((last + 1) * width <= size) continue;
        const cut = truncatedFinding(size, (last + 1) * width - 1);
        add({
          ...cut,
          zh: `${cut.zh}（依据：哈希块 ${level}/${last}）`,
          en: `${cut.en} (By the stored tile ${level}/${last}.)`,
        });
      }
    },
  };
}
