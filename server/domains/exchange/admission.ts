import { DomainError } from '../../platform/domain-error.ts';

export interface AdmissionOptions {
  /** How many may be in hand at most. */
  most: number;
  /** Fewer than these are let in whatever is expected of them; as many of the last to leave tell how fast it goes. */
  crowd: number;
  /** Milliseconds that a new one may be expected to be in hand. */
  patience: number;
  /** Milliseconds, of a clock that only goes forward. */
  now?: () => number;
}

export interface Admission {
  /** Throws `overloaded` when one would be turned away now. */
  check(): void;
  /** Lets one in, or throws `overloaded`. The result is to be called once, when it is done. */
  enter(): () => void;
  /** Resolves when nobody is in hand. */
  empty(): Promise<void>;
}

/**
 * Turns away early what would be served late. By Little's law a new one will be in hand for as long as those before it take to
 * leave at the pace of the last that left; so that however many ask, those who are let in are served in about the same time.
 */
export function createAdmission({ most, crowd, patience, now = () => performance.now() }: AdmissionOptions): Admission {
  let inHand = 0;
  /** When each of the last to leave left, in a ring; `turn` is the place of the longest ago. */
  const left = new Float64Array(crowd).fill(Number.NEGATIVE_INFINITY);
  let turn = 0;
  let emptied: (() => void)[] = [];
  const leave = () => {
    inHand -= 1;
    left[turn] = now();
    turn = (turn + 1) % crowd;
    if (inHand > 0) return;
    for (const tell of emptied) tell();
    emptied = [];
  };
  const check = () => {
    const expected = (inHand * (now() - left[turn]!)) / crowd;
    if (inHand >= most || (inHand >= crowd && expected > patience))
      throw new DomainError('overloaded', { retryAfter: 1 });
  };
  return {
    check,
    enter() {
      check();
      inHand += 1;
      return leave;
    },
    async empty() {
      if (inHand > 0) await new Promise<void>((resolve) => emptied.push(resolve));
    },
  };
}
