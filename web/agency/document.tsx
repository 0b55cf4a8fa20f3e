import '../app/document.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type DocumentDetail,
  type DocumentVersion,
  discardDocumentDraft,
  getDocument,
  withdrawDocument,
} from '../../contracts/documents.ts';
import { api } from '../api.ts';
import { ConsolePage } from '../app/console-page.tsx';
import { DocumentBody } from '../app/document-body.tsx';
import { useDocumentClasses } from '../app/document-words.ts';
import { shortTime } from '../app/format.ts';
import { useAccount } from '../app/session.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { useName } from '../app/words.ts';
import { useConfirm } from '../ui/dialog.tsx';
import { TextArea } from '../ui/fields.tsx';
import { Button, Facts, Fault, Loading, Note } from '../ui/parts.tsx';
import { DocumentForm } from './document-form.tsx';
import { DocumentReview } from './document-review.tsx';
import { DocumentTag } from './documents.tsx';

export function AgencyDocumentPage() {
  const { t } = useTranslation();
  return (
    <SignedIn as={['steward', 'operator', 'supervisor']} title={t('documents.one')}>
      <OneDocument />
    </SignedIn>
  );
}

function OneDocument() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/agency/documents/$id' });
  const nameOf = useName();
  const found = useQuery({ queryKey: ['document', id], queryFn: () => api(getDocument, { params: { id } }) });
  return (
    <ConsolePage
      title={found.data ? nameOf(found.data.working ?? found.data.last) : t('documents.one')}
      back={<Link to="/agency/documents">{t('documents.back')}</Link>}
    >
      {found.data ? (
        <Detail document={found.data} reload={() => void found.refetch()} />
      ) : found.isError ? (
        <Fault error={found.error} onRetry={() => void found.refetch()} />
      ) : (
        <Loading lines={10} />
      )}
    </ConsolePage>
  );
}

function Detail({ document, reload }: { document: DocumentDetail; reload(): void }) {
  const { t } = useTranslation();
  const account = useAccount();
  const [changing, setChanging] = useState(false);
  const staff = account?.kind === 'staff' ? account : undefined;
  const own = staff?.agency.id === document.last.agencyId;
  const writes = own && staff.roles.includes('steward');
  const operates = staff?.roles.includes('operator') ?? false;
  const writing = writes && (document.state === 'draft' || document.state === 'returned' || changing);
  const shown = document.working ?? document.published ?? document.last;
  return (
    <>
      <Facts
        rows={[
          [t('documents.state'), <DocumentTag key="state" state={document.state} />],
          [t('documents.code'), document.last.code ?? t('documents.noCode')],
          ...(document.withdrawnReason
            ? ([[t('documents.withdrawnFor'), document.withdrawnReason]] as [string, string][])
            : []),
        ]}
      />
      {document.published && document.working && (
        <Note>
          {t('documents.besides', { version: document.published.version })}{' '}
          <Link to="/documents/$id" params={{ id: document.id }}>
            {t('documents.seeShown')}
          </Link>
        </Note>
      )}
      {document.published && !document.working && (
        <p>
          <Link to="/documents/$id" params={{ id: document.id }}>
            {t('documents.seeShown')}
          </Link>
        </p>
      )}
      {operates && document.state === 'submitted' && <DocumentReview document={document} />}
      {writing ? (
        <DocumentForm
          key={`${document.working?.version ?? 'next'}`}
          document={document}
          reload={reload}
          onKept={() => setChanging(false)}
        />
      ) : (
        <Shown version={shown} />
      )}
      <Acts
        document={document}
        change={writes && !writing && (document.state === 'published' || document.state === 'withdrawn')}
        onChange={() => setChanging(true)}
        discard={writes && (document.state === 'draft' || document.state === 'returned')}
        withdraw={(writes || operates) && document.published !== null}
      />
      <Sites document={document} />
      <History document={document} />
    </>
  );
}

function Shown({ version }: { version: DocumentVersion }) {
  const { t } = useTranslation();
  const nameOf = useName();
  const classes = useDocumentClasses();
  const rows: [string, string | null | undefined][] = [
    [t('documents.kind'), t(`documents.kinds.${version.kind}`)],
    [t('documents.agency'), nameOf({ name: version.agencyName, nameEn: version.agencyNameEn })],
    [t('documents.titleEn'), version.titleEn],
    [t('documents.classCode'), classes.find(({ value }) => value === version.classCode)?.label],
    [t('documents.number'), version.number],
    [t('documents.issuedOn'), version.issuedOn],
    [t('documents.validFrom'), version.validFrom],
    [t('documents.validUntil'), version.validUntil],
    [t('documents.sourceName'), version.sourceName],
    [t('documents.sourceUrl'), version.sourceUrl],
    [t('documents.summary'), version.summary],
  ];
  return (
    <section className="section">
      <Facts rows={rows.filter((row): row is [string, string] => Boolean(row[1]))} />
      <DocumentBody html={version.body} />
    </section>
  );
}

interface ActsProps {
  document: DocumentDetail;
  change: boolean;
  onChange(): void;
  discard: boolean;
  withdraw: boolean;
}

function Acts({ document, change, onChange, discard, withdraw }: ActsProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [asking, ask] = useConfirm();
  const [withdrawing, setWithdrawing] = useState(false);
  const [reason, setReason] = useState('');
  const discarding = useMutation({
    mutationFn: () => api(discardDocumentDraft, { params: { id: document.id } }),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['documents'] });
      if (document.last.code === null) void navigate({ to: '/agency/documents' });
      else void queries.invalidateQueries({ queryKey: ['document', document.id] });
    },
  });
  const withdrawal = useMutation({
    mutationFn: () => api(withdrawDocument, { params: { id: document.id }, body: { reason: reason.trim() } }),
    onSuccess: (next) => {
      setWithdrawing(false);
      queries.setQueryData(['document', document.id], next);
      void queries.invalidateQueries({ queryKey: ['documents'] });
    },
  });
  const throwAway = async () => {
    const sure = await ask({
      title: t('documents.discard'),
      text: t('documents.discardWords'),
      action: t('documents.discard'),
    });
    if (sure) discarding.mutate();
  };
  if (!change && !discard && !withdraw) return null;
  return (
    <section className="section">
      {asking}
      {(discarding.error ?? withdrawal.error) && <Fault error={discarding.error ?? withdrawal.error} />}
      {withdrawing ? (
        <form
          className="panel"
          aria-label={t('documents.withdraw')}
          onSubmit={(event) => {
            event.preventDefault();
            if (reason.trim()) withdrawal.mutate();
          }}
        >
          <TextArea
            id="withdraw-reason"
            label={t('documents.withdrawReason')}
            help={t('documents.withdrawHelp')}
            rows={2}
            maxLength={500}
            required
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
          <div className="actions">
            <Button kind="primary" type="submit" disabled={!reason.trim() || withdrawal.isPending}>
              {t('documents.withdrawNow')}
            </Button>
            <Button kind="text" onClick={() => setWithdrawing(false)}>
              {t('console.cancel')}
            </Button>
          </div>
        </form>
      ) : (
        <div className="actions">
          {change && <Button onClick={onChange}>{t('documents.change')}</Button>}
          {discard && <Button onClick={() => void throwAway()}>{t('documents.discard')}</Button>}
          {withdraw && <Button onClick={() => setWithdrawing(true)}>{t('documents.withdraw')}</Button>}
        </div>
      )}
    </section>
  );
}

function Sites({ document }: { document: DocumentDetail }) {
  const { t } = useTranslation();
  const nameOf = useName();
  if (document.last.code === null) return null;
  return (
    <section className="section" aria-labelledby="document-sites">
      <h2 id="document-sites">{t('documents.sites')}</h2>
      {document.sites.length === 0 ? (
        <p className="quiet">{t('documents.noSites')}</p>
      ) : (
        <ul>
          {document.sites.map((site) => (
            <li key={site.key}>
              <Link to="/sites/$site" params={{ site: site.key }}>
                {nameOf(site)}
              </Link>
              {': '}
              {site.channels.length > 0 ? site.channels.map(nameOf).join(', ') : t('documents.notAnyMore')}
              {site.lastTakenOn && (
                <span className="quiet">
                  {' '}
                  {t('documents.taken', { count: site.takenTimes, day: site.lastTakenOn })}
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function History({ document }: { document: DocumentDetail }) {
  const { t } = useTranslation();
  return (
    <section className="section" aria-labelledby="document-history">
      <h2 id="document-history">{t('documents.history')}</h2>
      <ol className="history">
        {document.events.map((event) => (
          <li key={event.at + event.action}>
            <time dateTime={event.at}>{shortTime(event.at)}</time>{' '}
            {t(`documents.actions.${event.action}`, { version: event.version })}
            {event.by && <span className="quiet"> {event.by}</span>}
            {event.remarks.map(({ field, remark }) => (
              <p key={field + remark}>{remark}</p>
            ))}
          </li>
        ))}
      </ol>
    </section>
  );
}
