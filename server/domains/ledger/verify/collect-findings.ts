import { type Finding, type FindingKind, finding } from './findings.ts';

/** Of one kind, as many findings are told one by one; a log that was rewritten throughout would have millions. */
const toldOfAKind = 100;

export interface Findings {
  add(found: Finding): void;
  /** All that were added, each entry's fault once, and at the end how many more there are of a kind. */
  list(): Finding[];
}

export function collectFindings(): Findings {
  const told = new Map<string, Finding>();
  const counts = new Map<FindingKind, number>();
  return {
    add(found) {
      const key = found.from === null ? found.en : `${found.kind} ${found.from} ${found.to}`;
      if (told.has(key)) return;
      const count = (counts.get(found.kind) ?? 0) + 1;
      counts.set(found.kind, count);
      if (count <= toldOfAKind) told.set(key, found);
    },
    list() {
      const more = [...counts].flatMap(([kind, count]) =>
        count > toldOfAKind
          ? [
              finding(
                kind,
                null,
                null,
                `同类问题另有 ${count - toldOfAKind} 处。`,
                `There are ${count - toldOfAKind} more of this kind.`,
              ),
            ]
          : [],
      );
      return [...told.values()].sort((a, b) => (a.from ?? Infinity) - (b.from ?? Infinity)).concat(more);
    },
  };
}
