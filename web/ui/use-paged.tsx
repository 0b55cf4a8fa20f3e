import { type QueryKey, useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Fault } from './parts.tsx';

interface Paged<T> {
  /** undefined while the first page is being fetched. */
  rows: T[] | undefined;
  /** Put in place of the list when it could not be fetched. */
  fault: ReactNode;
  /** Put under the list: the way to more, when there is more. */
  more: ReactNode;
  refetch(): void;
}

/** A list that comes page by page, for a DataTable. What was shown stays while a changed filter is being answered. */
export function usePaged<T>(
  queryKey: QueryKey,
  load: (page: { limit: number; cursor?: string }) => Promise<{ items: T[]; nextCursor: string | null }>,
): Paged<T> {
  const { t } = useTranslation();
  const list = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => load({ limit: 50, ...(pageParam && { cursor: pageParam }) }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: (before) => before,
  });
  return {
    rows: list.data?.pages.flatMap((page) => page.items),
    fault: list.isError ? <Fault error={list.error} onRetry={() => void list.refetch()} /> : null,
    more: list.hasNextPage && (
      <div className="actions">
        <Button disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('list.more')}
        </Button>
      </div>
    ),
    refetch: () => void list.refetch(),
  };
}
