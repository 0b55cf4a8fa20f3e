import { createServer } from 'node:net';
import { type App, createApp, domains } from '../app.ts';
import { boot } from '../boot.ts';
import { warnOfMissingYears } from '../domains/directory/index.ts';
import { loadPacks, refuseDemoInProduction } from '../packs/load-packs.ts';
import type { Config } from '../platform/config.ts';
import { readConfig } from '../platform/config.ts';
import { forgetReplies } from '../platform/idempotency.ts';
import { type JobRunner, startJobs } from '../platform/jobs.ts';
import { StartupError } from '../platform/startup-error.ts';
import { greeting } from './greeting.ts';
import { hearStop, type Stop } from './hear-stop.ts';

/** How long a stop waits for requests in hand, milliseconds: less than the grace of the usual supervisors (30 s). */
const patience = 20_000;

/**
 * How many connections may wait to be accepted; the system may allow fewer. Those beyond it are dropped unseen and tried again
 * after a second, when they should be answered at once, if only to be turned away.
 */
const backlog = 4096;

/** Starts the node and returns when it was told to stop (SIGTERM, Ctrl-C) and has finished what it had accepted. */
export async function run(): Promise<number> {
  const config = readConfig();
  const stop = hearStop();
  const say = (line: string) => console.log(`· ${line}`);
  const booted = await boot(config, say);
  try {
    const { platform } = booted;
    await refuseDemoInProduction(platform);
    // Asked before the packs are loaded, which takes a while the first time; asked again by listening itself.
    await requireFreePort(config);
    if (stop.told) return 0;
    const app = await createApp(platform);
    let runner: JobRunner | undefined;
    try {
      await app.start();
      await stop.orDone(loadPacks(platform, say));
      if (stop.told) return 0;
      await warnOfMissingYears(platform);
      const jobs = [forgetReplies(platform), ...domains.flatMap((domain) => domain.jobs?.(platform) ?? [])];
      runner = await startJobs(platform.database.pool, jobs, platform.log);
      await app.server
        .listen({ host: config.host, port: config.port, backlog })
        .catch((error: NodeJS.ErrnoException) => {
          throw listenFault(error, config);
        });
      console.log(await greeting(platform));
      await stop.heard;
      platform.log.info('stopping');
    } finally {
      // What domains keep for requests and jobs is closed last.
      await Promise.all([finishRequests(app, stop), runner?.stop()]);
      await app.stop();
    }
    return 0;
  } finally {
    await booted.close();
  }
}

/**
 * Takes no more requests and lets those in hand finish, until patience ends or the stop is asked for a second time; then
 * what is still open is cut: it was not acknowledged.
 */
async function finishRequests(app: App, stop: Stop): Promise<void> {
  const { server } = app.server;
  // A connection that is kept alive after its last reply would hold the stop up for a minute.
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  const cut = () => server.closeAllConnections();
  const late = setTimeout(cut, patience);
  void stop.insisted.then(cut);
  try {
    await app.server.close();
  } finally {
    clearInterval(idle);
    clearTimeout(late);
  }
}

async function requireFreePort(config: Config): Promise<void> {
  const probe = createServer();
  try {
    await new Promise<void>((done, fail) => {
      probe.once('error', fail).listen({ host: config.host, port: config.port }, done);
    });
    await new Promise((done) => probe.close(done));
  } catch (error) {
    throw listenFault(error as NodeJS.ErrnoException, config);
  }
}

function listenFault(error: NodeJS.ErrnoException, { host, port }: Config): Error {
  if (error.code === 'EADDRINUSE') {
    const other = port < 65_535 ? port + 1 : port - 1;
    return new StartupError({
      zh: `端口 ${port} 已被占用：换一个，例如 PORT=${other} npm start。`,
      en: `Port ${port} is in use: choose another, for example PORT=${other} npm start.`,
    });
  }
  if (error.syscall === undefined) return error;
  return new StartupError({
    zh: `无法在 ${host}:${port} 监听 (${error.code})。`,
    en: `Cannot listen on ${host}:${port} (${error.code}).`,
  });
}
