import type { Actor } from '../../../contracts/actor.ts';
import { citizenIdFault, normaliseCitizenId } from '../../../contracts/citizen-id.ts';
import type { Delegation } from '../../../contracts/identity.ts';
import { dateInShanghai } from '../../../contracts/working-days.ts';
import type { Db } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { tell } from './events.ts';
import { organisationByCreditCode, type Person, personByCitizenId } from './store.ts';
import {
  delegationById,
  delegationGrantedBy,
  endDelegation,
  insertDelegation,
  lockOrganisation,
  type StoredDelegation,
  sameDelegation,
} from './store-delegations.ts';

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

type Representative = Extract<Actor, { kind: 'person' }>;

export interface GrantInput {
  creditCode: string;
  /** Who the agent is, in one of three ways: name and number together, as in an earlier delegation, or oneself. */
  agentName?: string;
  agentCitizenId?: string;
  sameAgentAs?: string;
  myself?: boolean;
  scope: string[];
  validFrom: string;
  validUntil: string;
}

/**
 * A legal representative lets an agent act for the organisation. A new agent is named by name and number together, so
 * that nobody can find out names by trying numbers. The same delegation again is the one that stands. Throws
 * `not-legal-representative`, `agent-unnamed`, `citizen-id-invalid`, `agent-unknown` or `delegation-dates`.
 */
export async function grantDelegation(
  platform: Platform,
  actor: Representative,
  input: GrantInput,
): Promise<StoredDelegation> {
  const { db } = platform;
  const representative = await personByCitizenId(db, actor.citizenId);
  const organisation = await organisationByCreditCode(db, input.creditCode);
  if (!representative || organisation?.legalRepresentative !== representative.id) {
    throw new DomainError('not-legal-representative');
  }
  const agentPersonId = await agentOf(db, representative, input);
  if (input.validUntil < input.validFrom || input.validUntil < dateInShanghai(platform.now()))
    throw new DomainError('delegation-dates');
  const wanted = {
    organisationId: organisation.id,
    agentPersonId,
    scope: [...input.scope].sort(),
    validFrom: input.validFrom,
    validUntil: input.validUntil,
  };
  return db.transaction().execute(async (tx) => {
    await lockOrganisation(tx, organisation.id);
    const standing = await sameDelegation(tx, wanted);
    if (standing) return standing;
    const delegation = await createDelegation(tx, { ...wanted, grantedBy: representative.id });
    await tellOf(platform, tx, actor, 'granted', delegation);
    return delegation;
  });
}

async function agentOf(db: Db, representative: Person, input: GrantInput): Promise<string> {
  const { agentName, agentCitizenId, sameAgentAs, myself } = input;
  const named = agentName !== undefined && agentCitizenId !== undefined;
  if ([named, sameAgentAs !== undefined, myself === true].filter(Boolean).length !== 1) {
    throw new DomainError('agent-unnamed');
  }
  if (myself) return representative.id;
  if (sameAgentAs !== undefined) {
    const earlier = await delegationGrantedBy(db, sameAgentAs, representative.id);
    if (!earlier) throw new DomainError('agent-unknown');
    return earlier.agentPersonId;
  }
  const number = normaliseCitizenId(agentCitizenId!);
  if (citizenIdFault(number)) throw new DomainError('citizen-id-invalid');
  const agent = await personByCitizenId(db, number);
  if (agent?.name !== agentName!.trim()) throw new DomainError('agent-unknown');
  return agent.id;
}

/** Ends a delegation now. Throws `not-found` for one of an organisation that the person does not represent. */
export async function revokeDelegation(platform: Platform, actor: Representative, id: string): Promise<void> {
  const person = await personByCitizenId(platform.db, actor.citizenId);
  const delegation = person && (await delegationGrantedBy(platform.db, id, person.id));
  if (!delegation) throw new DomainError('not-found');
  await platform.db.transaction().execute(async (tx) => {
    if (await endDelegation(tx, id, platform.now())) await tellOf(platform, tx, actor, 'revoked', delegation);
  });
}

function tellOf(
  platform: Platform,
  tx: Db,
  actor: Representative,
  act: 'granted' | 'revoked',
  { id, creditCode, agentCitizenId, scope, validFrom, validUntil }: StoredDelegation,
): Promise<void> {
  return tell(platform, tx, {
    kind: 'delegation',
    act,
    accountId: actor.accountId,
    organisation: creditCode,
    agentCitizenId,
    given: { delegation: id, scope, validFrom, validUntil },
    at: platform.now(),
  });
}

/** A delegation as one of its two sides sees it on a day. */
export function shownDelegation(delegation: StoredDelegation, personId: string, today: string): Delegation {
  const { id, agentName, scope, validFrom, validUntil } = delegation;
  return {
    id,
    organisation: { creditCode: delegation.creditCode, name: delegation.organisationName },
    agentName,
    myself: delegation.agentPersonId === personId,
    side: delegation.legalRepresentative === personId ? 'grantor' : 'agent',
    scope,
    validFrom,
    validUntil,
    state: delegation.revokedAt ? 'revoked' : today < validFrom ? 'notYet' : today > validUntil ? 'expired' : 'active',
  };
}
