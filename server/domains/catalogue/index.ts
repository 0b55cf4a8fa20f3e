import type { Domain } from '../../platform/platform.ts';
import { indexMissing } from './index-entry.ts';
import { catalogueRoutes } from './routes.ts';

export type { Item } from '../../../contracts/catalogue.ts';
export { type EntryChange, onEntryChange } from './entry-changes.ts';
export { loadPackClasses, loadPackCodeLists, loadPackElements, loadPackResources } from './load-pack.ts';
export { openEntries, openEntryByCode, openItems, openPage } from './open-entries.ts';
export { isVisible, type Resource } from './resource.ts';
export { showElements } from './same-items.ts';
export { entriesFound, type Search, searchEntries } from './search-entries.ts';
export { type Question, sameSoundQuestion, wordsQuestion } from './search-question.ts';
export { recordOf } from './search-record.ts';
export { documentOf, lexemesOfText, vectorText } from './search-words.ts';
export {
  type ResourceHead,
  resourceByCode,
  resourceById,
  resourceByKey,
  resourcesByIds,
  resourcesMatching,
  resourcesWithItems,
} from './store.ts';
export { openCounts } from './store-open.ts';
export {
  countEntriesOf,
  cycledResources,
  entriesIn,
  namesByCodes,
} from './store-overview.ts';
export { classes, codeLists, codesOfLists } from './store-vocabulary.ts';

/** What data exists, who owns it, how it may be shared. */
export const catalogueDomain: Domain = { name: 'catalogue', routes: catalogueRoutes, start: indexMissing };
