import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Verification, verifyLicence } from '../../contracts/licences.ts';
import { api } from '../api.ts';
import { shortDay } from '../app/format.ts';
import { LicenceTag } from '../app/licence-tag.tsx';
import { TextArea } from '../ui/fields.tsx';
import { Page } from '../ui/page.tsx';
import { Button, Facts, Fault, Note } from '../ui/parts.tsx';

/** Anyone's page: is this licence genuine, whose is it, does it hold today? */
export function VerifyLicencePage() {
  const { t } = useTranslation();
  const [credential, setCredential] = useState('');
  const [tried, setTried] = useState(false);
  const check = useMutation({ mutationFn: (text: string) => api(verifyLicence, { body: { credential: text } }) });
  const send = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const text = credential.replace(/\s+/g, '');
    if (text) check.mutate(text);
  };
  return (
    <Page title={t('verifyLicence.title')} lead={t('verifyLicence.lead')}>
      <form onSubmit={send} noValidate>
        <TextArea
          id="credential"
          label={t('verifyLicence.paste')}
          help={t('verifyLicence.help')}
          fault={tried && !credential.trim() ? t('fault.required') : undefined}
          className="input code"
          rows={6}
          spellCheck={false}
          autoComplete="off"
          maxLength={65_536}
          value={credential}
          onChange={(event) => {
            setCredential(event.target.value);
            check.reset();
          }}
        />
        <div className="actions">
          <Button kind="primary" type="submit" disabled={check.isPending}>
            {t('verifyLicence.check')}
          </Button>
        </div>
      </form>
      {check.isError && <Fault error={check.error} />}
      {check.data && <Finding found={check.data} />}
    </Page>
  );
}

function Finding({ found }: { found: Verification }) {
  const { t, i18n } = useTranslation();
  const result = useRef<HTMLElement>(null);
  useEffect(() => result.current?.focus(), []);
  const english = i18n.language === 'en';
  const holds = found.genuine && found.state === 'valid';
  return (
    <section ref={result} tabIndex={-1} aria-label={t('verifyLicence.result')}>
      <Note tone={holds ? 'done' : 'due'}>
        <h2>
          {t(holds ? 'verifyLicence.holds' : found.genuine ? 'verifyLicence.genuineOnly' : 'verifyLicence.notGenuine')}
        </h2>
        <p>{found.message}</p>
      </Note>
      <Facts
        rows={[
          [t('licence.type'), found.type && (english ? (found.type.nameEn ?? found.type.name) : found.type.name)],
          [t('licence.standing'), found.state && <LicenceTag state={found.state} />],
          [t('licence.issuer'), found.issuer && `${found.issuer.name} ${found.issuer.creditCode}`],
          [t('verifyLicence.for'), found.holder && `${found.holder.name} ${found.holder.number}`],
          [
            t('licence.validity'),
            found.validFrom &&
              (found.validUntil
                ? t('licence.fromTo', { from: shortDay(found.validFrom), to: shortDay(found.validUntil) })
                : t('licence.fromOn', { from: shortDay(found.validFrom) })),
          ],
          [
            t('licence.identifier'),
            found.identifier && (
              <span key="identifier" className="code">
                {found.identifier}
              </span>
            ),
          ],
        ]}
      />
      {found.genuine && (
        <>
          <h3>{t('verifyLicence.disclosed')}</h3>
          <Facts rows={found.disclosed.map((claim) => [english ? claim.labelEn : claim.label, claim.value])} />
          {found.withheld > 0 && <p className="quiet">{t('verifyLicence.withheld', { count: found.withheld })}</p>}
        </>
      )}
    </section>
  );
}
