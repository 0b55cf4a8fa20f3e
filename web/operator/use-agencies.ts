import { useQuery } from '@tanstack/react-query';
import { listAgencies } from '../../contracts/directory.ts';
import { api } from '../api.ts';
import { useName } from '../app/words.ts';

/** The agencies to choose from in a filter, by id or by credit code; the first two hundred. */
export function useAgencyOptions(by: 'id' | 'creditCode'): { value: string; label: string }[] {
  const nameOf = useName();
  const agencies = useQuery({
    queryKey: ['agencies', 'options'],
    queryFn: () => api(listAgencies, { query: { limit: 200 } }),
    staleTime: 60_000,
  });
  return (agencies.data?.items ?? []).map((agency) => ({ value: agency[by], label: nameOf(agency) }));
}
