import type { ResourceDraft } from '../../../contracts/catalogue.ts';
import type { Classification, CodeList, PackElement, PackEntry } from '../../../contracts/pack.ts';
import type { Db } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { StartupError } from '../../platform/startup-error.ts';
import { agencyByKey } from '../directory/index.ts';
import { tellChange } from './entry-changes.ts';
import { keepHistory } from './keep-history.ts';
import { fieldsOf, type Resource, type ResourceFields, unpublished } from './resource.ts';
import { completenessFaults, completenessWords } from './resource-completeness.ts';
import { keepEdition } from './review-resource.ts';
import { insertResource, resourceByKey, updateResource } from './store.ts';
import { putElementRow } from './store-elements.ts';
import { nextResourceCode, putClasses, putCodeList, vocabulary } from './store-vocabulary.ts';

/** Adds a pack's classes, or renames them; resource codes already given are not touched. */
export async function loadPackClasses(_platform: Platform, tx: Db, pack: Classification): Promise<void> {
  await putClasses(
    tx,
    pack.classes.map(({ code, parent, zh, en }) => ({ code, parentCode: parent, name: zh, nameEn: en })),
  );
}

/** Adds a pack's code lists, or brings them to what it says. */
export async function loadPackCodeLists(_platform: Platform, tx: Db, lists: readonly CodeList[]): Promise<void> {
  for (const { code, title, standard, entries } of lists) {
    await putCodeList(tx, {
      code,
      title: title.zh,
      titleEn: title.en,
      standard,
      entries: entries.map((entry) => ({ code: entry.code, name: entry.zh, nameEn: entry.en })),
    });
  }
}

/** Adds a pack's data elements, or brings them to what it says; which is the source of each is left as decided. */
export async function loadPackElements(tx: Db, rows: readonly PackElement[]): Promise<void> {
  for (const { code, zh, en, ...element } of rows) {
    await putElementRow(tx, code, {
      name: zh,
      nameEn: en,
      type: element.type,
      length: element.length ?? null,
      codeList: element.codeList ?? null,
      check: element.check ?? null,
      meaning: element.meaning,
      standard: element.standard ?? null,
      aliases: element.aliases,
    });
  }
}

/**
 * Publishes a pack's resources, each under its key: a new one gets the next code of its class, one that stands is brought
 * to what the pack says, one that says the same is left alone. Classes, code lists and agencies must stand before.
 * Throws StartupError that names what an entry lacks, by the same rule as a submission.
 */
export async function loadPackResources(
  platform: Platform,
  tx: Db,
  resources: readonly PackEntry[],
): Promise<Resource[]> {
  const known = await vocabulary(tx);
  const loaded: Resource[] = [];
  for (const pack of resources) {
    const fields = fieldsOf(draftOf(pack));
    const faults = completenessWords(completenessFaults(fields, known), 'en');
    const provider = await agencyByKey(tx, pack.provider);
    if (!provider)
      faults.push({ field: '/provider', fault: 'unknown', message: `there is no agency ${pack.provider}` });
    if (!provider || faults.length > 0) throw refusal(pack.key, faults);
    loaded.push(await publishFromPack(platform, tx, pack.key, provider.id, fields));
  }
  return loaded;
}

async function publishFromPack(
  platform: Platform,
  tx: Db,
  key: string,
  providerId: string,
  fields: ResourceFields,
): Promise<Resource> {
  const before = await resourceByKey(tx, key);
  const now = platform.now();
  if (before && sameFields(before, fields)) return before;
  const resource: Resource = {
    ...(before ?? { id: newId(), key, providerId, version: 0, ...unpublished }),
    ...fields,
    code: before?.code ?? (await nextResourceCode(tx, fields.classCode ?? '')) ?? null,
    state: 'published',
    remarks: [],
    version: (before?.version ?? 0) + 1,
    edition: (before?.edition ?? 0) + 1,
    updatedAt: now,
    publishedAt: now,
  };
  if (before) {
    await updateResource(tx, resource, 'replaceItems');
    await tellChange(platform, tx, { before, after: resource });
  } else await insertResource(tx, resource, null);
  await keepEdition(tx, resource, null);
  await keepHistory(platform, tx, resource, null, 'loaded');
  return resource;
}

function sameFields(before: Resource, fields: ResourceFields): boolean {
  return (Object.keys(fields) as (keyof ResourceFields)[]).every(
    (field) => JSON.stringify(before[field]) === JSON.stringify(fields[field]),
  );
}

function draftOf(pack: PackEntry): ResourceDraft {
  return {
    name: pack.name.zh,
    nameEn: pack.name.en,
    summary: pack.summary,
    classCode: pack.classification,
    format: pack.format,
    shareType: pack.shareType,
    shareCondition: pack.shareCondition ?? null,
    legalBasis: pack.legalBasis ?? null,
    shareMethod: pack.shareMethod,
    openToPublic: pack.open.is,
    openCondition: pack.open.condition ?? null,
    updateCycle: pack.updateCycle,
    subjectKind: pack.subjectKind,
    subjectItem: pack.subjectItem ?? null,
    guardianItems: pack.guardianItems,
    keyItems: pack.keyItems,
    rejectThreshold: pack.rejectThreshold,
    scenario: pack.scenario ?? null,
    domain: pack.domain ?? null,
    level: pack.level ?? null,
    region: pack.region ?? null,
    timeFrom: pack.timeFrom ?? null,
    timeUntil: pack.timeUntil ?? null,
    channel: pack.channel ?? null,
    guidanceCode: pack.guidanceCode ?? null,
    relatedCodes: pack.relatedCodes ?? [],
    items: pack.items.map(({ en, ...item }) => ({ ...item, nameEn: en })),
  };
}

function refusal(key: string, faults: { field: string; message: string }[]): StartupError {
  const list = faults.map(({ field, message }) => `${field} ${message}`).join('; ');
  return new StartupError({
    zh: `配置包中的信息资源 ${key} 不完整：${list}`,
    en: `The pack's resource ${key} is incomplete: ${list}`,
  });
}
