import type pg from 'pg';
import type { Queryable } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { momentOf } from '../sharing/index.ts';
import { appendBatch, type Drafted, type Outcome } from './append-batch.ts';
import { createCollector } from './collector.ts';
import { type Draft, type Foresight, type PreparedCall, readBatch } from './read-batch.ts';

/** Where all calls of a process meet, to be read together and committed together. */
export interface Switchboard {
  /** Throws `overloaded`, and what made the call's own statement fail. */
  submit(call: PreparedCall): Promise<Outcome>;
  /** Only the second half: for what was read elsewhere. */
  append(drafted: readonly Drafted[]): Promise<Outcome[]>;
  /** Takes no more and resolves when all that was taken is done. */
  close(): Promise<void>;
}

// Two reads keep the database at work while an append waits for its commit. Appends go one by one, because each stands on
// the last; what is read meanwhile makes the next.
const readers = 2;
const maxBatch = 200;
/** How many calls may be in hand, waiting to be read or to be appended; one more is turned away. */
const maxInHand = 2000;
/** A connection that has prepared this many statements is replaced: that frees them on both sides. */
const maxStatements = 2000;

export function createSwitchboard(platform: Platform): Switchboard {
  const foresight: Foresight = new Map();
  const outcomes = platform.metrics.counter('legwork_calls_total', 'Calls answered and refused, by rule', ['outcome']);
  const moment = () => momentOf(platform.now());

  const reading = createCollector<PreparedCall, Draft | Error>({
    lanes: readers,
    maxBatch,
    maxWaiting: maxInHand,
    run: (calls) => onPipeline(platform, (client) => readBatch(client, foresight, moment(), calls)),
  });
  const appending = createCollector<Drafted, Outcome>({
    lanes: 1,
    maxBatch,
    maxWaiting: maxInHand,
    run: (drafted) => onPipeline(platform, (client) => appendBatch(platform, client, moment(), drafted)),
  });

  const append = async (drafted: Drafted): Promise<Outcome> => {
    const outcome = await appending.submit(drafted);
    outcomes.inc({ outcome: outcome.kind === 'refused' ? outcome.error.code : outcome.kind });
    return outcome;
  };

  let inHand = 0;
  let done: (() => void) | null = null;
  return {
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

const preparedBy = new WeakMap<pg.PoolClient, Set<string>>();

async function onPipeline<T>(platform: Platform, work: (on: Queryable) => Promise<T>): Promise<T> {
  const client = await platform.database.pipelines.connect();
  const prepared = preparedBy.get(client) ?? new Set();
  preparedBy.set(client, prepared);
  let broken = true;
  try {
    const result = await work({
      query(config) {
        if (config.name !== undefined) prepared.add(config.name);
        return client.query(config);
      },
    });
    broken = false;
    return result;
  } finally {
    client.release(broken || prepared.size > maxStatements);
  }
}
