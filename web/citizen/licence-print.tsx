import './licences.css';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { shortTime } from '../app/format.ts';
import { Chinese } from '../ui/chinese.tsx';
import { Page } from '../ui/page.tsx';
import { Button, Facts, Note } from '../ui/parts.tsx';
import { useLicenceName } from './licence-face.tsx';
import { presentationOf } from './presentation.ts';
import { QrCode } from './qr-code.tsx';
import { type WholeLicence, WithLicence } from './use-licence.tsx';

export function LicencePrintPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/licences/$id/print' });
  return (
    <WithLicence id={id} title={t('print.title')}>
      {(licence) => <Certificate licence={licence} />}
    </WithLicence>
  );
}

/** The licence on paper. Its code holds the credential without what is selective: enough to see that it is genuine and holds. */
function Certificate({ licence }: { licence: WholeLicence }) {
  const { t, i18n } = useTranslation();
  const nameOf = useLicenceName();
  const english = i18n.language === 'en';
  const address = `${window.location.origin}/verify-licence`;
  const selective = new Set(licence.claims.filter((claim) => claim.selective).map((claim) => claim.name));
  return (
    <Page
      title={t('print.title')}
      before={
        <Link to="/licences/$id" params={{ id: licence.id }}>
          {t('print.back')}
        </Link>
      }
    >
      <div className="certificate-screen">
        <p>{t('print.lead')}</p>
        <div className="actions">
          <Button kind="primary" onClick={() => window.print()}>
            {t('print.act')}
          </Button>
        </div>
      </div>
      {licence.state !== 'valid' && (
        <Note tone="wait">
          <p>{t('print.notValid', { state: t(`licence.state.${licence.state}`) })}</p>
        </Note>
      )}
      <article className="certificate" aria-label={nameOf(licence.type)}>
        <h2>{nameOf(licence.type)}</h2>
        <p className="certificate-issuer">
          <Chinese text={licence.issuer.name} />
        </p>
        <Facts rows={licence.claims.map((claim) => [english ? claim.labelEn : claim.label, claim.value])} />
        <div className="certificate-foot">
          <QrCode text={`${address}#${presentationOf(licence.credential, selective)}`} alt={t('print.qr')} />
          <div>
            <p>{t('print.how', { address })}</p>
            <p>{t('print.printed', { at: shortTime(new Date().toISOString()) })}</p>
          </div>
        </div>
      </article>
    </Page>
  );
}
