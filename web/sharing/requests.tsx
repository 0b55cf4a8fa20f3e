import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { listSharingRequests, type SharingRequest } from '../../contracts/sharing.ts';
import { api } from '../api.ts';
import { Clock } from '../app/clock.tsx';
import { ConsolePage } from '../app/console-page.tsx';
import { shortDay } from '../app/format.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { useChangeSearch } from '../app/use-filters.ts';
import { useName } from '../app/words.ts';
import { DataTable } from '../ui/data-table.tsx';
import { FilterBar } from '../ui/filter-bar.tsx';
import { Tag, type Tone } from '../ui/parts.tsx';
import { usePaged } from '../ui/use-paged.tsx';
import { SideTabs } from './side-tabs.tsx';

export interface RequestsSearch {
  side?: 'incoming' | 'outgoing' | undefined;
  state?: 'submitted' | 'asked' | 'answered' | 'withdrawn' | 'disputed' | undefined;
  overdue?: boolean | undefined;
  q?: string | undefined;
  sort?: 'due' | undefined;
}

/** Requests for data, to one's own agency and from it. */
export function RequestsPage() {
  const { t } = useTranslation();
  return (
    <SignedIn as={['steward', 'developer', 'operator', 'supervisor']} title={t('sharing.title')}>
      <Requests />
    </SignedIn>
  );
}

const standings = ['submitted', 'asked', 'answered', 'disputed', 'withdrawn'] as const;

function Requests() {
  const { t } = useTranslation();
  const nameOf = useName();
  const navigate = useNavigate();
  const search = useSearch({ from: '/agency/sharing' });
  const change = useChangeSearch<RequestsSearch>();
  const { side, state, overdue, q, sort } = search;
  const filter = {
    ...(side && { side }),
    ...(state && { state }),
    ...(overdue && { overdue }),
    ...(q && { q }),
    ...(sort && { sort }),
  };
  const list = usePaged(['requests', filter], (page) => api(listSharingRequests, { query: { ...filter, ...page } }));
  return (
    <ConsolePage title={t('sharing.title')} lead={t('sharing.lead')}>
      <SideTabs of="sharing" side={side} />
      <FilterBar
        search={{ label: t('sharing.search'), value: q, onChange: (text) => change({ q: text }) }}
        selects={[
          {
            key: 'state',
            label: t('sharing.state'),
            value: overdue ? 'overdue' : state,
            options: [...standings, 'overdue' as const].map((value) => ({
              value,
              label: t(`sharing.states.${value}`),
            })),
            onChange: (value) =>
              change(
                value === 'overdue'
                  ? { state: undefined, overdue: true }
                  : { state: value as RequestsSearch['state'], overdue: undefined },
              ),
          },
        ]}
        onClear={() => change({ q: undefined, state: undefined, overdue: undefined })}
      />
      {list.fault ?? (
        <DataTable
          label={t('sharing.title')}
          name="requests"
          rows={list.rows}
          rowKey={(request) => request.id}
          rowName={(request) => request.number}
          empty={
            state || overdue || q ? (
              t('sharing.noneFound')
            ) : (
              <>
                {t('sharing.none')} <Link to="/agency/catalogue">{t('sharing.toCatalogue')}</Link>
              </>
            )
          }
          onOpen={(request) => void navigate({ to: '/agency/sharing/$id', params: { id: request.id } })}
          sort={sort && { key: 'due', descending: false }}
          onSort={() => change({ sort: sort ? undefined : 'due' })}
          columns={[
            { key: 'number', title: t('sharing.number'), width: 'fit', cell: (request) => request.number },
            { key: 'resource', title: t('sharing.resource'), cell: (request) => nameOf(request.resource) },
            { key: 'consumer', title: t('sharing.consumer'), cell: (request) => nameOf(request.consumer) },
            {
              key: 'provider',
              title: t('sharing.provider'),
              hideable: true,
              cell: (request) => nameOf(request.provider),
            },
            { key: 'purpose', title: t('sharing.purpose'), hideable: true, cell: (request) => nameOf(request.purpose) },
            {
              key: 'due',
              title: t('sharing.due'),
              width: 'fit',
              sortable: true,
              cell: (request) => <Due request={request} />,
            },
            {
              key: 'state',
              title: t('sharing.state'),
              width: 'fit',
              cell: (request) => <RequestTag request={request} />,
            },
          ]}
        />
      )}
      {list.more}
    </ConsolePage>
  );
}

/** By when the provider answers; once it has, the day on which it did. */
export function Due({ request }: { request: SharingRequest }) {
  const { t } = useTranslation();
  if (request.state === 'asked') return <span className="quiet">{t('sharing.standsStill')}</span>;
  if (request.state !== 'submitted') {
    return <span className="quiet">{request.answeredAt && shortDay(request.answeredAt)}</span>;
  }
  if (!request.dueDate) return <span className="quiet">{t('sharing.dayOpen')}</span>;
  return <Clock date={request.dueDate} remaining={request.remaining} dated />;
}

const tones: Record<SharingRequest['state'], Tone> = {
  submitted: 'wait',
  asked: 'wait',
  answered: 'done',
  withdrawn: 'plain',
};

export function RequestTag({ request }: { request: SharingRequest }) {
  const { t } = useTranslation();
  const disputed = request.disputes.some(({ state }) => state === 'consultation' || state === 'arbitration');
  if (disputed) return <Tag tone="wait">{t('sharing.states.disputed')}</Tag>;
  return <Tag tone={tones[request.state]}>{t(`sharing.states.${request.state}`)}</Tag>;
}
