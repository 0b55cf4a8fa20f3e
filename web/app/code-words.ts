import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { listCodeLists } from '../../contracts/catalogue.ts';
import { api } from '../api.ts';

export interface CodeEntry {
  code: string;
  zh: string;
  en: string;
}

/** The entries of the code lists that are asked for, by list; undefined until they are here, `{}` when none is asked for. */
export function useCodeLists(codes: (string | null)[]): Record<string, CodeEntry[]> | undefined {
  const wanted = [...new Set(codes.filter((code) => code !== null && code !== 'regions'))].join(' ');
  const { data } = useQuery({
    queryKey: ['code-lists'],
    queryFn: () => api(listCodeLists),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: wanted !== '',
  });
  return useMemo(() => {
    if (wanted === '') return {};
    if (!data) return undefined;
    const lists = data.items.filter((list) => wanted.split(' ').includes(list.code));
    return Object.fromEntries(
      lists.map((list) => [
        list.code,
        list.entries.map(({ code, name, nameEn }) => ({ code, zh: name, en: nameEn ?? name })),
      ]),
    );
  }, [data, wanted]);
}
