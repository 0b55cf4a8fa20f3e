/** A row of the table: the number it bears, and the leaf hash made anew from its body. */
export interface FoundLeaf {
  index: number;
  leaf: Uint8Array;
}

/** One difference between the leaves that were logged and the rows that are there. `index` is the place in the log. */
export type Edit =
  | { kind: 'altered'; index: number; expected: Uint8Array; found: Uint8Array }
  | { kind: 'missing'; index: number; expected: Uint8Array }
  | { kind: 'inserted'; index: number; found: Uint8Array }
  | { kind: 'renumbered'; index: number; to: number };

export interface Aligner {
  /** Gives further leaves of the log, in order. */
  expect(leaves: readonly Uint8Array[]): void;
  /** Gives further rows, in the order of their numbers. */
  find(rows: readonly FoundLeaf[]): void;
  endExpected(): void;
  endFound(): void;
  /** Leaves and rows given and not yet compared. */
  readonly waiting: { expected: number; found: number };
  /** Compares as far as what was given allows; returns the differences met. */
  step(): Edit[];
}

/** Leaves that must agree after a difference for it to count as over. */
const confirm = 2;

/**
 * Compares the logged leaves with the rows, both as streams, and tells apart what was altered, taken out and put in,
 * whether or not the rows behind were renumbered to hide it: after a difference it looks up to `lookahead` leaves ahead
 * for where both go on alike, and takes the shortest way there. Holds about twice `lookahead` leaves of each.
 */
export function createAligner(lookahead = 512): Aligner {
  const expected = queue<Uint8Array>();
  const found = queue<FoundLeaf>();
  let place = 0;
  /** By how much rows are numbered ahead of their place. */
  let shift = 0;
  let resized = false;

  const takeMissing = (): Edit => {
    resized = true;
    const edit: Edit = { kind: 'missing', index: place, expected: expected.shift() };
    place += 1;
    return edit;
  };
  const takeInserted = (): Edit => {
    resized = true;
    const row = found.shift();
    return { kind: 'inserted', index: row.index, found: row.leaf };
  };
  const takePair = (edits: Edit[]): void => {
    const leaf = expected.shift();
    const row = found.shift();
    if (!same(leaf, row.leaf)) {
      edits.push({ kind: 'altered', index: place, expected: leaf, found: row.leaf });
    } else if (row.index - place !== shift) {
      // Behind a row put in or taken out the numbers move on their own account.
      if (!resized) edits.push({ kind: 'renumbered', index: place, to: row.index });
      shift = row.index - place;
      resized = false;
    } else {
      resized = false;
    }
    place += 1;
  };

  const goesOnAlike = (k: number, m: number): boolean => {
    for (let ahead = 0; ahead < confirm; ahead += 1) {
      const leaf = expected.at(k + ahead);
      const row = found.at(m + ahead);
      if (!leaf && !row) return true;
      if (!leaf || !row || !same(leaf, row.leaf)) return false;
    }
    return true;
  };

  /** How many leaves and rows to pass over so that both go on alike, the fewest; null when that is not in sight. */
  const nearestMeeting = (): [number, number] | null => {
    const places = new Map<string, number[]>();
    const leavesAhead = Math.min(lookahead, expected.length);
    for (let k = 0; k < leavesAhead; k += 1) {
      const key = keyOf(expected.at(k)!);
      const known = places.get(key);
      if (known) known.push(k);
      else places.set(key, [k]);
    }
    let best: [number, number] | null = null;
    const consider = (k: number, m: number) => {
      const shorter = !best || Math.max(k, m) < Math.max(...best);
      if (shorter && goesOnAlike(k, m)) best = [k, m];
    };
    const rowsAhead = Math.min(lookahead, found.length);
    for (let m = 0; m < rowsAhead; m += 1) {
      for (const k of places.get(keyOf(found.at(m)!.leaf)) ?? []) consider(k, m);
    }
    if (expected.ended && found.ended && expected.length <= lookahead && found.length <= lookahead) {
      consider(expected.length, found.length);
    }
    return best;
  };

  const bridge = (edits: Edit[]): void => {
    const row = found.at(0)!;
    if (row.index > place + shift) {
      edits.push(takeMissing());
      return;
    }
    // Where nothing in sight agrees, what is in sight was altered one by one.
    const rewritten = Math.min(lookahead, expected.length, found.length);
    const [k, m] = nearestMeeting() ?? [rewritten, rewritten];
    for (let i = 0; i < Math.min(k, m); i += 1) takePair(edits);
    for (let i = m; i < k; i += 1) edits.push(takeMissing());
    for (let i = k; i < m; i += 1) edits.push(takeInserted());
  };

  return {
    expect: (leaves) => expected.push(leaves),
    find: (rows) => found.push(rows),
    endExpected: () => expected.end(),
    endFound: () => found.end(),
    get waiting() {
      return { expected: expected.length, found: found.length };
    },
    step() {
      const edits: Edit[] = [];
      const margin = lookahead + confirm;
      while ((expected.length > margin || expected.ended) && (found.length > margin || found.ended)) {
        const leaf = expected.at(0);
        const row = found.at(0);
        if (!leaf && !row) break;
        if (!row) edits.push(takeMissing());
        else if (!leaf) edits.push(takeInserted());
        else if (same(leaf, row.leaf)) takePair(edits);
        else bridge(edits);
      }
      return edits;
    },
  };
}

function queue<T>() {
  let items: T[] = [];
  let head = 0;
  let ended = false;
  return {
    get length() {
      return items.length - head;
    },
    get ended() {
      return ended;
    },
    end() {
      ended = true;
    },
    push(more: readonly T[]) {
      if (head > 4096) {
        items = items.slice(head);
        head = 0;
      }
      for (const item of more) items.push(item);
    },
    at: (ahead: number): T | undefined => items[head + ahead],
    shift(): T {
      const item = items[head]!;
      head += 1;
      return item;
    },
  };
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

function keyOf(leaf: Uint8Array): string {
  return Buffer.from(leaf.buffer, leaf.byteOffset, leaf.byteLength).toString('latin1');
}
