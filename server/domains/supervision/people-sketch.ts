/**
 * A HyperLogLog of 1024 registers: about how many different subjects there were, within some 3 %, and nearly exact for a few.
 * Sketches of several days add up without counting anyone twice, and nobody can be found in one.
 */
const bits = 10;
const registers = 2 ** bits;
const alpha = 0.7213 / (1 + 1.079 / registers);

export function emptySketch(): Uint8Array {
  return new Uint8Array(registers);
}

/** Adds a subject by a uniform digest of 63 bits. */
export function addPerson(sketch: Uint8Array, digest: bigint): void {
  const register = Number(digest & BigInt(registers - 1));
  const rest = digest >> BigInt(bits);
  const width = 63 - bits;
  const rank = width - rest.toString(2).length + (rest === 0n ? 2 : 1);
  sketch[register] = Math.max(sketch[register]!, rank);
}

/** Takes up another sketch: that of all who are in either. */
export function mergeInto(sketch: Uint8Array, other: Uint8Array): void {
  for (let place = 0; place < registers; place += 1) sketch[place] = Math.max(sketch[place]!, other[place]!);
}

/** About how many there are. */
export function countPeople(sketch: Uint8Array): number {
  let sum = 0;
  let empty = 0;
  for (const rank of sketch) {
    sum += 2 ** -rank;
    if (rank === 0) empty += 1;
  }
  const estimate = (alpha * registers * registers) / sum;
  // Where few registers are taken, the empty ones tell more (linear counting).
  if (estimate <= 2.5 * registers && empty > 0) return Math.round(registers * Math.log(registers / empty));
  return Math.round(estimate);
}
