import type { PackService, ServiceClocks } from '../../../contracts/pack.ts';
import type { Db } from '../../platform/database.ts';
import type { Domain, Platform } from '../../platform/platform.ts';
import { agencyByKey } from '../directory/index.ts';
import { compile } from './form.ts';
import { servicesJobs } from './jobs.ts';
import { servicesRoutes } from './routes.ts';
import { putClockRules, putItem } from './store-items.ts';

export { playCase } from './play-case.ts';
export { casesDueBy, countCasesInHand, type DueCase } from './store-due.ts';

/** Adds or renews the service items of a pack. Throws where an item's agency is not known or its form is no JSON Schema. */
export async function loadPackServices(_platform: Platform, tx: Db, services: readonly PackService[]): Promise<void> {
  for (const service of services) {
    const agency = await agencyByKey(tx, service.agency);
    if (!agency) throw new Error(`Service item ${service.key}: no agency ${service.agency}`);
    compile(service.form);
    await putItem(tx, agency.id, service);
  }
}

/** Sets the general clocks of cases (行政许可法), in working days. */
export async function loadPackServiceClocks(_platform: Platform, tx: Db, clocks: ServiceClocks): Promise<void> {
  await putClockRules(tx, clocks.rules);
}

/** Service items and cases: ask once. */
export const servicesDomain: Domain = { name: 'services', routes: servicesRoutes, jobs: servicesJobs };
