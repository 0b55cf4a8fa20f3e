import './case.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type Case, getCase } from '../../contracts/services.ts';
import { api } from '../api.ts';
import { CaseTag } from '../app/case-tag.tsx';
import { CaseUses } from '../app/case-uses.tsx';
import { ConsolePage } from '../app/console-page.tsx';
import { proseDay, shortTime } from '../app/format.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { useSay, useSourceNames } from '../app/words.ts';
import { Icon } from '../ui/icon.tsx';
import { Button, Facts, Fault, Loading } from '../ui/parts.tsx';
import { CaseActs } from './case-acts.tsx';
import { CaseConditions, CaseJudgement } from './case-conditions.tsx';
import { CaseForm } from './case-form.tsx';
import { CaseHistory } from './case-history.tsx';
import { CaseMaterials } from './case-materials.tsx';
import { CaseRating } from './case-rating.tsx';
import { Deadline } from './queue-deadline.tsx';

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
    <ConsolePage
      title={item ? say(item.service.title) : t('agencyCase.title')}
      back={<Link to="/agency/queue">{t('agencyCase.back')}</Link>}
      actions={
        <Button onClick={() => window.print()}>
          <Icon name="print" />
          {t('agencyCase.print')}
        </Button>
      }
    >
      {item ? (
        <Detail key={item.id} item={item} />
      ) : found.isError ? (
        <Fault error={found.error} onRetry={() => void found.refetch()} />
      ) : (
        <Loading lines={10} />
      )}
    </ConsolePage>
  );
}

/** Who asks and until when; what calls for judgement; the form, with what proves it beside; what was done and read. */
function Detail({ item }: { item: Case }) {
  return (
    <>
      <Head item={item} />
      <CaseJudgement item={item} />
      <CaseRating item={item} />
      <div className="case-grid">
        <CaseForm item={item} />
        <div>
          <CaseMaterials item={item} />
          <CaseConditions item={item} />
        </div>
        <CaseUses item={item} />
        <CaseHistory item={item} />
      </div>
      <CaseActs item={item} />
    </>
  );
}

function Head({ item }: { item: Case }) {
  const { t, i18n } = useTranslation();
  const sourceNames = useSourceNames();
  const about = item.subject && item.relation !== 'self' ? item.subject : null;
  return (
    <div className="case-head">
      <Facts
        rows={[
          [t('status.number'), item.number],
          [t('queue.standing'), <CaseTag key="tag" state={item.state} ending={item.ending} late={item.late} />],
          [t('queue.deadline'), <Deadline key="deadline" item={item} />],
          [
            t('status.byLaw'),
            item.acceptedAt && item.state === 'accepted' && item.dueDate && proseDay(item.dueDate, i18n.language),
          ],
        ]}
      />
      <Facts
        rows={[
          [t('queue.applicant'), `${item.applicant.name} ${item.applicant.number}`],
          [
            t('queue.subject'),
            about ? `${about.name} ${about.number} · ${t(`agencyCase.relation.${item.relation}`)}` : t('queue.self'),
          ],
          [
            t('agencyCase.relationProof'),
            item.relationProof &&
              t('agencyCase.provenBy', {
                resource: sourceNames(item.relationProof).resource,
                agency: item.relationProof.agency,
              }),
          ],
          [t('queue.submitted'), item.submittedAt && shortTime(item.submittedAt)],
        ]}
      />
    </div>
  );
}
