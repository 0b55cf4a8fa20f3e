import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { listMyLicences } from '../../contracts/licences.ts';
import { api } from '../api.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { useSay } from '../app/words.ts';
import { allServices } from '../front/services-query.ts';
import { Page } from '../ui/page.tsx';
import { Empty, Loading } from '../ui/parts.tsx';
import { usePaged } from '../ui/use-paged.tsx';
import { type LicenceCard, LicenceFace, useLicenceName } from './licence-face.tsx';

const states = [undefined, 'valid', 'suspended', 'revoked', 'expired', 'notYetValid'] as const;

export function LicencesPage() {
  const { t } = useTranslation();
  return (
    <SignedIn as="resident" title={t('licences.title')}>
      <Page title={t('licences.title')} lead={t('licences.lead')}>
        <Wallet />
      </Page>
    </SignedIn>
  );
}

function Wallet() {
  const { t } = useTranslation();
  const { state } = useSearch({ from: '/licences' });
  const list = usePaged(['licences', state], (page) =>
    api(listMyLicences, { query: { ...page, ...(state && { state }) } }),
  );
  if (list.fault) return list.fault;
  if (!list.rows) return <Loading lines={6} />;
  if (list.rows.length === 0 && !state) return <Nothing />;
  const groups = (['self', 'guardian', 'organisation'] as const)
    .map((name) => ({ name, licences: list.rows!.filter((licence) => groupOf(licence) === name) }))
    .filter(({ licences }) => licences.length > 0);
  return (
    <>
      <nav className="tabs choose-state" aria-label={t('licences.filter')}>
        {states.map((each) => (
          <Link
            key={each ?? 'all'}
            to="/licences"
            search={{ state: each }}
            aria-current={each === state ? 'page' : undefined}
            activeProps={{}}
            replace
          >
            {t(each ? `licence.state.${each}` : 'licences.all')}
          </Link>
        ))}
      </nav>
      {groups.length === 0 && (
        <Empty
          action={
            <Link to="/licences" search={{}}>
              {t('licences.showAll')}
            </Link>
          }
        >
          {t('licences.noneSuch')}
        </Empty>
      )}
      {groups.map(({ name, licences }, place) => (
        <section key={name} className={place > 0 ? 'section' : undefined} aria-label={t(`licences.group.${name}`)}>
          {groups.length > 1 && <p className="quiet">{t(`licences.group.${name}`)}</p>}
          <ul className="licence-cards">
            {licences.map((licence) => (
              <Card key={licence.id} licence={licence} />
            ))}
          </ul>
        </section>
      ))}
      {list.more}
    </>
  );
}

function groupOf({ keptFor }: LicenceCard): 'self' | 'guardian' | 'organisation' {
  if (keptFor === null) return 'self';
  return keptFor === 'representative' || keptFor === 'agent' ? 'organisation' : 'guardian';
}

function Card({ licence }: { licence: LicenceCard }) {
  const { t } = useTranslation();
  const nameOf = useLicenceName();
  const why = { guardian: 'asGuardian', representative: 'asRepresentative', agent: 'asAgent' }[licence.keptFor ?? ''];
  return (
    <li>
      <LicenceFace
        licence={licence}
        title={
          <Link to="/licences/$id" params={{ id: licence.id }}>
            {nameOf(licence.type)}
          </Link>
        }
      />
      {why && <p className="licence-why">{t(`licences.${why}`)}</p>}
    </li>
  );
}

/** An empty wallet says what will fill it. */
function Nothing() {
  const { t } = useTranslation();
  const say = useSay();
  const services = useQuery(allServices);
  const few = (services.data?.items ?? []).filter(({ serves }) => serves.includes('1')).slice(0, 3);
  return (
    <Empty action={<Link to="/">{t('cases.find')}</Link>}>
      <strong>{t('licences.none')}</strong> {t('licences.fills')}{' '}
      {few.map((service, place) => (
        <span key={service.key}>
          {place > 0 && t('list.and')}
          <Link to="/services/$key" params={{ key: service.key }}>
            {say(service.title)}
          </Link>
        </span>
      ))}
    </Empty>
  );
}
