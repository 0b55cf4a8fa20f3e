import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { listLicenceViewings } from '../../contracts/licence-codes.ts';
import { api } from '../api.ts';
import { shortTime } from '../app/format.ts';
import { LicenceClaims } from '../app/licence-claims.tsx';
import { Chinese } from '../ui/chinese.tsx';
import { Page } from '../ui/page.tsx';
import { Fault, Loading, Note } from '../ui/parts.tsx';
import { LicenceCredential } from './licence-credential.tsx';
import { LicenceFace, useLicenceName } from './licence-face.tsx';
import { type WholeLicence, WithLicence } from './use-licence.tsx';

export function LicencePage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/licences/$id' });
  return (
    <WithLicence id={id} title={t('licence.title')}>
      {(licence) => <OneLicence licence={licence} />}
    </WithLicence>
  );
}

function OneLicence({ licence }: { licence: WholeLicence }) {
  const { t } = useTranslation();
  const nameOf = useLicenceName();
  const name = nameOf(licence.type);
  return (
    <Page title={name} before={<Link to="/licences">{t('licence.back')}</Link>}>
      <div className="licence-single">
        <LicenceFace licence={licence} title={name} />
      </div>
      {licence.state !== 'valid' && (
        <Note tone="wait">
          <p>{t(`licencePage.notValid.${licence.state}`, { reason: licence.stateReason ?? '' })}</p>
        </Note>
      )}
      <div className="actions">
        <Link to="/licences/$id/show" params={{ id: licence.id }} className="button" data-kind="primary">
          {t('licencePage.show')}
        </Link>
        <Link to="/licences/$id/print" params={{ id: licence.id }} className="button">
          {t('licencePage.print')}
        </Link>
      </div>
      <section className="section">
        <h2>{t('licence.claims')}</h2>
        <LicenceClaims claims={licence.claims} masks={licence.holderKind === 'person'} />
      </section>
      <Viewings licence={licence} />
      <Uses licence={licence} />
      <History licence={licence} />
      <LicenceCredential licence={licence} />
    </Page>
  );
}

/** Who looked at it by a code, when, and how much they saw. */
function Viewings({ licence }: { licence: WholeLicence }) {
  const { t, i18n } = useTranslation();
  const list = useQuery({
    queryKey: ['licence-viewings', licence.id],
    queryFn: () => api(listLicenceViewings, { params: { id: licence.id }, query: { limit: 50 } }),
  });
  return (
    <section className="section">
      <h2>{t('licencePage.viewings')}</h2>
      {list.isError && <Fault error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Loading lines={2} />}
      {list.data?.items.length === 0 && <p className="quiet">{t('licencePage.noViewings')}</p>}
      {list.data && list.data.items.length > 0 && (
        <ul className="list tight">
          {list.data.items.map((viewing) => (
            <li key={viewing.id}>
              <strong>
                {viewing.agency
                  ? t('licencePage.seenBy', { agency: viewing.agency.name })
                  : t('licencePage.seenByAnyone')}
              </strong>
              <p className="quiet">
                {shortTime(viewing.at)} · {t('licencePage.entry', { index: viewing.ledgerIndex })}
              </p>
              <details>
                <summary>{t('licencePage.seenItems', { count: viewing.claims.length })}</summary>
                <p className="quiet">
                  {viewing.claims
                    .map((claim) => (i18n.language === 'en' ? claim.labelEn : claim.label))
                    .join(t('list.and'))}
                </p>
              </details>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Uses({ licence }: { licence: WholeLicence }) {
  const { t, i18n } = useTranslation();
  return (
    <section className="section">
      <h2>{t('licencePage.uses')}</h2>
      {licence.uses.length === 0 && <p className="quiet">{t('licencePage.noUses')}</p>}
      {licence.uses.length > 0 && (
        <ul className="list tight">
          {licence.uses.map((use) => (
            <li key={use.caseNumber}>
              <strong>{i18n.language === 'en' ? use.serviceEn : use.service}</strong>
              <p className="quiet">
                {use.agency} · {shortTime(use.at)} · {t('licencePage.case', { number: use.caseNumber })}
              </p>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function History({ licence }: { licence: WholeLicence }) {
  const { t } = useTranslation();
  return (
    <section className="section">
      <h2>{t('licencePage.history')}</h2>
      <ol className="steps">
        {licence.history.map(({ at, event, reason }) => (
          <li key={at}>
            <strong>{t(`licencePage.event.${event}`)}</strong>
            <p className="quiet">
              <Chinese text={licence.issuer.name} /> · {shortTime(at)}
            </p>
            {reason && <p>{reason}</p>}
          </li>
        ))}
      </ol>
    </section>
  );
}
