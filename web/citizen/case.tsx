import { useQuery } from '@tanstack/react-query';
import { useParams, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type Case, getCase } from '../../contracts/services.ts';
import { api } from '../api.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { useName, useSay } from '../app/words.ts';
import { Page } from '../ui/page.tsx';
import { Fault, Loading, Note } from '../ui/parts.tsx';
import { CaseFill } from './case-fill.tsx';
import { CaseReview } from './case-review.tsx';
import { CaseStatus } from './case-status.tsx';

export function CasePage() {
  const { t } = useTranslation();
  return (
    <SignedIn as="resident" title={t('case.title')}>
      <OneCase />
    </SignedIn>
  );
}

function OneCase() {
  const { t } = useTranslation();
  const nameOf = useName();
  const say = useSay();
  const { id } = useParams({ from: '/cases/$id' });
  const { step } = useSearch({ from: '/cases/$id' });
  const found = useQuery({
    queryKey: ['case', id],
    queryFn: () => api(getCase, { params: { id } }),
    // While the sources are being read, look again each second.
    refetchInterval: ({ state }) => (state.data && waiting(state.data) ? 1000 : false),
  });
  const item = found.data;
  if (!item) {
    return (
      <Page title={t('case.title')}>
        {found.isError ? <Fault error={found.error} onRetry={() => void found.refetch()} /> : <Loading lines={8} />}
      </Page>
    );
  }
  const open = item.state === 'draft' || item.state === 'correction';
  const title = say(item.service.title);
  if (!open) {
    return (
      <Page
        key="status"
        title={title}
        lead={t('case.lead', {
          number: item.number,
          agency: nameOf({ name: item.service.agency, nameEn: item.service.agencyEn }),
        })}
      >
        <CaseStatus item={item} />
      </Page>
    );
  }
  if (step === 'review' && item.filled) {
    return (
      <Page
        key="review"
        title={t('review.title', { service: title })}
        lead={t('review.lead', { agency: nameOf({ name: item.service.agency, nameEn: item.service.agencyEn }) })}
      >
        <CaseReview item={item} />
      </Page>
    );
  }
  return (
    <Page
      key="fill"
      title={title}
      lead={t('case.lead', {
        number: item.number,
        agency: nameOf({ name: item.service.agency, nameEn: item.service.agencyEn }),
      })}
    >
      {item.correctionNote && (
        <Note tone="due">
          <h2>{t('case.correctionAsked')}</h2>
          <p>{item.correctionNote}</p>
        </Note>
      )}
      {waiting(item) ? (
        <>
          <p role="status">{t('case.filling')}</p>
          <Loading lines={9} />
        </>
      ) : (
        <CaseFill item={item} />
      )}
    </Page>
  );
}

/** Sources are being read; while the applicant has yet to say for which child, nothing is. */
function waiting(item: Case): boolean {
  return !item.filled && item.choices.length === 0 && (item.state === 'draft' || item.state === 'correction');
}
