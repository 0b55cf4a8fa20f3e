import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createMerkle,
  emptyFrontier,
  type Frontier,
  type HashReader,
  merkle,
  parseFrontier,
  serialiseFrontier,
} from './merkle.ts';

const sha256 = (data: Uint8Array): Uint8Array => hash('sha256', data, 'buffer');
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const hexes = (list: readonly Uint8Array[]): string[] => list.map(hex);
const tree = createMerkle(sha256);

const data = Array.from({ length: 400 }, (_, index) => Buffer.from(`leaf ${index}`));
const leaves = data.map(tree.leafHash);

// The definitions of RFC 9162, sections 2.1.1, 2.1.3.1 and 2.1.4.1, written as they stand there.
function split(n: number): number {
  return 2 ** Math.ceil(Math.log2(n) - 1);
}
function mth(d: Uint8Array[]): Uint8Array {
  if (d.length === 0) return sha256(Buffer.alloc(0));
  if (d.length === 1) return sha256(Buffer.concat([Buffer.of(0), d[0]!]));
  const k = split(d.length);
  return sha256(Buffer.concat([Buffer.of(1), mth(d.slice(0, k)), mth(d.slice(k))]));
}
function path(m: number, d: Uint8Array[]): Uint8Array[] {
  if (d.length === 1) return [];
  const k = split(d.length);
  return m < k ? [...path(m, d.slice(0, k)), mth(d.slice(k))] : [...path(m - k, d.slice(k)), mth(d.slice(0, k))];
}
function subproof(m: number, d: Uint8Array[], whole: boolean): Uint8Array[] {
  if (m === d.length) return whole ? [] : [mth(d)];
  const k = split(d.length);
  return m <= k
    ? [...subproof(m, d.slice(0, k), whole), mth(d.slice(k))]
    : [...subproof(m - k, d.slice(k), false), mth(d.slice(0, k))];
}

const subtrees = new Map<string, Uint8Array>();
const reader =
  (size: number): HashReader =>
  (level, index) => {
    const width = 2 ** level;
    if ((index + 1) * width > size) throw new Error(`subtree ${level}/${index} is not complete in ${size}`);
    const known = subtrees.get(`${level}/${index}`) ?? mth(data.slice(index * width, (index + 1) * width));
    subtrees.set(`${level}/${index}`, known);
    return known;
  };

const grown = (sizes: number[]): Frontier => {
  let frontier = emptyFrontier;
  for (const count of sizes)
    frontier = tree.appendLeaves(frontier, leaves.slice(frontier.size, frontier.size + count)).frontier;
  return frontier;
};

describe('Merkle tree (RFC 9162)', () => {
  it('has the published roots of the certificate-transparency test tree', () => {
    const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
    const roots = [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
      'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
      '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
      'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    ];
    let frontier = emptyFrontier;
    expect(hex(merkle.root(frontier))).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    for (const [place, input] of inputs.entries()) {
      const appended = merkle.appendLeaves(frontier, [merkle.leafHash(Buffer.from(input, 'hex'))]);
      expect(hex(appended.root)).toBe(roots[place]);
      frontier = appended.frontier;
    }
  });

  it('gives root, inclusion and consistency proofs as the recursive definition does, for every size up to 70', async () => {
    const roots = Array.from({ length: 71 }, (_, size) => mth(data.slice(0, size)));
    for (let size = 1; size <= 70; size += 1) {
      const d = data.slice(0, size);
      const root = roots[size]!;
      expect(hex(await tree.rootAt(reader(size), size))).toBe(hex(root));
      for (let at = 0; at < size; at += 1) {
        const proof = await tree.inclusionProof(reader(size), at, size);
        expect(hexes(proof)).toEqual(hexes(path(at, d)));
        expect(tree.verifyInclusion({ leaf: leaves[at]!, index: at, size, proof, root })).toBe(true);
        const oldSize = at + 1;
        const consistency = await tree.consistencyProof(reader(size), oldSize, size);
        expect(hexes(consistency)).toEqual(hexes(subproof(oldSize, d, true)));
        expect(
          tree.verifyConsistency({
            oldSize,
            oldRoot: roots[oldSize]!,
            newSize: size,
            newRoot: root,
            proof: consistency,
          }),
        ).toBe(true);
      }
    }
  });

  it('grows by any batches to the same frontier, root and proofs, for every old size up to 70', () => {
    for (let oldSize = 0; oldSize <= 70; oldSize += 1) {
      for (const count of [0, 1, 2, 3, 7, 33]) {
        const d = data.slice(0, oldSize + count);
        const appended = tree.appendLeaves(grown([oldSize]), leaves.slice(oldSize, oldSize + count));
        expect(appended.size).toBe(oldSize + count);
        expect(hex(appended.root)).toBe(hex(mth(d)));
        expect(hex(tree.root(appended.frontier))).toBe(hex(appended.root));
        for (const i of new Set([0, count >> 1, count - 1].filter((place) => place >= 0 && place < count))) {
          expect(hexes(appended.proofs(i))).toEqual(hexes(path(oldSize + i, d)));
        }
      }
    }
  });

  it('holds for random batches, and its frontier survives being written down', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(40), { maxLength: 8 }), fc.nat(60), fc.nat(), (batches, count, pick) => {
        const before = grown(batches);
        const appended = tree.appendLeaves(
          parseFrontier(serialiseFrontier(before)),
          leaves.slice(before.size, before.size + count),
        );
        expect(hex(appended.root)).toBe(hex(mth(data.slice(0, appended.size))));
        expect(serialiseFrontier(appended.frontier)).toEqual(serialiseFrontier(grown([appended.size])));
        if (count === 0) return;
        const index = before.size + (pick % count);
        const proof = appended.proofs(pick % count);
        expect(
          tree.verifyInclusion({ leaf: leaves[index]!, index, size: appended.size, proof, root: appended.root }),
        ).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('counts past 2^32 without losing bits', () => {
    // Right edge of a large tree: only the frontier is needed, so its left parts may be any hashes.
    for (const oldSize of [2 ** 31 - 1, 2 ** 32 + 5, 2 ** 45 - 3]) {
      const bits = BigInt(oldSize).toString(2).replaceAll('0', '').length;
      const frontier = { size: oldSize, hashes: leaves.slice(0, bits) };
      const added = leaves.slice(100, 111);
      const { size, root, proofs } = tree.appendLeaves(frontier, added);
      for (const [i, leaf] of added.entries()) {
        expect(tree.verifyInclusion({ leaf, index: oldSize + i, size, proof: proofs(i), root })).toBe(true);
        expect(tree.verifyInclusion({ leaf, index: oldSize + i - 2 ** 31 + 1, size, proof: proofs(i), root })).toBe(
          false,
        );
      }
    }
  });

  it('is the same over the SHA-256 of the browser', () => {
    const batch = leaves.slice(0, 21);
    expect(hex(merkle.appendLeaves(emptyFrontier, batch).root)).toBe(hex(tree.appendLeaves(emptyFrontier, batch).root));
    expect(hex(merkle.leafHash(data[3]!))).toBe(hex(leaves[3]!));
  });
});

describe('verification', () => {
  it('refuses an inclusion with any part of the claim changed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 70 }), fc.nat(), fc.nat(), (size, pick, bit) => {
        const index = pick % size;
        const d = data.slice(0, size);
        const claim = { leaf: leaves[index]!, index, size, proof: path(index, d), root: mth(d) };
        const flip = (bytes: Uint8Array) =>
          bytes.map((byte, place) => (place === bit % 32 ? byte ^ (1 << (bit % 8)) : byte));
        expect(tree.verifyInclusion(claim)).toBe(true);
        expect(tree.verifyInclusion({ ...claim, leaf: flip(claim.leaf) })).toBe(false);
        expect(tree.verifyInclusion({ ...claim, root: flip(claim.root) })).toBe(false);
        const at = bit % claim.proof.length;
        expect(
          tree.verifyInclusion({
            ...claim,
            proof: claim.proof.map((step, place) => (place === at ? flip(step) : step)),
          }),
        ).toBe(false);
        expect(tree.verifyInclusion({ ...claim, proof: claim.proof.slice(1) })).toBe(false);
        expect(tree.verifyInclusion({ ...claim, proof: [...claim.proof, claim.root] })).toBe(false);
        for (let other = 0; other < size; other += 1)
          if (other !== index) expect(tree.verifyInclusion({ ...claim, index: other })).toBe(false);
        expect(tree.verifyInclusion({ ...claim, index: size })).toBe(false);
        expect(tree.verifyInclusion({ ...claim, index: -1 })).toBe(false);
        expect(tree.verifyInclusion({ ...claim, index: 0.5 })).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  it('refuses a history that was rewritten', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 70 }), fc.nat(), fc.nat(), (newSize, pick, victim) => {
        const oldSize = 1 + (pick % (newSize - 1));
        const d = data.slice(0, newSize);
        const claim = {
          oldSize,
          oldRoot: mth(d.slice(0, oldSize)),
          newSize,
          newRoot: mth(d),
          proof: subproof(oldSize, d, true),
        };
        expect(tree.verifyConsistency(claim)).toBe(true);
        const forged = d.map((leaf, place) => (place === victim % oldSize ? Buffer.from('forged') : leaf));
        expect(tree.verifyConsistency({ ...claim, newRoot: mth(forged), proof: subproof(oldSize, forged, true) })).toBe(
          false,
        );
        expect(tree.verifyConsistency({ ...claim, oldSize: newSize })).toBe(false);
        expect(tree.verifyConsistency({ ...claim, proof: [] })).toBe(false);
        expect(tree.verifyConsistency({ ...claim, proof: [...claim.proof, claim.newRoot] })).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  it('takes the empty tree as a prefix of every tree, and only with the empty root', () => {
    const root = mth(data.slice(0, 5));
    const claim = { oldSize: 0, oldRoot: mth([]), newSize: 5, newRoot: root, proof: [] };
    expect(tree.verifyConsistency(claim)).toBe(true);
    expect(tree.verifyConsistency({ ...claim, oldRoot: root })).toBe(false);
    expect(tree.verifyConsistency({ ...claim, newSize: 0 })).toBe(false);
  });

  it('has no proof of a leaf or a prefix that is not there', async () => {
    await expect(tree.inclusionProof(reader(5), 5, 5)).rejects.toThrow(RangeError);
    await expect(tree.consistencyProof(reader(5), 6, 5)).rejects.toThrow(RangeError);
    expect(() => tree.appendLeaves(emptyFrontier, leaves.slice(0, 2)).proofs(2)).toThrow(RangeError);
  });

  it.each([[[]], [[0, 0, 0, 0, 0, 0, 0, 1]], [[0, 32, 0, 0, 0, 0, 0, 0]], [[0, 0, 0, 0, 0, 0, 0, 0, 1]]])(
    'reads no frontier from the bytes %j',
    (bytes) => {
      expect(() => parseFrontier(Uint8Array.from(bytes))).toThrow(RangeError);
    },
  );
});
