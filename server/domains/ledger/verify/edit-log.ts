import type { Edit } from './align-leaves.ts';
import { type Finding, nameEdits, nameRun } from './findings.ts';

/** Differences kept whole, so that what was moved is recognised; further ones are kept as runs. */
const keptWhole = 20_000;

/** Keeps the differences that an alignment meets, in bounded memory. */
export function createEditLog() {
  const edits: Edit[] = [];
  const runs: { kind: Edit['kind']; from: number; to: number }[] = [];

  const add = (more: readonly Edit[]): void => {
    for (const edit of more) {
      const last = runs.at(-1);
      if (edits.length < keptWhole) edits.push(edit);
      else if (last?.kind === edit.kind && edit.index === last.to + 1) last.to = edit.index;
      else if (runs.length < keptWhole) runs.push({ kind: edit.kind, from: edit.index, to: edit.index });
    }
  };

  return {
    add,
    /** All of it in sentences, for a log of `size` leaves. */
    named: (size: number): Finding[] => [
      ...nameEdits(edits, size),
      ...runs.map(({ kind, from, to }) => nameRun(kind, from, to, size)),
    ],
    /** Entries that a difference is known of. */
    indexes: (): Set<number> => new Set(edits.map((edit) => edit.index)),
  };
}
