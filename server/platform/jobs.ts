import { run, runMigrations, type TaskList } from 'graphile-worker';
import type pg from 'pg';
import type { Queryable } from './database.ts';
import { type Log, masked } from './log.ts';

/** A kind of background work. `schedule` is a cron line in Asia/Shanghai's UTC offset, for work that recurs. */
export interface Job {
  name: string;
  schedule?: string;
  run(payload: unknown): Promise<void>;
}

/** Queues a job in the caller's transaction: it exists if and only if what asked for it was committed. */
export async function addJob(
  on: Queryable,
  name: string,
  payload: unknown,
  options: { key?: string; runAt?: Date } = {},
): Promise<void> {
  await on.query({
    text: 'select graphile_worker.add_job($1, $2::json, job_key := $3, run_at := $4)',
    values: [name, JSON.stringify(payload), options.key ?? null, options.runAt ?? null],
  });
}

export async function migrateJobs(pool: pg.Pool): Promise<void> {
  await runMigrations({ pgPool: pool, logger: undefined });
}

export interface JobRunner {
  /** Takes no more jobs and resolves when the running ones have ended. */
  stop(): Promise<void>;
}

/** Runs the jobs of all domains in this process until `stop`. */
export async function startJobs(pool: pg.Pool, jobs: Job[], log: Log): Promise<JobRunner> {
  const taskList: TaskList = Object.fromEntries(
    jobs.map((job) => [
      job.name,
      async (payload: unknown) => {
        await job.run(payload);
      },
    ]),
  );
  const crontab = jobs
    .filter((job) => job.schedule)
    .map((job) => `${job.schedule} ${job.name}`)
    .join('\n');
  const runner = await run({
    pgPool: pool,
    taskList,
    crontab,
    concurrency: 2,
    noHandleSignals: true,
    pollInterval: 2000,
    logger: quietLogger(log),
  });
  // It also ends when it cannot go on; unheard, that would end the process.
  const ended = runner.promise.catch((error: unknown) => log.error({ err: error }, 'jobs no longer run'));
  return {
    async stop() {
      await runner.stop().catch((error: unknown) => log.warn({ err: error }, 'jobs had stopped already'));
      await ended;
    },
  };
}

function quietLogger(log: Log) {
  return new (class {
    scope() {
      return this;
    }
    error(message: string) {
      log.error({ jobs: masked(message) });
    }
    warn(message: string) {
      log.warn({ jobs: masked(message) });
    }
    info() {}
    debug() {}
  })() as never;
}
