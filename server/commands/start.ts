import { createApp, domains } from '../app.ts';
import { boot } from '../boot.ts';
import { loadPacks, refuseDemoInProduction } from '../packs/load-packs.ts';
import { readConfig } from '../platform/config.ts';
import { startJobs } from '../platform/jobs.ts';
import { StartupError } from '../platform/startup-error.ts';
import { greeting } from './greeting.ts';

/** Starts the node and returns when it was told to stop (SIGTERM, Ctrl-C) and has finished what it had accepted. */
export async function run(): Promise<number> {
  const config = readConfig();
  // Heard from the first moment on, so that a stop during start-up is a clean one as well.
  const told = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
  const say = (line: string) => console.log(`· ${line}`);
  const booted = await boot(config, say);
  try {
    const { platform } = booted;
    await refuseDemoInProduction(platform);
    const app = await createApp(platform);
    let runner: Awaited<ReturnType<typeof startJobs>> | undefined;
    try {
      await app.start();
      await loadPacks(platform, say);
      const jobs = domains.flatMap((domain) => domain.jobs?.(platform) ?? []);
      runner = await startJobs(platform.database.pool, jobs, platform.log);
      await app.server.listen({ host: config.host, port: config.port }).catch((error: NodeJS.ErrnoException) => {
        throw listenFault(error, config.host, config.port);
      });
      console.log(await greeting(platform));
      await told;
      platform.log.info('stopping');
    } finally {
      // A second Ctrl-C while stopping has the default effect; everything acknowledged is on disk already.
      await app.stop();
      await runner?.stop();
    }
    return 0;
  } finally {
    await booted.close();
  }
}

function listenFault(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    return new StartupError({
      zh: `端口 ${port} 已被占用：换一个，例如 PORT=${port + 1} npm start。`,
      en: `Port ${port} is in use: choose another, for example PORT=${port + 1} npm start.`,
    });
  }
  if (error.code === 'EACCES' || error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return new StartupError({
      zh: `无法在 ${host}:${port} 监听 (${error.code})。`,
      en: `Cannot listen on ${host}:${port} (${error.code}).`,
    });
  }
  return error;
}
