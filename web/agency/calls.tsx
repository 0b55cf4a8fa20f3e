import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { type AgencyCall, listAgencyCalls, proveAgencyCall } from '../../contracts/exchange.ts';
import { getLedgerKeys } from '../../contracts/ledger.ts';
import { api, apiText } from '../api.ts';
import { ConsolePage } from '../app/console-page.tsx';
import { shortTime } from '../app/format.ts';
import { proveEntry } from '../app/prove-entry.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { useChangeSearch } from '../app/use-filters.ts';
import { useName } from '../app/words.ts';
import { CodeBlock } from '../ui/code-block.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { Drawer } from '../ui/drawer.tsx';
import { Facts, Fault, Loading, Note, Tag } from '../ui/parts.tsx';
import { usePaged } from '../ui/use-paged.tsx';

export interface CallsSearch {
  entry?: number | undefined;
}

const freshEvery = 5000;

/** What the agency's systems asked for, as it comes in, and what came of it; each answered call can be proven. */
export function CallsPage() {
  const { t } = useTranslation();
  return (
    <SignedIn as={['developer']} title={t('calls.title')}>
      <ConsolePage
        title={t('calls.title')}
        lead={t('calls.lead')}
        actions={<Link to="/verify">{t('calls.verifySaved')}</Link>}
      >
        <Calls />
      </ConsolePage>
    </SignedIn>
  );
}

function Calls() {
  const { t } = useTranslation();
  const nameOf = useName();
  const { entry } = useSearch({ from: '/agency/calls' });
  const change = useChangeSearch<CallsSearch>();
  const list = usePaged(['calls'], (query) => api(listAgencyCalls, { query }));
  useFreshCalls();
  const open = list.rows?.find(({ index }) => index === entry);
  return (
    <>
      <p className="quiet" role="status">
        {t('calls.live')}
      </p>
      {list.fault ?? (
        <DataTable
          label={t('calls.title')}
          name="calls"
          rows={list.rows}
          rowKey={(call) => String(call.index)}
          empty={t('calls.none')}
          onOpen={(call) => change({ entry: call.index }, { push: true })}
          openKey={entry === undefined ? undefined : String(entry)}
          columns={[
            { key: 'at', title: t('calls.at'), width: 'fit', cell: (call) => shortTime(call.at) },
            { key: 'outcome', title: t('calls.outcome'), cell: (call) => <Outcome call={call} /> },
            { key: 'resource', title: t('calls.resource'), cell: (call) => nameOf(call.resource) },
            {
              key: 'items',
              title: t('calls.items'),
              hideable: true,
              cell: (call) => call.items.map(nameOf).join(t('list.and')),
            },
            { key: 'purpose', title: t('calls.purpose'), hideable: true, cell: (call) => nameOf(call.purpose) },
            { key: 'grant', title: t('calls.grant'), hideable: true, width: 'fit', cell: (call) => call.grantNumber },
            {
              key: 'client',
              title: t('calls.client'),
              hideable: true,
              cell: (call) => <span className="code">{call.client ?? call.caseNumber}</span>,
            },
          ]}
        />
      )}
      {list.more}
      {open && <OneCall call={open} onClose={() => change({ entry: undefined })} />}
    </>
  );
}

/** Asks for the list again and again while the page is looked at. */
function useFreshCalls() {
  const queries = useQueryClient();
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void queries.invalidateQueries({ queryKey: ['calls'] });
    }, freshEvery);
    return () => clearInterval(timer);
  }, [queries]);
}

function Outcome({ call }: { call: AgencyCall }) {
  const { t } = useTranslation();
  return (
    <>
      <Tag tone={call.outcome === 'answered' ? 'done' : 'due'}>{t(`calls.outcomes.${call.outcome}`)}</Tag>
      {call.rule && (
        <div className="quiet">
          {t(`refusedBy.${call.rule}`, { defaultValue: '' })} <span className="code">{call.rule}</span>
        </div>
      )}
    </>
  );
}

function OneCall({ call, onClose }: { call: AgencyCall; onClose(): void }) {
  const { t } = useTranslation();
  const nameOf = useName();
  return (
    <Drawer title={t('calls.one', { index: call.index })} onClose={onClose}>
      <Facts
        rows={[
          [t('calls.at'), shortTime(call.at)],
          [t('calls.outcome'), <Outcome key="outcome" call={call} />],
          [t('calls.resource'), `${nameOf(call.resource)} ${call.resource.code}`],
          [t('calls.items'), call.items.map(nameOf).join(t('list.and'))],
          [t('calls.purpose'), nameOf(call.purpose)],
          [t('calls.grant'), call.grantNumber],
          [t('calls.key'), call.client],
          [t('calls.case'), call.caseNumber],
        ]}
      />
      {call.rule ? (
        <p>
          <a href={`/docs/errors#${call.rule}`}>{t('calls.whatRule', { rule: call.rule })}</a>
        </p>
      ) : (
        <Proof index={call.index} />
      )}
    </Drawer>
  );
}

/** Whether the ledger holds the call: proven in this browser from the node's public keys. */
function Proof({ index }: { index: number }) {
  const { t } = useTranslation();
  const proven = useQuery({
    queryKey: ['call-proof', index],
    queryFn: () => api(proveAgencyCall, { params: { index } }),
  });
  const vkeys = useQuery({
    queryKey: ['ledger-keys'],
    queryFn: async () => (await apiText(getLedgerKeys)).trim(),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const fault = proven.error ?? vkeys.error;
  if (fault) return <Fault error={fault} onRetry={() => void proven.refetch()} />;
  if (!proven.data || !vkeys.data) return <Loading lines={6} />;
  const verdict = proveEntry(proven.data, vkeys.data.split('\n'));
  return (
    <>
      <Note tone={verdict.ok ? 'done' : 'due'}>
        <p>
          {verdict.ok
            ? t('calls.held', { index, size: verdict.size.toLocaleString('en') })
            : t(`calls.notHeld.${verdict.fault}`)}
        </p>
      </Note>
      <CodeBlock label={t('calls.entry')} code={JSON.stringify(JSON.parse(proven.data.entry), null, 2)} />
      <CodeBlock label={t('calls.proof')} code={proven.data.proof} />
    </>
  );
}
