import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  answerSharingRequest,
  getSharingRequest,
  type SharingRequest,
  withdrawSharingRequest,
} from '../../contracts/sharing.ts';
import { api } from '../api.ts';
import { shortDay, shortTime } from '../app/format.ts';
import { useAccount } from '../app/session.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { useName } from '../app/words.ts';
import { Page } from '../ui/page.tsx';
import { Button, Facts, Fault, Loading, Note, Tag } from '../ui/parts.tsx';
import { Table } from '../ui/table.tsx';
import { Due, RequestTag } from './sharing.tsx';
import { RowScopeText } from './sharing-scope.tsx';

export function SharingRequestPage() {
  const { t } = useTranslation();
  return (
    <SignedIn as={['steward', 'developer', 'operator', 'supervisor']} title={t('sharing.one')}>
      <OneRequest />
    </SignedIn>
  );
}

function OneRequest() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/agency/sharing/$id' });
  const found = useQuery({ queryKey: ['request', id], queryFn: () => api(getSharingRequest, { params: { id } }) });
  return (
    <Page wide title={found.data ? t('sharing.oneOf', { number: found.data.number }) : t('sharing.one')}>
      <p>
        <Link to="/agency/sharing">{t('sharing.back')}</Link>
      </p>
      {found.data ? (
        <Detail request={found.data} />
      ) : found.isError ? (
        <Fault error={found.error} onRetry={() => void found.refetch()} />
      ) : (
        <Loading lines={8} />
      )}
    </Page>
  );
}

function Detail({ request }: { request: SharingRequest }) {
  const { t } = useTranslation();
  const nameOf = useName();
  const account = useAccount();
  const staff = account?.kind === 'staff' ? account : null;
  const waits = request.state === 'submitted';
  const answers = waits && staff?.agency.id === request.provider.id && staff.roles.includes('steward');
  const withdraws =
    waits &&
    staff?.agency.id === request.consumer.id &&
    (staff.roles.includes('steward') || staff.roles.includes('developer'));
  return (
    <>
      <Facts
        rows={[
          [t('sharing.state'), <RequestTag key="state" item={request} />],
          [t('sharing.due'), waits && <Due key="due" item={request} />],
          [t('sharing.clock'), waits && request.clock.article],
          [t('sharing.resource'), `${nameOf(request.resource)} ${request.resource.code ?? ''}`],
          [t('sharing.provider'), nameOf(request.provider)],
          [t('sharing.consumer'), nameOf(request.consumer)],
          [t('sharing.purpose'), nameOf(request.purpose)],
          [t('sharing.legalBasis'), request.legalBasis],
          [t('sharing.validUntil'), shortDay(request.validUntil)],
          [t('sharing.scope'), <RowScopeText key="scope" scope={request.scope} resourceId={request.resource.id} />],
          [t('sharing.asked'), [shortTime(request.requestedAt), request.requestedBy].filter(Boolean).join(' · ')],
          [
            t('sharing.answered'),
            request.answeredAt && [shortTime(request.answeredAt), request.answeredBy].filter(Boolean).join(' · '),
          ],
          [t('sharing.grant'), request.grant && <Link to="/agency/grants">{request.grant.number}</Link>],
        ]}
      />
      {answers ? <Answer request={request} /> : <Items request={request} />}
      {withdraws && <Withdraw id={request.id} />}
    </>
  );
}

function Items({ request }: { request: SharingRequest }) {
  const { t } = useTranslation();
  const nameOf = useName();
  return (
    <Table
      stacking
      label={t('sharing.items')}
      columns={[t('sharing.item'), t('resource.shareType'), t('sharing.decision'), t('sharing.reason')]}
    >
      {request.items.map((item) => (
        <tr key={item.code}>
          <th scope="row">{nameOf(item)}</th>
          <td data-label={t('resource.shareType')}>{item.shareType && t(`resource.shareTypes.${item.shareType}`)}</td>
          <td data-label={t('sharing.decision')}>
            {item.decision ? (
              <Tag tone={item.decision === 'granted' ? 'done' : 'due'}>{t(`sharing.decisions.${item.decision}`)}</Tag>
            ) : (
              <span className="quiet">{t('sharing.undecided')}</span>
            )}
          </td>
          <td data-label={t('sharing.reason')}>{item.reason}</td>
        </tr>
      ))}
    </Table>
  );
}

interface Decision {
  decision: 'granted' | 'refused' | '';
  reason: string;
}

/** The provider answers item by item; what is refused is refused with its reason. */
function Answer({ request }: { request: SharingRequest }) {
  const { t } = useTranslation();
  const nameOf = useName();
  const queries = useQueryClient();
  const [decisions, setDecisions] = useState<Record<string, Decision>>({});
  const [tried, setTried] = useState(false);
  const of = (code: string): Decision => decisions[code] ?? { decision: '', reason: '' };
  const set = (code: string, part: Partial<Decision>) =>
    setDecisions({ ...decisions, [code]: { ...of(code), ...part } });
  const answer = useMutation({
    mutationFn: () =>
      api(answerSharingRequest, {
        params: { id: request.id },
        body: {
          items: request.items.map(({ code }) => {
            const { decision, reason } = of(code);
            return decision === 'granted'
              ? { code, decision }
              : { code, decision: 'refused' as const, reason: reason.trim() };
          }),
        },
      }),
    onSuccess: (next) => {
      queries.setQueryData(['request', request.id], next);
      void queries.invalidateQueries({ queryKey: ['requests'] });
      void queries.invalidateQueries({ queryKey: ['grants'] });
    },
  });
  const whole = request.items.every(({ code }) => {
    const { decision, reason } = of(code);
    return decision === 'granted' || (decision === 'refused' && reason.trim() !== '');
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (whole) answer.mutate();
  };
  return (
    <form className="panel" onSubmit={send} noValidate aria-labelledby="answer">
      <h2 id="answer">{t('sharing.answer')}</h2>
      <div className="actions">
        <Button
          onClick={() =>
            setDecisions(
              Object.fromEntries(request.items.map(({ code }) => [code, { decision: 'granted' as const, reason: '' }])),
            )
          }
        >
          {t('sharing.grantAll')}
        </Button>
      </div>
      {request.items.map((item) => {
        const { decision, reason } = of(item.code);
        const undecided = tried && decision === '';
        const unreasoned = tried && decision === 'refused' && !reason.trim();
        return (
          <fieldset key={item.code} className="field choices">
            <legend>{nameOf(item)}</legend>
            <div className="inline-choices">
              {(['granted', 'refused'] as const).map((each) => (
                <label key={each} className="choice">
                  <input
                    type="radio"
                    name={`decision-${item.code}`}
                    checked={decision === each}
                    onChange={() => set(item.code, { decision: each })}
                  />
                  {t(`sharing.decisions.${each}`)}
                </label>
              ))}
            </div>
            {undecided && <p className="fault">{t('sharing.decide')}</p>}
            {decision === 'refused' && (
              <>
                <label htmlFor={`reason-${item.code}`}>{t('sharing.reasonOf', { item: nameOf(item) })}</label>
                <input
                  id={`reason-${item.code}`}
                  className="input"
                  maxLength={500}
                  value={reason}
                  aria-invalid={unreasoned || undefined}
                  aria-describedby={unreasoned ? `reason-${item.code}-fault` : undefined}
                  onChange={(event) => set(item.code, { reason: event.target.value })}
                />
                {unreasoned && (
                  <p id={`reason-${item.code}-fault`} className="fault">
                    {t('sharing.reasonNeeded')}
                  </p>
                )}
              </>
            )}
          </fieldset>
        );
      })}
      {answer.isError && <Fault error={answer.error} />}
      <div className="actions">
        <Button kind="primary" type="submit" disabled={answer.isPending}>
          {t('sharing.sendAnswer')}
        </Button>
      </div>
    </form>
  );
}

function Withdraw({ id }: { id: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [sure, setSure] = useState(false);
  const withdraw = useMutation({
    mutationFn: () => api(withdrawSharingRequest, { params: { id } }),
    onSuccess: (next) => {
      queries.setQueryData(['request', id], next);
      void queries.invalidateQueries({ queryKey: ['requests'] });
    },
  });
  return (
    <>
      {sure && (
        <Note tone="wait">
          <p role="status">{t('sharing.withdrawSure')}</p>
        </Note>
      )}
      {withdraw.isError && <Fault error={withdraw.error} />}
      <div className="actions">
        <Button disabled={withdraw.isPending} onClick={() => (sure ? withdraw.mutate() : setSure(true))}>
          {t(sure ? 'sharing.withdrawConfirm' : 'sharing.withdraw')}
        </Button>
        {sure && (
          <Button kind="text" onClick={() => setSure(false)}>
            {t('console.cancel')}
          </Button>
        )}
      </div>
    </>
  );
}
