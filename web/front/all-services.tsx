import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useName, useSay } from '../app/words.ts';
import { Empty, Fault, Loading } from '../ui/parts.tsx';
import { groupServices } from './group-services.ts';
import { allServices } from './services-query.ts';

/** All services, for people or for companies, by what happens in a life or by who handles them. */
export function AllServices() {
  const { t } = useTranslation();
  const { who, by } = useSearch({ from: '/' });
  const services = useQuery(allServices);
  const say = useSay();
  const nameOf = useName();
  const groups = groupServices(services.data?.items ?? [], who ?? 'person', (service) =>
    by === 'agency' ? [nameOf(service.agency)] : service.topics.map(say),
  );
  return (
    <section aria-labelledby="services" className="section">
      <h2 id="services">{t('front.services')}</h2>
      <nav className="tabs" aria-label={t('front.who')}>
        <Choice now={who} search={{ by }}>
          {t('front.person')}
        </Choice>
        <Choice now={who} value="company" search={{ by, who: 'company' }}>
          {t('front.company')}
        </Choice>
      </nav>
      <nav className="sorted-by elder-hide" aria-label={t('front.by')}>
        <Choice now={by} search={{ who }}>
          {t(who === 'company' ? 'front.byTopicCompany' : 'front.byTopic')}
        </Choice>
        <Choice now={by} value="agency" search={{ who, by: 'agency' }}>
          {t('front.byAgency')}
        </Choice>
      </nav>
      {services.isPending && <Loading lines={8} />}
      {services.isError && <Fault error={services.error} onRetry={() => void services.refetch()} />}
      {services.data && groups.length === 0 && <Empty>{t('front.noServices')}</Empty>}
      <div className="events">
        {groups.map(({ name, services: within }) => (
          <section key={name} className="event">
            <h3>{name}</h3>
            <ul className="plain">
              {within.map((service) => (
                <li key={service.key}>
                  <Link to="/services/$key" params={{ key: service.key }}>
                    {say(service.title)}
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </section>
  );
}

interface ChoiceProps {
  now: string | undefined;
  value?: string;
  search: { who?: 'company' | undefined; by?: 'agency' | undefined };
  children: string;
}

function Choice({ now, value, search, children }: ChoiceProps) {
  return (
    <Link
      to="/"
      search={search}
      replace
      resetScroll={false}
      activeProps={{}}
      aria-current={now === value ? 'page' : undefined}
    >
      {children}
    </Link>
  );
}
