import type { Edit } from './align-leaves.ts';
import { type Finding, nameEdits, type Run } from './findings.ts';

/**
 * Keeps the differences that an alignment meets, in bounded memory: as many whole as are given, so that what was moved is
 * recognised, and further ones as runs of neighbours.
 */
export function createEditLog(keptWhole = 20_000) {
  const edits: Edit[] = [];
  const runs: Run[] = [];

  const add = (more: readonly Edit[]): void => {
    for (const edit of more) {
      const last = runs.at(-1);
      if (edits.length < keptWhole) edits.push(edit);
      else if (edit.kind === 'renumbered') continue;
      else if (last?.kind === edit.kind && edit.index === last.to + 1) last.to = edit.index;
      else if (runs.length < keptWhole) runs.push({ kind: edit.kind, from: edit.index, to: edit.index });
    }
  };

  return {
    add,
    /** All of it in sentences, for a log of `size` leaves. */
    named: (size: number): Finding[] => nameEdits(edits, size, runs),
    /** Entries that a difference is known of. */
    indexes: (): Set<number> => new Set(edits.map((edit) => edit.index)),
  };
}
