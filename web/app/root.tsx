import { createRootRoute } from '@tanstack/react-router';
import { loadWords, type WordsPart } from '../i18n.ts';
import { NotFound, PageFault } from './fallbacks.tsx';
import { Shell } from './shell.tsx';

export const root = createRootRoute({ component: Shell, notFoundComponent: NotFound, errorComponent: PageFault });

/** A search parameter that is a text, or nothing. */
export const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

/** For the routes of an audience: a page comes with its words. */
export const pageWith =
  (...parts: WordsPart[]) =>
  async <T,>(page: Promise<T>): Promise<T> => {
    await loadWords(...parts);
    return page;
  };
