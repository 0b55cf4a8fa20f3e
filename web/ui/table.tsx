import { type QueryKey, useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Empty, Fault, Loading } from './parts.tsx';

/** A dense table in a box of its own, which scrolls sideways by mouse, finger or arrow keys where the screen is narrow. */
export function Table({
  label,
  columns,
  children,
  stacking = false,
}: {
  label: string;
  columns: string[];
  children: ReactNode;
  /** On a phone each row becomes a card; its cells then carry `data-label`. */
  stacking?: boolean;
}) {
  return (
    // A box that scrolls is a stop of the keyboard (WCAG 2.1.1).
    <div className="table-wrap" {...(!stacking && { tabIndex: 0 })}>
      <table className={stacking ? 'table stacking' : 'table dense'} aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

interface ListProps<T> {
  queryKey: QueryKey;
  load(query: { limit: number; cursor?: string }): Promise<{ items: T[]; nextCursor: string | null }>;
  empty: ReactNode;
  children(items: T[]): ReactNode;
}

/** A list that comes page by page: its skeleton, its fault, the sentence when there is nothing, and the way to more. */
export function Listed<T>({ queryKey, load, empty, children }: ListProps<T>) {
  const { t } = useTranslation();
  const list = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => load({ limit: 50, ...(pageParam && { cursor: pageParam }) }),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  });
  if (list.isError) return <Fault error={list.error} onRetry={() => void list.refetch()} />;
  if (!list.data) return <Loading lines={8} />;
  const items = list.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <Empty>{empty}</Empty>;
  return (
    <>
      {children(items)}
      {list.hasNextPage && (
        <div className="actions">
          <Button disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('list.more')}
          </Button>
        </div>
      )}
    </>
  );
}
