import { createLicenceIdentifier } from '../../../contracts/licence-id.ts';
import type { LicenceType } from '../../../contracts/pack.ts';
import { dateInShanghai, startOfDay } from '../../../contracts/working-days.ts';
import type { Db } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { pseudonymOf, record } from '../ledger/index.ts';
import { signCredential } from './credential.ts';
import { statusPlace } from './status-list.ts';
import {
  insertEvent,
  insertKeepers,
  insertLicence,
  type LicenceRow,
  licenceBySource,
  licenceTypeByKey,
  takeSerial,
  takeStatusIndex,
} from './store.ts';
import { lastDay } from './validity.ts';

export interface LicenceInput {
  typeKey: string;
  issuer: { id: string; creditCode: string; name: string };
  holder: { number: string; name: string };
  /** Claims of the type beyond those that every licence has, by short name; empty ones are left out. */
  claims: Record<string, string>;
  /** In whose library it also stands, and why: a guardian. */
  keepers: readonly { citizenId: string; why: string }[];
  /** What it is issued for; a second licence is never issued for the same. */
  source: string;
  caseNumber?: string;
  accountId: string;
}

/**
 * Issues a licence within the caller's transaction: number, credential, libraries and ledger entry stand together or not
 * at all. Asked again for the same source it returns the licence that exists. Throws `licence-unknown` for a type that
 * is not known and `licence-claims-missing` where the type asks for a claim that is not given (GB/T 36903).
 */
export async function issueLicence(platform: Platform, tx: Db, input: LicenceInput): Promise<LicenceRow> {
  const existing = await licenceBySource(tx, input.source);
  if (existing) return existing;
  const type = await licenceTypeByKey(tx, input.typeKey);
  if (!type) throw new DomainError('licence-unknown');

  const now = platform.now();
  const validFrom = dateInShanghai(now);
  const validUntil = lastDay(validFrom, type.validityYears);
  const serial = `${validFrom.slice(0, 4)}${String(await takeSerial(tx, type.key, input.issuer.creditCode)).padStart(7, '0')}`;
  const identifier = createLicenceIdentifier({
    typeCode: type.typeCode,
    issuer: input.issuer.creditCode,
    serial,
    version: '001',
  });
  const metadata = claimsOf(type, input, { serial, identifier, validFrom, validUntil });
  const statusIndex = await takeStatusIndex(tx);
  const { publicUrl } = platform.config;
  const credential = await signCredential(
    platform.keys.licences,
    {
      issuer: publicUrl,
      vct: vctOf(publicUrl, type.key),
      issuedAt: Math.floor(now.getTime() / 1000),
      notBefore: seconds(validFrom),
      // The last day counts whole.
      expires: validUntil === null ? null : seconds(validUntil) + 86_400,
      status: statusPlace(publicUrl, statusIndex),
    },
    metadata,
    type.selective,
  );
  const licence: LicenceRow = {
    id: newId(now.getTime()),
    identifier,
    typeKey: type.key,
    issuerId: input.issuer.id,
    holderNumber: input.holder.number,
    holderName: input.holder.name,
    state: 'valid',
    stateReason: null,
    validFrom,
    validUntil,
    metadata,
    credential,
    statusIndex,
    source: input.source,
    issuedAt: now,
  };
  await insertLicence(tx, licence);
  await insertKeepers(
    tx,
    licence.id,
    input.keepers.filter((keeper) => keeper.citizenId !== input.holder.number),
  );
  await insertEvent(tx, { licenceId: licence.id, at: now, accountId: input.accountId, event: 'issue', reason: null });
  await record(
    platform,
    tx,
    {
      kind: 'licence',
      at: now.toISOString(),
      actor: { agency: input.issuer.creditCode, account: input.accountId },
      subject: pseudonymOf(platform.keys, input.holder.number),
      ...(input.caseNumber !== undefined && { case: input.caseNumber }),
      detail: { act: 'issue', identifier, type: type.key },
    },
    { agencyId: input.issuer.id },
  );
  return licence;
}

/** The address of a licence type, which is the `vct` of its credentials. */
export function vctOf(publicUrl: string, typeKey: string): string {
  return `${publicUrl}/api/v1/licence-types/${typeKey}`;
}

function seconds(day: string): number {
  return Math.floor(startOfDay(day).getTime() / 1000);
}

/** The metadata of GB/T 36903: what the platform knows itself, then what the caller gives of the type's own claims. */
function claimsOf(
  type: LicenceType,
  input: LicenceInput,
  facts: { serial: string; identifier: string; validFrom: string; validUntil: string | null },
): Record<string, string> {
  const known: Record<string, string> = {
    ZZMC: type.name.zh,
    ZZLXDM: type.typeCode,
    ZZBH: facts.serial,
    ZZBS: facts.identifier,
    ZZBFJG: input.issuer.name,
    ZZBFJGDM: input.issuer.creditCode,
    ZZBFRQ: facts.validFrom,
    CZZT: input.holder.name,
    CZZTDM: input.holder.number,
    CZZTDMLX: type.holderNumberType,
    ZZYXQQSRQ: facts.validFrom,
    ...(facts.validUntil !== null && { ZZYXQJZRQ: facts.validUntil }),
  };
  const given = Object.entries(input.claims).filter(
    ([name, value]) => value !== '' && !(name in known) && type.claims.some((claim) => claim.name === name),
  );
  const claims = { ...known, ...Object.fromEntries(given) };
  const missing = type.claims.filter((claim) => claim.required && !(claim.name in claims));
  if (missing.length > 0)
    throw new DomainError('licence-claims-missing', { claims: missing.map((claim) => claim.name) });
  return claims;
}
