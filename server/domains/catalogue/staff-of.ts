import type { Actor } from '../../../contracts/actor.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Reader } from './show-resource.ts';

/** Who of an agency's staff asks; the platform's operator and its supervisor see what was submitted. */
export function staffOf(actor: Actor): Reader & { accountId: string } {
  if (actor.kind !== 'staff') throw new DomainError('role-missing');
  return {
    accountId: actor.accountId,
    agencyId: actor.agencyId,
    operator: actor.roles.includes('operator') || actor.roles.includes('supervisor'),
  };
}
