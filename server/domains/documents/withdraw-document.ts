import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Document } from './document.ts';
import { keepHistory } from './keep-history.ts';
import { documentForChange, saveDocument, saveVersion, versionOf } from './store.ts';
import { hide } from './store-shown.ts';
import type { Steward } from './write-document.ts';

/**
 * Takes a published document from all sites at once; its address goes on, saying so with the reason. A version in hand is
 * kept. By its agency or the operator. Throws `not-found`, `document-state` when nothing is published.
 */
export function withdrawDocument(
  platform: Platform,
  who: Steward & { operator: boolean },
  id: string,
  reason: string,
): Promise<Document> {
  return platform.db.transaction().execute(async (tx) => {
    const before = await documentForChange(tx, id);
    const own = before?.agencyId === who.agencyId;
    if (!before || !(own || (who.operator && before.code !== null))) throw new DomainError('not-found');
    if (before.publishedVersion === null) throw new DomainError('document-state', { state: 'withdrawn' });
    const published = (await versionOf(tx, id, before.publishedVersion))!;
    const now = platform.now();
    await saveVersion(tx, { ...published, state: 'withdrawn', updatedAt: now });
    const document: Document = {
      ...before,
      publishedVersion: null,
      withdrawnAt: now,
      withdrawnReason: reason.trim(),
      revision: before.revision + 1,
      updatedAt: now,
    };
    await saveDocument(tx, document);
    await hide(tx, id);
    await keepHistory(platform, tx, document, published, who, 'withdrawn', [{ field: '/', remark: reason.trim() }]);
    return document;
  });
}
