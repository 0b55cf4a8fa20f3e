import { join } from 'node:path';
import { loadPackClasses, loadPackCodeLists, loadPackElements, loadPackResources } from '../domains/catalogue/index.ts';
import { agencyByKey, registerAgency } from '../domains/directory/index.ts';
import { loadPackDocumentClasses, loadPackDocuments, loadPackSites } from '../domains/documents/index.ts';
import { loadPackLicenceTypes } from '../domains/licences/index.ts';
import { loadPackServiceClocks, loadPackServices } from '../domains/services/index.ts';
import { loadPackClockRules, loadPackGrants, loadPackPurposes, loadPackShareLists } from '../domains/sharing/index.ts';
import type { Platform } from '../platform/platform.ts';
import { StartupError } from '../platform/startup-error.ts';
import { loadCalendar } from './load-calendar.ts';
import { loadDemoData } from './load-demo-data.ts';
import { loadPeople } from './load-people.ts';
import { loadRegions } from './load-regions.ts';
import { contentsOf } from './pack-contents.ts';
import { type Pack, readPack } from './read-pack.ts';
import { holdsDemo, loadedPack, putLoadedPack } from './store-packs.ts';

const packsFolder = join(import.meta.dirname, '../../packs');
export const demoPackFolder = join(packsFolder, 'demo');

/** Loads the packs that this node starts with: core always, the demo world when it is asked for. What has not changed is left alone. */
export async function loadPacks(platform: Platform, say: (line: string) => void): Promise<void> {
  await loadCalendar(platform);
  for (const folder of [join(packsFolder, 'core'), ...(platform.config.demo ? [demoPackFolder] : [])]) {
    await loadPack(platform, await readPack(folder), say);
  }
}

/**
 * Loads a pack: what it defines in one transaction, then its data by the same ingest as any file. A load that was cut off
 * is taken up again at the next start, because the pack counts as loaded only when all of it is.
 */
export async function loadPack(platform: Platform, pack: Pack, say: (line: string) => void): Promise<void> {
  const { pool } = platform.database;
  if ((await loadedPack(pool, pack.manifest.name)) === pack.sha256) return;
  if (pack.manifest.synthetic && platform.config.production) {
    throw new StartupError({
      zh: `生产环境不能加载合成数据配置包 ${pack.manifest.name}。`,
      en: `A node in production does not load the synthetic pack ${pack.manifest.name}.`,
    });
  }
  say(`pack ${pack.manifest.name} ${pack.manifest.version}`);
  const regions = await loadRegions(platform, pack);
  await platform.db.transaction().execute(async (tx) => {
    if (pack.classification) await loadPackClasses(platform, tx, pack.classification);
    await loadPackCodeLists(platform, tx, pack.codeLists);
    await loadPackElements(tx, pack.elements);
    if (pack.sharingClocks) await loadPackClockRules(platform, tx, pack.sharingClocks);
    if (pack.serviceClocks) await loadPackServiceClocks(platform, tx, pack.serviceClocks);
    for (const agency of pack.agencies) {
      if (await agencyByKey(tx, agency.key)) continue;
      await registerAgency(tx, {
        key: agency.key,
        creditCode: agency.creditCode,
        name: agency.name.zh,
        nameEn: agency.name.en,
        regionCode: agency.region,
        kind: agency.kind,
        level: agency.level,
      });
    }
    await loadPeople(platform, tx, pack);
    await loadPackResources(platform, tx, [...pack.resources, ...pack.entries]);
    await loadPackPurposes(platform, tx, { services: pack.services, duties: pack.duties });
    await loadPackGrants(platform, tx, pack.grants);
    await loadPackShareLists(platform, tx, pack.shareLists);
    await loadPackLicenceTypes(platform, tx, pack.licenceTypes);
    await loadPackServices(platform, tx, pack.services);
    if (pack.documentClasses) await loadPackDocumentClasses(platform, tx, pack.documentClasses);
    await loadPackDocuments(platform, tx, pack.documents);
    if (pack.sites) await loadPackSites(platform, tx, pack.sites);
  });
  if (pack.manifest.synthetic) await loadDemoData(platform, pack, say);
  await putLoadedPack(pool, {
    name: pack.manifest.name,
    version: pack.manifest.version,
    sha256: pack.sha256,
    contents: contentsOf(pack, regions),
  });
}

/** A node in production does not start on a database that holds anything of the demo world: its passwords are public. */
export async function refuseDemoInProduction(platform: Platform): Promise<void> {
  if (platform.config.production && (await holdsDemo(platform.database.pool))) {
    throw new StartupError({
      zh: '数据库中有演示数据或演示账号（其口令是公开的），生产环境拒绝启动：请换一个数据库。',
      en: 'The database holds demo data or demo accounts, whose passwords are public; a node in production refuses to start on it. Use another database.',
    });
  }
}
