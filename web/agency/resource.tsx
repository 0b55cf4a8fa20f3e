import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { getResource, type ResourceDetail } from '../../contracts/catalogue.ts';
import { api } from '../api.ts';
import { useAccount } from '../app/session.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { useName } from '../app/words.ts';
import { Page } from '../ui/page.tsx';
import { Facts, Fault, Loading, Note } from '../ui/parts.tsx';
import { ResourceActs } from './resource-acts.tsx';
import { ResourceConsent } from './resource-consent.tsx';
import { ResourceDifferences } from './resource-differences.tsx';
import { ResourceEditions } from './resource-editions.tsx';
import { ResourceForm } from './resource-form.tsx';
import { ResourceHistory } from './resource-history.tsx';
import { ResourceShown } from './resource-shown.tsx';
import { ResourceTag } from './resource-tag.tsx';

export function ResourcePage() {
  const { t } = useTranslation();
  return (
    <SignedIn as={['steward', 'developer', 'operator', 'supervisor']} title={t('resource.title')}>
      <OneResource />
    </SignedIn>
  );
}

function OneResource() {
  const { t } = useTranslation();
  const nameOf = useName();
  const { id } = useParams({ from: '/agency/catalogue/$id' });
  const found = useQuery({ queryKey: ['resource', id], queryFn: () => api(getResource, { params: { id } }) });
  return (
    <Page wide title={found.data ? nameOf(found.data) : t('resource.title')}>
      <p>
        <Link to="/agency/catalogue">{t('resource.back')}</Link>
      </p>
      {found.data ? (
        <Detail resource={found.data} reload={() => void found.refetch()} />
      ) : found.isError ? (
        <Fault error={found.error} onRetry={() => void found.refetch()} />
      ) : (
        <Loading lines={10} />
      )}
    </Page>
  );
}

function Detail({ resource, reload }: { resource: ResourceDetail; reload(): void }) {
  const { t } = useTranslation();
  const nameOf = useName();
  const account = useAccount();
  const steward = account?.kind === 'staff' && account.roles.includes('steward');
  const operator = account?.kind === 'staff' && account.roles.includes('operator');
  const own = account?.kind === 'staff' && account.agency.id === resource.providerId;
  const editable = steward && own && (resource.state === 'draft' || resource.state === 'returned');
  const served = resource.state === 'published' || resource.state === 'suspended';
  return (
    <>
      <Facts
        rows={[
          [t('resource.state'), <ResourceTag key="state" state={resource.state} />],
          [t('resource.code'), resource.code ?? t('resource.noCode')],
          [t('resource.provider'), nameOf({ name: resource.providerName, nameEn: resource.providerNameEn })],
          ...(resource.stateReason ? [[t('resource.stateReason'), resource.stateReason] as [string, string]] : []),
          ...(resource.successor
            ? [
                [
                  t('resource.successor'),
                  <Link key="successor" to="/agency/catalogue/$id" params={{ id: resource.successor.id }}>
                    {`${resource.successor.code} ${resource.successor.name}`}
                  </Link>,
                ] as [string, ReactNode],
              ]
            : []),
        ]}
      />
      {resource.changeOf && (
        <Note>
          <p>{t('resource.changeNote')}</p>
          <p>
            <Link to="/agency/catalogue/$id" params={{ id: resource.changeOf }}>
              {t('resource.toPublished')}
            </Link>
          </p>
        </Note>
      )}
      {served && (
        <div className="actions">
          {own && steward && (
            <Link
              className="button"
              data-kind="primary"
              to="/agency/library/$resourceId"
              params={{ resourceId: resource.id }}
            >
              {t('resource.toLibrary')}
            </Link>
          )}
          {!own && account?.kind === 'staff' && (steward || account.roles.includes('developer')) && (
            <Link
              className="button"
              data-kind="primary"
              to="/agency/sharing/new/$resourceId"
              params={{ resourceId: resource.id }}
            >
              {t('resource.ask')}
            </Link>
          )}
        </div>
      )}
      <ResourceActs resource={resource} own={own && steward} steward={steward} operator={operator} />
      {resource.changeOf && resource.differences.length > 0 && (
        <section className="section" aria-labelledby="differences">
          <h2 id="differences">{t('resource.differences')}</h2>
          <ResourceDifferences differences={resource.differences} title={t('resource.differences')} />
        </section>
      )}
      {editable ? <ResourceForm resource={resource} reload={reload} /> : <ResourceShown resource={resource} />}
      {served && resource.code && resource.subjectKind === 'person' && (
        <ResourceConsent resource={resource} own={own && steward} />
      )}
      {resource.edition > 1 && <ResourceEditions resource={resource} />}
      <ResourceHistory resource={resource} />
    </>
  );
}
