import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { pageWith, root, text } from '../app/root.tsx';
import type { AgenciesSearch } from './agencies.tsx';
import type { FlowSearch } from './flows.tsx';
import type { LateSearch } from './late.tsx';
import type { LedgerSearch } from './ledger-entries.tsx';

const within = () => root;
const withWords = pageWith('agency', 'operator');

const reviewList = createRoute({
  getParentRoute: within,
  path: '/operator/review',
  component: lazyRouteComponent(() => withWords(import('./review.tsx')), 'ReviewListPage'),
});
const reviewEntry = createRoute({
  getParentRoute: within,
  path: '/operator/review/$id',
  component: lazyRouteComponent(() => withWords(import('./review-entry.tsx')), 'ReviewEntryPage'),
});
const oneOf = <T extends string>(values: readonly T[], value: unknown) => values.find((each) => each === String(value));
const id = (value: unknown) =>
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(String(value)) ? String(value) : undefined;
const day = (value: unknown) => (/^\d{4}-\d{2}-\d{2}$/.test(String(value)) ? String(value) : undefined);
const whole = (value: unknown) => (Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : undefined);

const agencies = createRoute({
  getParentRoute: within,
  path: '/operator/agencies',
  component: lazyRouteComponent(() => withWords(import('./agencies.tsx')), 'AgenciesPage'),
  validateSearch: (search): AgenciesSearch => ({
    q: text(search.q),
    region: /^\d{6}$/.test(String(search.region)) ? String(search.region) : undefined,
    kind: text(search.kind),
    state: oneOf(['open', 'closed'] as const, search.state),
  }),
});
const agencyNew = createRoute({
  getParentRoute: within,
  path: '/operator/agencies/new',
  component: lazyRouteComponent(() => withWords(import('./agency-new.tsx')), 'AgencyNewPage'),
});
const agency = createRoute({
  getParentRoute: within,
  path: '/operator/agencies/$id',
  component: lazyRouteComponent(() => withWords(import('./agency.tsx')), 'AgencyPage'),
});
const flows = createRoute({
  getParentRoute: within,
  path: '/operator/flows',
  component: lazyRouteComponent(() => withWords(import('./flows.tsx')), 'FlowsPage'),
  validateSearch: (search): FlowSearch => ({
    days: oneOf(['7', '30', '90', '365'] as const, search.days),
    agency: id(search.agency),
    from: id(search.from),
    to: id(search.to),
    sort: oneOf(['calls', 'refusals', 'people', 'lastAt'] as const, search.sort),
    up: search.up === true || undefined,
  }),
});
const late = createRoute({
  getParentRoute: within,
  path: '/operator/late',
  component: lazyRouteComponent(() => withWords(import('./late.tsx')), 'LatePage'),
  validateSearch: (search): LateSearch => ({
    kind: text(search.kind),
    agency: id(search.agency),
    standing: oneOf(['late', 'soon'] as const, search.standing),
  }),
});
const ledger = createRoute({
  getParentRoute: within,
  path: '/operator/ledger',
  component: lazyRouteComponent(() => withWords(import('./ledger.tsx')), 'LedgerPage'),
  validateSearch: (search): LedgerSearch => ({
    kind: text(search.kind),
    agency: /^[0-9A-Z]{18}$/.test(String(search.agency)) ? String(search.agency) : undefined,
    until: day(search.until),
    entry: whole(search.entry),
  }),
});
const packs = createRoute({
  getParentRoute: within,
  path: '/operator/packs',
  component: lazyRouteComponent(() => withWords(import('./packs.tsx')), 'PacksPage'),
});
const calendar = createRoute({
  getParentRoute: within,
  path: '/operator/calendar',
  component: lazyRouteComponent(() => withWords(import('./calendar.tsx')), 'CalendarPage'),
  validateSearch: (search): { year?: number | undefined; edit?: boolean | undefined } => ({
    year: whole(search.year),
    edit: search.edit === true || undefined,
  }),
});

const shareLists = createRoute({
  getParentRoute: within,
  path: '/operator/lists',
  component: lazyRouteComponent(() => withWords(import('./share-lists.tsx')), 'ShareListsPage'),
});
const shareList = createRoute({
  getParentRoute: within,
  path: '/operator/lists/$id',
  component: lazyRouteComponent(() => withWords(import('./share-list.tsx')), 'ShareListPage'),
});
const classes = createRoute({
  getParentRoute: within,
  path: '/operator/classes',
  component: lazyRouteComponent(() => withWords(import('./classes.tsx')), 'ClassesPage'),
});
const sameItems = createRoute({
  getParentRoute: within,
  path: '/operator/same-items',
  component: lazyRouteComponent(() => withWords(import('./same-items.tsx')), 'SameItemsPage'),
});

const withDocumentWords = pageWith('agency', 'operator', 'documents');
const sites = createRoute({
  getParentRoute: within,
  path: '/operator/sites',
  component: lazyRouteComponent(() => withDocumentWords(import('./sites.tsx')), 'OperatorSitesPage'),
});
const site = createRoute({
  getParentRoute: within,
  path: '/operator/sites/$site',
  component: lazyRouteComponent(() => withDocumentWords(import('./site.tsx')), 'OperatorSitePage'),
});

export const operatorRoutes = [
  shareLists,
  shareList,
  classes,
  sameItems,
  sites,
  site,
  reviewList,
  reviewEntry,
  agencies,
  agencyNew,
  agency,
  flows,
  late,
  ledger,
  packs,
  calendar,
] as const;
