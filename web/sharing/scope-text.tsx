import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { getResource } from '../../contracts/catalogue.ts';
import type { RowScope } from '../../contracts/sharing.ts';
import { api } from '../api.ts';
import { useCodeLists } from '../app/code-words.ts';
import { useRegionNames } from '../app/regions.ts';
import { useName, useSay } from '../app/words.ts';

/** Which rows a request or a grant reaches, by the names of items, codes and regions. */
export function RowScopeText({ scope, resourceId }: { scope: RowScope; resourceId: string }) {
  const { t } = useTranslation();
  const nameOf = useName();
  const rows = Object.entries(scope.rows ?? {});
  const resource = useQuery({
    queryKey: ['resource', resourceId],
    queryFn: () => api(getResource, { params: { id: resourceId } }),
    enabled: rows.length > 0,
  });
  if (rows.length === 0) return <>{t('sharing.allRows')}</>;
  return (
    <>
      {rows.map(([code, values]) => {
        const item = resource.data?.items.find((each) => each.code === code);
        return (
          <Condition key={code} item={item ? nameOf(item) : code} codeList={item?.codeList ?? null} values={values} />
        );
      })}
    </>
  );
}

function Condition({ item, codeList, values }: { item: string; codeList: string | null; values: string[] }) {
  const { t } = useTranslation();
  const say = useSay();
  const regions = useRegionNames(codeList === 'regions' ? values : []);
  const entries = useCodeLists([codeList])?.[codeList ?? ''];
  const names = values.map((value) => {
    const entry = entries?.find(({ code }) => code === value);
    return regions.get(value) ?? (entry ? say(entry) : value);
  });
  return <div>{t('sharing.rowsWhere', { item, values: names.join(t('list.and')) })}</div>;
}
