import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { getResource, type ResourceDetail } from '../../contracts/catalogue.ts';
import { api } from '../api.ts';
import { useAccount } from '../app/session.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { useName } from '../app/words.ts';
import { Page } from '../ui/page.tsx';
import { Facts, Fault, Loading } from '../ui/parts.tsx';
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
        ]}
      />
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
      {editable ? <ResourceForm resource={resource} reload={reload} /> : <ResourceShown resource={resource} />}
      <ResourceHistory resource={resource} />
    </>
  );
}
