import './licences.css';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Static } from 'typebox';
import { type LicenceSummary, maskName } from '../../contracts/licences.ts';
import { shortDay } from '../app/format.ts';
import { LicenceTag } from '../app/licence-tag.tsx';
import { Chinese } from '../ui/chinese.tsx';

export type LicenceCard = Static<typeof LicenceSummary>;

/** What a licence is called, in the reader's language. */
export function useLicenceName(): (type: LicenceCard['type']) => string {
  const { i18n } = useTranslation();
  return ({ name, nameEn }) => (i18n.language === 'en' ? (nameEn ?? name) : name);
}

/** The face of a licence: drawn, not a picture. A person's name and number are masked, since screens are seen by others. */
export function LicenceFace({ licence, title }: { licence: LicenceCard; title: ReactNode }) {
  const { t } = useTranslation();
  const person = licence.holderKind === 'person';
  return (
    <div className="licence" data-state={licence.state} data-kind={licence.holderKind}>
      <Rosette />
      <div className="licence-head">
        <span className="licence-issuer">
          <Chinese text={licence.issuer.name} />
        </span>
        <LicenceTag state={licence.state} />
      </div>
      <h2 className="licence-title">{title}</h2>
      <dl className="licence-lines">
        <div>
          <dt>{t('licence.holder')}</dt>
          <dd>
            <Chinese text={person ? maskName(licence.holderName) : licence.holderName} />
          </dd>
        </div>
        <div>
          <dt>{t('licence.number')}</dt>
          <dd>{licence.holderNumber.replace(/\*{4,}/, '****')}</dd>
        </div>
        <div>
          <dt>{t('licence.validity')}</dt>
          <dd>
            {licence.validUntil
              ? t('licences.until', { day: shortDay(licence.validUntil) })
              : t('licences.since', { day: shortDay(licence.validFrom) })}
          </dd>
        </div>
      </dl>
    </div>
  );
}

const petals = Array.from({ length: 18 }, (_, place) => place * 10);

/** The fine lines of a printed certificate. */
function Rosette() {
  return (
    <svg className="licence-rosette" viewBox="-100 -100 200 200" aria-hidden="true">
      {petals.map((turn) => (
        <ellipse key={turn} rx="96" ry="38" transform={`rotate(${turn})`} />
      ))}
    </svg>
  );
}
