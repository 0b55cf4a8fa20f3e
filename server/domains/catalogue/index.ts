import type { Domain } from '../../platform/platform.ts';
import { catalogueRoutes } from './routes.ts';

export type { Item } from '../../../contracts/catalogue.ts';
export { type EntryChange, onEntryChange } from './entry-changes.ts';
export { loadPackClasses, loadPackCodeLists, loadPackElements, loadPackResources } from './load-pack.ts';
export { isVisible, type Resource } from './resource.ts';
export {
  type ResourceHead,
  resourceByCode,
  resourceById,
  resourceByKey,
  resourcesByIds,
  resourcesMatching,
} from './store.ts';
export {
  countEntriesOf,
  cycledResources,
  entriesIn,
  namesByCodes,
} from './store-overview.ts';
export { classes, codeLists, codesOfLists } from './store-vocabulary.ts';

/** What data exists, who owns it, how it may be shared. */
export const catalogueDomain: Domain = { name: 'catalogue', routes: catalogueRoutes };
