import type { Job } from '../../platform/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { countNewEntries } from './count-entries.ts';
import { remindDue } from './remind-due.ts';

export function supervisionJobs(platform: Platform): Job[] {
  return [
    {
      name: 'supervision-count-entries',
      schedule: '* * * * *',
      run: async () => {
        await countNewEntries(platform);
      },
    },
    {
      name: 'supervision-remind-due',
      schedule: '17 * * * *',
      run: async () => {
        await remindDue(platform);
      },
    },
  ];
}
