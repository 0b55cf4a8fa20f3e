import './front.css';
import { usePrefetchQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { signInAddress, useAccount, useAccountPending } from '../app/session.ts';
import { Page } from '../ui/page.tsx';
import { Loading } from '../ui/parts.tsx';
import { AllServices } from './all-services.tsx';
import { FoundServices } from './found-services.tsx';
import { SearchBox } from './search-box.tsx';
import { allServices } from './services-query.ts';

/** What this is for, and search first. */
export function Front() {
  const { t } = useTranslation();
  const { q } = useSearch({ from: '/' });
  const account = useAccount();
  const pending = useAccountPending();
  // Asked for at once, though shown only after.
  usePrefetchQuery(allServices);
  return (
    <Page title={t('front.title')} lead={t('front.lead')}>
      <SearchBox />
      {q ? (
        <FoundServices q={q} />
      ) : (
        <>
          {account && <Mine />}
          {/* Who is here is known before what stands above the services does, so that they never move. */}
          {pending ? <Loading lines={8} /> : <AllServices />}
          {account === null && (
            <>
              <How />
              <Mine />
            </>
          )}
        </>
      )}
    </Page>
  );
}

/** For someone who comes for the first time. */
function How() {
  const { t } = useTranslation();
  return (
    <section aria-labelledby="how" className="section elder-hide">
      <h2 id="how">{t('front.how')}</h2>
      <ol className="how">
        {(['how1', 'how2', 'how3'] as const).map((step) => (
          <li key={step}>
            <strong>{t(`front.${step}`)}</strong>
            <p className="quiet">{t(`front.${step}Text`)}</p>
          </li>
        ))}
      </ol>
    </section>
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
    { to: '/records', title: t('nav.records'), text: t('front.recordsText') },
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
