import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ServiceSummary } from '../../contracts/services.ts';
import { useName, useSay } from '../app/words.ts';
import { Empty, Fault, Loading, Tag } from '../ui/parts.tsx';
import { foundBy } from './services-query.ts';

export function FoundServices({ q }: { q: string }) {
  const { t } = useTranslation();
  const found = useQuery(foundBy(q));
  if (found.isError) return <Fault error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Loading lines={6} />;
  return (
    <section aria-labelledby="found" aria-busy={found.isPlaceholderData}>
      <h2 id="found">{t('front.services')}</h2>
      <p className="quiet" role="status">
        {found.isPlaceholderData ? t('front.searching') : t('front.found', { count: found.data.items.length })}
      </p>
      {found.data.items.length === 0 && !found.isPlaceholderData && (
        <Empty
          action={
            <Link to="/" search={{}}>
              {t('front.clear')}
            </Link>
          }
        >
          {t('front.nothingFound', { q })}
        </Empty>
      )}
      <ul className="list">
        {found.data.items.map((service) => (
          <ServiceItem key={service.key} service={service} />
        ))}
      </ul>
    </section>
  );
}

function ServiceItem({ service }: { service: ServiceSummary }) {
  const { t } = useTranslation();
  const say = useSay();
  const nameOf = useName();
  return (
    <li>
      <h3>
        <Link to="/services/$key" params={{ key: service.key }}>
          {say(service.title)}
        </Link>
      </h3>
      <p>{say(service.summary)}</p>
      <p className="tags">
        <Tag>{nameOf(service.agency)}</Tag>
        <Tag tone="act">{t('front.days', { count: service.promisedDays })}</Tag>
        {service.visits === 0 && <Tag tone="done">{t('front.noVisit')}</Tag>}
        {!service.charged && <Tag tone="done">{t('front.free')}</Tag>}
      </p>
    </li>
  );
}
