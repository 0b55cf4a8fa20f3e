import { useQueries } from '@tanstack/react-query';
import { listRegions } from '../../contracts/directory.ts';
import { api } from '../api.ts';

/** The provinces, or what lies below a region; kept for the visit. */
function below(parent: string | undefined) {
  return {
    queryKey: ['regions', parent ?? ''],
    queryFn: () => api(listRegions, { query: parent ? { parent } : {} }),
    staleTime: Number.POSITIVE_INFINITY,
  };
}

/** The regions to choose from at each level above and including the place of a code (GB/T 2260: province, city, county). */
export function useRegionLevels(code: string) {
  const parents = [
    undefined,
    ...(code ? [`${code.slice(0, 2)}0000`] : []),
    ...(/^\d{2}(?!00)/.test(code) ? [`${code.slice(0, 4)}00`] : []),
  ];
  return useQueries({ queries: parents.map(below) }).map((query) => query.data?.items);
}

/** 浙江省 杭州市 拱墅区; the bare code until it is known. */
export function useRegionName(code: string): string {
  const levels = useRegionLevels(code);
  const names = [`${code.slice(0, 2)}0000`, `${code.slice(0, 4)}00`, code].map(
    (part, level) => levels[level]?.find((region) => region.code === part)?.name,
  );
  return [...new Set(names)].filter(Boolean).join(' ') || code;
}
