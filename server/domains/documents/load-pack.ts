import type { PackDocument, PackDocumentClasses, PackSites } from '../../../contracts/pack.ts';
import type { Db } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { StartupError } from '../../platform/startup-error.ts';
import { type Agency, agencyByKey } from '../directory/index.ts';
import { cleanBody } from './clean-body.ts';
import { completenessFaults } from './completeness.ts';
import { type Document, fieldsOf, type Version } from './document.ts';
import { keepHistory } from './keep-history.ts';
import { publishVersion } from './publish-version.ts';
import { documentByKey, documentClasses, putDocumentClasses, saveDocument, saveVersion } from './store.ts';
import { lockSite, saveSite } from './store-sites.ts';

export async function loadPackDocumentClasses(_platform: Platform, tx: Db, pack: PackDocumentClasses): Promise<void> {
  await putDocumentClasses(
    tx,
    pack.classes.map(({ code, zh, en }) => ({ code, name: zh, nameEn: en })),
  );
}

/**
 * Publishes a pack's documents, each under its key; one that stands is left to its agency. Throws StartupError that names what a
 * document lacks, by the same rule as a submission.
 */
export async function loadPackDocuments(platform: Platform, tx: Db, documents: readonly PackDocument[]): Promise<void> {
  const classes = new Set((await documentClasses(tx)).map(({ code }) => code));
  for (const pack of documents) {
    if (await documentByKey(tx, pack.key)) continue;
    const agency = await knownAgency(tx, pack.agency, `document ${pack.key}`);
    const { key, agency: _, region, ...draft } = pack;
    const fields = fieldsOf({ ...draft, regionCode: region ?? null }, cleanBody(pack.body).body);
    const faults = completenessFaults(fields, classes, 'en');
    if (faults.length > 0) {
      const found = faults.map(({ field, message }) => `${field} ${message}`).join('; ');
      throw new StartupError({ zh: `文件 ${key}：${found}`, en: `Document ${key}: ${found}` });
    }
    const now = platform.now();
    const document: Document = {
      id: newId(),
      code: null,
      key,
      agencyId: agency.id,
      publishedVersion: null,
      workingVersion: 1,
      withdrawnAt: null,
      withdrawnReason: null,
      revision: 0,
      updatedAt: now,
    };
    const version: Version = {
      documentId: document.id,
      version: 1,
      state: 'draft',
      remarks: [],
      updatedAt: now,
      publishedAt: null,
      ...fields,
    };
    await saveDocument(tx, document);
    await saveVersion(tx, version);
    const published = await publishVersion(tx, document, version, now);
    await keepHistory(platform, tx, published, version, null, 'loaded');
  }
}

/** Enters a pack's sites in the directory; one that stands is left to the operator. */
export async function loadPackSites(platform: Platform, tx: Db, { sites }: PackSites): Promise<void> {
  for (const site of sites) {
    if ((await lockSite(tx, site.key)) !== undefined) continue;
    const agency = await knownAgency(tx, site.agency, `site ${site.key}`);
    const channels = await Promise.all(
      site.channels.map(async ({ key, name, kinds = [], classes = [], agencies = [], region = null }) => ({
        key,
        name: name.zh,
        nameEn: name.en,
        kinds,
        classCodes: classes,
        agencyIds: await Promise.all(agencies.map(async (each) => (await knownAgency(tx, each, site.key)).id)),
        regionCode: region,
      })),
    );
    await saveSite(
      tx,
      {
        key: site.key,
        name: site.name.zh,
        nameEn: site.name.en,
        url: site.url,
        agencyId: agency.id,
        regionCode: site.region,
        active: true,
        revision: 1,
        channels,
      },
      platform.now(),
    );
  }
}

async function knownAgency(tx: Db, key: string, where: string): Promise<Agency> {
  const agency = await agencyByKey(tx, key);
  if (!agency) throw new StartupError({ zh: `${where}：没有部门 ${key}`, en: `${where}: there is no agency ${key}` });
  return agency;
}
