import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type CaseSummary, listQueue } from '../../contracts/services.ts';
import { api } from '../api.ts';
import { CaseTag } from '../app/case-tag.tsx';
import { proseDay, shortDay, shortTime, today } from '../app/format.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { useSay } from '../app/words.ts';
import { Page } from '../ui/page.tsx';
import { Button, Empty, Fault, Loading, Tag } from '../ui/parts.tsx';

const states = [undefined, 'submitted', 'accepted', 'correction'] as const;

/** The case worker's queue, by the day that the agency must keep. */
export function QueuePage() {
  const { t } = useTranslation();
  return (
    <SignedIn as="caseworker" title={t('queue.title')}>
      <Page wide title={t('queue.title')} lead={t('queue.lead')}>
        <Filter />
        <Queue />
      </Page>
    </SignedIn>
  );
}

function Filter() {
  const { t } = useTranslation();
  return (
    <nav aria-label={t('queue.filter')} className="tabs">
      {states.map((state) => (
        <Link key={state ?? 'all'} to="/agency/queue" search={{ state }} activeOptions={{ exact: true }}>
          {state ? t(`case.standing.${state}`) : t('queue.all')}
        </Link>
      ))}
    </nav>
  );
}

function Queue() {
  const { t } = useTranslation();
  const { state } = useSearch({ from: '/agency/queue' });
  const queue = useInfiniteQuery({
    queryKey: ['queue', state ?? ''],
    queryFn: ({ pageParam }) =>
      api(listQueue, { query: { limit: 50, ...(state && { state }), ...(pageParam && { cursor: pageParam }) } }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  });
  if (queue.isError) return <Fault error={queue.error} onRetry={() => void queue.refetch()} />;
  if (!queue.data) return <Loading lines={8} />;
  const items = queue.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <Empty>{t('queue.none')}</Empty>;
  return (
    <>
      <div className="table-wrap">
        <table className="table stacking">
          <thead>
            <tr>
              {['service', 'applicant', 'subject', 'submitted', 'deadline', 'standing'].map((column) => (
                <th key={column} scope="col">
                  {t(`queue.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <Row key={item.id} item={item} />
            ))}
          </tbody>
        </table>
      </div>
      {queue.hasNextPage && (
        <div className="actions">
          <Button disabled={queue.isFetchingNextPage} onClick={() => void queue.fetchNextPage()}>
            {t('list.more')}
          </Button>
        </div>
      )}
    </>
  );
}

function Row({ item }: { item: CaseSummary }) {
  const { t } = useTranslation();
  const say = useSay();
  return (
    <tr>
      <td data-label={t('queue.service')}>
        <Link to="/agency/cases/$id" params={{ id: item.id }}>
          {say(item.service.title)}
        </Link>
        <div className="quiet">{item.number}</div>
      </td>
      <td data-label={t('queue.applicant')}>
        {item.applicant.name}
        <div className="quiet">{item.applicant.number}</div>
      </td>
      <td data-label={t('queue.subject')}>
        {item.subject && item.relation !== 'self' ? item.subject.name : t('queue.self')}
        <div className="quiet">{item.relation !== 'self' && item.subject?.number}</div>
      </td>
      <td data-label={t('queue.submitted')}>{item.submittedAt && shortTime(item.submittedAt)}</td>
      <td data-label={t('queue.deadline')}>
        <Deadline item={item} />
      </td>
      <td data-label={t('queue.standing')}>
        <CaseTag state={item.state} ending={item.ending} late={false} />
      </td>
    </tr>
  );
}

export function Deadline({ item }: { item: Pick<CaseSummary, 'state' | 'deadline' | 'late'> }) {
  const { t, i18n } = useTranslation();
  const ourTurn = item.state === 'submitted' || item.state === 'accepted';
  if (!item.deadline) return <span className="quiet">{ourTurn ? t('status.dayOpen') : t('queue.notOurTurn')}</span>;
  return (
    <span title={proseDay(item.deadline, i18n.language)}>
      {shortDay(item.deadline)}{' '}
      {item.late ? (
        <Tag tone="due">{t('case.late')}</Tag>
      ) : (
        item.deadline === today() && <Tag tone="wait">{t('queue.today')}</Tag>
      )}
    </span>
  );
}
