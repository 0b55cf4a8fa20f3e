import { useTranslation } from 'react-i18next';
import type { Case } from '../../contracts/services.ts';
import { shortTime } from '../app/format.ts';

/** Who did what when, the latest first. */
export function CaseHistory({ item }: { item: Case }) {
  const { t } = useTranslation();
  return (
    <section className="section">
      <h2>{t('status.steps')}</h2>
      <ol className="steps">
        {[...item.steps].reverse().map((step) => (
          <li key={step.at + step.step}>
            <strong>{t(`step.${step.step}`, { defaultValue: step.step })}</strong>
            <div className="quiet">
              {shortTime(step.at)} · {step.by ?? t(`step.by.${step.actor}`)}
            </div>
            {step.opinion && <p className="opinion">{step.opinion}</p>}
          </li>
        ))}
      </ol>
    </section>
  );
}
