import { type Logger, pino } from 'pino';

export type Log = Logger;

/** JSON lines on standard output. Bodies are never logged: they may carry citizen ID numbers. */
export function createLog(level: string): Log {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime });
}
