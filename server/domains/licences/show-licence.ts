import type { Static } from 'typebox';
import { maskCitizenId } from '../../../contracts/citizen-id.ts';
import type { Licence, LicenceClaim, LicenceSummary } from '../../../contracts/licences.ts';
import type { LicenceType } from '../../../contracts/pack.ts';
import { dateInShanghai } from '../../../contracts/working-days.ts';
import type { Platform } from '../../platform/platform.ts';
import { type Agency, agenciesByIds } from '../directory/index.ts';
import { eventsOf, type LicenceRow, licenceTypesByKeys } from './store.ts';
import { usesOf } from './store-presentations.ts';
import { stateOn } from './validity.ts';

/** The labels of the claims that every licence has (GB/T 36903); a type's own titles come before them. */
const commonLabels: Record<string, { zh: string; en: string }> = {
  ZZMC: { zh: '证照名称', en: 'Licence name' },
  ZZLXDM: { zh: '证照类型代码', en: 'Licence type code' },
  ZZBH: { zh: '证照编号', en: 'Licence number' },
  ZZBS: { zh: '电子证照标识', en: 'Licence identifier' },
  ZZBFJG: { zh: '证照颁发机构', en: 'Issuing agency' },
  ZZBFJGDM: { zh: '证照颁发机构代码', en: 'Issuing agency’s code' },
  ZZBFRQ: { zh: '证照颁发日期', en: 'Date of issue' },
  CZZT: { zh: '持证主体', en: 'Holder' },
  CZZTDM: { zh: '持证主体代码', en: 'Holder’s number' },
  CZZTDMLX: { zh: '持证主体代码类型', en: 'Kind of holder’s number' },
  ZZYXQQSRQ: { zh: '有效期起始日期', en: 'Valid from' },
  ZZYXQJZRQ: { zh: '有效期截止日期', en: 'Valid until' },
};

/** A claim's words; one that is not known is shown under its short name. */
export function labelOf(type: LicenceType | undefined, name: string): { zh: string; en: string } {
  return type?.claims.find((claim) => claim.name === name)?.title ?? commonLabels[name] ?? { zh: name, en: name };
}

/** Claims for a page, in the order of their type. */
export function shownClaims(
  type: LicenceType | undefined,
  claims: Record<string, unknown>,
): Static<typeof LicenceClaim>[] {
  const place = (name: string) => (type?.claims.findIndex((claim) => claim.name === name) ?? -1) >>> 0;
  const ordered = Object.entries(claims).sort(([one], [other]) => place(one) - place(other));
  return ordered.map(([name, value]) => {
    const label = labelOf(type, name);
    return {
      name,
      label: label.zh,
      labelEn: label.en,
      value: typeof value === 'string' ? value : JSON.stringify(value),
      selective: type?.selective.includes(name) ?? false,
    };
  });
}

export function shownType(
  type: LicenceType | undefined,
  row: Pick<LicenceRow, 'typeKey'>,
): Static<typeof LicenceSummary>['type'] {
  return {
    key: row.typeKey,
    typeCode: type?.typeCode ?? '',
    name: type?.name.zh ?? row.typeKey,
    nameEn: type?.name.en ?? null,
  };
}

/** Licences for a list, with names of types and issuers looked up once. */
export async function summaries(
  platform: Platform,
  rows: (LicenceRow & { keptFor?: string | null })[],
): Promise<Static<typeof LicenceSummary>[]> {
  const types = await licenceTypesByKeys(
    platform.db,
    rows.map((row) => row.typeKey),
  );
  const issuers = await agenciesByIds(
    platform.db,
    rows.map((row) => row.issuerId),
  );
  const day = dateInShanghai(platform.now());
  return rows.map((row) => summary(row, types.get(row.typeKey), issuers.get(row.issuerId), day));
}

function summary(
  row: LicenceRow & { keptFor?: string | null },
  type: LicenceType | undefined,
  issuer: Agency | undefined,
  day: string,
): Static<typeof LicenceSummary> {
  return {
    id: row.id,
    identifier: row.identifier,
    type: shownType(type, row),
    issuer: { name: issuer?.name ?? '', creditCode: issuer?.creditCode ?? '' },
    holderName: row.holderName,
    // A credit code is public (国发〔2015〕33号); a person's number is not.
    holderNumber: type?.holderKind === 'organisation' ? row.holderNumber : maskCitizenId(row.holderNumber),
    holderKind: type?.holderKind ?? 'person',
    state: stateOn(day, row),
    stateReason: row.stateReason,
    validFrom: row.validFrom,
    validUntil: row.validUntil,
    issuedAt: row.issuedAt.toISOString(),
    keptFor: row.keptFor ?? null,
  };
}

export async function wholeLicence(
  platform: Platform,
  row: LicenceRow & { keptFor: string | null },
): Promise<Static<typeof Licence>> {
  const [shown] = await summaries(platform, [row]);
  const type = (await licenceTypesByKeys(platform.db, [row.typeKey])).get(row.typeKey);
  const [events, uses] = [await eventsOf(platform.db, row.id), await usesOf(platform.db, row.id)];
  const agencies = await agenciesByIds(
    platform.db,
    uses.map((use) => use.agencyId),
  );
  return {
    ...shown!,
    claims: shownClaims(type, row.metadata),
    credential: row.credential,
    history: events.map(({ at, event, reason }) => ({ at: at.toISOString(), event, reason })),
    uses: uses.map(({ at, caseNumber, service, agencyId }) => ({
      at: at.toISOString(),
      caseNumber,
      service: service.zh,
      serviceEn: service.en,
      agency: agencies.get(agencyId)?.name ?? '',
    })),
  };
}
