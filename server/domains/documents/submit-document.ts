import type { Language } from '../../../contracts/errors.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { completenessFaults } from './completeness.ts';
import { type Document, requireAct, stateOf } from './document.ts';
import { keepHistory } from './keep-history.ts';
import { documentClasses, documentForChange, saveDocument, saveVersion, versionOf } from './store.ts';
import type { Steward } from './write-document.ts';

/**
 * Submits the version in hand for the operator's review. Throws `not-found`, `document-state`, and `document-incomplete` with
 * everything that is missing, by field, in the caller's language.
 */
export function submitDocument(
  platform: Platform,
  steward: Steward,
  id: string,
  language: Language,
): Promise<Document> {
  return platform.db.transaction().execute(async (tx) => {
    const before = await documentForChange(tx, id);
    if (!before || before.agencyId !== steward.agencyId) throw new DomainError('not-found');
    const working = before.workingVersion === null ? undefined : await versionOf(tx, id, before.workingVersion);
    requireAct('submit', stateOf(before, working));
    const classes = new Set((await documentClasses(tx)).map(({ code }) => code));
    const faults = completenessFaults(working!, classes, language);
    if (faults.length > 0) throw new DomainError('document-incomplete', { count: faults.length }, faults);
    const now = platform.now();
    await saveVersion(tx, { ...working!, state: 'submitted', remarks: [], updatedAt: now });
    const document = { ...before, revision: before.revision + 1, updatedAt: now };
    await saveDocument(tx, document);
    await keepHistory(platform, tx, document, working!, steward, 'submitted');
    return document;
  });
}
