import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { downloadFlows, type Flow, listFlows } from '../../contracts/supervision.ts';
import { api, apiText } from '../api.ts';
import { ConsolePage } from '../app/console-page.tsx';
import { shortDay, shortTime, today } from '../app/format.ts';
import { saveFile } from '../app/save-file.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { useChangeSearch } from '../app/use-filters.ts';
import { useName } from '../app/words.ts';
import { DataTable } from '../ui/data-table.tsx';
import { FilterBar } from '../ui/filter-bar.tsx';
import { FlowChart } from '../ui/flow-chart.tsx';
import type { Stream } from '../ui/flow-layout.ts';
import { Button, Empty, Fault, Loading } from '../ui/parts.tsx';
import { useAgencyOptions } from './use-agencies.ts';

export const flowPeriods = ['7', '30', '90', '365'] as const;
export const flowSorts = ['calls', 'refusals', 'people', 'lastAt'] as const;

export interface FlowSearch {
  days?: (typeof flowPeriods)[number] | undefined;
  agency?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  sort?: (typeof flowSorts)[number] | undefined;
  up?: boolean | undefined;
}

/** Streams that the picture holds; the smaller ones are in the table alone. */
const mostStreams = 40;
const day = 86_400_000;

/** What flows between whom: the picture, and the table under it. */
export function FlowsPage() {
  const { t } = useTranslation();
  return (
    <SignedIn as={['operator', 'supervisor']} title={t('flows.title')}>
      <Flows />
    </SignedIn>
  );
}

function Flows() {
  const { t } = useTranslation();
  const search = useSearch({ from: '/operator/flows' });
  const change = useChangeSearch<FlowSearch>();
  const agencies = useAgencyOptions('id');
  const nameOf = useName();
  const days = Number(search.days ?? 30);
  const from = shortDay(new Date(Date.parse(`${today()}T12:00:00Z`) - (days - 1) * day).toISOString());
  const query = { from, to: today(), ...(search.agency && { agency: search.agency }) };
  const flows = useQuery({
    queryKey: ['flows', query],
    queryFn: () => api(listFlows, { query }),
    placeholderData: (before) => before,
  });
  const file = useMutation({
    mutationFn: () => apiText(downloadFlows, { query }),
    onSuccess: (text) => saveFile(`flows-${query.from}-${query.to}.csv`, 'text/csv;charset=utf-8', text),
  });
  const names = new Map(
    (flows.data?.items ?? []).flatMap(({ provider, consumer }) =>
      [provider, consumer].map((agency) => [agency.id, nameOf(agency)] as const),
    ),
  );
  const chosen = (id: string | undefined) => (id && names.has(id) ? [{ value: id, label: names.get(id)! }] : []);
  const fits = (flow: Flow) =>
    (!search.from || flow.provider.id === search.from) && (!search.to || flow.consumer.id === search.to);
  return (
    <ConsolePage
      title={t('flows.title')}
      lead={t('flows.lead')}
      actions={
        <Button disabled={!flows.data?.items.length || file.isPending} onClick={() => file.mutate()}>
          {t('flows.download')}
        </Button>
      }
    >
      <FilterBar
        selects={[
          {
            key: 'days',
            label: t('flows.period'),
            value: search.days,
            all: t('flows.days', { count: 30 }),
            options: flowPeriods
              .filter((each) => each !== '30')
              .map((value) => ({ value, label: t('flows.days', { count: Number(value) }) })),
            onChange: (value) => change({ days: value as FlowSearch['days'] }),
          },
          {
            key: 'agency',
            label: t('flows.agency'),
            value: search.agency,
            options: agencies,
            onChange: (agency) => change({ agency, from: undefined, to: undefined }),
          },
          ...(search.from
            ? [
                {
                  key: 'from',
                  label: t('flows.provider'),
                  value: search.from,
                  options: chosen(search.from),
                  onChange: () => change({ from: undefined }),
                },
              ]
            : []),
          ...(search.to
            ? [
                {
                  key: 'to',
                  label: t('flows.consumer'),
                  value: search.to,
                  options: chosen(search.to),
                  onChange: () => change({ to: undefined }),
                },
              ]
            : []),
        ]}
        onClear={() => change({ days: undefined, agency: undefined, from: undefined, to: undefined })}
      />
      {file.isError && <Fault error={file.error} />}
      {flows.isError ? (
        <Fault error={flows.error} onRetry={() => void flows.refetch()} />
      ) : !flows.data ? (
        <Loading lines={10} />
      ) : flows.data.items.length === 0 ? (
        <Empty>{t('flows.none')}</Empty>
      ) : (
        <>
          <Picture items={flows.data.items} names={names} days={days} />
          <FlowTable items={flows.data.items.filter(fits)} />
          {flows.data.counted < flows.data.size && (
            <p className="quiet">{t('flows.behind', { count: flows.data.size - flows.data.counted })}</p>
          )}
        </>
      )}
      <nav aria-label={t('flows.idle')} className="actions">
        <Link to="/agency/grants" search={{ use: 'never' }}>
          {t('flows.idleGrants')}
        </Link>
        <Link to="/agency/grants" search={{ use: 'inPart' }}>
          {t('flows.idleItems')}
        </Link>
      </nav>
    </ConsolePage>
  );
}

function Picture({ items, names, days }: { items: Flow[]; names: Map<string, string>; days: number }) {
  const { t } = useTranslation();
  const change = useChangeSearch<FlowSearch>();
  const figure = (amount: number) => amount.toLocaleString('en');
  const name = (id: string) => names.get(id) ?? id;
  const sums = new Map<string, Stream>();
  for (const { provider, consumer, calls } of items) {
    const key = `${provider.id} ${consumer.id}`;
    const sum = sums.get(key) ?? { from: provider.id, to: consumer.id, amount: 0 };
    sum.amount += calls;
    sums.set(key, sum);
  }
  const streams = [...sums.values()].filter(({ amount }) => amount > 0).sort((a, b) => b.amount - a.amount);
  const total = streams.reduce((sum, { amount }) => sum + amount, 0);
  const first = streams[0];
  if (!first) return <Empty>{t('flows.onlyRefused')}</Empty>;
  const pair = { from: name(first.from), to: name(first.to) };
  const left = streams.length - mostStreams;
  return (
    <>
      <FlowChart
        title={
          streams.length === 1
            ? t('flows.findingOne', { ...pair, count: total, days })
            : t('flows.finding', { ...pair, count: total, days, share: Math.round((first.amount / total) * 100) })
        }
        ends={[t('flows.provider'), t('flows.consumer')]}
        streams={streams.slice(0, mostStreams)}
        nameOf={name}
        format={figure}
        sayStream={({ from, to, amount }) =>
          t('flows.stream', { from: name(from), to: name(to), calls: figure(amount) })
        }
        sayEnd={(id, side, amount) => t(`flows.end.${side}`, { name: name(id), calls: figure(amount) })}
        onChoose={({ from, to }) => change({ from, to })}
        hint={t('flows.hint')}
      />
      {left > 0 && <p className="quiet">{t('flows.smaller', { count: left })}</p>}
    </>
  );
}

function FlowTable({ items }: { items: Flow[] }) {
  const { t, i18n } = useTranslation();
  const search = useSearch({ from: '/operator/flows' });
  const change = useChangeSearch<FlowSearch>();
  const nameOf = useName();
  const figure = (amount: number) => amount.toLocaleString('en');
  const key = search.sort ?? 'calls';
  const descending = !search.up;
  const rows = [...items].sort((a, b) => {
    const way = a[key] < b[key] ? -1 : a[key] > b[key] ? 1 : 0;
    return descending ? -way : way;
  });
  return (
    <DataTable
      label={t('flows.table')}
      name="flows"
      rows={rows}
      rowKey={(flow) => `${flow.provider.id} ${flow.consumer.id} ${flow.resource.code} ${flow.purpose.key}`}
      empty={t('flows.none')}
      sort={{ key, descending }}
      onSort={(sort) =>
        change({
          sort: sort.key as FlowSearch['sort'],
          up: sort.key === key ? !sort.descending || undefined : undefined,
        })
      }
      columns={[
        { key: 'provider', title: t('flows.provider'), cell: (flow) => nameOf(flow.provider) },
        {
          key: 'resource',
          title: t('flows.resource'),
          cell: (flow) => (
            <>
              {nameOf(flow.resource)}
              <div className="quiet code">{flow.resource.code}</div>
            </>
          ),
        },
        { key: 'consumer', title: t('flows.consumer'), cell: (flow) => nameOf(flow.consumer) },
        {
          key: 'purpose',
          title: t('flows.purpose'),
          hideable: true,
          cell: ({ purpose }) => (i18n.language === 'en' ? (purpose.titleEn ?? purpose.title) : purpose.title),
        },
        {
          key: 'calls',
          title: t('flows.calls'),
          align: 'end',
          width: 'fit',
          sortable: true,
          cell: (flow) => figure(flow.calls),
        },
        {
          key: 'refusals',
          title: t('flows.refusals'),
          align: 'end',
          width: 'fit',
          sortable: true,
          hideable: true,
          cell: (flow) => figure(flow.refusals),
        },
        {
          key: 'people',
          title: t('flows.people'),
          align: 'end',
          width: 'fit',
          sortable: true,
          hideable: true,
          cell: (flow) => figure(flow.people),
        },
        {
          key: 'lastAt',
          title: t('flows.last'),
          width: 'fit',
          sortable: true,
          hideable: true,
          cell: (flow) => shortTime(flow.lastAt),
        },
      ]}
    />
  );
}
