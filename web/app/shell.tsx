import { Link, Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { chooseLanguage } from '../i18n.ts';
import { signInAddress, signOut, useAccount } from './session.ts';
import { useLargeText } from './use-large-text.ts';
import { workOf } from './work.ts';

/** What stands around every page: the way past it, the mark, where one can go, and who is signed in. */
export function Shell() {
  const { t } = useTranslation();
  useWorkFirst();
  return (
    <>
      <a className="skip" href="#main">
        {t('shell.skip')}
      </a>
      <header className="shell-head">
        <div className="shell-bar">
          <Link to="/" className="brand">
            <img src="/mark.svg" alt="" />
            {t('app.name')}
          </Link>
          <Navigation />
          <Tools />
        </div>
      </header>
      <main id="main" className="shell-main" tabIndex={-1}>
        <Outlet />
      </main>
      <footer className="shell-foot">
        <div className="shell-foot-inner">
          <p>{t('shell.promise')}</p>
          <nav aria-label={t('shell.more')} className="foot-links">
            <Link to="/verify-licence">{t('nav.verifyLicence')}</Link>
            <Link to="/verify">{t('nav.verifyReceipt')}</Link>
            <Link to="/settings">{t('nav.settings')}</Link>
            <a href="/docs/api">{t('nav.api')}</a>
          </nav>
        </div>
      </footer>
    </>
  );
}

function Navigation() {
  const { t } = useTranslation();
  const account = useAccount();
  const exact = { exact: true, includeSearch: false };
  return (
    <nav className="shell-nav" aria-label={t('shell.main')}>
      {account?.kind !== 'staff' && (
        <Link to="/" activeOptions={exact}>
          {t('nav.services')}
        </Link>
      )}
      {account?.kind === 'person' && (
        <>
          <Link to="/cases">{t('nav.cases')}</Link>
          <Link to="/licences">{t('nav.licences')}</Link>
          <Link to="/data">{t('nav.data')}</Link>
        </>
      )}
      {account?.kind === 'staff' &&
        workOf(account.roles).map(({ to, name }) => (
          <Link key={to} to={to}>
            {t(`nav.${name}`)}
          </Link>
        ))}
    </nav>
  );
}

function Tools() {
  const { t, i18n } = useTranslation();
  const account = useAccount();
  const [large, setLarge] = useLargeText();
  const location = useLocation();
  const other = i18n.language === 'en' ? 'zh-CN' : 'en';
  return (
    <div className="shell-tools">
      <button type="button" aria-pressed={large} onClick={() => setLarge(!large)}>
        {t('shell.largeText')}
      </button>
      <button type="button" lang={other} onClick={() => void chooseLanguage(other)}>
        {t('shell.otherLanguage')}
      </button>
      {account === null && <a href={signInAddress(location.href)}>{t('shell.signIn')}</a>}
      {account && (
        <>
          <Link to="/settings" aria-label={t('shell.accountOf', { name: account.name })}>
            {account.name}
          </Link>
          <button type="button" className="wide-only" onClick={() => void signOut()}>
            {t('shell.signOut')}
          </button>
        </>
      )}
    </div>
  );
}

/** Staff who come to the front page are led to where their work is. */
function useWorkFirst() {
  const account = useAccount();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const first = account?.kind === 'staff' ? workOf(account.roles)[0]?.to : undefined;
  useEffect(() => {
    if (first && pathname === '/') void navigate({ to: first, replace: true });
  }, [first, pathname, navigate]);
}
