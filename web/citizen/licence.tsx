import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getMyLicence } from '../../contracts/licences.ts';
import { api } from '../api.ts';
import { shortDay } from '../app/format.ts';
import { LicenceTag } from '../app/licence-tag.tsx';
import { SignedIn } from '../app/signed-in.tsx';
import { Page } from '../ui/page.tsx';
import { Facts, Fault, Loading } from '../ui/parts.tsx';
import { LicenceShow } from './licence-show.tsx';

export function LicencePage() {
  const { t } = useTranslation();
  return (
    <SignedIn as="resident" title={t('licence.title')}>
      <OneLicence />
    </SignedIn>
  );
}

function OneLicence() {
  const { t, i18n } = useTranslation();
  const { id } = useParams({ from: '/licences/$id' });
  const [withheld, setWithheld] = useState<ReadonlySet<string>>(new Set());
  const found = useQuery({ queryKey: ['licence', id], queryFn: () => api(getMyLicence, { params: { id } }) });
  const licence = found.data;
  if (!licence) {
    return (
      <Page title={t('licence.title')}>
        {found.isError ? <Fault error={found.error} onRetry={() => void found.refetch()} /> : <Loading lines={8} />}
      </Page>
    );
  }
  const english = i18n.language === 'en';
  return (
    <Page title={english ? (licence.type.nameEn ?? licence.type.name) : licence.type.name}>
      <Facts
        rows={[
          [t('licence.standing'), <LicenceTag key="tag" state={licence.state} />],
          [t('licence.reason'), licence.stateReason],
          [t('licence.holder'), `${licence.holderName} ${licence.holderNumber}`],
          [t('licence.issuer'), licence.issuer.name],
          [
            t('licence.validity'),
            licence.validUntil
              ? t('licence.fromTo', { from: shortDay(licence.validFrom), to: shortDay(licence.validUntil) })
              : t('licence.fromOn', { from: shortDay(licence.validFrom) }),
          ],
          [
            t('licence.identifier'),
            <span key="identifier" className="code">
              {licence.identifier}
            </span>,
          ],
        ]}
      />
      <LicenceShow licence={licence} withheld={withheld} onWithhold={setWithheld} />
      <section className="section">
        <h2>{t('licence.claims')}</h2>
        <Facts rows={licence.claims.map((claim) => [english ? claim.labelEn : claim.label, claim.value])} />
      </section>
      <p>
        <Link to="/licences">{t('licence.back')}</Link>
      </p>
    </Page>
  );
}
