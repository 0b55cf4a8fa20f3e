import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { listServices } from '../../contracts/services.ts';
import { api } from '../api.ts';

/** A page of a list at most; more than that is found by searching. */
const limit = 200;

export const allServices = queryOptions({
  queryKey: ['services'],
  queryFn: () => api(listServices, { query: { limit } }),
  staleTime: 300_000,
});

/** What a question finds, in Chinese, English, pinyin or initials; what the last letter found stays until the next answers. */
export const foundBy = (q: string) =>
  queryOptions({
    queryKey: ['services', 'found', q.trim()],
    queryFn: () => api(listServices, { query: { q: q.trim(), limit } }),
    staleTime: 300_000,
    placeholderData: keepPreviousData,
  });
