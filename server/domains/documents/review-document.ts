import type { Remark } from '../../../contracts/catalogue.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { type Document, requireAct, stateOf } from './document.ts';
import { keepHistory } from './keep-history.ts';
import { publishVersion } from './publish-version.ts';
import { documentForChange, saveDocument, saveVersion, versionOf } from './store.ts';
import type { Steward } from './write-document.ts';

/**
 * The operator publishes a submitted version or returns it with remarks. Throws `not-found` for what was never submitted,
 * `document-state`, `remarks-required` for a return that says nothing.
 */
export function reviewDocument(
  platform: Platform,
  operator: Steward,
  id: string,
  decision: 'publish' | 'return',
  remarks: Remark[],
): Promise<Document> {
  return platform.db.transaction().execute(async (tx) => {
    const before = await documentForChange(tx, id);
    if (!before) throw new DomainError('not-found');
    const working = before.workingVersion === null ? undefined : await versionOf(tx, id, before.workingVersion);
    if (before.code === null && working?.state === 'draft') throw new DomainError('not-found');
    requireAct(decision, stateOf(before, working));
    if (decision === 'return' && remarks.length === 0) throw new DomainError('remarks-required');
    const now = platform.now();
    if (decision === 'publish') {
      const document = await publishVersion(tx, before, working!, now);
      await keepHistory(platform, tx, document, working!, operator, 'published');
      return document;
    }
    await saveVersion(tx, { ...working!, state: 'returned', remarks, updatedAt: now });
    const document = { ...before, revision: before.revision + 1, updatedAt: now };
    await saveDocument(tx, document);
    await keepHistory(platform, tx, document, working!, operator, 'returned', remarks);
    return document;
  });
}
