import type { Domain } from '../../platform/platform.ts';
import { indexShown } from './index-shown.ts';
import { documentsRoutes } from './routes.ts';

export { loadPackDocumentClasses, loadPackDocuments, loadPackSites } from './load-pack.ts';

/** Documents of government websites: written once, reviewed, taken by all sites from here. */
export const documentsDomain: Domain = { name: 'documents', routes: documentsRoutes, start: indexShown };
