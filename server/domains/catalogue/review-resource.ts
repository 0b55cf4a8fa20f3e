import type { Remark } from '../../../contracts/catalogue.ts';
import type { Db } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { onceByName } from './edit-resource.ts';
import { tellChange } from './entry-changes.ts';
import { keepHistory } from './keep-history.ts';
import { fieldsOnly, isVisible, type Resource, stateAfter } from './resource.ts';
import { resourceForChange, updateResource } from './store.ts';
import { deleteResource, insertEdition, moveEvents } from './store-editions.ts';
import { nextResourceCode } from './store-vocabulary.ts';

interface Operator {
  accountId: string;
  agencyId: string;
}

/**
 * The platform's operator publishes a submitted entry, which gives it the next code of its class, or returns it with
 * remarks. Publishing a change makes it the new edition of the entry that it changes. Throws `not-found` for a draft,
 * `resource-state`, `remarks-required` for a return that says nothing.
 */
export function reviewResource(
  platform: Platform,
  operator: Operator,
  id: string,
  decision: 'publish' | 'return',
  remarks: Remark[],
): Promise<Resource> {
  return platform.db.transaction().execute(async (tx) => {
    const before = await resourceForChange(tx, id);
    if (!before || !isVisible(before, { agencyId: operator.agencyId, operator: true }))
      throw new DomainError('not-found');
    const state = stateAfter(before.state, decision);
    if (decision === 'return' && remarks.length === 0) throw new DomainError('remarks-required');
    const now = platform.now();
    if (decision === 'return') {
      const returned: Resource = { ...before, state, remarks, version: before.version + 1, updatedAt: now };
      await updateResource(tx, returned, 'keepItems');
      await keepHistory(platform, tx, returned, operator, 'returned', remarks);
      return returned;
    }
    if (before.changeOf !== null) return publishChange(platform, tx, operator, before, before.changeOf);
    const code = before.code ?? (await nextResourceCode(tx, before.classCode ?? '')) ?? null;
    if (code === null) throw new DomainError('classification-unknown', { code: before.classCode });
    const published: Resource = {
      ...before,
      state,
      code,
      remarks: [],
      version: before.version + 1,
      updatedAt: now,
      publishedAt: now,
      edition: before.edition + 1,
    };
    await updateResource(tx, published, 'keepItems');
    await keepEdition(tx, published, operator.accountId);
    await keepHistory(platform, tx, published, operator, 'published');
    return published;
  });
}

async function publishChange(
  platform: Platform,
  tx: Db,
  operator: Operator,
  change: Resource,
  entryId: string,
): Promise<Resource> {
  const entry = await resourceForChange(tx, entryId);
  if (!entry) throw new DomainError('not-found');
  stateAfter(entry.state, 'change');
  const now = platform.now();
  const changed: Resource = {
    ...entry,
    ...fieldsOnly(change),
    version: entry.version + 1,
    edition: entry.edition + 1,
    updatedAt: now,
    publishedAt: now,
  };
  await moveEvents(tx, change.id, entry.id);
  await deleteResource(tx, change.id);
  await onceByName(changed.name, () => updateResource(tx, changed, 'replaceItems'));
  await keepEdition(tx, changed, operator.accountId);
  await tellChange(platform, tx, { before: entry, after: changed });
  await keepHistory(platform, tx, changed, operator, 'changed');
  return changed;
}

export async function keepEdition(tx: Db, resource: Resource, accountId: string | null): Promise<void> {
  await insertEdition(tx, resource.id, {
    number: resource.edition,
    fields: fieldsOnly(resource),
    publishedAt: resource.publishedAt ?? resource.updatedAt,
    accountId,
  });
}
