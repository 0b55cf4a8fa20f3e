import type { Edit } from './align-leaves.ts';

export type FindingKind =
  /** Entries whose content is not what was logged. */
  | 'altered'
  | 'missing'
  | 'inserted'
  /** Entries that stand in each other's places, or one that was moved. */
  | 'reordered'
  /** Entries that bear another number than their place. */
  | 'renumbered'
  /** The end of the log is gone. */
  | 'truncated'
  /** The log as a whole is another than the one that a checkpoint was signed for. */
  | 'forked'
  /** A hash, tile, root or head that was stored beside the entries disagrees with them. */
  | 'record'
  /** A checkpoint that no key of this node signed. */
  | 'signature'
  /** A receipt that does not verify. */
  | 'receipt';

/** One thing that is not as it was logged. Entries are numbered from 0; `from` … `to` inclusive, null when none is meant. */
export interface Finding {
  kind: FindingKind;
  from: number | null;
  to: number | null;
  zh: string;
  en: string;
}

export function finding(kind: FindingKind, from: number | null, to: number | null, zh: string, en: string): Finding {
  return { kind, from, to, zh, en };
}

/** Neighbours that all differ in one way. */
export interface Run {
  kind: 'altered' | 'missing' | 'inserted';
  from: number;
  to: number;
}

/** `第 3 条` or `第 3–5 条`, `Entry 3` or `Entries 3–5`. */
function named(from: number, to: number): { zh: string; en: string; plural: boolean } {
  return from === to
    ? { zh: `第 ${from} 条存证`, en: `Entry ${from}`, plural: false }
    : { zh: `第 ${from}–${to} 条存证`, en: `Entries ${from}–${to}`, plural: true };
}

const sentence = {
  altered: (from: number, to: number) => {
    const { zh, en, plural } = named(from, to);
    return finding('altered', from, to, `${zh}的内容被改动。`, `${en} ${plural ? 'were' : 'was'} altered.`);
  },
  missing: (from: number, to: number) => {
    const { zh, en, plural } = named(from, to);
    return finding('missing', from, to, `${zh}被删除。`, `${en} ${plural ? 'are' : 'is'} missing.`);
  },
  inserted: (from: number, to: number) => {
    const { zh, en, plural } = named(from, to);
    return finding('inserted', from, to, `${zh}是后来插入的。`, `${en} ${plural ? 'were' : 'was'} inserted.`);
  },
  truncated: (from: number, to: number) => {
    const { zh, en, plural } = named(from, to);
    return finding(
      'truncated',
      from,
      to,
      `账本末尾被截去：${zh}不在了。`,
      `The ledger was truncated: ${en.toLowerCase()} ${plural ? 'are' : 'is'} gone.`,
    );
  },
  swapped: (from: number, to: number) =>
    finding(
      'reordered',
      from,
      to,
      `第 ${from} 条存证与第 ${to} 条存证被调换了位置。`,
      `Entries ${from} and ${to} were reordered: each stands in the other’s place.`,
    ),
  moved: (from: number, to: number) =>
    finding(
      'reordered',
      from,
      to,
      `第 ${from} 条存证被移到了第 ${to} 条的位置。`,
      `Entry ${from} was reordered: it stands in the place of entry ${to}.`,
    ),
  renumbered: (index: number, to: number) =>
    finding(
      'renumbered',
      index,
      to,
      `第 ${index} 条存证的序号被改成了 ${to}。`,
      `Entry ${index} was renumbered: it bears the number ${to}.`,
    ),
};

export const { altered: alteredFinding, missing: missingFinding, truncated: truncatedFinding } = sentence;

/**
 * Names the differences that an alignment met, in a log of `size` leaves: leaves that turn up elsewhere were reordered,
 * missing ones at the very end were cut off, and neighbours of one kind are told in one sentence.
 * `further` are differences behind those, in which nothing is sought.
 */
export function nameEdits(edits: readonly Edit[], size: number, further: readonly Run[] = []): Finding[] {
  const findings: Finding[] = [];
  const lost = new Map<string, number>();
  const turnedUp = new Map<string, number>();
  for (const edit of edits) {
    if (edit.kind === 'altered' || edit.kind === 'missing') lost.set(hex(edit.expected), edit.index);
    if (edit.kind === 'altered' || edit.kind === 'inserted') turnedUp.set(hex(edit.found), edit.index);
  }
  const moved = (leaf: Uint8Array) => lost.has(hex(leaf)) && turnedUp.has(hex(leaf));
  const plain: Run[] = [];
  const keep = ({ kind, index }: { kind: Run['kind']; index: number }) => plain.push({ kind, from: index, to: index });
  for (const edit of edits) {
    if (edit.kind === 'renumbered') {
      findings.push(sentence.renumbered(edit.index, edit.to));
    } else if (edit.kind === 'missing') {
      // The other half of a move is told where the leaf turned up.
      if (!moved(edit.expected)) keep(edit);
    } else if (!moved(edit.found) || (edit.kind === 'altered' && !moved(edit.expected))) {
      keep(edit);
    } else {
      const from = lost.get(hex(edit.found))!;
      const isSwap = edit.kind === 'altered' && turnedUp.get(hex(edit.expected)) === from && from !== edit.index;
      const isSwapWithin = isSwap && edits.some((other) => other.kind === 'altered' && other.index === from);
      if (!isSwapWithin) findings.push(sentence.moved(from, edit.index));
      else if (edit.index < from) findings.push(sentence.swapped(edit.index, from));
    }
  }
  for (const { kind, from, to } of joined([...plain, ...further])) {
    const isTail = kind === 'missing' && to === size - 1;
    findings.push(isTail ? sentence.truncated(from, to) : sentence[kind](from, to));
  }
  return findings.sort((a, b) => (a.from ?? 0) - (b.from ?? 0));
}

function joined(runs: readonly Run[]): Run[] {
  const longer: Run[] = [];
  for (const run of runs) {
    const last = longer.at(-1);
    if (last?.kind === run.kind && run.from === last.to + 1) last.to = run.to;
    else longer.push({ ...run });
  }
  return longer;
}

function hex(leaf: Uint8Array): string {
  return Buffer.from(leaf).toString('hex');
}
