/**
 * Remembers which keys a file has shown, in a fixed number of bytes whatever the number of rows: a Bloom filter of one
 * cache line a key. It never misses a key seen before; rarely it suspects a new one, which the database then settles.
 */
export class SeenKeys {
  readonly #words: Int32Array;
  readonly #blockMask: number;
  #first = 0;
  #second = 0;

  /** `bytes` is rounded up to a power of two, between 64 KiB and 32 MiB. */
  constructor(bytes: number) {
    const size = 2 ** Math.ceil(Math.log2(Math.min(Math.max(bytes, 65_536), 2 ** 25)));
    this.#words = new Int32Array(size / 4);
    this.#blockMask = size / 64 - 1;
  }

  /** Begins a key. */
  start(): void {
    this.#first = 0x811c9dc5;
    this.#second = 0x9747b28c;
  }

  /** Adds a part of the key. */
  part(text: string): void {
    let first = this.#first;
    let second = this.#second;
    for (let at = 0; at < text.length; at += 1) {
      const unit = text.charCodeAt(at);
      first = Math.imul(first ^ unit, 0x01000193);
      second = Math.imul(second ^ unit, 0x5bd1e995);
      second ^= second >>> 15;
    }
    this.#first = Math.imul(first ^ 0x1f, 0x01000193);
    this.#second = Math.imul(second ^ 0x1f, 0x5bd1e995);
  }

  /** Whether the key may have been seen before; from now on it has. */
  seen(): boolean {
    const words = this.#words;
    const block = (mix(this.#first) & this.#blockMask) << 4;
    let bits = mix(this.#second ^ 0x27d4eb2f);
    let known = true;
    for (let turn = 0; turn < 3; turn += 1) {
      const word = block + (bits & 15);
      const bit = 1 << ((bits >>> 4) & 31);
      if ((words[word]! & bit) === 0) {
        known = false;
        words[word]! |= bit;
      }
      bits >>>= 9;
    }
    // 27 bits are spent; the fourth place is of its own mixing.
    const last = mix(this.#first ^ this.#second);
    const word = block + (last & 15);
    const bit = 1 << ((last >>> 4) & 31);
    if ((words[word]! & bit) === 0) {
      known = false;
      words[word]! |= bit;
    }
    return known;
  }
}

function mix(value: number): number {
  let mixed = value ^ (value >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
