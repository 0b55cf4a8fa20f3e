import { DomainError } from '../../platform/domain-error.ts';

export interface CollectorOptions<T, R> {
  /** How many batches may be in hand at once. */
  lanes: number;
  maxBatch: number;
  /** How many may wait; one more is turned away as `overloaded`. */
  maxWaiting: number;
  /** Does a batch and gives the results in its order; when it throws, so do all of the batch. */
  run(batch: T[]): Promise<R[]>;
}

export interface Collector<T, R> {
  submit(item: T): Promise<R>;
  /** Takes no more and resolves when all that was taken is done. */
  close(): Promise<void>;
}

/**
 * Gathers what arrives while other batches are in hand. There is no timer: a lane that is free takes at the end of this turn of
 * the event loop whatever waits, so a lone call is not held up and a crowd shares one commit.
 */
export function createCollector<T, R>({ lanes, maxBatch, maxWaiting, run }: CollectorOptions<T, R>): Collector<T, R> {
  interface Waiting {
    item: T;
    resolve(result: R): void;
    reject(error: unknown): void;
  }
  let waiting: Waiting[] = [];
  let busy = 0;
  let scheduled = false;
  let closed = false;
  let drained: (() => void) | null = null;

  const schedule = () => {
    if (scheduled || waiting.length === 0 || busy >= lanes) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      while (waiting.length > 0 && busy < lanes) {
        const batch = waiting.slice(0, maxBatch);
        waiting = waiting.slice(maxBatch);
        void work(batch);
      }
    });
  };

  const work = async (batch: Waiting[]) => {
    busy += 1;
    try {
      const results = await run(batch.map(({ item }) => item));
      batch.forEach(({ resolve }, place) => {
        resolve(results[place]!);
      });
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      busy -= 1;
      schedule();
      if (busy === 0 && waiting.length === 0) drained?.();
    }
  };

  return {
    submit(item) {
      return new Promise((resolve, reject) => {
        if (closed || waiting.length >= maxWaiting) {
          reject(new DomainError('overloaded', { retryAfter: 1 }));
          return;
        }
        waiting.push({ item, resolve, reject });
        schedule();
      });
    },
    async close() {
      closed = true;
      if (busy === 0 && waiting.length === 0) return;
      await new Promise<void>((resolve) => {
        drained = resolve;
      });
    },
  };
}
