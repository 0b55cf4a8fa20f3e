import { createRootRoute } from '@tanstack/react-router';
import { NotFound, PageFault } from './fallbacks.tsx';
import { Shell } from './shell.tsx';

export const root = createRootRoute({ component: Shell, notFoundComponent: NotFound, errorComponent: PageFault });

/** A search parameter that is a text, or nothing. */
export const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
