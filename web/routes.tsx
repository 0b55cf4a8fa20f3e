import { createRouter } from '@tanstack/react-router';
import { agencyRoutes } from './agency/routes.tsx';
import { root } from './app/root.tsx';
import { citizenRoutes } from './citizen/routes.tsx';
import { operatorRoutes } from './operator/routes.tsx';
import { sharingRoutes } from './sharing/routes.tsx';
import { showcaseRoutes } from './showcase/routes.tsx';

export const router = createRouter({
  routeTree: root.addChildren([
    ...citizenRoutes,
    ...agencyRoutes,
    ...sharingRoutes,
    ...operatorRoutes,
    ...showcaseRoutes,
  ]),
  scrollRestoration: true,
  defaultPreload: 'intent',
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
