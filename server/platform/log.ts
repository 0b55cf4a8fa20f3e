import { type Logger, type LoggerOptions, pino } from 'pino';

export type Log = Logger;

/**
 * JSON lines on standard output. Bodies are never logged: they may carry citizen ID numbers. Nor is what PostgreSQL says
 * of the values that it refused.
 */
export function createLog(level: string, out?: { write(line: string): void }): Log {
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: shownError },
    hooks: {
      logMethod(given, method) {
        const [first, ...rest] = given as [unknown, ...unknown[]];
        const error = first instanceof Error ? first : (first as { err?: unknown } | undefined)?.err;
        // Without words of ours the logger would take the error's own, as they are.
        if (rest.length === 0 && error instanceof Error)
          method.apply(this, [first as object, shownText(error)(error.message)]);
        else method.apply(this, given);
      },
    },
  };
  if (out) return pino(options, out);
  // Lines go out together, a few times a second: one write for each request would cost more than the line.
  return pino(options, pino.destination({ dest: 1, sync: false, minLength: 4096, periodicFlush: 200 }));
}

/** Text fit for a log: what has the shape of a citizen ID number is masked. */
export function masked(text: string): string {
  return text.replace(/\d{17}[\dXx]/g, (number) => `${number[0]}****************${number.at(-1)}`);
}

/** What may be shown of an error's texts. PostgreSQL's data exceptions (class 22) quote the value. */
function shownText(error: Error): (text: string) => string {
  const { code } = error as { code?: unknown };
  const value = typeof code === 'string' && code.startsWith('22') ? /".*"/s.exec(error.message)?.[0] : undefined;
  return (text) => masked(value === undefined ? text : text.replaceAll(value, '"…"'));
}

/** Name, words and code, and nothing else that an error carries: PostgreSQL's hold the row. */
function shownError(thrown: unknown): unknown {
  if (!(thrown instanceof Error)) return thrown;
  const shown = shownText(thrown);
  const { code } = thrown as { code?: unknown };
  const { cause } = thrown;
  return {
    type: thrown.name,
    message: shown(thrown.message),
    stack: shown(thrown.stack ?? ''),
    ...(code !== undefined && { code }),
    ...(cause instanceof Error && { cause: shownError(cause) }),
  };
}
