import { useQuery } from '@tanstack/react-query';
import { summariseMyDataUses } from '../../contracts/exchange.ts';
import { api } from '../api.ts';

/** How often, by whom, what and why, over twelve months. */
export function useSummary() {
  return useQuery({ queryKey: ['data-uses-summary'], queryFn: () => api(summariseMyDataUses) });
}
