import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type Case, getCase } from '../../contracts/services.ts';
import { api } from '../api.ts';
import { CaseTag } from '../app/case-tag.tsx';
import { CaseUses } from '../app/case-uses.tsx';
import { FieldValue } from '../app/field-value.tsx';
import { proseDay, shortTime } from '../app/format.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { useSay } from '../app/words.ts';
import { Source } from '../citizen/case-filled.tsx';
import { CaseMaterials } from '../citizen/case-materials.tsx';
import { Page } from '../ui/page.tsx';
import { Facts, Fault, Loading, Tag } from '../ui/parts.tsx';
import { CaseActs } from './case-acts.tsx';
import { Deadline } from './queue.tsx';

export function AgencyCasePage() {
  const { t } = useTranslation();
  return (
    <SignedIn as="caseworker" title={t('agencyCase.title')}>
      <OneCase />
    </SignedIn>
  );
}

function OneCase() {
  const { t } = useTranslation();
  const say = useSay();
  const { id } = useParams({ from: '/agency/cases/$id' });
  const found = useQuery({ queryKey: ['case', id], queryFn: () => api(getCase, { params: { id } }) });
  const item = found.data;
  return (
    <Page wide title={item ? say(item.service.title) : t('agencyCase.title')}>
      <p>
        <Link to="/agency/queue">{t('agencyCase.back')}</Link>
      </p>
      {item ? (
        <Detail item={item} />
      ) : found.isError ? (
        <Fault error={found.error} onRetry={() => void found.refetch()} />
      ) : (
        <Loading lines={10} />
      )}
    </Page>
  );
}

/** What decides the case on the left, what the worker does about it on the right. */
function Detail({ item }: { item: Case }) {
  const { t, i18n } = useTranslation();
  const say = useSay();
  return (
    <div className="two">
      <div>
        <Facts
          rows={[
            [t('status.number'), item.number],
            [t('queue.applicant'), `${item.applicant.name} ${item.applicant.number}`],
            [
              t('queue.subject'),
              item.subject &&
                item.relation !== 'self' &&
                `${item.subject.name} ${item.subject.number} · ${t(`agencyCase.relation.${item.relation}`)}`,
            ],
            [
              t('agencyCase.relationProof'),
              item.relationProof &&
                t('agencyCase.provenBy', {
                  resource: item.relationProof.resourceName,
                  agency: item.relationProof.agency,
                }),
            ],
          ]}
        />
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
        <section className="section">
          <h2>{t('agencyCase.form')}</h2>
          <div className="table-wrap">
            <table className="table stacking">
              <thead>
                <tr>
                  <th scope="col">{t('agencyCase.field')}</th>
                  <th scope="col">{t('agencyCase.value')}</th>
                  <th scope="col">{t('agencyCase.source')}</th>
                </tr>
              </thead>
              <tbody>
                {item.fields.map((field) => (
                  <tr key={field.name}>
                    <th scope="row">{say(field.title)}</th>
                    <td data-label={t('agencyCase.value')}>
                      <FieldValue field={field} value={field.value} />
                      {field.dispute && (
                        <div>
                          <Tag tone="wait">{t('agencyCase.disputed')}</Tag>{' '}
                          <span className="quiet">{t('agencyCase.disputeProof', { proof: field.dispute.proof })}</span>
                        </div>
                      )}
                    </td>
                    <td data-label={t('agencyCase.source')} className="quiet one-line">
                      {field.kind === 'asked' ? t('agencyCase.byApplicant') : <Source field={field} reader="agency" />}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
        <CaseMaterials item={item} reader="agency" />
        <CaseUses item={item} />
      </div>
      <aside aria-label={t('agencyCase.acts')}>
        <div className="panel">
          <Facts
            rows={[
              [t('queue.standing'), <CaseTag key="tag" state={item.state} ending={item.ending} late={item.late} />],
              [t('queue.deadline'), <Deadline key="deadline" item={item} />],
              [
                t('agencyCase.promised'),
                item.acceptedAt && item.promisedDate && proseDay(item.promisedDate, i18n.language),
              ],
              [t('status.byLaw'), item.acceptedAt && item.dueDate && proseDay(item.dueDate, i18n.language)],
            ]}
          />
          <CaseActs item={item} />
        </div>
        <section>
          <h2>{t('status.steps')}</h2>
          <ol className="steps">
            {item.steps.map((step) => (
              <li key={step.at + step.step}>
                <strong>{t(`step.${step.step}`, { defaultValue: step.step })}</strong>
                <div className="quiet">
                  {shortTime(step.at)} · {t(`step.by.${step.actor}`)}
                </div>
                {step.opinion && <p>{step.opinion}</p>}
              </li>
            ))}
          </ol>
        </section>
      </aside>
    </div>
  );
}
