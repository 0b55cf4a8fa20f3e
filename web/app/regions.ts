import { useQueries } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { listRegions } from '../../contracts/directory.ts';
import { api } from '../api.ts';
import { useName } from './words.ts';

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

/** 浙江省 杭州市 拱墅区, in English Gongshu District, Hangzhou City, Zhejiang Province; the bare code until it is known. */
export function useRegionName(code: string): string {
  const { i18n } = useTranslation();
  const nameOf = useName();
  const levels = useRegionLevels(code);
  const names = [`${code.slice(0, 2)}0000`, `${code.slice(0, 4)}00`, code].flatMap((part, level) => {
    const region = levels[level]?.find((each) => each.code === part);
    return region ? [nameOf(region)] : [];
  });
  const distinct = [...new Set(names)];
  return (i18n.language === 'en' ? distinct.reverse().join(', ') : distinct.join(' ')) || code;
}

/** The own names of regions by their codes; those that are not known yet are not in it. */
export function useRegionNames(codes: readonly string[]): Map<string, string> {
  const nameOf = useName();
  const parents = codes.map((code) =>
    code.endsWith('0000') ? undefined : code.endsWith('00') ? `${code.slice(0, 2)}0000` : `${code.slice(0, 4)}00`,
  );
  const found = useQueries({ queries: [...new Set(parents)].map(below) });
  const regions = found.flatMap(({ data }) => data?.items ?? []);
  return new Map(regions.filter(({ code }) => codes.includes(code)).map((region) => [region.code, nameOf(region)]));
}
