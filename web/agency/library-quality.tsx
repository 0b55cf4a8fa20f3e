import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { listQuality, qualityParts } from '../../contracts/library-quality.ts';
import { api } from '../api.ts';
import { Fault, Loading } from '../ui/parts.tsx';
import { Table } from '../ui/table.tsx';

/** The scores of what serves, each with the formula that it comes from. */
export function LibraryQuality({ resourceId }: { resourceId: string }) {
  const { t, i18n } = useTranslation();
  const found = useQuery({
    queryKey: ['quality', resourceId],
    queryFn: () => api(listQuality, { query: { resource: resourceId } }),
  });
  const percent = (score: number | null) =>
    score === null
      ? t('quality.none')
      : new Intl.NumberFormat(i18n.language, { style: 'percent', maximumFractionDigits: 1 }).format(score);
  const quality = found.data?.items[0];
  return (
    <section className="section" aria-labelledby="quality">
      <h2 id="quality">{t('quality.title')}</h2>
      {found.isError ? (
        <Fault error={found.error} onRetry={() => void found.refetch()} />
      ) : !found.data ? (
        <Loading lines={3} />
      ) : !quality ? (
        <p>{t('quality.notYet')}</p>
      ) : (
        <>
          <p>{t('quality.overall', { score: percent(quality.overall), version: quality.version })}</p>
          <Table
            stacking
            label={t('quality.title')}
            columns={[t('quality.part'), t('quality.score'), t('quality.formula')]}
          >
            {qualityParts.map((part) => (
              <tr key={part}>
                <th scope="row">{t(`quality.parts.${part}`)}</th>
                <td data-label={t('quality.score')}>{percent(quality[part])}</td>
                <td data-label={t('quality.formula')}>{t(`quality.formulas.${part}`)}</td>
              </tr>
            ))}
          </Table>
        </>
      )}
    </section>
  );
}
