import type { QueryOf } from '../../contracts/endpoint.ts';
import { type DataUse, listMyDataUses } from '../../contracts/exchange.ts';
import { api } from '../api.ts';

type Filter = Omit<QueryOf<typeof listMyDataUses>, 'limit' | 'cursor'>;

/** All uses that a filter leaves, page by page; `onCount` hears how many there are so far. */
export async function fetchUses(filter: Filter, onCount: (count: number) => void): Promise<DataUse[]> {
  const uses: DataUse[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: { items: DataUse[]; nextCursor: string | null } = await api(listMyDataUses, {
      query: { ...filter, limit: 200, ...(cursor && { cursor }) },
    });
    uses.push(...page.items);
    onCount(uses.length);
    cursor = page.nextCursor;
  }
  return uses;
}
