import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { type ResourceState, resourceStates } from '../contracts/catalogue.ts';
import { NotFound, PageFault } from './app/fallbacks.tsx';
import { Shell } from './app/shell.tsx';
import { Front } from './citizen/front.tsx';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound, errorComponent: PageFault });
const within = () => root;
const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

const front = createRoute({
  getParentRoute: within,
  path: '/',
  component: Front,
  validateSearch: (search): { q?: string | undefined } => ({ q: text(search.q) }),
});
const service = createRoute({
  getParentRoute: within,
  path: '/services/$key',
  component: lazyRouteComponent(() => import('./citizen/service.tsx'), 'ServicePage'),
});
const cases = createRoute({
  getParentRoute: within,
  path: '/cases',
  component: lazyRouteComponent(() => import('./citizen/cases.tsx'), 'CasesPage'),
});
const oneCase = createRoute({
  getParentRoute: within,
  path: '/cases/$id',
  component: lazyRouteComponent(() => import('./citizen/case.tsx'), 'CasePage'),
  validateSearch: (search): { step?: 'review' | undefined } => ({
    step: search.step === 'review' ? 'review' : undefined,
  }),
});
const licences = createRoute({
  getParentRoute: within,
  path: '/licences',
  component: lazyRouteComponent(() => import('./citizen/licences.tsx'), 'LicencesPage'),
});
const licence = createRoute({
  getParentRoute: within,
  path: '/licences/$id',
  component: lazyRouteComponent(() => import('./citizen/licence.tsx'), 'LicencePage'),
});
const verifyLicence = createRoute({
  getParentRoute: within,
  path: '/verify-licence',
  component: lazyRouteComponent(() => import('./citizen/verify-licence.tsx'), 'VerifyLicencePage'),
});
const dataUses = createRoute({
  getParentRoute: within,
  path: '/data',
  component: lazyRouteComponent(() => import('./citizen/data-uses.tsx'), 'DataUsesPage'),
});
const verifyReceipt = createRoute({
  getParentRoute: within,
  path: '/verify',
  component: lazyRouteComponent(() => import('./citizen/verify-receipt.tsx'), 'VerifyReceiptPage'),
});
const settings = createRoute({
  getParentRoute: within,
  path: '/settings',
  component: lazyRouteComponent(() => import('./citizen/settings.tsx'), 'SettingsPage'),
});
const queue = createRoute({
  getParentRoute: within,
  path: '/agency/queue',
  component: lazyRouteComponent(() => import('./agency/queue.tsx'), 'QueuePage'),
  validateSearch: (search): { state?: 'submitted' | 'correction' | 'accepted' | undefined } => ({
    state:
      search.state === 'submitted' || search.state === 'correction' || search.state === 'accepted'
        ? search.state
        : undefined,
  }),
});
const agencyCase = createRoute({
  getParentRoute: within,
  path: '/agency/cases/$id',
  component: lazyRouteComponent(() => import('./agency/case.tsx'), 'AgencyCasePage'),
});
const catalogue = createRoute({
  getParentRoute: within,
  path: '/agency/catalogue',
  component: lazyRouteComponent(() => import('./agency/catalogue.tsx'), 'CataloguePage'),
  validateSearch: (search): { q?: string | undefined; state?: ResourceState | undefined } => ({
    q: text(search.q),
    state: resourceStates.find((each) => each === search.state),
  }),
});
const resource = createRoute({
  getParentRoute: within,
  path: '/agency/catalogue/$id',
  component: lazyRouteComponent(() => import('./agency/resource.tsx'), 'ResourcePage'),
});
const library = createRoute({
  getParentRoute: within,
  path: '/agency/library/$resourceId',
  component: lazyRouteComponent(() => import('./agency/library.tsx'), 'LibraryPage'),
  validateSearch: (search): { batch?: string | undefined } => ({ batch: text(search.batch) }),
});
const reviewList = createRoute({
  getParentRoute: within,
  path: '/operator/review',
  component: lazyRouteComponent(() => import('./operator/review.tsx'), 'ReviewListPage'),
});
const reviewEntry = createRoute({
  getParentRoute: within,
  path: '/operator/review/$id',
  component: lazyRouteComponent(() => import('./operator/review-entry.tsx'), 'ReviewEntryPage'),
});
const agencies = createRoute({
  getParentRoute: within,
  path: '/operator/agencies',
  component: lazyRouteComponent(() => import('./operator/agencies.tsx'), 'AgenciesPage'),
});
const sharing = createRoute({
  getParentRoute: within,
  path: '/agency/sharing',
  component: lazyRouteComponent(() => import('./agency/sharing.tsx'), 'SharingPage'),
  validateSearch: (search): { side?: 'incoming' | 'outgoing' | undefined } => ({
    side: search.side === 'incoming' || search.side === 'outgoing' ? search.side : undefined,
  }),
});
const sharingRequest = createRoute({
  getParentRoute: within,
  path: '/agency/sharing/$id',
  component: lazyRouteComponent(() => import('./agency/sharing-request.tsx'), 'SharingRequestPage'),
});
const sharingNew = createRoute({
  getParentRoute: within,
  path: '/agency/sharing/new/$resourceId',
  component: lazyRouteComponent(() => import('./agency/sharing-new.tsx'), 'SharingNewPage'),
});
const grants = createRoute({
  getParentRoute: within,
  path: '/agency/grants',
  component: lazyRouteComponent(() => import('./agency/grants.tsx'), 'GrantsPage'),
  validateSearch: (search): { side?: 'incoming' | 'outgoing' | undefined } => ({
    side: search.side === 'incoming' || search.side === 'outgoing' ? search.side : undefined,
  }),
});
const clients = createRoute({
  getParentRoute: within,
  path: '/agency/clients',
  component: lazyRouteComponent(() => import('./agency/clients.tsx'), 'ClientsPage'),
});
const calls = createRoute({
  getParentRoute: within,
  path: '/agency/calls',
  component: lazyRouteComponent(() => import('./agency/calls.tsx'), 'CallsPage'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    front,
    service,
    cases,
    oneCase,
    licences,
    licence,
    verifyLicence,
    dataUses,
    verifyReceipt,
    settings,
    queue,
    agencyCase,
    catalogue,
    resource,
    library,
    reviewList,
    reviewEntry,
    agencies,
    sharing,
    sharingRequest,
    sharingNew,
    grants,
    clients,
    calls,
  ]),
  scrollRestoration: true,
  defaultPreload: 'intent',
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
