import type { LicenceType } from '../../../contracts/pack.ts';
import type { Db } from '../../platform/database.ts';
import type { Domain, Platform } from '../../platform/platform.ts';
import { licencesJobs } from './jobs.ts';
import { licencesRoutes } from './routes.ts';
import { putLicenceType } from './store.ts';

export { issueLicence, type LicenceInput } from './issue-licence.ts';
export { heldLicence, type LicenceRow, licenceTypeByKey } from './store.ts';
export { insertUse as keepLicenceUse } from './store-presentations.ts';

/** Adds or renews the licence types of a pack; a type is known by its key and its code does not change. */
export async function loadPackLicenceTypes(_platform: Platform, tx: Db, types: readonly LicenceType[]): Promise<void> {
  for (const type of types) await putLicenceType(tx, type);
}

/** Electronic licences: issue, hold, show, verify, revoke. */
export const licencesDomain: Domain = { name: 'licences', routes: licencesRoutes, jobs: licencesJobs };
