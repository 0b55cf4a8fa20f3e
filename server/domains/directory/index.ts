import type { Domain } from '../../platform/platform.ts';
import { watchMissingYears } from './calendar.ts';
import { calendarRoutes } from './calendar-routes.ts';
import { directoryRoutes } from './routes.ts';

export { calendarYears, warnOfMissingYears } from './calendar.ts';
export { type AgencyInput, registerAgency } from './register-agency.ts';
export {
  type Agency,
  agenciesByIds,
  agenciesMatching,
  agencyByCreditCode,
  agencyById,
  agencyByKey,
  deactivateAgency,
  putRegions,
  type Region,
  regionByCode,
  regionNames,
  regionsBelow,
} from './store.ts';
export { agencyPlaceSql, regionsAbove, wholeCountry } from './store-places.ts';

/** What all others stand on: regions, agencies, and the working calendar. */
export const directoryDomain: Domain = {
  name: 'directory',
  routes(http, platform) {
    directoryRoutes(http, platform);
    calendarRoutes(http, platform);
  },
  start: async (platform) => watchMissingYears(platform),
};
