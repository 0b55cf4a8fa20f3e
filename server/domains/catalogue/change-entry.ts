import { isSqlState, uniqueViolation } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Steward } from './edit-resource.ts';
import { keepHistory } from './keep-history.ts';
import { type Resource, stateAfter } from './resource.ts';
import { insertResource, resourceById, resourceForChange } from './store.ts';
import { deleteResource, openChangeOf } from './store-editions.ts';

/**
 * Begins a change of a published entry: a draft that bears its fields, while the entry itself goes on serving. Asked again,
 * gives the change that is open. Throws `not-found` for an entry of another agency and `resource-state`.
 */
export async function beginChange(platform: Platform, steward: Steward, id: string): Promise<Resource> {
  return platform.db.transaction().execute(async (tx) => {
    const published = await resourceForChange(tx, id);
    if (!published || published.providerId !== steward.agencyId) throw new DomainError('not-found');
    stateAfter(published.state, 'change');
    const open = await openChangeOf(tx, id);
    const known = open && (await resourceById(tx, open.id));
    if (known) return known;
    const change = copyOf(published, platform.now(), { changeOf: id });
    await insertResource(tx, change, steward.accountId);
    await keepHistory(platform, tx, change, steward, 'changeBegun');
    return change;
  });
}

/**
 * Begins a draft with the fields of an entry that the steward may see, under a name of its own. Throws
 * `resource-name-taken`.
 */
export async function copyResource(
  platform: Platform,
  steward: Steward,
  original: Resource,
  name: string,
): Promise<Resource> {
  const copy: Resource = {
    ...copyOf(original, platform.now(), { changeOf: null }),
    name,
    providerId: steward.agencyId,
  };
  try {
    await platform.db.transaction().execute(async (tx) => {
      await insertResource(tx, copy, steward.accountId);
      await keepHistory(platform, tx, copy, steward, 'copied');
    });
  } catch (error) {
    if (isSqlState(error, uniqueViolation)) throw new DomainError('resource-name-taken', { name });
    throw error;
  }
  return copy;
}

/** A draft with an entry's fields and nothing of its life. */
export function copyOf(original: Resource, now: Date, { changeOf }: { changeOf: string | null }): Resource {
  return {
    ...original,
    id: newId(),
    code: null,
    key: null,
    state: 'draft',
    remarks: [],
    version: 1,
    edition: 0,
    changeOf,
    updatedAt: now,
    publishedAt: null,
    stateReason: null,
    suspendedBy: null,
    successorId: null,
  };
}

/**
 * Throws a draft away that was never published, or a change. Throws `not-found` for one of another agency, and
 * `resource-state` for what is under review or was published.
 */
export async function discardDraft(platform: Platform, steward: Steward, id: string): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    const draft = await resourceForChange(tx, id);
    if (!draft || draft.providerId !== steward.agencyId) throw new DomainError('not-found');
    stateAfter(draft.state, 'discard');
    await keepHistory(platform, tx, draft, steward, 'discarded');
    await deleteResource(tx, id);
  });
}
