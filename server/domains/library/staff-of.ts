import type { Actor } from '../../../contracts/actor.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Reader } from './show-batch.ts';

/** Who of an agency's staff asks. Throws `role-missing` for anyone else. */
export function staffOf(actor: Actor): Reader & { accountId: string } {
  if (actor.kind !== 'staff') throw new DomainError('role-missing');
  const oversees = actor.roles.includes('operator') || actor.roles.includes('supervisor');
  return { accountId: actor.accountId, agencyId: actor.agencyId, oversees };
}
