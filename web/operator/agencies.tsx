import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { agencyKinds, kindWords } from '../../contracts/agency-kinds.ts';
import { listAgencies } from '../../contracts/directory.ts';
import { api } from '../api.ts';
import { ConsolePage } from '../app/console-page.tsx';
import { useRegionLevels, useRegionName } from '../app/regions.ts';
import { useAccount } from '../app/session.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { useChangeSearch } from '../app/use-filters.ts';
import { useName, useSay } from '../app/words.ts';
import { DataTable } from '../ui/data-table.tsx';
import { FilterBar } from '../ui/filter-bar.tsx';
import { Tag } from '../ui/parts.tsx';
import { usePaged } from '../ui/use-paged.tsx';

export interface AgenciesSearch {
  q?: string | undefined;
  region?: string | undefined;
  kind?: string | undefined;
  state?: 'open' | 'closed' | undefined;
}

/** The agencies of the platform; each opens with what it has. */
export function AgenciesPage() {
  const { t } = useTranslation();
  return (
    <SignedIn as={['operator', 'supervisor']} title={t('agencies.title')}>
      <Agencies />
    </SignedIn>
  );
}

function Agencies() {
  const { t } = useTranslation();
  const say = useSay();
  const account = useAccount();
  const navigate = useNavigate();
  const nameOf = useName();
  const search = useSearch({ from: '/operator/agencies' });
  const change = useChangeSearch<AgenciesSearch>();
  const [provinces] = useRegionLevels('');
  const { q, region, kind, state } = search;
  const filter = {
    ...(q && { q }),
    ...(region && { region }),
    ...(kind && { kind }),
    ...(state && { active: state === 'open' }),
  };
  const list = usePaged(['agencies', filter], (page) => api(listAgencies, { query: { ...filter, ...page } }));
  const operates = account?.kind === 'staff' && account.roles.includes('operator');
  return (
    <ConsolePage
      title={t('agencies.title')}
      lead={t('agencies.lead')}
      actions={
        operates && (
          <Link to="/operator/agencies/new" className="button" data-kind="primary">
            {t('agencies.register')}
          </Link>
        )
      }
    >
      <FilterBar
        search={{ label: t('agencies.search'), value: q, onChange: (text) => change({ q: text }) }}
        selects={[
          {
            key: 'region',
            label: t('agencies.province'),
            value: region,
            options: (provinces ?? []).map(({ code, name }) => ({ value: code, label: name })),
            onChange: (code) => change({ region: code }),
          },
          {
            key: 'kind',
            label: t('agencies.kind'),
            value: kind,
            options: Object.keys(agencyKinds).map((value) => ({ value, label: say(kindWords(value)) })),
            onChange: (value) => change({ kind: value }),
          },
          {
            key: 'state',
            label: t('agencies.state'),
            value: state,
            options: (['open', 'closed'] as const).map((value) => ({ value, label: t(`agencies.states.${value}`) })),
            onChange: (value) => change({ state: value as AgenciesSearch['state'] }),
          },
        ]}
        onClear={() => change({ q: undefined, region: undefined, kind: undefined, state: undefined })}
      />
      {list.fault ?? (
        <DataTable
          label={t('agencies.title')}
          name="agencies"
          rows={list.rows}
          rowKey={(agency) => agency.id}
          rowName={(agency) => nameOf(agency)}
          empty={t('agencies.none')}
          onOpen={(agency) => void navigate({ to: '/operator/agencies/$id', params: { id: agency.id } })}
          columns={[
            { key: 'name', title: t('agencies.name'), cell: (agency) => nameOf(agency) },
            {
              key: 'creditCode',
              title: t('agencies.creditCode'),
              width: 'fit',
              cell: (agency) => <span className="code">{agency.creditCode}</span>,
            },
            { key: 'region', title: t('agencies.region'), cell: (agency) => <RegionName code={agency.regionCode} /> },
            {
              key: 'kind',
              title: t('agencies.kind'),
              hideable: true,
              cell: (agency) => say(kindWords(agency.kind)),
            },
            {
              key: 'level',
              title: t('agencies.level'),
              hideable: true,
              width: 'fit',
              cell: (agency) => t(`agencies.levels.${agency.level}`),
            },
            {
              key: 'state',
              title: t('agencies.state'),
              width: 'fit',
              cell: (agency) => <AgencyTag active={agency.active} />,
            },
          ]}
        />
      )}
      {list.more}
    </ConsolePage>
  );
}

export function AgencyTag({ active }: { active: boolean }) {
  const { t } = useTranslation();
  return <Tag tone={active ? 'done' : 'plain'}>{t(`agencies.states.${active ? 'open' : 'closed'}`)}</Tag>;
}

export function RegionName({ code }: { code: string }) {
  return useRegionName(code);
}
