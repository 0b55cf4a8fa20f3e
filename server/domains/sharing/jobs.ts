import type { Job } from '../../platform/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { setOpenDueDates } from './clocks.ts';
import { noteSilence } from './note-silence.ts';

export function sharingJobs(platform: Platform): Job[] {
  return [
    {
      name: 'sharing-open-days',
      // An operator who adds a year sees the open days set within minutes; with none open this is one look at an index.
      schedule: '*/5 * * * *',
      run: async () => {
        await setOpenDueDates(platform);
      },
    },
    {
      name: 'sharing-note-silence',
      schedule: '7 * * * *',
      run: async () => {
        await noteSilence(platform);
      },
    },
  ];
}
