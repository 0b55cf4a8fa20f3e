import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ResourceDetail } from '../../contracts/catalogue.ts';
import { listEditions } from '../../contracts/catalogue-life.ts';
import { api } from '../api.ts';
import { shortTime } from '../app/format.ts';
import { Fault } from '../ui/parts.tsx';
import { ResourceDifferences } from './resource-differences.tsx';

/** The published editions, the newest first, each with what it changed. */
export function ResourceEditions({ resource }: { resource: ResourceDetail }) {
  const { t } = useTranslation();
  const editions = useQuery({
    queryKey: ['editions', resource.id, resource.edition],
    queryFn: () => api(listEditions, { params: { id: resource.id } }),
  });
  if (editions.isError) return <Fault error={editions.error} onRetry={() => void editions.refetch()} />;
  const items = editions.data?.items ?? [];
  if (items.length < 2) return null;
  return (
    <section className="section" aria-labelledby="editions">
      <h2 id="editions">{t('resource.editions')}</h2>
      {items.slice(0, -1).map(({ number, publishedAt, differences }) => (
        <details key={number}>
          <summary>
            {t('resource.editionOf', { number, at: shortTime(publishedAt), count: differences.length })}
          </summary>
          <ResourceDifferences differences={differences} title={t('resource.edition', { number })} />
        </details>
      ))}
    </section>
  );
}
