import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js';

/** SHA-256 of the bytes, 32 bytes. It must not keep the array it is given: that is used again. */
export type Sha256 = (data: Uint8Array) => Uint8Array;

/** Leaves 0 … size-1 as complete subtrees, the largest first: one hash for each 1 in the binary size. */
export interface Frontier {
  size: number;
  hashes: readonly Uint8Array[];
}

export interface Appended {
  frontier: Frontier;
  size: number;
  root: Uint8Array;
  /** Inclusion proof, in the tree of the new size, of the i-th leaf of this batch (0-based in the batch). */
  proofs(i: number): Uint8Array[];
}

/**
 * The hash of the complete subtree over leaves index·2^level … (index+1)·2^level − 1. Only subtrees that lie wholly in
 * the tree are asked for.
 */
export type HashReader = (level: number, index: number) => Uint8Array | Promise<Uint8Array>;

export interface InclusionClaim {
  leaf: Uint8Array;
  index: number;
  size: number;
  proof: readonly Uint8Array[];
  root: Uint8Array;
}

export interface ConsistencyClaim {
  oldSize: number;
  oldRoot: Uint8Array;
  newSize: number;
  newRoot: Uint8Array;
  proof: readonly Uint8Array[];
}

export type Merkle = ReturnType<typeof createMerkle>;

/** Leaves begin … end-1. */
interface Range {
  begin: number;
  end: number;
}

export const emptyFrontier: Frontier = { size: 0, hashes: [] };

const hashLength = 32;

/** The Merkle tree of RFC 9162 section 2.1 over a SHA-256. Sizes and indexes are whole numbers up to 2^53 − 1. */
export function createMerkle(sha256: Sha256) {
  const node = new Uint8Array(1 + 2 * hashLength);
  node[0] = 1;

  const leafHash = (data: Uint8Array): Uint8Array => {
    const prefixed = new Uint8Array(data.length + 1);
    prefixed.set(data, 1);
    return sha256(prefixed);
  };

  const nodeHash = (left: Uint8Array, right: Uint8Array): Uint8Array => {
    node.set(left, 1);
    node.set(right, 1 + hashLength);
    return sha256(node);
  };

  /** The root over subtrees that lie side by side, as the frontier of a tree has them. */
  const fold = (hashes: readonly Uint8Array[]): Uint8Array =>
    hashes.length === 0 ? sha256(new Uint8Array(0)) : hashes.reduceRight((right, left) => nodeHash(left, right));

  /**
   * Appends leaf hashes to the tree that the frontier stands for. The new root and the proofs of the new leaves come
   * from the old frontier and the batch alone. Each hash is computed once, proofs included.
   */
  const appendLeaves = (frontier: Frontier, leaves: readonly Uint8Array[]): Appended => {
    const size = frontier.size + leaves.length;
    if (!Number.isSafeInteger(size)) throw new RangeError('The tree is full');
    const rows = buildRows(frontier, leaves, nodeHash);
    const complete = (level: number, index: number): Uint8Array => {
      const row = rows[level]!;
      return row.hashes[index - row.first]!;
    };
    const hashes = completeSubtrees({ begin: 0, end: size }).map(({ level, index }) => complete(level, index));
    const edge = leaves.length > 0 ? rightEdge(rows, size, nodeHash) : [];
    return {
      frontier: { size, hashes },
      size,
      root: fold(hashes),
      proofs: (i) => {
        if (!Number.isInteger(i) || i < 0 || i >= leaves.length) throw new RangeError(`The batch has no leaf ${i}`);
        const proof: Uint8Array[] = [];
        let at = frontier.size + i;
        let last = size - 1;
        for (let level = 0; last > 0; level += 1) {
          if (at % 2 === 1) proof.push(complete(level, at - 1));
          else if (at < last) proof.push(at + 1 < last ? complete(level, at + 1) : edge[level]!);
          at = Math.floor(at / 2);
          last = Math.floor(last / 2);
        }
        return proof;
      },
    };
  };

  const readRange = async (hashAt: HashReader, range: Range): Promise<Uint8Array> =>
    fold(await Promise.all(completeSubtrees(range).map(({ level, index }) => hashAt(level, index))));

  return {
    leafHash,
    nodeHash,
    appendLeaves,

    /** Root of the tree that the frontier stands for. */
    root: (frontier: Frontier): Uint8Array => fold(frontier.hashes),

    /** Root of the tree of the first `size` leaves, read from complete subtrees. */
    rootAt: (hashAt: HashReader, size: number): Promise<Uint8Array> => readRange(hashAt, { begin: 0, end: size }),

    /** Inclusion proof of a leaf in the tree of the first `size` leaves (RFC 9162, 2.1.3.1). RangeError unless index < size. */
    inclusionProof: async (hashAt: HashReader, index: number, size: number): Promise<Uint8Array[]> =>
      Promise.all(inclusionRanges(index, size).map((range) => readRange(hashAt, range))),

    /** Proof that the tree of `oldSize` leaves is a prefix of that of `newSize` (RFC 9162, 2.1.4.1); empty for equal sizes and for 0. */
    consistencyProof: async (hashAt: HashReader, oldSize: number, newSize: number): Promise<Uint8Array[]> =>
      Promise.all(consistencyRanges(oldSize, newSize).map((range) => readRange(hashAt, range))),

    verifyInclusion: (claim: InclusionClaim): boolean => verifyInclusion(claim, nodeHash),

    verifyConsistency: (claim: ConsistencyClaim): boolean => verifyConsistency(claim, nodeHash, sha256),
  };
}

/** The tree over a SHA-256 in plain script, for the browser and for small jobs. */
export const merkle: Merkle = createMerkle(nobleSha256);

/** Size as eight bytes, big-endian, then the hashes, the largest subtree's first. */
export function serialiseFrontier(frontier: Frontier): Uint8Array {
  const bytes = new Uint8Array(8 + hashLength * frontier.hashes.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(frontier.size));
  frontier.hashes.forEach((hash, place) => {
    bytes.set(hash, 8 + hashLength * place);
  });
  return bytes;
}

/** What serialiseFrontier wrote. Throws RangeError for bytes that are no frontier. */
export function parseFrontier(bytes: Uint8Array): Frontier {
  const size = bytes.length < 8 ? Number.NaN : Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0));
  if (!Number.isSafeInteger(size)) throw new RangeError('The frontier has no size');
  const count = completeSubtrees({ begin: 0, end: size }).length;
  if (bytes.length !== 8 + hashLength * count)
    throw new RangeError(`The frontier of ${size} leaves has not ${count} hashes`);
  return {
    size,
    hashes: Array.from({ length: count }, (_, place) =>
      bytes.slice(8 + hashLength * place, 8 + hashLength * (place + 1)),
    ),
  };
}

/**
 * For each level the complete subtrees that the batch makes, preceded by the frontier's subtree of that level where the
 * first of them is a right child: together every hash that roots and proofs of the batch need.
 */
function buildRows(
  frontier: Frontier,
  leaves: readonly Uint8Array[],
  nodeHash: (left: Uint8Array, right: Uint8Array) => Uint8Array,
): { first: number; hashes: Uint8Array[] }[] {
  const rows: { first: number; hashes: Uint8Array[] }[] = [];
  let made: Uint8Array[] = [...leaves];
  let start = frontier.size;
  let end = frontier.size + leaves.length;
  let taken = frontier.hashes.length;
  while (end > 0) {
    if (start % 2 === 1) {
      taken -= 1;
      made.unshift(frontier.hashes[taken]!);
      start -= 1;
    }
    rows.push({ first: start, hashes: made });
    const above: Uint8Array[] = [];
    for (let place = 0; place + 1 < made.length; place += 2) above.push(nodeHash(made[place]!, made[place + 1]!));
    made = above;
    start /= 2;
    end = Math.floor(end / 2);
  }
  return rows;
}

/** By level, the hash of the subtree that ends with the tree, once leaves were appended; the tree may end before the subtree's room does. */
function rightEdge(
  rows: readonly { first: number; hashes: Uint8Array[] }[],
  size: number,
  nodeHash: (left: Uint8Array, right: Uint8Array) => Uint8Array,
): Uint8Array[] {
  const edge: Uint8Array[] = [];
  let last = size - 1;
  let hash = rows[0]!.hashes[last - rows[0]!.first]!;
  for (let level = 0; ; level += 1) {
    edge.push(hash);
    if (last === 0) return edge;
    if (last % 2 === 1) {
      const row = rows[level]!;
      hash = nodeHash(row.hashes[last - 1 - row.first]!, hash);
    }
    last = Math.floor(last / 2);
  }
}

/** The sibling ranges on the way from a leaf to the root, the leaf's own sibling first (PATH of RFC 9162). */
function inclusionRanges(index: number, size: number): Range[] {
  if (!Number.isSafeInteger(size) || !Number.isSafeInteger(index) || index < 0 || index >= size) {
    throw new RangeError(`No leaf ${index} in a tree of ${size}`);
  }
  const ranges: Range[] = [];
  let [begin, end] = [0, size];
  while (end - begin > 1) {
    const middle = begin + leftSize(end - begin);
    if (index < middle) {
      ranges.push({ begin: middle, end });
      end = middle;
    } else {
      ranges.push({ begin, end: middle });
      begin = middle;
    }
  }
  return ranges.reverse();
}

/** SUBPROOF of RFC 9162, 2.1.4.1, as ranges. */
function consistencyRanges(oldSize: number, newSize: number): Range[] {
  if (!Number.isSafeInteger(oldSize) || !Number.isSafeInteger(newSize) || oldSize < 0 || oldSize > newSize) {
    throw new RangeError(`A tree of ${oldSize} is no prefix of one of ${newSize}`);
  }
  if (oldSize === 0 || oldSize === newSize) return [];
  const ranges: Range[] = [];
  let [begin, end] = [0, newSize];
  while (oldSize !== end) {
    const middle = begin + leftSize(end - begin);
    if (oldSize <= middle) {
      ranges.push({ begin: middle, end });
      end = middle;
    } else {
      ranges.push({ begin, end: middle });
      begin = middle;
    }
  }
  // The old root itself is known to the verifier when the way never turned right.
  if (begin > 0) ranges.push({ begin, end });
  return ranges.reverse();
}

/** A range cut into complete subtrees, left to right. Its begin is a multiple of the power of two that its length needs. */
function completeSubtrees({ begin, end }: Range): { level: number; index: number }[] {
  const subtrees: { level: number; index: number }[] = [];
  for (let at = begin; at < end; ) {
    let [level, width] = [0, 1];
    while (width * 2 <= end - at) {
      level += 1;
      width *= 2;
    }
    subtrees.push({ level, index: at / width });
    at += width;
  }
  return subtrees;
}

/** The largest power of two smaller than n, n > 1. */
function leftSize(n: number): number {
  let width = 1;
  while (width * 2 < n) width *= 2;
  return width;
}

/** RFC 9162, 2.1.3.2. Division in place of shifts: a shift cuts at 32 bits. */
function verifyInclusion(
  { leaf, index, size, proof, root }: InclusionClaim,
  nodeHash: (left: Uint8Array, right: Uint8Array) => Uint8Array,
): boolean {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return false;
  let [fn, sn] = [index, size - 1];
  let hash = leaf;
  for (const step of proof) {
    if (sn === 0 || step.length !== hashLength) return false;
    if (fn % 2 === 1 || fn === sn) {
      hash = nodeHash(step, hash);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn / 2, Math.floor(sn / 2)];
    } else {
      hash = nodeHash(hash, step);
    }
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn === 0 && sameBytes(hash, root);
}

/** RFC 9162, 2.1.4.2. */
function verifyConsistency(
  { oldSize, oldRoot, newSize, newRoot, proof }: ConsistencyClaim,
  nodeHash: (left: Uint8Array, right: Uint8Array) => Uint8Array,
  sha256: Sha256,
): boolean {
  if (!Number.isSafeInteger(oldSize) || !Number.isSafeInteger(newSize) || oldSize < 0 || oldSize > newSize)
    return false;
  if (oldSize === newSize) return proof.length === 0 && sameBytes(oldRoot, newRoot);
  if (oldSize === 0) return proof.length === 0 && sameBytes(oldRoot, sha256(new Uint8Array(0)));
  if (proof.length === 0 || proof.some((step) => step.length !== hashLength)) return false;
  let [fn, sn] = [oldSize - 1, newSize - 1];
  while (fn % 2 === 1) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  // For a power of two the old root is itself the first step, so the RFC leaves it out of the proof.
  const [first, ...rest] = fn === 0 ? [oldRoot, ...proof] : proof;
  let oldHash = first!;
  let newHash = first!;
  for (const step of rest) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      oldHash = nodeHash(step, oldHash);
      newHash = nodeHash(step, newHash);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn / 2, Math.floor(sn / 2)];
    } else {
      newHash = nodeHash(newHash, step);
    }
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn === 0 && sameBytes(oldHash, oldRoot) && sameBytes(newHash, newRoot);
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, place) => byte === b[place]);
}
