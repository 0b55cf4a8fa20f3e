import { creditCodeFault } from '../../../contracts/credit-code.ts';
import type { Db } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { newId } from '../../platform/ids.ts';
import { type Agency, insertAgency, regionByCode, updateAgency } from './store.ts';

export interface AgencyInput {
  /** Short latin name used in packs and client ids; derived from the credit code when absent. */
  key?: string;
  creditCode: string;
  name: string;
  nameEn?: string | undefined;
  regionCode: string;
  kind: string;
  level: number;
}

/**
 * Registers an agency under its unified social credit code (GB 32100), which must pass its check digits and be new.
 * Throws `credit-code-invalid`, `region-unknown` or `agency-exists`.
 */
export async function registerAgency(db: Db, input: AgencyInput): Promise<Agency> {
  if (creditCodeFault(input.creditCode)) throw new DomainError('credit-code-invalid', { creditCode: input.creditCode });
  if (!(await regionByCode(db, input.regionCode))) throw new DomainError('region-unknown', { code: input.regionCode });
  const agency = await insertAgency(db, {
    id: newId(),
    key: input.key ?? `agency-${input.creditCode.toLowerCase()}`,
    creditCode: input.creditCode,
    name: input.name.trim(),
    nameEn: input.nameEn?.trim() || null,
    regionCode: input.regionCode,
    kind: input.kind,
    level: input.level,
  });
  if (!agency) throw new DomainError('agency-exists', { creditCode: input.creditCode });
  return agency;
}

/** Changes an agency, all but its credit code. Throws `region-unknown` or `not-found`. */
export async function changeAgency(
  db: Db,
  id: string,
  input: Omit<AgencyInput, 'key' | 'creditCode'>,
): Promise<Agency> {
  if (!(await regionByCode(db, input.regionCode))) throw new DomainError('region-unknown', { code: input.regionCode });
  const agency = await updateAgency(db, id, {
    ...input,
    name: input.name.trim(),
    nameEn: input.nameEn?.trim() || null,
  });
  if (!agency) throw new DomainError('not-found');
  return agency;
}
