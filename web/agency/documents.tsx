import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  createDocument,
  type DocumentKind,
  type DocumentState,
  documentKinds,
  documentStates,
  listDocuments,
} from '../../contracts/documents.ts';
import { api } from '../api.ts';
import { ConsolePage } from '../app/console-page.tsx';
import { shortTime } from '../app/format.ts';
import { useAccount } from '../app/session.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { useChangeSearch } from '../app/use-filters.ts';
import { useName } from '../app/words.ts';
import { DataTable } from '../ui/data-table.tsx';
import { SelectField, TextField } from '../ui/fields.tsx';
import { FilterBar } from '../ui/filter-bar.tsx';
import { Button, Fault, Tag, type Tone } from '../ui/parts.tsx';
import { usePaged } from '../ui/use-paged.tsx';

export interface AgencyDocumentsSearch {
  q?: string | undefined;
  kind?: DocumentKind | undefined;
  state?: DocumentState | undefined;
}

/** The documents of one's agency; for who oversees, of all agencies once submitted. */
export function AgencyDocumentsPage() {
  const { t } = useTranslation();
  return (
    <SignedIn as={['steward', 'operator', 'supervisor']} title={t('documents.title')}>
      <Documents />
    </SignedIn>
  );
}

function Documents() {
  const { t } = useTranslation();
  const account = useAccount();
  const navigate = useNavigate();
  const nameOf = useName();
  const [writing, setWriting] = useState(false);
  const { q, kind, state } = useSearch({ from: '/agency/documents' });
  const change = useChangeSearch<AgencyDocumentsSearch>();
  const filter = { ...(q && { q }), ...(kind && { kind }), ...(state && { state }) };
  const list = usePaged(['documents', filter], (page) => api(listDocuments, { query: { ...filter, ...page } }));
  const writes = account?.kind === 'staff' && account.roles.includes('steward');
  return (
    <ConsolePage
      title={t('documents.title')}
      lead={t('documents.staffLead')}
      actions={
        writes &&
        !writing && (
          <Button kind="primary" onClick={() => setWriting(true)}>
            {t('documents.write')}
          </Button>
        )
      }
    >
      {writing && <Begin onCancel={() => setWriting(false)} />}
      <FilterBar
        search={{ label: t('documents.searchTitle'), value: q, onChange: (text) => change({ q: text }) }}
        selects={[
          {
            key: 'kind',
            label: t('documents.kind'),
            value: kind,
            options: documentKinds.map((value) => ({ value, label: t(`documents.kinds.${value}`) })),
            onChange: (value) => change({ kind: documentKinds.find((each) => each === value) }),
          },
          {
            key: 'state',
            label: t('documents.state'),
            value: state,
            options: documentStates.map((value) => ({ value, label: t(`documents.states.${value}`) })),
            onChange: (value) => change({ state: documentStates.find((each) => each === value) }),
          },
        ]}
        onClear={() => change({ q: undefined, kind: undefined, state: undefined })}
      />
      {list.fault ?? (
        <DataTable
          label={t('documents.title')}
          name="documents"
          rows={list.rows}
          rowKey={(row) => row.id}
          rowName={(row) => nameOf(row)}
          empty={t(q || kind || state ? 'documents.nothingFound' : 'documents.none')}
          onOpen={(row) => void navigate({ to: '/agency/documents/$id', params: { id: row.id } })}
          columns={[
            { key: 'title', title: t('documents.titleField'), cell: (row) => nameOf(row) },
            { key: 'kind', title: t('documents.kind'), width: 'fit', cell: (row) => t(`documents.kinds.${row.kind}`) },
            {
              key: 'agency',
              title: t('documents.agency'),
              hideable: true,
              cell: (row) => nameOf({ name: row.agencyName, nameEn: row.agencyNameEn }),
            },
            {
              key: 'state',
              title: t('documents.state'),
              width: 'fit',
              cell: (row) => (
                <>
                  <DocumentTag state={row.state} />
                  {row.shown && row.state !== 'published' && <Tag tone="done">{t('documents.alsoShown')}</Tag>}
                </>
              ),
            },
            { key: 'updated', title: t('documents.updatedAt'), width: 'fit', cell: (row) => shortTime(row.updatedAt) },
          ]}
        />
      )}
      {list.more}
    </ConsolePage>
  );
}

/** A draft needs a kind and a title; its own page asks for the rest. */
function Begin({ onCancel }: { onCancel(): void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [kind, setKind] = useState<DocumentKind | ''>('');
  const [title, setTitle] = useState('');
  const [tried, setTried] = useState(false);
  const create = useMutation({
    mutationFn: () => api(createDocument, { body: { kind: kind as DocumentKind, title: title.trim() } }),
    onSuccess: (made) => {
      queries.setQueryData(['document', made.id], made);
      void queries.invalidateQueries({ queryKey: ['documents'] });
      void navigate({ to: '/agency/documents/$id', params: { id: made.id } });
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (kind && title.trim()) create.mutate();
  };
  return (
    <form className="panel column-start" onSubmit={send} noValidate aria-label={t('documents.write')}>
      <SelectField
        id="new-kind"
        label={t('documents.kind')}
        fault={tried && !kind ? t('fault.required') : undefined}
        value={kind}
        options={documentKinds.map((value) => ({ value, label: t(`documents.kinds.${value}`) }))}
        onChange={(event) => setKind(documentKinds.find((each) => each === event.target.value) ?? '')}
      />
      <TextField
        id="new-title"
        label={t('documents.titleField')}
        fault={tried && !title.trim() ? t('fault.required') : undefined}
        value={title}
        maxLength={200}
        onChange={(event) => setTitle(event.target.value)}
      />
      {create.isError && <Fault error={create.error} />}
      <div className="actions">
        <Button kind="primary" type="submit" disabled={create.isPending}>
          {t('documents.begin')}
        </Button>
        <Button kind="text" onClick={onCancel}>
          {t('console.cancel')}
        </Button>
      </div>
    </form>
  );
}

const tones: Record<DocumentState, Tone> = {
  draft: 'plain',
  submitted: 'wait',
  returned: 'due',
  published: 'done',
  withdrawn: 'plain',
};

export function DocumentTag({ state }: { state: DocumentState }) {
  const { t } = useTranslation();
  return <Tag tone={tones[state]}>{t(`documents.states.${state}`)}</Tag>;
}
