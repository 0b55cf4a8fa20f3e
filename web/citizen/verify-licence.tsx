import '../app/licence-check.css';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { redeemLicenceCode } from '../../contracts/licence-codes.ts';
import { findLicence } from '../app/find-licence.ts';
import { LicenceFinding } from '../app/licence-finding.tsx';
import { ScanCode } from '../app/scan-code.tsx';
import { TextArea } from '../ui/fields.tsx';
import { Page } from '../ui/page.tsx';
import { Button, Fault, Loading } from '../ui/parts.tsx';

/** Anyone's page: is this licence genuine, whose is it, does it hold today? Opened by a scanned code, it answers at once. */
export function VerifyLicencePage() {
  const { t } = useTranslation();
  const [given, setGiven] = useState('');
  const [tried, setTried] = useState(false);
  const check = useMutation({ mutationFn: (text: string) => findLicence(text, redeemLicenceCode) });
  const look = useRef(check.mutate);
  look.current = check.mutate;
  useEffect(() => {
    const open = () => {
      const text = window.location.hash.slice(1);
      if (text.length < 8) return;
      // The code goes out of the address at once: it is used up, and nobody is to find it in the history.
      window.history.replaceState(window.history.state, '', window.location.pathname);
      look.current(text);
    };
    open();
    window.addEventListener('hashchange', open);
    return () => window.removeEventListener('hashchange', open);
  }, []);
  const send = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (given.trim()) check.mutate(given);
  };
  return (
    <Page title={t('verifyLicence.title')} lead={t('verifyLicence.lead')}>
      {check.isPending && <Loading lines={5} />}
      {check.isError && <Fault error={check.error} />}
      {check.data && <LicenceFinding finding={check.data} />}
      <form onSubmit={send} noValidate className={check.data ? 'section' : undefined}>
        {check.data && <h2>{t('finding.again')}</h2>}
        <ScanCode onRead={(text) => check.mutate(text)} />
        <TextArea
          id="credential"
          label={t('verifyLicence.paste')}
          help={t('verifyLicence.help')}
          fault={tried && !given.trim() ? t('fault.required') : undefined}
          className="input code"
          rows={3}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="characters"
          maxLength={65_536}
          value={given}
          onChange={(event) => {
            setGiven(event.target.value);
            check.reset();
          }}
        />
        <div className="actions">
          <Button kind="primary" type="submit" disabled={check.isPending}>
            {t(check.isPending ? 'verifyLicence.checking' : 'verifyLicence.check')}
          </Button>
        </div>
      </form>
      <Elsewhere />
    </Page>
  );
}

/** For whoever does not take the node's word: where the keys and the status lists are. */
function Elsewhere() {
  const { t } = useTranslation();
  const { origin } = window.location;
  return (
    <details className="section elder-hide">
      <summary>{t('verifyLicence.elsewhere')}</summary>
      <p>{t('verifyLicence.elsewhereText')}</p>
      <ul>
        <li>
          {t('verifyLicence.keys')}{' '}
          <a className="code" href="/.well-known/jwt-vc-issuer">
            {`${origin}/.well-known/jwt-vc-issuer`}
          </a>
        </li>
        <li>
          {t('verifyLicence.status')}{' '}
          <a className="code" href="/api/v1/licence-status/0">
            {`${origin}/api/v1/licence-status/0`}
          </a>
        </li>
      </ul>
    </details>
  );
}
