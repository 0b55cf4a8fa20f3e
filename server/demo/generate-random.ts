/** A stream of pseudo-random draws; the same seed, stream and index give the same draws on every machine. */
export interface Random {
  /** 0 ≤ x < 1 */
  next(): number;
  /** from ≤ n ≤ to */
  between(from: number, to: number): number;
  chance(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
}

/**
 * sfc32, seeded by a hash of (seed, stream, index). Each family and company has its own index, so that it does not
 * change when another is added or drawn in another order.
 */
export function randomFor(seed: number, stream: string, index: number): Random {
  let [a, b, c, d] = seedWords(`${seed}/${stream}/${index}`);
  const next = () => {
    const sum = (a + b + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let round = 0; round < 12; round += 1) next();
  const between = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  return {
    next,
    between,
    chance: (probability) => next() < probability,
    pick: (from) => {
      const picked = from[between(0, from.length - 1)];
      if (picked === undefined) throw new Error('Nothing to pick from: the list is empty.');
      return picked;
    },
  };
}

/** Four words by FNV-1a with different starts. */
function seedWords(text: string): [number, number, number, number] {
  const words = [0x811c9dc5, 0x9e3779b9, 0x85ebca6b, 0xc2b2ae35];
  for (let at = 0; at < text.length; at += 1) {
    for (let word = 0; word < 4; word += 1) words[word] = Math.imul(words[word]! ^ text.charCodeAt(at), 0x01000193);
  }
  return [words[0]!, words[1]!, words[2]!, words[3]!];
}
