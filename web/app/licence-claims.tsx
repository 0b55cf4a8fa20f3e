import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Static } from 'typebox';
import type { LicenceClaim } from '../../contracts/licences.ts';
import { Masked } from '../ui/masked.tsx';
import { Facts } from '../ui/parts.tsx';

type Claim = Static<typeof LicenceClaim>;

/** Codes that machines compare and few people read (GB/T 36903): type, identifier, issuer's code, kind of holder's number. */
const codes = new Set(['ZZLXDM', 'ZZBS', 'ZZBFJGDM', 'CZZTDMLX']);

/** What a licence says: first what people read, then the codes, folded. `masks` hides a person's number until asked for. */
export function LicenceClaims({ claims, masks = false }: { claims: readonly Claim[]; masks?: boolean }) {
  const { t, i18n } = useTranslation();
  const row = (claim: Claim): [string, ReactNode] => {
    const label = i18n.language === 'en' ? claim.labelEn : claim.label;
    return [
      label,
      masks && claim.name === 'CZZTDM' ? <Masked key={claim.name} text={claim.value} label={label} /> : claim.value,
    ];
  };
  const folded = claims.filter((claim) => codes.has(claim.name));
  return (
    <>
      <Facts rows={claims.filter((claim) => !codes.has(claim.name)).map(row)} />
      {folded.length > 0 && (
        <details>
          <summary>{t('licence.codes', { count: folded.length })}</summary>
          <Facts rows={folded.map(row)} />
        </details>
      )}
    </>
  );
}
