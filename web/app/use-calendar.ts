import { useQueries } from '@tanstack/react-query';
import { getCalendarYear } from '../../contracts/directory.ts';
import type { WorkingCalendar } from '../../contracts/working-days.ts';
import { ApiError, api } from '../api.ts';

/** The working calendar of these years; a year that is not known is not in it. undefined while it is being fetched. */
export function useCalendar(years: number[]): WorkingCalendar | undefined {
  const wanted = [...new Set(years)];
  return useQueries({
    queries: wanted.map((year) => ({
      queryKey: ['calendar', year],
      queryFn: () =>
        api(getCalendarYear, { params: { year } }).catch((error) => {
          // A year whose notice is not out yet is an answer, not a fault.
          if (error instanceof ApiError && error.status === 404) return null;
          throw error;
        }),
      staleTime: 3_600_000,
    })),
    combine: (answers) => {
      if (answers.some(({ data }) => data === undefined)) return undefined;
      const known = answers.flatMap(({ data }) => (data ? [data] : []));
      return {
        years: known.map(({ year }) => year),
        exceptions: Object.fromEntries(known.flatMap(({ days }) => days.map(({ day, kind }) => [day, kind]))),
      };
    },
  });
}
