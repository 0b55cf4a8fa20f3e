import type { BulkFields } from '../../../contracts/catalogue-life.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { copyOf } from './change-entry.ts';
import type { Steward } from './edit-resource.ts';
import { keepHistory } from './keep-history.ts';
import { fieldsOf, type Resource, stateAfter } from './resource.ts';
import { insertResource, resourceForChange, updateResource } from './store.ts';
import { openChangeOf } from './store-editions.ts';

/**
 * Sets the same fields in many entries of an agency, in all or in none. Of a published entry a change is begun, or the open
 * one is edited. Throws `not-found` for an entry of another agency and `resource-state` for one under review or retired.
 */
export function bulkEdit(
  platform: Platform,
  steward: Steward,
  ids: readonly string[],
  set: BulkFields,
): Promise<{ edited: number; changesBegun: number }> {
  return platform.db.transaction().execute(async (tx) => {
    let changesBegun = 0;
    // In one order, so that two bulk edits cannot wait for each other.
    for (const id of [...ids].sort()) {
      const entry = await resourceForChange(tx, id);
      if (!entry || entry.providerId !== steward.agencyId) throw new DomainError('not-found');
      let draft: Resource = entry;
      if (entry.state === 'published' || entry.state === 'suspended') {
        const open = await openChangeOf(tx, id);
        const known = open && (await resourceForChange(tx, open.id));
        draft = known ?? { ...copyOf(entry, platform.now(), { changeOf: id }), id: newId() };
        if (!known) {
          changesBegun += 1;
          await insertResource(tx, draft, steward.accountId);
        }
      }
      const edited: Resource = {
        ...draft,
        ...fieldsOf({ ...draft, ...set }),
        state: stateAfter(draft.state, 'edit'),
        version: draft.version + 1,
        updatedAt: platform.now(),
      };
      await updateResource(tx, edited, 'keepItems');
      await keepHistory(platform, tx, edited, steward, 'edited');
    }
    return { edited: ids.length, changesBegun };
  });
}
