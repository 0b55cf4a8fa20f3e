import { holdsCitizenId } from '../../../contracts/citizen-id.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { keepHistory } from './keep-history.ts';
import { type Resource, stateAfter } from './resource.ts';
import { resourceByCode, resourceForChange, updateResource } from './store.ts';

export interface Actor {
  accountId: string;
  agencyId: string;
  steward: boolean;
  operator: boolean;
}

export interface StateChange {
  act: 'suspend' | 'resume' | 'retire';
  reason: string;
  /** Code of the published entry that takes a retired one's place. */
  successorCode?: string | undefined;
}

const actions = { suspend: 'suspended', resume: 'resumed', retire: 'retired' } as const;

/**
 * Suspends, resumes or retires a published entry: by its provider or by the platform's operator; what the operator
 * suspended, the provider does not resume. Throws `not-found`, `resource-state`, `successor-unknown`,
 * `entry-suspended-by-operator`, `citizen-id-in-text`.
 */
export function changeState(platform: Platform, actor: Actor, id: string, change: StateChange): Promise<Resource> {
  if (holdsCitizenId(change.reason)) throw new DomainError('citizen-id-in-text', { field: '/reason' });
  return platform.db.transaction().execute(async (tx) => {
    const before = await resourceForChange(tx, id);
    const own = actor.steward && before?.providerId === actor.agencyId;
    if (!before || !(own || actor.operator)) throw new DomainError('not-found');
    const state = stateAfter(before.state, change.act);
    if (change.act === 'resume' && before.suspendedBy === 'operator' && !actor.operator)
      throw new DomainError('entry-suspended-by-operator');
    const resource: Resource = {
      ...before,
      state,
      version: before.version + 1,
      updatedAt: platform.now(),
      stateReason: change.act === 'resume' ? null : change.reason,
      suspendedBy: change.act === 'suspend' ? (actor.operator ? 'operator' : 'provider') : null,
      successorId: change.act === 'retire' ? await successorId(tx, id, change.successorCode) : before.successorId,
    };
    await updateResource(tx, resource, 'keepItems');
    await keepHistory(platform, tx, resource, actor, actions[change.act], [{ field: '/state', remark: change.reason }]);
    return resource;
  });
}

async function successorId(
  tx: Parameters<typeof resourceByCode>[0],
  id: string,
  code: string | undefined,
): Promise<string | null> {
  if (!code) return null;
  const successor = await resourceByCode(tx, code);
  if (successor?.state !== 'published' || successor.id === id) throw new DomainError('successor-unknown', { code });
  return successor.id;
}
