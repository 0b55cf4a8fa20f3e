import { useTranslation } from 'react-i18next';
import type { Case } from '../../contracts/services.ts';
import { useSay } from '../app/words.ts';
import { Note, Tag } from '../ui/parts.tsx';
import { attentionOf } from './case-attention.ts';

/** What calls for judgement, first of all; or that the records settle everything. */
export function CaseJudgement({ item }: { item: Case }) {
  const { t } = useTranslation();
  const say = useSay();
  if (item.state === 'closed' || item.state === 'withdrawn') return null;
  const attention = attentionOf(item);
  if (attention.length === 0) {
    return (
      <Note tone="done">
        <p>{t('attention.none')}</p>
      </Note>
    );
  }
  return (
    <div className="note" data-tone="wait">
      <h2>{t('attention.title')}</h2>
      <ul className="plain attention">
        {attention.map(({ key, kind, title }) => (
          <li key={`${kind} ${key}`}>
            <Tag tone={kind === 'unmet' || kind === 'missing' ? 'due' : 'wait'}>{t(`attention.${kind}`)}</Tag>{' '}
            {say(title)}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The conditions of the service and how each was checked. */
export function CaseConditions({ item }: { item: Case }) {
  const { t } = useTranslation();
  const say = useSay();
  if (item.eligibility.length === 0) return null;
  return (
    <section className="panel">
      <h2>{t('agencyCase.rules')}</h2>
      <p className="quiet">{t('agencyCase.rulesText')}</p>
      <ul className="list tight">
        {item.eligibility.map((rule) => (
          <li key={rule.key} className="row-head">
            <span>{say(rule.message)}</span>
            <Tag tone={rule.met === false ? 'due' : rule.met === null ? 'wait' : 'done'}>
              {t(`agencyCase.rule.${rule.met === null ? 'unknown' : rule.met ? 'met' : 'unmet'}`)}
            </Tag>
          </li>
        ))}
      </ul>
    </section>
  );
}
