import { citizenIdFault, normaliseCitizenId } from '../../../contracts/citizen-id.ts';
import type { Delegation } from '../../../contracts/identity.ts';
import { dateInShanghai } from '../../../contracts/working-days.ts';
import type { Db } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { organisationByCreditCode, personByCitizenId } from './store.ts';
import { delegationById, endDelegation, insertDelegation, type StoredDelegation } from './store-delegations.ts';

export interface DelegationInput {
  organisationId: string;
  agentPersonId: string;
  /** Keys of service items. */
  scope: string[];
  /** YYYY-MM-DD, both days included. */
  validFrom: string;
  validUntil: string;
  grantedBy: string | null;
}

/** Records that a person may act for an organisation within named service items until a day (民法典 art. 165). */
export async function createDelegation(db: Db, input: DelegationInput): Promise<StoredDelegation> {
  if (input.validUntil < input.validFrom) throw new DomainError('delegation-dates');
  const id = newId();
  await insertDelegation(db, { id, ...input });
  return (await delegationById(db, id))!;
}

export interface GrantInput {
  creditCode: string;
  agentName: string;
  agentCitizenId: string;
  scope: string[];
  validFrom: string;
  validUntil: string;
}

/**
 * A legal representative lets an agent act for the organisation. The agent is named by name and number together, so
 * that nobody can find out names by trying numbers. Throws `not-legal-representative`, `citizen-id-invalid`,
 * `agent-unknown` or `delegation-dates`.
 */
export async function grantDelegation(
  platform: Platform,
  representativeCitizenId: string,
  input: GrantInput,
): Promise<StoredDelegation> {
  const { db } = platform;
  const representative = await personByCitizenId(db, representativeCitizenId);
  const organisation = await organisationByCreditCode(db, input.creditCode);
  if (!representative || organisation?.legalRepresentative !== representative.id) {
    throw new DomainError('not-legal-representative');
  }
  const number = normaliseCitizenId(input.agentCitizenId);
  if (citizenIdFault(number)) throw new DomainError('citizen-id-invalid');
  const agent = await personByCitizenId(db, number);
  if (agent?.name !== input.agentName.trim()) throw new DomainError('agent-unknown');
  if (input.validUntil < dateInShanghai(platform.now())) throw new DomainError('delegation-dates');
  return createDelegation(db, {
    organisationId: organisation.id,
    agentPersonId: agent.id,
    scope: input.scope,
    validFrom: input.validFrom,
    validUntil: input.validUntil,
    grantedBy: representative.id,
  });
}

/** Ends a delegation now. Throws `not-found` for one of an organisation that the person does not represent. */
export async function revokeDelegation(platform: Platform, representativeCitizenId: string, id: string): Promise<void> {
  const person = await personByCitizenId(platform.db, representativeCitizenId);
  if (!person || !(await endDelegation(platform.db, id, person.id, platform.now()))) throw new DomainError('not-found');
}

/** A delegation as one of its two sides sees it on a day. */
export function shownDelegation(delegation: StoredDelegation, personId: string, today: string): Delegation {
  const { id, agentName, scope, validFrom, validUntil } = delegation;
  return {
    id,
    organisation: { creditCode: delegation.creditCode, name: delegation.organisationName },
    agentName,
    side: delegation.agentPersonId === personId ? 'agent' : 'grantor',
    scope,
    validFrom,
    validUntil,
    state: delegation.revokedAt ? 'revoked' : today < validFrom ? 'notYet' : today > validUntil ? 'expired' : 'active',
  };
}
