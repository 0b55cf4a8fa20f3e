import { useTranslation } from 'react-i18next';
import { signInAddress, signOut, useAccount } from '../app/session.ts';
import { useLargeText } from '../app/use-large-text.ts';
import { chooseLanguage } from '../i18n.ts';
import { Page } from '../ui/page.tsx';
import { Button } from '../ui/parts.tsx';
import { Delegations } from './settings-delegations.tsx';
import { Sessions } from './settings-sessions.tsx';

/** What the reader may set: language and type, kept on the device; where they are signed in; who acts for whom. */
export function SettingsPage() {
  const { t, i18n } = useTranslation();
  const account = useAccount();
  const [large, setLarge] = useLargeText();
  const languages = [
    { tag: 'zh-CN', name: t('settings.chinese') },
    { tag: 'en', name: t('settings.english') },
  ] as const;
  return (
    <Page title={t('settings.title')}>
      <fieldset className="field choices">
        <legend>{t('settings.language')}</legend>
        {languages.map(({ tag, name }) => (
          <label key={tag} className="choice">
            <input
              type="radio"
              name="language"
              checked={i18n.language === tag}
              onChange={() => void chooseLanguage(tag)}
            />
            <span lang={tag}>{name}</span>
          </label>
        ))}
      </fieldset>
      <fieldset className="field choices">
        <legend>{t('settings.type')}</legend>
        <label className="choice">
          <input type="checkbox" checked={large} onChange={(event) => setLarge(event.target.checked)} />
          <span>{t('settings.large')}</span>
        </label>
      </fieldset>
      {account && (
        <section className="section">
          <h2>{t('settings.account')}</h2>
          <p>{t('settings.signedInAs', { name: account.name })}</p>
          <div className="actions">
            <Button onClick={() => void signOut()}>{t('shell.signOut')}</Button>
          </div>
        </section>
      )}
      {account && <Sessions />}
      {account?.kind === 'person' && <Delegations />}
      {account === null && (
        <p>
          <a href={signInAddress('/settings')}>{t('shell.signIn')}</a>
        </p>
      )}
    </Page>
  );
}
