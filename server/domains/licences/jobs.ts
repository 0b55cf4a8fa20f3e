import type { Job } from '../../platform/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { forgetCodes } from './store-presentations.ts';

export function licencesJobs(platform: Platform): Job[] {
  return [
    {
      name: 'licences-forget-codes',
      schedule: '23 * * * *',
      run: () => forgetCodes(platform.db, new Date(platform.now().getTime() - 24 * 3_600_000)),
    },
  ];
}
