import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  entryKinds,
  getLedgerKeys,
  type ListedEntry,
  listLedgerEntries,
  proveLedgerEntry,
} from '../../contracts/ledger.ts';
import { api, apiText } from '../api.ts';
import { shortTime } from '../app/format.ts';
import { proveEntry } from '../app/prove-entry.ts';
import { useChangeSearch } from '../app/use-filters.ts';
import { useName } from '../app/words.ts';
import { CodeBlock } from '../ui/code-block.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { Drawer } from '../ui/drawer.tsx';
import { FilterBar } from '../ui/filter-bar.tsx';
import { Button, Facts, Fault, Loading, Note, Tag } from '../ui/parts.tsx';
import { usePaged } from '../ui/use-paged.tsx';
import { useAgencyOptions } from './use-agencies.ts';

export interface LedgerSearch {
  /** One of entryKinds; anything else is as good as none. */
  kind?: string | undefined;
  agency?: string | undefined;
  until?: string | undefined;
  entry?: number | undefined;
}

/** The log from its end, narrowed by kind, agency and day; an entry opens beside it with its proof. */
export function LedgerEntries() {
  const { t } = useTranslation();
  const search = useSearch({ from: '/operator/ledger' });
  const change = useChangeSearch<LedgerSearch>();
  const agencies = useAgencyOptions('creditCode');
  const nameOf = useName();
  const until = useId();
  const kind = entryKinds.find((each) => each === search.kind);
  const { agency } = search;
  const filter = { ...(kind && { kind }), ...(agency && { agency }), ...(search.until && { until: search.until }) };
  const list = usePaged(['ledger-entries', filter], (page) =>
    api(listLedgerEntries, { query: { ...filter, ...page } }),
  );
  return (
    <>
      <FilterBar
        selects={[
          {
            key: 'kind',
            label: t('ledger.kind'),
            value: kind,
            options: entryKinds.map((value) => ({ value, label: t(`ledger.kinds.${value}`) })),
            onChange: (chosen) => change({ kind: chosen }),
          },
          {
            key: 'agency',
            label: t('ledger.agency'),
            value: search.agency,
            options: agencies,
            onChange: (agency) => change({ agency }),
          },
        ]}
        onClear={() => change({ kind: undefined, agency: undefined, until: undefined })}
      >
        <div className="filter-select">
          <label htmlFor={until}>{t('ledger.until')}</label>
          <input
            id={until}
            type="date"
            className="input"
            value={search.until ?? ''}
            onChange={(event) => change({ until: event.target.value || undefined })}
          />
        </div>
        <GoTo onGo={(entry) => change({ entry }, { push: true })} />
      </FilterBar>
      {list.fault ?? (
        <DataTable
          label={t('ledger.entries')}
          name="ledger"
          rows={list.rows}
          rowKey={(entry) => String(entry.index)}
          empty={t('ledger.noEntries')}
          onOpen={(entry) => change({ entry: entry.index }, { push: true })}
          openKey={search.entry === undefined ? undefined : String(search.entry)}
          columns={[
            { key: 'index', title: t('ledger.index'), width: 'fit', cell: (entry) => `#${entry.index}` },
            { key: 'at', title: t('ledger.at'), width: 'fit', cell: (entry) => shortTime(entry.at) },
            { key: 'kind', title: t('ledger.kind'), cell: (entry) => <Kind entry={entry} /> },
            {
              key: 'agency',
              title: t('ledger.agency'),
              cell: (entry) => (entry.agency ? nameOf(entry.agency) : t('ledger.nobody')),
            },
            {
              key: 'resource',
              title: t('ledger.resource'),
              hideable: true,
              cell: (entry) => <span className="code">{entry.resource}</span>,
            },
            {
              key: 'purpose',
              title: t('ledger.purpose'),
              hideable: true,
              cell: (entry) => <span className="code">{entry.purpose}</span>,
            },
          ]}
        />
      )}
      {list.more}
      {search.entry !== undefined && <Entry index={search.entry} onClose={() => change({ entry: undefined })} />}
    </>
  );
}

function Kind({ entry: { kind, rule, act } }: { entry: ListedEntry }) {
  const { t } = useTranslation();
  return (
    <>
      <Tag tone={kind === 'refusal' ? 'due' : 'plain'}>{t(`ledger.kinds.${kind}`)}</Tag>{' '}
      <span className="quiet">
        {rule && t(`refusedBy.${rule}`, { defaultValue: rule })}
        {act && t(`ledger.acts.${act}`, { defaultValue: act })}
      </span>
    </>
  );
}

function GoTo({ onGo }: { onGo(entry: number): void }) {
  const { t } = useTranslation();
  const id = useId();
  const [text, setText] = useState('');
  const go = (event: FormEvent) => {
    event.preventDefault();
    if (/^\d{1,15}$/.test(text)) onGo(Number(text));
  };
  return (
    <form className="filter-select" onSubmit={go}>
      <label htmlFor={id}>{t('ledger.goTo')}</label>
      <span className="filter-go">
        <input
          id={id}
          className="input"
          inputMode="numeric"
          maxLength={15}
          value={text}
          onChange={(event) => setText(event.target.value.replace(/\D/g, ''))}
        />
        <Button type="submit">{t('ledger.go')}</Button>
      </span>
    </form>
  );
}

/** One entry, and whether the ledger holds it: proven in this browser from the node's public key. */
function Entry({ index, onClose }: { index: number; onClose(): void }) {
  const { t } = useTranslation();
  const proven = useQuery({
    queryKey: ['ledger-entry', index],
    queryFn: () => api(proveLedgerEntry, { params: { index } }),
  });
  const keys = useQuery({
    queryKey: ['ledger-keys'],
    queryFn: async () => (await apiText(getLedgerKeys)).trim(),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const verdict = proven.data && keys.data ? proveEntry(proven.data, keys.data.split('\n')) : undefined;
  const fault = proven.error ?? keys.error;
  return (
    <Drawer title={t('ledger.entryTitle', { index })} onClose={onClose}>
      {verdict && proven.data ? (
        <>
          <Note tone={verdict.ok ? 'done' : 'due'}>
            {verdict.ok ? (
              <>
                <p>
                  <strong>{t('ledger.held')}</strong>
                </p>
                <p>{t('ledger.heldText', { index, size: verdict.size.toLocaleString('en') })}</p>
              </>
            ) : (
              <p>{t(`ledger.notHeld.${verdict.fault}`)}</p>
            )}
          </Note>
          <Facts rows={factsOf(proven.data.entry).map(([name, value]) => [t(`ledger.fields.${name}`), value])} />
          <CodeBlock label={t('ledger.asHashed')} code={JSON.stringify(JSON.parse(proven.data.entry), null, 2)} />
          <CodeBlock label={t('ledger.proof')} code={proven.data.proof} />
        </>
      ) : fault ? (
        <Fault error={fault} onRetry={() => void proven.refetch()} />
      ) : (
        <Loading lines={8} />
      )}
    </Drawer>
  );
}

/** What an entry says first; all of it stands below as it was hashed. */
function factsOf(text: string): [string, string][] {
  const said = JSON.parse(text) as Record<string, unknown> & {
    actor?: Record<string, string>;
    grant?: { number: string };
  };
  const facts: [string, unknown][] = [
    ['at', typeof said.at === 'string' ? shortTime(said.at) : undefined],
    ['agency', said.actor?.agency],
    ['client', said.actor?.client],
    ['resource', said.resource],
    ['items', Array.isArray(said.items) ? said.items.join(', ') : undefined],
    ['purpose', said.purpose],
    ['grant', said.grant?.number],
    ['case', said.case],
    ['rule', said.rule],
  ];
  return facts.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []));
}
