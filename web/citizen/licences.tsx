import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { listMyLicences } from '../../contracts/licences.ts';
import { api } from '../api.ts';
import { shortDay } from '../app/format.ts';
import { LicenceTag } from '../app/licence-tag.tsx';
import { SignedIn } from '../app/signed-in.tsx';
import { Page } from '../ui/page.tsx';
import { Button, Empty, Fault, Loading } from '../ui/parts.tsx';

export function LicencesPage() {
  const { t } = useTranslation();
  return (
    <SignedIn as="resident" title={t('licences.title')}>
      <Page title={t('licences.title')} lead={t('licences.lead')}>
        <Cards />
      </Page>
    </SignedIn>
  );
}

function Cards() {
  const { t, i18n } = useTranslation();
  const licences = useInfiniteQuery({
    queryKey: ['licences'],
    queryFn: ({ pageParam }) => api(listMyLicences, { query: { limit: 20, ...(pageParam && { cursor: pageParam }) } }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  });
  if (licences.isError) return <Fault error={licences.error} onRetry={() => void licences.refetch()} />;
  if (!licences.data) return <Loading lines={6} />;
  const items = licences.data.pages.flatMap((page) => page.items);
  if (items.length === 0) {
    return <Empty action={<Link to="/">{t('cases.find')}</Link>}>{t('licences.none')}</Empty>;
  }
  return (
    <>
      <ul className="cards">
        {items.map((licence) => (
          <li key={licence.id} className="card" data-state={licence.state}>
            <div className="row-head">
              <h2>
                <Link to="/licences/$id" params={{ id: licence.id }}>
                  {i18n.language === 'en' ? (licence.type.nameEn ?? licence.type.name) : licence.type.name}
                </Link>
              </h2>
              <LicenceTag state={licence.state} />
            </div>
            <p className="card-holder">
              {licence.holderName} <span className="quiet">{licence.holderNumber}</span>
            </p>
            <p className="quiet">
              {licence.issuer.name}
              {' · '}
              {licence.validUntil
                ? t('licences.until', { day: shortDay(licence.validUntil) })
                : t('licences.since', { day: shortDay(licence.validFrom) })}
            </p>
            {licence.keptFor === 'guardian' && <p className="quiet">{t('licences.asGuardian')}</p>}
          </li>
        ))}
      </ul>
      {licences.hasNextPage && (
        <div className="actions">
          <Button disabled={licences.isFetchingNextPage} onClick={() => void licences.fetchNextPage()}>
            {t('list.more')}
          </Button>
        </div>
      )}
    </>
  );
}
