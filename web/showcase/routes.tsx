import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root } from '../app/root.tsx';
import { loadWords } from '../i18n.ts';

const components = createRoute({
  getParentRoute: () => root,
  path: '/components',
  component: lazyRouteComponent(async () => {
    await loadWords('showcase');
    return import('./showcase.tsx');
  }, 'ShowcasePage'),
});

export const showcaseRoutes = [components] as const;
