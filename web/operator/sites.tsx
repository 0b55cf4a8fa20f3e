import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { listSites } from '../../contracts/documents.ts';
import { api } from '../api.ts';
import { ConsolePage } from '../app/console-page.tsx';
import { useAccount } from '../app/session.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { useName } from '../app/words.ts';
import { DataTable } from '../ui/data-table.tsx';
import { Fault, Tag } from '../ui/parts.tsx';

/** The directory of sites, for who keeps it. */
export function OperatorSitesPage() {
  const { t } = useTranslation();
  return (
    <SignedIn as={['operator', 'supervisor']} title={t('sites.title')}>
      <Sites />
    </SignedIn>
  );
}

function Sites() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const account = useAccount();
  const sites = useQuery({ queryKey: ['sites', ''], queryFn: () => api(listSites) });
  const operates = account?.kind === 'staff' && account.roles.includes('operator');
  const nameOf = useName();
  return (
    <ConsolePage
      title={t('sites.title')}
      lead={t('sites.operatorLead')}
      actions={
        operates && (
          <Link to="/operator/sites/$site" params={{ site: 'new' }} className="button" data-kind="primary">
            {t('sites.enter')}
          </Link>
        )
      }
    >
      {sites.isError ? (
        <Fault error={sites.error} onRetry={() => void sites.refetch()} />
      ) : (
        <DataTable
          label={t('sites.title')}
          name="sites"
          rows={sites.data?.items}
          rowKey={(site) => site.key}
          rowName={(site) => nameOf(site)}
          empty={t('sites.none')}
          onOpen={(site) => void navigate({ to: '/operator/sites/$site', params: { site: site.key } })}
          columns={[
            { key: 'name', title: t('sites.name'), cell: (site) => nameOf(site) },
            { key: 'url', title: t('sites.url'), cell: (site) => site.url },
            {
              key: 'agency',
              title: t('documents.agency'),
              hideable: true,
              cell: (site) => nameOf({ name: site.agencyName, nameEn: site.agencyNameEn }),
            },
            { key: 'channels', title: t('sites.channels'), width: 'fit', cell: (site) => site.channels.length },
            {
              key: 'active',
              title: t('documents.state'),
              width: 'fit',
              cell: (site) => (
                <Tag tone={site.active ? 'done' : 'plain'}>{t(site.active ? 'sites.open' : 'sites.closed')}</Tag>
              ),
            },
          ]}
        />
      )}
    </ConsolePage>
  );
}
