import type { Job } from '../../platform/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { deemAccepted } from './review-case.ts';
import { setOpenDays } from './set-days.ts';

export function servicesJobs(platform: Platform): Job[] {
  return [
    {
      name: 'services-deem-accepted',
      // Soon after midnight in Shanghai (the schedule is in UTC), when another working day is over, and again should that be missed.
      schedule: '5 16,22 * * *',
      run: async () => {
        await deemAccepted(platform);
      },
    },
    {
      name: 'services-open-days',
      // An operator who adds a year sees the open days set within minutes; with none open this is one look at an index.
      schedule: '*/5 * * * *',
      run: async () => {
        await setOpenDays(platform);
      },
    },
  ];
}
