import type { WorkingCalendar } from '../../contracts/working-days.ts';
import type { Config } from './config.ts';
import type { Database, Db } from './database.ts';
import type { HttpServer } from './http.ts';
import type { Job } from './jobs.ts';
import type { Keys } from './keys.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';

/** What every room stands on, handed to each use case as its first argument; nothing of it is global. */
export interface Platform {
  config: Config;
  log: Log;
  metrics: Metrics;
  keys: Keys;
  database: Database;
  db: Db;
  /** The working calendar as it stands now. */
  calendar(): Promise<WorkingCalendar>;
  /** Now; tests set it. */
  now(): Date;
}

/** A domain as app.ts lists it: its routes and its background work. */
export interface Domain {
  name: string;
  routes?(http: HttpServer, platform: Platform): void | Promise<void>;
  jobs?(platform: Platform): Job[];
  /** Called once before the first request: warm state, start of timers. */
  start?(platform: Platform): Promise<void>;
  /** Called when the last request was answered: finish what was accepted. */
  stop?(platform: Platform): Promise<void>;
}
