import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { granteeWords } from '../../contracts/agency-kinds.ts';
import { type Grant, listGrants } from '../../contracts/sharing.ts';
import { api } from '../api.ts';
import { ConsolePage } from '../app/console-page.tsx';
import { shortDay } from '../app/format.ts';
import { useRegionName } from '../app/regions.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { useChangeSearch } from '../app/use-filters.ts';
import { useName, useSay } from '../app/words.ts';
import { DataTable } from '../ui/data-table.tsx';
import { FilterBar } from '../ui/filter-bar.tsx';
import { Tag, type Tone } from '../ui/parts.tsx';
import { usePaged } from '../ui/use-paged.tsx';
import { SideTabs } from './side-tabs.tsx';
import { lastDay } from './terms.ts';

const grantUses = ['never', 'inPart'] as const;

export interface GrantsSearch {
  side?: 'incoming' | 'outgoing' | undefined;
  state?: 'active' | 'suspended' | 'revoked' | 'expired' | undefined;
  use?: (typeof grantUses)[number] | undefined;
  q?: string | undefined;
}

/** Grants that one's own agency gave or holds. */
export function GrantsPage() {
  const { t } = useTranslation();
  return (
    <SignedIn as={['steward', 'developer', 'operator', 'supervisor']} title={t('grants.title')}>
      <Grants />
    </SignedIn>
  );
}

const states = ['active', 'suspended', 'revoked', 'expired'] as const;

function Grants() {
  const { t } = useTranslation();
  const nameOf = useName();
  const navigate = useNavigate();
  const { side, state, use, q } = useSearch({ from: '/agency/grants' });
  const change = useChangeSearch<GrantsSearch>();
  const filter = { ...(side && { side }), ...(state && { state }), ...(use && { use }), ...(q && { q }) };
  const list = usePaged(['grants', filter], (page) => api(listGrants, { query: { ...filter, ...page } }));
  return (
    <ConsolePage title={t('grants.title')} lead={t('grants.lead')}>
      <SideTabs of="grants" side={side} />
      <FilterBar
        search={{ label: t('sharing.search'), value: q, onChange: (text) => change({ q: text }) }}
        selects={[
          {
            key: 'state',
            label: t('sharing.state'),
            value: state,
            options: states.map((value) => ({ value, label: t(`grants.states.${value}`) })),
            onChange: (value) => change({ state: value as GrantsSearch['state'] }),
          },
          {
            key: 'use',
            label: t('grants.use'),
            value: use,
            options: grantUses.map((value) => ({ value, label: t(`grants.${value}`) })),
            onChange: (value) => change({ use: value as GrantsSearch['use'] }),
          },
        ]}
        onClear={() => change({ q: undefined, state: undefined, use: undefined })}
      />
      {list.fault ?? (
        <DataTable
          label={t('grants.title')}
          name="grants"
          rows={list.rows}
          rowKey={(grant) => grant.id}
          rowName={(grant) => grant.number}
          empty={t(state || use || q ? 'sharing.noneFound' : 'grants.none')}
          onOpen={(grant) => void navigate({ to: '/agency/grants/$id', params: { id: grant.id } })}
          columns={[
            { key: 'number', title: t('grants.number'), width: 'fit', cell: (grant) => grant.number },
            { key: 'resource', title: t('sharing.resource'), cell: (grant) => nameOf(grant.resource) },
            { key: 'consumer', title: t('grants.grantee'), cell: (grant) => <Grantee grant={grant} /> },
            { key: 'provider', title: t('sharing.provider'), hideable: true, cell: (grant) => nameOf(grant.provider) },
            {
              key: 'purpose',
              title: t('sharing.purpose'),
              hideable: true,
              cell: (grant) => (grant.purpose ? nameOf(grant.purpose) : t('grants.anyPurpose')),
            },
            {
              key: 'validUntil',
              title: t('sharing.validUntil'),
              width: 'fit',
              cell: (grant) => lastDay(grant.validUntil) ?? t('grants.noEnd'),
            },
            {
              key: 'lastUsed',
              title: t('grants.lastUsed'),
              width: 'fit',
              cell: (grant) => <LastUse grant={grant} />,
            },
            { key: 'state', title: t('sharing.state'), width: 'fit', cell: (grant) => <GrantTag grant={grant} /> },
          ]}
        />
      )}
      {list.more}
    </ConsolePage>
  );
}

/** The day of the last call, and how many of the items none has read. */
function LastUse({ grant: { lastUsedAt, neverRead } }: { grant: Grant }) {
  const { t } = useTranslation();
  if (!lastUsedAt) return <span className="quiet">{t('grants.never')}</span>;
  return (
    <>
      {shortDay(lastUsedAt)}
      {neverRead.length > 0 && (
        <span className="quiet"> {t('grants.uses.unreadCount', { count: neverRead.length })}</span>
      )}
    </>
  );
}

const tones: Record<Grant['state'], Tone> = { active: 'done', suspended: 'wait', revoked: 'due' };

export function GrantTag({ grant }: { grant: Grant }) {
  const { t } = useTranslation();
  if (grant.expired && grant.state !== 'revoked') return <Tag>{t('grants.states.expired')}</Tag>;
  return <Tag tone={tones[grant.state]}>{t(`grants.states.${grant.state}`)}</Tag>;
}

/** Who holds a grant: an agency, or every agency of a kind at a region and below. */
export function Grantee({ grant: { consumer, rule } }: { grant: Grant }) {
  const say = useSay();
  const nameOf = useName();
  const region = useRegionName(rule?.region.code ?? '');
  if (consumer) return nameOf(consumer);
  return say(granteeWords({ zh: region, en: region }, rule?.kind ?? null));
}
