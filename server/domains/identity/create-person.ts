import { citizenIdFault, normaliseCitizenId } from '../../../contracts/citizen-id.ts';
import { creditCodeFault } from '../../../contracts/credit-code.ts';
import type { Db } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { newId } from '../../platform/ids.ts';
import { type Organisation, type Person, putOrganisation, putPerson } from './store.ts';

/** Registers a natural person by citizen ID number (GB 11643), or updates a known one. Throws `citizen-id-invalid`. */
export async function createPerson(
  db: Db,
  input: { citizenId: string; name: string; mobile?: string | null | undefined },
): Promise<Person> {
  const citizenId = normaliseCitizenId(input.citizenId);
  if (citizenIdFault(citizenId)) throw new DomainError('citizen-id-invalid');
  return putPerson(db, { id: newId(), citizenId, name: input.name.trim(), mobile: input.mobile ?? null });
}

/**
 * Registers an organisation by its unified social credit code (GB 32100), or updates a known one. Its legal
 * representative is a person's id. Throws `credit-code-invalid`.
 */
export async function createOrganisation(
  db: Db,
  input: { creditCode: string; name: string; legalRepresentativeId?: string | null },
): Promise<Organisation> {
  if (creditCodeFault(input.creditCode)) throw new DomainError('credit-code-invalid', { creditCode: input.creditCode });
  return putOrganisation(db, {
    id: newId(),
    creditCode: input.creditCode,
    name: input.name.trim(),
    legalRepresentative: input.legalRepresentativeId ?? null,
  });
}
