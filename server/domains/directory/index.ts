import type { Domain } from '../../platform/platform.ts';
import { directoryRoutes } from './routes.ts';

export { type AgencyInput, registerAgency } from './register-agency.ts';
export {
  type Agency,
  agenciesByIds,
  agencyByCreditCode,
  agencyById,
  agencyByKey,
  putRegions,
  type Region,
  regionByCode,
} from './store.ts';

/** Who exists: regions and agencies. */
export const directoryDomain: Domain = { name: 'directory', routes: directoryRoutes };
