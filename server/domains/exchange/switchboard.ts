import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { momentOf } from '../sharing/index.ts';
import { appendBatch, type Drafted, type Outcome } from './append-batch.ts';
import { createCollector } from './collector.ts';
import { onLine } from './line.ts';
import { type Draft, type Foresight, type PreparedCall, readBatch } from './read-batch.ts';
import { foldCallState } from './store-call-state.ts';

/** Where all calls of a process meet, to be read together and committed together. */
export interface Switchboard {
  /** Throws `overloaded`, and what made the call's own statement fail. */
  submit(call: PreparedCall): Promise<Outcome>;
  /** Only the second half: for what was read elsewhere. */
  append(drafted: readonly Drafted[]): Promise<Outcome[]>;
  /** The state of what calls rest on, as a flight sent at that time (ms) read it. */
  seen(): { state: string | null; at: number };
  /** Takes no more and resolves when all that was taken is done. */
  close(): Promise<void>;
}

// Two reads keep the database at work while an append waits for its commit. Appends go one by one, because each stands on
// the last; what is read meanwhile makes the next.
const readers = 2;
const maxBatch = 200;
/** How many calls may be in hand, waiting to be read or to be appended; one more is turned away. */
const maxInHand = 2000;

export function createSwitchboard(platform: Platform): Switchboard {
  const { reading: readLines, writing, pool } = platform.database;
  const foresight: Foresight = { judged: new Map(), state: null, at: 0, long: false };
  const outcomes = platform.metrics.counter('legwork_calls_total', 'Calls answered and refused, by rule', ['outcome']);
  const moment = () => momentOf(platform.now());
  let folding = false;

  const reading = createCollector<PreparedCall, Draft | Error>({
    lanes: readers,
    maxBatch,
    maxWaiting: maxInHand,
    async run(calls) {
      const drafts = await onLine(readLines, (line) => readBatch(line, foresight, moment(), calls));
      if (foresight.long && !folding) {
        folding = true;
        foldCallState(pool)
          .catch((error: unknown) => platform.log.warn({ err: error }))
          .finally(() => (folding = false));
      }
      return drafts;
    },
  });
  const appending = createCollector<Drafted, Outcome>({
    lanes: 1,
    maxBatch,
    maxWaiting: maxInHand,
    run: (drafted) => onLine(writing, (line) => appendBatch(platform, line, moment(), drafted)),
  });

  const append = async (drafted: Drafted): Promise<Outcome> => {
    const outcome = await appending.submit(drafted);
    outcomes.inc({ outcome: outcome.kind === 'refused' ? outcome.error.code : outcome.kind });
    return outcome;
  };

  let inHand = 0;
  let done: (() => void) | null = null;
  return {
    seen: () => foresight,
    append: (drafted) => Promise.all(drafted.map(append)),
    async submit(call) {
      if (inHand >= maxInHand) throw new DomainError('overloaded', { retryAfter: 1 });
      inHand += 1;
      try {
        const draft = await reading.submit(call);
        if (draft instanceof Error) throw draft;
        return await append({ call, draft, at: platform.now() });
      } finally {
        inHand -= 1;
        if (inHand === 0) done?.();
      }
    },
    async close() {
      await reading.close();
      if (inHand > 0) {
        await new Promise<void>((resolve) => {
          done = resolve;
        });
      }
    },
  };
}
