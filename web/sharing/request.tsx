import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { askForMissing, supplyMissing } from '../../contracts/disputes.ts';
import { getSharingRequest, type SharingRequest, withdrawSharingRequest } from '../../contracts/sharing.ts';
import { api } from '../api.ts';
import { ConsolePage } from '../app/console-page.tsx';
import { shortDay, shortTime } from '../app/format.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { useName } from '../app/words.ts';
import { Chinese } from '../ui/chinese.tsx';
import { Button, Facts, Fault, Loading, Note, Tag } from '../ui/parts.tsx';
import { Table } from '../ui/table.tsx';
import { ActDialog } from './act-dialog.tsx';
import { Disputes } from './disputes.tsx';
import { AnswerForm } from './request-answer.tsx';
import { useKeepRequest, useRequestSides, Words } from './request-parts.tsx';
import { Due, RequestTag } from './requests.tsx';
import { RowScopeText } from './scope-text.tsx';

export function RequestPage() {
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
    <ConsolePage
      title={found.data ? t('sharing.oneOf', { number: found.data.number }) : t('sharing.one')}
      back={<Link to="/agency/sharing">{t('sharing.back')}</Link>}
    >
      {found.data ? (
        <Detail request={found.data} />
      ) : found.isError ? (
        <Fault error={found.error} onRetry={() => void found.refetch()} />
      ) : (
        <Loading lines={8} />
      )}
    </ConsolePage>
  );
}

function Detail({ request }: { request: SharingRequest }) {
  const { t } = useTranslation();
  const nameOf = useName();
  const { provides, asks } = useRequestSides(request);
  const waits = request.state === 'submitted';
  const said = (at: string | null, by: string | null) => at && [shortTime(at), by].filter(Boolean).join(' · ');
  return (
    <>
      <Facts
        rows={[
          [t('sharing.state'), <RequestTag key="state" request={request} />],
          [t('sharing.due'), waits && <Due key="due" request={request} />],
          [t('sharing.clock'), request.clock.article],
          [
            t('sharing.resource'),
            <Link key="resource" to="/agency/catalogue/$id" params={{ id: request.resource.id }}>
              {`${nameOf(request.resource)} ${request.resource.code ?? ''}`}
            </Link>,
          ],
          [t('sharing.provider'), nameOf(request.provider)],
          [t('sharing.consumer'), nameOf(request.consumer)],
          [t('sharing.purpose'), nameOf(request.purpose)],
          [t('sharing.legalBasis'), request.legalBasis],
          [t('sharing.scope'), <RowScopeText key="scope" scope={request.scope} resourceId={request.resource.id} />],
          [t('sharing.subjects'), request.ownApplicants && t('sharing.ownApplicants')],
          [t('sharing.manner'), request.manners.map((manner) => t(`sharing.manners.${manner}`)).join(t('list.and'))],
          [t('sharing.expectedPerDay'), request.expectedPerDay?.toLocaleString('en')],
          [t('sharing.quotaPerDay'), request.quotaPerDay?.toLocaleString('en')],
          [t('sharing.safeguards'), request.safeguards],
          [t('sharing.validUntil'), shortDay(request.validUntil)],
          [t('sharing.asked'), said(request.requestedAt, request.requestedBy)],
          [t('sharing.answered'), said(request.answeredAt, request.answeredBy)],
          [
            t('sharing.grant'),
            request.grant && (
              <Link key="grant" to="/agency/grants/$id" params={{ id: request.grant.id }}>
                {request.grant.number}
              </Link>
            ),
          ],
        ]}
      />
      <Missing request={request} />
      {waits && provides ? <AnswerForm request={request} /> : <Items request={request} />}
      {(waits || request.state === 'asked') && asks && <Withdraw id={request.id} />}
      <Disputes request={request} />
      <section className="section" aria-labelledby="history">
        <h2 id="history">{t('sharing.history')}</h2>
        <ol className="steps">
          {[...request.history].reverse().map((step) => (
            <li key={step.at + step.act}>
              <strong>{t(`sharing.acts.${step.act}`)}</strong>
              <div className="quiet">
                {[shortTime(step.at), step.agency ? nameOf(step.agency) : !step.by && t('sharing.byRules'), step.by]
                  .filter(Boolean)
                  .join(' · ')}
              </div>
            </li>
          ))}
        </ol>
      </section>
    </>
  );
}

/** What the provider asked for, once, and what the requester said to it. */
function Missing({ request }: { request: SharingRequest }) {
  const { t } = useTranslation();
  const keep = useKeepRequest();
  const { provides, asks } = useRequestSides(request);
  const [open, setOpen] = useState(false);
  const { question, supplement, state, id } = request;
  const mayAsk = provides && state === 'submitted' && question === null && !request.overdue;
  const mayTell = asks && state === 'asked';
  if (!question && !mayAsk) return null;
  const endpoint = mayAsk ? askForMissing : supplyMissing;
  const act = mayAsk ? 'ask' : 'tell';
  return (
    <section className="section" aria-labelledby="missing">
      <h2 id="missing">{t('sharing.missing.title')}</h2>
      {question && <Words {...question} label={t('sharing.missing.asked')} />}
      {supplement && <Words {...supplement} label={t('sharing.missing.told')} />}
      {mayTell && (
        <Note tone="wait">
          <p>{t('sharing.missing.yourTurn')}</p>
        </Note>
      )}
      {(mayAsk || mayTell) && (
        <div className="actions">
          <Button kind={mayTell ? 'primary' : 'plain'} onClick={() => setOpen(true)}>
            {t(`sharing.missing.${act}`)}
          </Button>
        </div>
      )}
      {open && (
        <ActDialog
          title={t(`sharing.missing.${act}`)}
          text={t(`sharing.missing.${act}Says`)}
          label={t(`sharing.missing.${act}Label`)}
          help={t('sharing.noNumbers')}
          action={t('sharing.missing.send')}
          run={async (text) => keep(await api(endpoint, { params: { id }, body: { text } }))}
          onClose={() => setOpen(false)}
        />
      )}
    </section>
  );
}

function Items({ request }: { request: SharingRequest }) {
  const { t } = useTranslation();
  const nameOf = useName();
  const needed = request.items.some(({ need }) => need);
  const columns = ['item', ...(needed ? ['need'] : []), 'shareType', 'decision', 'reason'];
  return (
    <section className="section" aria-labelledby="asked-items">
      <h2 id="asked-items">{t('sharing.items')}</h2>
      <Table
        stacking
        label={t('sharing.items')}
        columns={columns.map((column) => t(column === 'shareType' ? 'resource.shareType' : `sharing.${column}`))}
      >
        {request.items.map((item) => (
          <tr key={item.code}>
            <th scope="row">{nameOf(item)}</th>
            {needed && <td data-label={t('sharing.need')}>{item.need && <Chinese text={item.need} />}</td>}
            <td data-label={t('resource.shareType')}>{item.shareType && t(`resource.shareTypes.${item.shareType}`)}</td>
            <td data-label={t('sharing.decision')}>
              {item.decision ? (
                <Tag tone={item.decision === 'granted' ? 'done' : 'due'}>{t(`sharing.decisions.${item.decision}`)}</Tag>
              ) : (
                <span className="quiet">{t('sharing.undecided')}</span>
              )}
            </td>
            <td data-label={t('sharing.reason')}>{item.reason && <Chinese text={item.reason} />}</td>
          </tr>
        ))}
      </Table>
    </section>
  );
}

function Withdraw({ id }: { id: string }) {
  const { t } = useTranslation();
  const keep = useKeepRequest();
  const [sure, setSure] = useState(false);
  return (
    <div className="actions">
      <Button onClick={() => setSure(true)}>{t('sharing.withdraw')}</Button>
      {sure && (
        <ActDialog
          title={t('sharing.withdraw')}
          text={t('sharing.withdrawSure')}
          action={t('sharing.withdrawConfirm')}
          run={async () => keep(await api(withdrawSharingRequest, { params: { id } }))}
          onClose={() => setSure(false)}
        />
      )}
    </div>
  );
}
