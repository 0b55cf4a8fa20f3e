import type { Language } from '../../../contracts/errors.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { structureFaults } from './differences.ts';
import type { Steward } from './edit-resource.ts';
import { keepHistory } from './keep-history.ts';
import { type Resource, stateAfter } from './resource.ts';
import { completenessFaults, completenessWords } from './resource-completeness.ts';
import { resourceById, resourceForChange, updateResource } from './store.ts';
import { vocabulary } from './store-vocabulary.ts';

/**
 * Submits an entry for the operator's review. Throws `not-found` for an entry of another agency, `resource-state`, and
 * `resource-incomplete` with everything that is missing or wrong, by field, in the caller's language.
 */
export function submitResource(
  platform: Platform,
  steward: Steward,
  id: string,
  language: Language,
): Promise<Resource> {
  return platform.db.transaction().execute(async (tx) => {
    const before = await resourceForChange(tx, id);
    if (!before || before.providerId !== steward.agencyId) throw new DomainError('not-found');
    const state = stateAfter(before.state, 'submit');
    const faults = completenessFaults(before, await vocabulary(tx));
    const published = before.changeOf === null ? undefined : await resourceById(tx, before.changeOf);
    if (published) faults.push(...structureFaults(published, before));
    if (faults.length > 0) {
      throw new DomainError('resource-incomplete', { count: faults.length }, completenessWords(faults, language));
    }
    const resource: Resource = {
      ...before,
      state,
      remarks: [],
      version: before.version + 1,
      updatedAt: platform.now(),
    };
    await updateResource(tx, resource, 'keepItems');
    await keepHistory(platform, tx, resource, steward, 'submitted');
    return resource;
  });
}
