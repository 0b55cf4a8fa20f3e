import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { documentKinds, documentStates } from '../../contracts/documents.ts';
import { pageWith, root, text } from '../app/root.tsx';
import type { CallsSearch } from './calls.tsx';
import { catalogueSearch } from './catalogue-search.ts';
import type { AgencyDocumentsSearch } from './documents.tsx';
import { type ExamplesSearch, exampleLanguages } from './examples-search.ts';
import type { QueueSearch } from './queue-search.ts';

const within = () => root;
const withWords = pageWith('agency');

const home = createRoute({
  getParentRoute: within,
  path: '/agency/home',
  component: lazyRouteComponent(() => withWords(import('./home.tsx')), 'HomePage'),
});
const queue = createRoute({
  getParentRoute: within,
  path: '/agency/queue',
  component: lazyRouteComponent(() => withWords(import('./queue.tsx')), 'QueuePage'),
  validateSearch: (search): QueueSearch => ({
    state: (['submitted', 'correction', 'accepted', 'closed', 'badRating'] as const).find(
      (each) => each === search.state,
    ),
    service: text(search.service),
    // A case number of digits alone is read as a number from the address.
    q: typeof search.q === 'number' ? String(search.q) : text(search.q),
    late: search.late === true ? true : undefined,
    sort: search.sort === 'submitted' || search.sort === '-submitted' ? search.sort : undefined,
    open: text(search.open),
  }),
});
const agencyCase = createRoute({
  getParentRoute: within,
  path: '/agency/cases/$id',
  component: lazyRouteComponent(() => withWords(import('./case.tsx')), 'AgencyCasePage'),
});
const catalogue = createRoute({
  getParentRoute: within,
  path: '/agency/catalogue',
  component: lazyRouteComponent(() => withWords(import('./catalogue.tsx')), 'CataloguePage'),
  validateSearch: catalogueSearch,
});
const resource = createRoute({
  getParentRoute: within,
  path: '/agency/catalogue/$id',
  component: lazyRouteComponent(() => withWords(import('./resource.tsx')), 'ResourcePage'),
});
const library = createRoute({
  getParentRoute: within,
  path: '/agency/library/$resourceId',
  component: lazyRouteComponent(() => withWords(import('./library.tsx')), 'LibraryPage'),
  validateSearch: (search): { batch?: string | undefined } => ({ batch: text(search.batch) }),
});
const corrections = createRoute({
  getParentRoute: within,
  path: '/agency/corrections',
  component: lazyRouteComponent(() => withWords(import('./corrections.tsx')), 'CorrectionsPage'),
  validateSearch: (search): { side?: 'reporter' | undefined } => ({
    side: search.side === 'reporter' ? search.side : undefined,
  }),
});
const clients = createRoute({
  getParentRoute: within,
  path: '/agency/clients',
  component: lazyRouteComponent(() => withWords(import('./clients.tsx')), 'ClientsPage'),
});
const calls = createRoute({
  getParentRoute: within,
  path: '/agency/calls',
  component: lazyRouteComponent(() => withWords(import('./calls.tsx')), 'CallsPage'),
  validateSearch: (search): CallsSearch => ({
    entry: Number.isSafeInteger(search.entry) && Number(search.entry) >= 0 ? Number(search.entry) : undefined,
  }),
});
const examples = createRoute({
  getParentRoute: within,
  path: '/agency/examples',
  component: lazyRouteComponent(() => withWords(import('./examples.tsx')), 'ExamplesPage'),
  validateSearch: (search): ExamplesSearch => ({
    grant: text(search.grant),
    client: text(search.client),
    language: exampleLanguages.find((each) => each === search.language),
    real: search.real === true || undefined,
  }),
});

const checkLicence = createRoute({
  getParentRoute: within,
  path: '/agency/check',
  component: lazyRouteComponent(() => withWords(import('./check-licence.tsx')), 'CheckLicencePage'),
});

const withDocumentWords = pageWith('agency', 'documents');
const documents = createRoute({
  getParentRoute: within,
  path: '/agency/documents',
  component: lazyRouteComponent(() => withDocumentWords(import('./documents.tsx')), 'AgencyDocumentsPage'),
  validateSearch: (search): AgencyDocumentsSearch => ({
    q: text(search.q),
    kind: documentKinds.find((each) => each === search.kind),
    state: documentStates.find((each) => each === search.state),
  }),
});
const oneDocument = createRoute({
  getParentRoute: within,
  path: '/agency/documents/$id',
  component: lazyRouteComponent(() => withDocumentWords(import('./document.tsx')), 'AgencyDocumentPage'),
});

export const agencyRoutes = [
  home,
  checkLicence,
  queue,
  agencyCase,
  catalogue,
  resource,
  library,
  corrections,
  clients,
  calls,
  examples,
  documents,
  oneDocument,
] as const;
