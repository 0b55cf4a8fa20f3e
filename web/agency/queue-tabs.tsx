import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ReplyOf } from '../../contracts/endpoint.ts';
import type { getQueueCounts } from '../../contracts/services.ts';
import type { QueueSearch } from './queue-search.ts';

type Counts = ReplyOf<typeof getQueueCounts>['items'];

const states = [undefined, 'submitted', 'accepted', 'correction'] as const;

/** The queue by state, with how many cases stand in each; what is late stands out. */
export function QueueTabs({ counts, search }: { counts: Counts | undefined; search: QueueSearch }) {
  const { t } = useTranslation();
  const sum = (fits: (count: Counts[number]) => boolean, of: 'count' | 'late' = 'count') =>
    counts?.filter(fits).reduce((total, each) => total + each[of], 0);
  const late = sum(() => true, 'late');
  const to = (patch: QueueSearch) => ({
    to: '/agency/queue' as const,
    search: { service: search.service, q: search.q, sort: search.sort, ...patch },
  });
  const current = (on: boolean) => (on ? 'page' : undefined);
  return (
    <nav aria-label={t('queue.filter')} className="tabs counted">
      {states.map((state) => (
        <Link
          key={state ?? 'all'}
          {...to({ state })}
          activeProps={{}}
          aria-current={current(!search.late && search.state === state)}
        >
          {state ? t(`case.standing.${state}`) : t('queue.all')}
          <span className="count">{sum((each) => !state || each.state === state)}</span>
        </Link>
      ))}
      <Link {...to({ late: true })} activeProps={{}} aria-current={current(search.late === true)}>
        {t('queue.late')}
        <span className="count" data-tone={late ? 'due' : undefined}>
          {late}
        </span>
      </Link>
      <Link {...to({ state: 'closed' })} activeProps={{}} aria-current={current(search.state === 'closed')}>
        {t('case.standing.closed')}
      </Link>
      <Link {...to({ state: 'badRating' })} activeProps={{}} aria-current={current(search.state === 'badRating')}>
        {t('queue.badRating')}
      </Link>
    </nav>
  );
}
