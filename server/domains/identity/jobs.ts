import type { Job } from '../../platform/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { deviceMilliseconds } from './known-devices.ts';
import { deleteOldAttempts } from './store-attempts.ts';
import { deleteOldDevices } from './store-devices.ts';
import { deleteExpiredPayloads } from './store-oidc.ts';
import { deleteEnded } from './store-sessions.ts';
import { longestWindow } from './throttle.ts';

/** Nothing about a person's sign-ins is kept longer than it is needed (个人信息保护法 art. 19). */
export function identityJobs(platform: Platform): Job[] {
  const { residentIdle, staffIdle } = platform.config.sessions;
  return [
    {
      name: 'identity-tidy',
      schedule: '17 * * * *',
      async run() {
        const now = platform.now();
        const before = (milliseconds: number) => new Date(now.getTime() - milliseconds);
        await deleteEnded(platform.db, now, before(Math.max(residentIdle, staffIdle)));
        await deleteOldAttempts(platform.db, now, before(longestWindow));
        await deleteOldDevices(platform.db, before(deviceMilliseconds));
        await deleteExpiredPayloads(platform.db);
      },
    },
  ];
}
