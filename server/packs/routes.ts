import { listPacks } from '../../contracts/packs.ts';
import type { Domain } from '../platform/platform.ts';
import { loadedPacks } from './store-packs.ts';

/** The packs that are loaded, for those who run the node and those who oversee it. */
export const packsDomain: Domain = {
  name: 'packs',
  routes(http, platform) {
    http.on(listPacks, async () => ({ items: await loadedPacks(platform.database.pool) }));
  },
};
