import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { pageWith, root } from '../app/root.tsx';

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
const agencies = createRoute({
  getParentRoute: within,
  path: '/operator/agencies',
  component: lazyRouteComponent(() => withWords(import('./agencies.tsx')), 'AgenciesPage'),
});

export const operatorRoutes = [reviewList, reviewEntry, agencies] as const;
