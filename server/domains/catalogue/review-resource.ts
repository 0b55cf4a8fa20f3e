import type { Remark } from '../../../contracts/catalogue.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { keepHistory } from './keep-history.ts';
import { isVisible, type Resource, stateAfter } from './resource.ts';
import { resourceForChange, updateResource } from './store.ts';
import { nextResourceCode } from './store-vocabulary.ts';

/**
 * The platform's operator publishes a submitted entry, which gives it the next code of its class, or returns it with
 * remarks. Throws `not-found` for a draft, `resource-state`, `remarks-required` for a return that says nothing.
 */
export function reviewResource(
  platform: Platform,
  operator: { accountId: string; agencyId: string },
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
    const published =
      decision === 'publish'
        ? { code: before.code ?? (await nextResourceCode(tx, before.classCode ?? '')) ?? null, publishedAt: now }
        : {};
    const resource: Resource = { ...before, state, remarks, version: before.version + 1, updatedAt: now, ...published };
    if (state === 'published' && resource.code === null)
      throw new DomainError('classification-unknown', { code: before.classCode });
    await updateResource(tx, resource, 'keepItems');
    await keepHistory(platform, tx, resource, operator, state === 'published' ? 'published' : 'returned', remarks);
    return resource;
  });
}
