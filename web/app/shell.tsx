import { Link, Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { chooseLanguage } from '../i18n.ts';
import { Toasts } from '../ui/toast.tsx';
import { IdleWatch } from './idle-watch.tsx';
import { isDemo, signInAddress, signOut, useAccount } from './session.ts';
import { useLargeText } from './use-large-text.ts';
import { beginningOf } from './work.ts';

/** Consoles bring their frame along; the citizen's pages do without. */
const ConsoleShell = lazy(() => import('./console-shell.tsx'));

/** What stands around every page: the way past it, the mark, where one can go, and who is signed in. */
export function Shell() {
  const { t } = useTranslation();
  const account = useAccount();
  useWorkFirst();
  return (
    <>
      <a className="skip" href="#main">
        {t('shell.skip')}
      </a>
      {isDemo() && (
        <aside className="demo-strip" aria-label={t('shell.demo')}>
          {t('shell.demo')}
        </aside>
      )}
      {account?.kind === 'staff' ? (
        <Suspense fallback={<main id="main" className="shell-main" />}>
          <ConsoleShell account={account} />
        </Suspense>
      ) : (
        <CitizenShell />
      )}
      {account && <IdleWatch />}
      <Toasts />
    </>
  );
}

function CitizenShell() {
  const { t } = useTranslation();
  return (
    <>
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
            <Link to="/open">{t('nav.open')}</Link>
            <Link to="/documents">{t('nav.publicDocuments')}</Link>
            <Link to="/sites">{t('nav.sites')}</Link>
            <Link to="/sharing-lists">{t('nav.sharingLists')}</Link>
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
      <Link to="/" activeOptions={exact}>
        {t('nav.services')}
      </Link>
      {account?.kind === 'person' && (
        <>
          <Link to="/cases">{t('nav.cases')}</Link>
          <Link to="/licences">{t('nav.licences')}</Link>
          <Link to="/data">{t('nav.data')}</Link>
        </>
      )}
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
  const first = account?.kind === 'staff' ? beginningOf(account.roles) : undefined;
  useEffect(() => {
    if (first && pathname === '/') void navigate({ to: first, replace: true });
  }, [first, pathname, navigate]);
}
