import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root } from '../app/root.tsx';
import { loadWords } from '../i18n.ts';

const within = () => root;
/** A page of these comes with its words. */
const withWords = async <T,>(page: Promise<T>) => {
  await loadWords('agency', 'operator');
  return page;
};

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
