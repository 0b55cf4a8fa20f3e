import type { Db } from '../../platform/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { type Agency, agencyById } from '../directory/index.ts';
import { openItems } from './open-entries.ts';
import type { Resource } from './resource.ts';
import { recordOf } from './search-record.ts';
import { documentOf, vectorText } from './search-words.ts';
import { resourceById } from './store.ts';
import { putDocument, putRecord, putSpellings, unindexed } from './store-search.ts';
import { classNames } from './store-vocabulary.ts';

/** Has an entry found as it stands now: in the transaction of each step of its life, so that the index is never behind. */
export async function indexEntry(tx: Db, resource: Resource, provider: Agency): Promise<void> {
  const { lexemes, spellings } = documentOf({
    ...resource,
    providerName: provider.name,
    className: resource.classCode === null ? '' : (await classNames(tx, resource.classCode)).join(' '),
  });
  const number = await putDocument(tx, {
    resourceId: resource.id,
    providerId: resource.providerId,
    state: resource.state,
    vector: vectorText(lexemes),
  });
  await putRecord(
    tx,
    number,
    recordOf({
      number,
      providerId: resource.providerId,
      region: resource.region ?? provider.regionCode,
      classCode: resource.classCode,
      shareType: resource.shareType,
      open: openItems(resource).length > 0,
      format: resource.format,
      cycle: resource.updateCycle,
      changedAt: resource.updatedAt,
    }),
  );
  // Drafts are their agency's business: their words are not offered to others.
  if (resource.publishedAt !== null) await putSpellings(tx, spellings);
}

/** Indexes what a version before this one left without a document. */
export async function indexMissing(platform: Platform): Promise<void> {
  for (;;) {
    const ids = await unindexed(platform.db, 100);
    if (ids.length === 0) return;
    for (const id of ids) {
      await platform.db.transaction().execute(async (tx) => {
        const resource = await resourceById(tx, id);
        const provider = resource && (await agencyById(tx, resource.providerId));
        if (resource && provider) await indexEntry(tx, resource, provider);
      });
    }
  }
}
