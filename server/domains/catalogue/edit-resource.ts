import type { ResourceDraft } from '../../../contracts/catalogue.ts';
import { holdsCitizenId } from '../../../contracts/citizen-id.ts';
import { isSqlState, uniqueViolation } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { keepHistory } from './keep-history.ts';
import { fieldsOf, type Resource, stateAfter, unpublished } from './resource.ts';
import { insertResource, resourceForChange, updateResource } from './store.ts';

export interface Steward {
  accountId: string;
  agencyId: string;
}

/** Begins an entry as a draft of the steward's agency. Throws `resource-name-taken` or `citizen-id-in-text`. */
export async function createResource(platform: Platform, steward: Steward, draft: ResourceDraft): Promise<Resource> {
  requireNoNumber(draft.name);
  const resource: Resource = {
    ...fieldsOf(draft),
    id: newId(),
    code: null,
    key: null,
    providerId: steward.agencyId,
    state: 'draft',
    remarks: [],
    version: 1,
    updatedAt: platform.now(),
    publishedAt: null,
    ...unpublished,
  };
  await onceByName(resource.name, () =>
    platform.db.transaction().execute(async (tx) => {
      await insertResource(tx, resource, steward.accountId);
      await keepHistory(platform, tx, resource, steward, 'created');
    }),
  );
  return resource;
}

/**
 * Replaces what a draft or returned entry says. Throws `not-found` for an entry of another agency, `version-conflict`,
 * `resource-state`, `resource-name-taken`, `citizen-id-in-text`.
 */
export function replaceResource(
  platform: Platform,
  steward: Steward,
  id: string,
  version: number,
  draft: ResourceDraft,
): Promise<Resource> {
  requireNoNumber(draft.name);
  const fields = fieldsOf(draft);
  return onceByName(fields.name, () =>
    platform.db.transaction().execute(async (tx) => {
      const before = await resourceForChange(tx, id);
      if (!before || before.providerId !== steward.agencyId) throw new DomainError('not-found');
      if (before.version !== version) throw new DomainError('version-conflict');
      const resource: Resource = {
        ...before,
        ...fields,
        state: stateAfter(before.state, 'edit'),
        version: before.version + 1,
        updatedAt: platform.now(),
      };
      await updateResource(tx, resource, 'replaceItems');
      await keepHistory(platform, tx, resource, steward, 'edited');
      return resource;
    }),
  );
}

/** Has a name that the agency uses already told as `resource-name-taken`. */
export async function onceByName<T>(name: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (isSqlState(error, uniqueViolation)) throw new DomainError('resource-name-taken', { name });
    throw error;
  }
}

/** An entry's name goes to the ledger, where no citizen ID number may stand. */
function requireNoNumber(name: string): void {
  if (holdsCitizenId(name)) throw new DomainError('citizen-id-in-text', { field: '/name' });
}
