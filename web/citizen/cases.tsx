import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type CaseSummary, listCases } from '../../contracts/services.ts';
import { api } from '../api.ts';
import { CaseTag } from '../app/case-tag.tsx';
import { proseDay, shortDay } from '../app/format.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { useSay } from '../app/words.ts';
import { Page } from '../ui/page.tsx';
import { Button, Empty, Fault, Loading } from '../ui/parts.tsx';
import { WaitingConsents } from './waiting-consents.tsx';

export function CasesPage() {
  const { t } = useTranslation();
  return (
    <SignedIn as="resident" title={t('cases.title')}>
      <Page title={t('cases.title')} lead={t('cases.lead')}>
        <WaitingConsents />
        <CaseList />
      </Page>
    </SignedIn>
  );
}

function CaseList() {
  const { t } = useTranslation();
  const cases = useInfiniteQuery({
    queryKey: ['cases'],
    queryFn: ({ pageParam }) => api(listCases, { query: { limit: 20, ...(pageParam && { cursor: pageParam }) } }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  });
  if (cases.isError) return <Fault error={cases.error} onRetry={() => void cases.refetch()} />;
  if (!cases.data) return <Loading lines={6} />;
  const items = cases.data.pages.flatMap((page) => page.items);
  if (items.length === 0) {
    return <Empty action={<Link to="/">{t('cases.find')}</Link>}>{t('cases.none')}</Empty>;
  }
  return (
    <>
      <ul className="list">
        {items.map((item) => (
          <CaseItem key={item.id} item={item} />
        ))}
      </ul>
      {cases.hasNextPage && (
        <div className="actions">
          <Button disabled={cases.isFetchingNextPage} onClick={() => void cases.fetchNextPage()}>
            {t('list.more')}
          </Button>
        </div>
      )}
    </>
  );
}

function CaseItem({ item }: { item: CaseSummary }) {
  const { t, i18n } = useTranslation();
  const say = useSay();
  return (
    <li>
      <div className="row-head">
        <Link to="/cases/$id" params={{ id: item.id }}>
          {say(item.service.title)}
          {item.subject && item.relation !== 'self' && ` · ${item.subject.name}`}
        </Link>
        <CaseTag state={item.state} ending={item.ending} late={item.late} />
      </div>
      <p className="quiet">
        {item.submittedAt
          ? t('cases.submitted', { day: shortDay(item.submittedAt) })
          : t('cases.begun', { day: shortDay(item.createdAt) })}
        {item.deadline && ` · ${t('cases.deadline', { day: proseDay(item.deadline, i18n.language) })}`}
      </p>
    </li>
  );
}
