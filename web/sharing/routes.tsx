import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { pageWith, root, text } from '../app/root.tsx';
import type { GrantsSearch } from './grants.tsx';
import type { RequestsSearch } from './requests.tsx';

const within = () => root;
const withWords = pageWith('agency', 'sharing');
const oneOf = <T extends string>(values: readonly T[], value: unknown) => values.find((each) => each === value);
const sideOf = (value: unknown) => oneOf(['incoming', 'outgoing'] as const, value);

const requests = createRoute({
  getParentRoute: within,
  path: '/agency/sharing',
  component: lazyRouteComponent(() => withWords(import('./requests.tsx')), 'RequestsPage'),
  validateSearch: (search): RequestsSearch => ({
    side: sideOf(search.side),
    state: oneOf(['submitted', 'asked', 'answered', 'withdrawn', 'disputed'] as const, search.state),
    overdue: search.overdue === true || undefined,
    q: text(search.q),
    sort: oneOf(['due'] as const, search.sort),
  }),
});
const request = createRoute({
  getParentRoute: within,
  path: '/agency/sharing/$id',
  component: lazyRouteComponent(() => withWords(import('./request.tsx')), 'RequestPage'),
});
const requestNew = createRoute({
  getParentRoute: within,
  path: '/agency/sharing/new/$resourceId',
  component: lazyRouteComponent(() => withWords(import('./request-new.tsx')), 'RequestNewPage'),
});
const grants = createRoute({
  getParentRoute: within,
  path: '/agency/grants',
  component: lazyRouteComponent(() => withWords(import('./grants.tsx')), 'GrantsPage'),
  validateSearch: (search): GrantsSearch => ({
    side: sideOf(search.side),
    state: oneOf(['active', 'suspended', 'revoked', 'expired'] as const, search.state),
    use: oneOf(['never', 'inPart'] as const, search.use),
    q: text(search.q),
  }),
});
const grant = createRoute({
  getParentRoute: within,
  path: '/agency/grants/$id',
  component: lazyRouteComponent(() => withWords(import('./grant.tsx')), 'GrantPage'),
});
const grantAmend = createRoute({
  getParentRoute: within,
  path: '/agency/grants/$id/amend',
  component: lazyRouteComponent(() => withWords(import('./grant-amend.tsx')), 'GrantAmendPage'),
});

const clocks = createRoute({
  getParentRoute: within,
  path: '/operator/clocks',
  component: lazyRouteComponent(() => withWords(import('./clocks.tsx')), 'ClocksPage'),
});

const purposes = createRoute({
  getParentRoute: within,
  path: '/operator/purposes',
  component: lazyRouteComponent(() => withWords(import('./purposes.tsx')), 'PurposesPage'),
});

export const sharingRoutes = [requests, request, requestNew, grants, grant, grantAmend, clocks, purposes] as const;
