import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { acceptCase, type CaseSummary, getQueueCounts, listQueue } from '../../contracts/services.ts';
import { api } from '../api.ts';
import { CaseTag } from '../app/case-tag.tsx';
import { ConsolePage } from '../app/console-page.tsx';
import { shortTime } from '../app/format.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { useChangeSearch } from '../app/use-filters.ts';
import { useSay } from '../app/words.ts';
import { type Column, DataTable, type Sort } from '../ui/data-table.tsx';
import { useConfirm } from '../ui/dialog.tsx';
import { FilterBar } from '../ui/filter-bar.tsx';
import { useToast } from '../ui/toast.tsx';
import { usePaged } from '../ui/use-paged.tsx';
import { Deadline } from './queue-deadline.tsx';
import { QueueDrawer } from './queue-drawer.tsx';
import type { QueueSearch } from './queue-search.ts';
import { QueueTabs } from './queue-tabs.tsx';

/** The case worker's queue, by the day that the agency must keep. */
export function QueuePage() {
  const { t } = useTranslation();
  return (
    <SignedIn as="caseworker" title={t('queue.title')}>
      <ConsolePage title={t('queue.title')} lead={t('queue.lead')}>
        <Queue />
      </ConsolePage>
    </SignedIn>
  );
}

function Queue() {
  const { t } = useTranslation();
  const say = useSay();
  const search = useSearch({ from: '/agency/queue' });
  const change = useChangeSearch<QueueSearch>();
  const { open, ...filter } = search;
  const counts = useQuery({ queryKey: ['queue', 'counts'], queryFn: () => api(getQueueCounts) }).data?.items;
  const list = usePaged(['queue', filter], (page) => api(listQueue, { query: { ...filter, ...page } }));
  const columns = useColumns();
  const [asking, accept] = useBulkAccept();
  const services = [...new Map(counts?.map(({ service, title }) => [service, title]))];
  const narrowed = Boolean(search.service || search.q || search.late || search.state);
  return (
    <>
      <QueueTabs counts={counts} search={search} />
      <FilterBar
        search={{
          label: t('queue.number'),
          placeholder: t('queue.numberHint'),
          value: search.q,
          onChange: (text) => change({ q: text?.replace(/[^\d-]/g, '') || undefined }),
        }}
        selects={[
          {
            key: 'service',
            label: t('queue.service'),
            value: search.service,
            options: services.map(([value, title]) => ({ value, label: say(title) })),
            onChange: (service) => change({ service }),
          },
        ]}
        onClear={() => change({ q: undefined, service: undefined })}
      />
      {list.fault ?? (
        <DataTable
          label={t('queue.title')}
          name="queue"
          rows={list.rows}
          rowKey={(item) => item.id}
          rowName={(item) => item.number}
          empty={narrowed ? t('queue.noneFound') : t('queue.none')}
          columns={columns}
          sort={sortOf(search.sort)}
          onSort={({ key, descending }) =>
            change({ sort: key === 'deadline' ? undefined : descending ? '-submitted' : 'submitted' })
          }
          onOpen={(item) => change({ open: item.id }, { push: !open })}
          openKey={open}
          selectable={(item) => item.state === 'submitted'}
          bulk={[{ label: t('queue.accept'), kind: 'primary', run: accept }]}
        />
      )}
      {list.more}
      {open && <QueueDrawer key={open} id={open} onClose={() => change({ open: undefined })} />}
      {asking}
    </>
  );
}

function sortOf(sort: QueueSearch['sort']): Sort {
  if (!sort) return { key: 'deadline', descending: false };
  return { key: 'submitted', descending: sort === '-submitted' };
}

function useColumns(): Column<CaseSummary>[] {
  const { t } = useTranslation();
  const say = useSay();
  return [
    {
      key: 'service',
      title: t('queue.service'),
      cell: ({ service, number }) => (
        <>
          {say(service.title)}
          <span className="quiet">{number}</span>
        </>
      ),
    },
    {
      key: 'applicant',
      title: t('queue.applicant'),
      cell: ({ applicant }) => (
        <div>
          {applicant.name}
          <div className="quiet">{applicant.number}</div>
        </div>
      ),
    },
    {
      key: 'subject',
      title: t('queue.subject'),
      hideable: true,
      cell: ({ subject, relation }) =>
        subject && relation !== 'self' ? (
          <div>
            {subject.name}
            <div className="quiet">{subject.number}</div>
          </div>
        ) : (
          t('queue.self')
        ),
    },
    {
      key: 'submitted',
      title: t('queue.submitted'),
      width: 'fit',
      sortable: true,
      hideable: true,
      cell: ({ submittedAt }) => submittedAt && shortTime(submittedAt),
    },
    {
      key: 'standing',
      title: t('queue.standing'),
      width: 'fit',
      cell: ({ state, ending }) => <CaseTag state={state} ending={ending} late={false} />,
    },
    {
      key: 'deadline',
      title: t('queue.deadline'),
      width: 'fit',
      sortable: true,
      cell: (item) => <Deadline item={item} />,
    },
  ];
}

/** Accepts the chosen cases one after the other, after asking; says how many were, and what stood in the way of others. */
function useBulkAccept() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const toast = useToast();
  const [asking, ask] = useConfirm();
  const accept = async (items: CaseSummary[]) => {
    const sure = await ask({
      title: t('queue.acceptTitle', { count: items.length }),
      text: t('queue.acceptText'),
      action: t('queue.acceptAction', { count: items.length }),
    });
    if (!sure) return false;
    let accepted = 0;
    let refusal = '';
    for (const { id } of items) {
      try {
        await api(acceptCase, { params: { id } });
        accepted += 1;
      } catch (error) {
        refusal = (error as Error).message;
      }
    }
    await queries.invalidateQueries({ queryKey: ['queue'] });
    toast({
      text: refusal
        ? t('queue.acceptedSome', { count: accepted, left: items.length - accepted, why: refusal })
        : t('queue.accepted', { count: accepted }),
    });
    return true;
  };
  return [asking, accept] as const;
}
