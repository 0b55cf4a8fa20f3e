import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Case } from '../../contracts/services.ts';
import { CaseTag } from '../app/case-tag.tsx';
import { CaseUses } from '../app/case-uses.tsx';
import { proseDay, shortDay, shortTime } from '../app/format.ts';
import { useName } from '../app/words.ts';
import { Chinese, langOf } from '../ui/chinese.tsx';
import { Facts, Note, type Tone } from '../ui/parts.tsx';
import { CaseAnswers } from './case-answers.tsx';
import { FilledFields } from './case-filled.tsx';
import { CaseMaterials } from './case-materials.tsx';
import { CaseRating } from './case-rating.tsx';
import { CaseWithdraw } from './case-withdraw.tsx';

/** After handing in: what happened, whose turn it is, what comes next and by when; what was read. */
export function CaseStatus({ item }: { item: Case }) {
  const { t, i18n } = useTranslation();
  const nameOf = useName();
  const day = (at: string | null) => (at ? proseDay(at, i18n.language) : '');
  const standing = item.ending ?? item.state;
  const agencysTurn = item.state === 'submitted' || item.state === 'accepted';
  // A day stays open while the working calendar of its year is not out.
  const open = agencysTurn ? t('status.dayOpen') : null;
  const promise = agencysTurn && !item.deadline ? 'textOpen' : 'text';
  return (
    <>
      <Note tone={toneOf(standing)}>
        <h2>{t(`status.${standing}.title`)}</h2>
        <p>
          {t(`status.${standing}.${promise}`, {
            agency: nameOf({ name: item.service.agency, nameEn: item.service.agencyEn }),
            acceptBy: day(item.acceptBy),
            promised: day(item.promisedDate),
          })}
        </p>
        {item.opinion && (
          <p>
            {t('status.opinion')} <Chinese text={item.opinion} />
          </p>
        )}
        {item.licenceId && (
          <p>
            <Link to="/licences/$id" params={{ id: item.licenceId }}>
              {t('status.licence')}
            </Link>
          </p>
        )}
      </Note>
      <Facts
        rows={[
          [t('status.standing'), <CaseTag key="tag" state={item.state} ending={item.ending} late={item.late} />],
          [t('status.turn'), agencysTurn ? nameOf({ name: item.service.agency, nameEn: item.service.agencyEn }) : null],
          [t('status.by'), item.deadline ? day(item.deadline) : open],
          [t('status.byLaw'), item.acceptedAt && (item.dueDate ? shortDay(item.dueDate) : open)],
          [t('status.about'), item.subject ? `${item.subject.name} ${item.subject.number}` : null],
          [t('status.number'), item.number],
        ]}
      />
      {item.state === 'closed' && <CaseRating item={item} />}
      <section className="section">
        <h2>{t('status.steps')}</h2>
        <ol className="steps">
          {item.steps.map((step) => (
            <li key={step.at + step.step}>
              <strong>{t(`step.${step.step}`, { defaultValue: step.step })}</strong>{' '}
              <span className="quiet">
                {shortTime(step.at)} · {t(`step.by.${step.actor}`)}
              </span>
              {step.opinion && <p lang={langOf(step.opinion)}>{step.opinion}</p>}
            </li>
          ))}
        </ol>
      </section>
      <CaseUses item={item} />
      <details className="section">
        <summary>{t('status.form')}</summary>
        <CaseAnswers item={item} />
        <FilledFields item={item} />
        <CaseMaterials item={item} />
      </details>
      {(item.state === 'submitted' || item.state === 'accepted') && (
        <div className="actions">
          <CaseWithdraw item={item} />
        </div>
      )}
    </>
  );
}

function toneOf(standing: string): Tone {
  if (standing === 'granted') return 'done';
  if (standing === 'refused' || standing === 'notAccepted' || standing === 'voided') return 'due';
  return standing === 'withdrawn' ? 'plain' : 'done';
}
