import '../ui/console.css';
import './console-shell.css';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../contracts/identity.ts';
import { chooseLanguage } from '../i18n.ts';
import { Drawer } from '../ui/drawer.tsx';
import { Icon } from '../ui/icon.tsx';
import { signOut } from './session.ts';
import { useLargeText } from './use-large-text.ts';
import { useName } from './words.ts';
import { workOf } from './work.ts';

type Staff = Extract<Account, { kind: 'staff' }>;

/** The frame of the consoles: the rail of work beside the page; on a phone it opens from a button. */
export default function ConsoleShell({ account }: { account: Staff }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const { pathname } = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever went somewhere is done with the navigation
  useEffect(() => setOpen(false), [pathname]);
  return (
    <div className="console" data-density="console">
      <header className="console-bar">
        <button
          type="button"
          className="icon-button"
          aria-label={t('shell.openMenu')}
          aria-expanded={open}
          onClick={() => setOpen(true)}
        >
          <Icon name="menu" />
        </button>
        <Brand />
      </header>
      <div className="console-rail">
        <Rail account={account} />
      </div>
      {open && (
        <Drawer side="start" title={t('shell.menu')} onClose={() => setOpen(false)}>
          <Rail account={account} />
        </Drawer>
      )}
      <main id="main" className="console-main" tabIndex={-1}>
        <Outlet />
      </main>
    </div>
  );
}

function Brand() {
  const { t } = useTranslation();
  return (
    <Link to="/" className="brand">
      <img src="/mark.svg" alt="" />
      {t('app.name')}
    </Link>
  );
}

function Rail({ account }: { account: Staff }) {
  const { t } = useTranslation();
  const nameOf = useName();
  return (
    <div className="rail">
      <section className="rail-head" aria-label={t('app.name')}>
        <Brand />
        <p className="rail-who">
          <strong>{nameOf(account.agency)}</strong>
          <span>{account.roles.map((role) => t(`staffRole.${role}`)).join(t('list.and'))}</span>
        </p>
      </section>
      <nav aria-label={t('shell.main')}>
        {workOf(account.roles).map(({ name, pages }) => (
          <section key={name}>
            <h2>{t(`navGroup.${name}`)}</h2>
            <ul className="plain">
              {pages.map((page) => (
                <li key={page.name}>
                  <Link to={page.to} className="rail-link" activeOptions={{ includeSearch: false }}>
                    <Icon name={page.icon} />
                    {t(`nav.${page.name}`)}
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </nav>
      <Foot name={account.name} />
    </div>
  );
}

/** Who is signed in, and what they choose for themselves. */
function Foot({ name }: { name: string }) {
  const { t, i18n } = useTranslation();
  const [large, setLarge] = useLargeText();
  const other = i18n.language === 'en' ? 'zh-CN' : 'en';
  return (
    <section className="rail-foot" aria-label={t('shell.account')}>
      <div className="rail-name">
        <Icon name="user" />
        {name}
      </div>
      <div className="rail-tools">
        <Link to="/settings">{t('nav.settings')}</Link>
        <button type="button" lang={other} onClick={() => void chooseLanguage(other)}>
          {t('shell.otherLanguage')}
        </button>
        <button type="button" aria-pressed={large} onClick={() => setLarge(!large)}>
          {t('shell.largeText')}
        </button>
        <button type="button" onClick={() => void signOut()}>
          {t('shell.signOut')}
        </button>
      </div>
    </section>
  );
}
