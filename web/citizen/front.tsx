import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { listServices, type ServiceSummary } from '../../contracts/services.ts';
import { api } from '../api.ts';
import { signInAddress, useAccount } from '../app/session.ts';
import { useName, useSay } from '../app/words.ts';
import { Page } from '../ui/page.tsx';
import { Empty, Fault, Loading, Tag } from '../ui/parts.tsx';

/** What this is for, and search first. */
export function Front() {
  const { t } = useTranslation();
  const { q = '' } = useSearch({ from: '/' });
  const navigate = useNavigate({ from: '/' });
  const services = useQuery({
    queryKey: ['services'],
    queryFn: () => api(listServices, { query: { limit: 200 } }),
    staleTime: 300_000,
  });
  const found = services.data?.items.filter((service) => matches(service, q)) ?? [];
  return (
    <Page title={t('front.title')} lead={t('front.lead')}>
      <search>
        <form
          className="search"
          onSubmit={(event) => {
            event.preventDefault();
            const only = found[0];
            if (found.length === 1 && only) void navigate({ to: '/services/$key', params: { key: only.key } });
          }}
        >
          <label htmlFor="q">{t('front.search')}</label>
          <input
            id="q"
            type="search"
            className="input"
            value={q}
            placeholder={t('front.searchHint')}
            autoComplete="off"
            maxLength={100}
            onChange={(event) => void navigate({ search: { q: event.target.value || undefined }, replace: true })}
          />
        </form>
      </search>
      <h2>{t('front.services')}</h2>
      {services.isPending && <Loading lines={6} />}
      {services.isError && <Fault error={services.error} onRetry={() => void services.refetch()} />}
      {services.data && (
        <p className="quiet" role="status">
          {t('front.found', { count: found.length })}
        </p>
      )}
      {services.data && found.length === 0 && (
        <Empty>{q ? t('front.nothingFound', { q }) : t('front.noServices')}</Empty>
      )}
      <ul className="list">
        {found.map((service) => (
          <ServiceItem key={service.key} service={service} />
        ))}
      </ul>
      <Mine />
    </Page>
  );
}

function matches(service: ServiceSummary, q: string): boolean {
  const text = [
    service.title.zh,
    service.title.en,
    service.summary.zh,
    service.summary.en,
    service.agency.name,
    service.agency.nameEn,
    service.code,
  ]
    .join(' ')
    .toLowerCase();
  return q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
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
        <Tag tone="act">{t('service.days', { count: service.promisedDays })}</Tag>
        {service.visits === 0 && <Tag tone="done">{t('service.noVisit')}</Tag>}
        {!service.charged && <Tag tone="done">{t('service.free')}</Tag>}
      </p>
    </li>
  );
}

function Mine() {
  const { t } = useTranslation();
  const account = useAccount();
  if (account?.kind === 'staff') return null;
  const doors = [
    { to: '/cases', title: t('nav.cases'), text: t('front.casesText') },
    { to: '/licences', title: t('nav.licences'), text: t('front.licencesText') },
    { to: '/data', title: t('nav.data'), text: t('front.dataText') },
  ] as const;
  return (
    <section aria-labelledby="mine" className="section">
      <h2 id="mine">{t('front.mine')}</h2>
      {account === null && (
        <p>
          <a href={signInAddress('/')}>{t('front.signInFirst')}</a>
        </p>
      )}
      <ul className="doors">
        {doors.map((door) => (
          <li key={door.to}>
            <Link to={door.to}>{door.title}</Link>
            <p className="quiet">{door.text}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
