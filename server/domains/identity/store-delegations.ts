import { sql } from 'kysely';
import type { Db } from '../../platform/database.ts';
import { tables } from './tables.ts';

export interface StoredDelegation {
  id: string;
  organisationId: string;
  organisationName: string;
  creditCode: string;
  /** The person who represents the organisation today. */
  legalRepresentative: string | null;
  agentPersonId: string;
  agentName: string;
  agentCitizenId: string;
  scope: string[];
  validFrom: string;
  validUntil: string;
  revokedAt: Date | null;
}

const delegations = (db: Db) =>
  tables(db)
    .selectFrom('identity.delegations as d')
    .innerJoin('identity.organisations as o', 'o.id', 'd.organisation_id')
    .innerJoin('identity.people as p', 'p.id', 'd.agent_person_id')
    .select([
      'd.id',
      'd.organisation_id as organisationId',
      'o.name as organisationName',
      'o.credit_code as creditCode',
      'o.legal_representative as legalRepresentative',
      'd.agent_person_id as agentPersonId',
      'p.name as agentName',
      'p.citizen_id as agentCitizenId',
      'd.scope',
      'd.valid_from as validFrom',
      'd.valid_until as validUntil',
      'd.revoked_at as revokedAt',
    ]);

/**
 * The delegation under which a person may act for an organisation on a service item that day, the one that lasts
 * longest; null without one. A legal representative needs one as well: what acts is always a named delegation.
 */
export async function delegationFor(
  db: Db,
  wanted: { citizenId: string; creditCode: string; scope: string; today: string },
): Promise<StoredDelegation | null> {
  const row = await delegations(db)
    .where('p.citizen_id', '=', wanted.citizenId)
    .where('o.credit_code', '=', wanted.creditCode)
    .where('d.revoked_at', 'is', null)
    .where('d.valid_from', '<=', wanted.today)
    .where('d.valid_until', '>=', wanted.today)
    .where((where) => where(where.val(wanted.scope), '=', where.fn.any('d.scope')))
    .orderBy('d.valid_until', 'desc')
    .orderBy('d.id')
    .executeTakeFirst();
  return row ?? null;
}

/** The organisations that a person represents by law, or acts for under a delegation in force on a day (YYYY-MM-DD), whatever its scope. */
export async function organisationsActedFor(
  db: Db,
  citizenId: string,
  today: string,
): Promise<{ creditCode: string; as: 'representative' | 'agent' }[]> {
  const represented = await tables(db)
    .selectFrom('identity.organisations as o')
    .innerJoin('identity.people as p', 'p.id', 'o.legal_representative')
    .select('o.credit_code as creditCode')
    .where('p.citizen_id', '=', citizenId)
    .execute();
  const delegated = await delegations(db)
    .where('p.citizen_id', '=', citizenId)
    .where('d.revoked_at', 'is', null)
    .where('d.valid_from', '<=', today)
    .where('d.valid_until', '>=', today)
    .execute();
  const found = new Map<string, 'representative' | 'agent'>();
  for (const { creditCode } of delegated) found.set(creditCode, 'agent');
  for (const { creditCode } of represented) found.set(creditCode, 'representative');
  return [...found].map(([creditCode, as]) => ({ creditCode, as }));
}

/** Those that a person holds, and those of organisations that the person represents; newest first. */
export function delegationsOf(db: Db, personId: string): Promise<StoredDelegation[]> {
  return delegations(db)
    .where((where) =>
      where.or([where('d.agent_person_id', '=', personId), where('o.legal_representative', '=', personId)]),
    )
    .orderBy('d.created_at', 'desc')
    .orderBy('d.id')
    .limit(200)
    .execute();
}

export function delegationById(db: Db, id: string): Promise<StoredDelegation | undefined> {
  return delegations(db).where('d.id', '=', id).executeTakeFirst();
}

export async function insertDelegation(
  db: Db,
  delegation: {
    id: string;
    organisationId: string;
    agentPersonId: string;
    scope: string[];
    validFrom: string;
    validUntil: string;
    grantedBy: string | null;
  },
): Promise<void> {
  await tables(db)
    .insertInto('identity.delegations')
    .values({
      id: delegation.id,
      organisation_id: delegation.organisationId,
      agent_person_id: delegation.agentPersonId,
      scope: delegation.scope,
      valid_from: delegation.validFrom,
      valid_until: delegation.validUntil,
      granted_by: delegation.grantedBy,
    })
    .execute();
}

/** A delegation of an organisation that the person represents. */
export function delegationGrantedBy(db: Db, id: string, personId: string): Promise<StoredDelegation | undefined> {
  return delegations(db).where('d.id', '=', id).where('o.legal_representative', '=', personId).executeTakeFirst();
}

/** One that gives the same right as is about to be given. */
export function sameDelegation(
  db: Db,
  wanted: { organisationId: string; agentPersonId: string; scope: string[]; validFrom: string; validUntil: string },
): Promise<StoredDelegation | undefined> {
  return delegations(db)
    .where('d.organisation_id', '=', wanted.organisationId)
    .where('d.agent_person_id', '=', wanted.agentPersonId)
    .where(sql<boolean>`d.scope = ${wanted.scope}::text[]`)
    .where('d.valid_from', '=', wanted.validFrom)
    .where('d.valid_until', '=', wanted.validUntil)
    .where('d.revoked_at', 'is', null)
    .executeTakeFirst();
}

/** Locks an organisation until the transaction ends, so that the same delegation asked for twice at once is one. */
export async function lockOrganisation(tx: Db, id: string): Promise<void> {
  await tables(tx).selectFrom('identity.organisations').select('id').where('id', '=', id).forUpdate().execute();
}

/** False when it was revoked before. */
export async function endDelegation(db: Db, id: string, now: Date): Promise<boolean> {
  const row = await tables(db)
    .updateTable('identity.delegations')
    .set({ revoked_at: now })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

export interface Ward {
  name: string;
  citizenId: string;
  provenAt: Date;
  validUntil: string;
}

/** The minors whose guardian a person is shown to be on a day (YYYY-MM-DD). */
export function wardsOn(db: Db, citizenId: string, today: string): Promise<Ward[]> {
  return tables(db)
    .selectFrom('identity.guardianships')
    .select(['ward_name as name', 'ward_citizen_id as citizenId', 'proven_at as provenAt', 'valid_until as validUntil'])
    .where('guardian_citizen_id', '=', citizenId)
    .where('valid_until', '>=', today)
    .orderBy('ward_citizen_id')
    .execute();
}

/** Keeps the newest proof of a guardianship. */
export async function putGuardianship(
  db: Db,
  guardianship: {
    guardianCitizenId: string;
    wardCitizenId: string;
    wardName: string;
    proof: object;
    validUntil: string;
    provenAt: Date;
  },
): Promise<void> {
  const proven = {
    ward_name: guardianship.wardName,
    proof: JSON.stringify(guardianship.proof),
    proven_at: guardianship.provenAt,
    valid_until: guardianship.validUntil,
  };
  await tables(db)
    .insertInto('identity.guardianships')
    .values({
      guardian_citizen_id: guardianship.guardianCitizenId,
      ward_citizen_id: guardianship.wardCitizenId,
      ...proven,
    })
    .onConflict((conflict) => conflict.columns(['guardian_citizen_id', 'ward_citizen_id']).doUpdateSet(proven))
    .execute();
}
