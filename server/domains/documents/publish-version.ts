import { dateInShanghai } from '../../../contracts/working-days.ts';
import type { Db } from '../../platform/database.ts';
import { plainText } from './clean-body.ts';
import type { Document, Version } from './document.ts';
import { lexemesOf } from './index-shown.ts';
import { nextIndexNumber, saveDocument, saveVersion, versionOf } from './store.ts';
import { show } from './store-shown.ts';

/**
 * Shows a version from now on, on all sites at once, in place of the one before; the first gets the document its index
 * number. Within the caller's transaction, which holds the document's lock.
 */
export async function publishVersion(tx: Db, before: Document, version: Version, now: Date): Promise<Document> {
  if (before.publishedVersion !== null) {
    const replaced = (await versionOf(tx, before.id, before.publishedVersion))!;
    await saveVersion(tx, { ...replaced, state: 'replaced' });
  }
  await saveVersion(tx, { ...version, state: 'published', remarks: [], updatedAt: now, publishedAt: now });
  const year = Number(dateInShanghai(now).slice(0, 4));
  const document: Document = {
    ...before,
    code: before.code ?? (await nextIndexNumber(tx, year)),
    publishedVersion: version.version,
    workingVersion: null,
    withdrawnAt: null,
    withdrawnReason: null,
    revision: before.revision + 1,
    updatedAt: now,
  };
  await saveDocument(tx, document);
  const words = searchWords(document, version);
  await show(tx, {
    documentId: document.id,
    version: version.version,
    agencyId: document.agencyId,
    kind: version.kind,
    classCode: version.classCode!,
    regionCode: version.regionCode,
    publishedAt: now,
    validUntil: version.validUntil,
    words,
    lexemes: lexemesOf({ ...version, words }),
  });
  return document;
}

/** All of its text, in lower case. */
export function searchWords(document: Pick<Document, 'code'>, version: Version): string {
  const { title, titleEn, number, summary, topics, body } = version;
  return [title, titleEn, number, document.code, summary, ...topics, plainText(body)]
    .filter((part) => part)
    .join('\n')
    .toLowerCase();
}
