/** Milliseconds in which signals count as one: a terminal's Ctrl-C reaches node twice, by itself and through npm. */
const sameWord = 1000;

/** The wish of whoever started the node that it stop. */
export interface Stop {
  readonly told: boolean;
  /** Resolves with the first SIGTERM or SIGINT. */
  readonly heard: Promise<void>;
  /** Resolves when the wish is repeated. */
  readonly insisted: Promise<void>;
  /** Waits for work, or for the wish to stop, whichever comes first; work that is left then ends on its own. */
  orDone(work: Promise<void>): Promise<void>;
}

/**
 * Hears SIGTERM and SIGINT from now on, so that a stop during start-up is a clean one as well. No signal has its default
 * effect any more: a second one would end node in the middle of stopping and leave the database server behind.
 */
export function hearStop(): Stop {
  const heard = Promise.withResolvers<void>();
  const insisted = Promise.withResolvers<void>();
  let since: number | undefined;
  const hear = () => {
    since ??= Date.now();
    heard.resolve();
    if (Date.now() - since > sameWord) insisted.resolve();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, hear);
  return {
    get told() {
      return since !== undefined;
    },
    heard: heard.promise,
    insisted: insisted.promise,
    async orDone(work) {
      // Work that is left behind fails when the database closes under it, which nobody waits for.
      work.catch(() => undefined);
      await Promise.race([work, heard.promise]);
    },
  };
}
