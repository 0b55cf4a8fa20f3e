import { resourceStates, shareTypes } from '../../contracts/catalogue.ts';
import { type SavedQuery, searchAges, searchSorts } from '../../contracts/catalogue-search.ts';

/** A search as the address holds it. */
export type CatalogueSearch = { [key in keyof SavedQuery]?: SavedQuery[key] | undefined } & {
  page?: number | undefined;
};

const oneOf = <T extends string>(values: readonly T[], value: unknown) => values.find((each) => each === String(value));
const matching = (shape: RegExp, value: unknown) =>
  value !== undefined && shape.test(String(value)) ? String(value) : undefined;

/** What of an address is a search; the rest is dropped. */
export function catalogueSearch(search: Record<string, unknown>): CatalogueSearch {
  return {
    // Digits alone are read as a number from the address.
    q: typeof search.q === 'number' ? String(search.q) : typeof search.q === 'string' ? search.q : undefined,
    class: matching(/^\d{1,20}$/, search.class),
    provider: matching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, search.provider),
    region: matching(/^\d{6}$/, search.region),
    shareType: oneOf(shareTypes, search.shareType),
    format: matching(/^[a-z-]{1,50}$/, search.format),
    cycle: matching(/^\w{1,10}$/, search.cycle),
    age: oneOf(searchAges, search.age),
    open: search.open === true ? true : undefined,
    state: oneOf(resourceStates, search.state),
    sort: oneOf(searchSorts, search.sort),
    page: Number.isSafeInteger(search.page) && Number(search.page) > 1 ? Number(search.page) : undefined,
  };
}

/** The search without its page, and without what was not chosen: as it is asked and saved. */
export function askedOf({ page: _page, ...search }: CatalogueSearch): SavedQuery {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as SavedQuery;
}
