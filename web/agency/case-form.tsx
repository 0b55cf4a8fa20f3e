import { useTranslation } from 'react-i18next';
import type { Case } from '../../contracts/services.ts';
import { FieldValue } from '../app/field-value.tsx';
import { shortDay } from '../app/format.ts';
import { useSay } from '../app/words.ts';
import { Tag } from '../ui/parts.tsx';

type Field = Case['fields'][number];

/** Whose word a field is: an agency's record, the applicant's, or the service's own. */
function wordOf(field: Field): 'official' | 'stated' | 'disputed' | 'account' | 'constant' {
  if (field.dispute) return 'disputed';
  if (field.source) return 'official';
  if (field.kind === 'asked') return 'stated';
  return field.origin === 'account' ? 'account' : field.origin === 'constant' ? 'constant' : 'official';
}

/** The form as handed in: records with source and day, the applicant's own words marked as such, disputes with both sides. */
export function CaseForm({ item }: { item: Case }) {
  const { t } = useTranslation();
  return (
    <section className="panel">
      <div className="row-head">
        <h2>{t('agencyCase.form')}</h2>
        <p className="word-key">
          <span data-word="official">{t('word.official')}</span>
          <span data-word="stated">{t('word.stated')}</span>
        </p>
      </div>
      <dl className="words">
        {item.fields.map((field) => (
          <Row key={field.name} field={field} />
        ))}
      </dl>
    </section>
  );
}

function Row({ field }: { field: Field }) {
  const { t } = useTranslation();
  const say = useSay();
  const word = wordOf(field);
  return (
    <div className="word" data-word={word === 'disputed' || word === 'account' ? 'stated' : word}>
      <dt>{say(field.title)}</dt>
      <dd>
        <span className="word-value">
          <FieldValue field={field} value={field.value} />
        </span>
        {field.dispute && (
          <>
            <span className="word-other">
              <Tag tone="wait">{t('attention.disputed')}</Tag>{' '}
              {t('word.sourceSays', { agency: field.source?.agency ?? t('word.official') })}{' '}
              <s>
                <FieldValue field={field} value={field.dispute.sourceValue} />
              </s>
            </span>
            <span className="word-other">{t('agencyCase.disputeProof', { proof: field.dispute.proof })}</span>
          </>
        )}
        <span className="word-source">
          {field.source && word !== 'disputed'
            ? [field.source.agency, field.source.asOf && shortDay(field.source.asOf)].filter(Boolean).join(' · ')
            : t(`word.by.${word}`)}
        </span>
      </dd>
    </div>
  );
}
