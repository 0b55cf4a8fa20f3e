import type { Job } from '../../platform/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { idleMilliseconds } from './sessions.ts';
import { lockMilliseconds } from './sign-in.ts';
import { deleteExpiredPayloads } from './store-oidc.ts';
import { deleteEnded } from './store-sessions.ts';

/** Nothing about a person's sign-ins is kept longer than it is needed (个人信息保护法 art. 19). */
export function identityJobs(platform: Platform): Job[] {
  return [
    {
      name: 'identity-tidy',
      schedule: '17 * * * *',
      async run() {
        const now = platform.now();
        const before = (milliseconds: number) => new Date(now.getTime() - milliseconds);
        await deleteEnded(platform.db, now, before(idleMilliseconds), before(lockMilliseconds));
        await deleteExpiredPayloads(platform.db);
      },
    },
  ];
}
