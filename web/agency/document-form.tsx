import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useBlocker } from '@tanstack/react-router';
import { type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type DocumentDetail,
  type DocumentDraft,
  type DocumentVersion,
  documentKinds,
  putDocument,
  readDocumentFile,
  submitDocument,
} from '../../contracts/documents.ts';
import { ApiError, api } from '../api.ts';
import { useDocumentClasses } from '../app/document-words.ts';
import { RegionChoice } from '../app/region-choice.tsx';
import { describedBy, FieldFrame, SelectField, TextArea, TextField } from '../ui/fields.tsx';
import { Button, Fault, Note } from '../ui/parts.tsx';
import { DocumentEditor } from './document-editor.tsx';

type Draft = Required<DocumentDraft>;

interface FormProps {
  document: DocumentDetail;
  reload(): void;
  onKept(): void;
}

/** A version as its steward writes it. It is kept when they say so, and submitted whole. */
export function DocumentForm({ document, reload, onKept }: FormProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const faultList = useRef<HTMLDivElement>(null);
  const begun = document.working ?? document.last;
  const [draft, setDraft] = useState<Draft>(() => draftOf(begun));
  const [revision, setRevision] = useState(document.revision);
  const [dirty, setDirty] = useState(document.working === null);
  const [missing, setMissing] = useState<{ field: string; message: string }[]>([]);
  useBlocker({
    shouldBlockFn: () => dirty && !window.confirm(t('documents.leave')),
    enableBeforeUnload: () => dirty,
  });
  const keep = async () => {
    const kept = await api(putDocument, {
      params: { id: document.id },
      body: draft,
      headers: { 'if-match': `"${revision}"` },
    });
    setRevision(kept.revision);
    setDirty(false);
    return kept;
  };
  const take = (next: DocumentDetail) => {
    queries.setQueryData(['document', document.id], next);
    void queries.invalidateQueries({ queryKey: ['documents'] });
    onKept();
  };
  const onError = (error: Error) => {
    if (!(error instanceof ApiError) || error.faults.length === 0) return;
    setMissing(error.faults);
    requestAnimationFrame(() => faultList.current?.focus());
  };
  const save = useMutation({ mutationFn: keep, onMutate: () => setMissing([]), onSuccess: take, onError });
  const submit = useMutation({
    mutationFn: async () => {
      if (dirty) await keep();
      return api(submitDocument, { params: { id: document.id } });
    },
    onMutate: () => setMissing([]),
    onSuccess: take,
    onError,
  });
  const set = (part: Partial<Draft>) => {
    setDraft((before) => ({ ...before, ...part }));
    setDirty(true);
  };
  const remarks = (document.working?.remarks ?? []).map(({ field, remark }) => ({
    field,
    message: t('documents.remarked', { remark }),
  }));
  const messages = [...missing, ...remarks];
  const busy = save.isPending || submit.isPending;
  const failed = [save.error, submit.error].find(
    (error) => error && !(error instanceof ApiError && error.faults.length > 0),
  );
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <div ref={faultList} tabIndex={-1}>
        {messages.length > 0 && (
          <Note tone={missing.length > 0 ? 'due' : 'wait'}>
            <ul>
              {messages.map(({ field, message }) => (
                <li key={field + message}>
                  <a
                    href={`#document${field.replaceAll('/', '-')}`}
                    onClick={(event) => {
                      event.preventDefault();
                      window.document.getElementById(`document${field.replaceAll('/', '-')}`)?.focus();
                    }}
                  >
                    {t(`documents.${field === '/title' ? 'titleField' : field.slice(1)}`, { defaultValue: field })}
                  </a>{' '}
                  {message}
                </li>
              ))}
            </ul>
          </Note>
        )}
      </div>
      <Fields draft={draft} set={set} messages={messages} />
      <div className="bar">
        <Button type="submit" disabled={busy || !dirty || !draft.title.trim()}>
          {t('documents.save')}
        </Button>
        <Button kind="primary" disabled={busy || !draft.title.trim()} onClick={() => submit.mutate()}>
          {t('documents.submit')}
        </Button>
        <span role="status" className="quiet">
          {t(busy ? 'documents.saving' : dirty ? 'documents.unsaved' : 'documents.saved')}
        </span>
      </div>
      {failed && (
        <Fault
          error={failed}
          {...(failed instanceof ApiError &&
            failed.status === 409 && {
              onRetry: () => {
                setDirty(false);
                reload();
              },
            })}
        />
      )}
    </form>
  );
}

interface FieldsProps {
  draft: Draft;
  set(part: Partial<Draft>): void;
  messages: { field: string; message: string }[];
}

function Fields({ draft, set, messages }: FieldsProps) {
  const { t } = useTranslation();
  const classes = useDocumentClasses();
  const around = (field: keyof Draft) => ({
    id: `document-${field}`,
    label: t(`documents.${field === 'title' ? 'titleField' : field}`),
    fault: messages.find((each) => each.field === `/${field}`)?.message,
  });
  const textual = (
    field: 'titleEn' | 'number' | 'sourceName' | 'sourceUrl' | 'issuedOn' | 'validFrom' | 'validUntil',
  ) => ({
    ...around(field),
    value: draft[field] ?? '',
    onChange: (event: { target: { value: string } }) => set({ [field]: event.target.value || null }),
  });
  return (
    <>
      <section className="section">
        <div className="fields">
          <SelectField
            {...around('kind')}
            value={draft.kind}
            options={documentKinds.map((value) => ({ value, label: t(`documents.kinds.${value}`) }))}
            onChange={(event) => set({ kind: documentKinds.find((each) => each === event.target.value) ?? draft.kind })}
          />
          <SelectField
            {...around('classCode')}
            value={draft.classCode ?? ''}
            options={classes}
            onChange={(event) => set({ classCode: event.target.value || null })}
          />
          <TextField
            {...textual('number')}
            optional={draft.kind !== 'policy'}
            help={t('documents.numberHelp')}
            maxLength={60}
          />
        </div>
        <TextField
          {...around('title')}
          value={draft.title}
          maxLength={200}
          onChange={(event) => set({ title: event.target.value })}
        />
        <TextField {...textual('titleEn')} optional maxLength={300} />
        <TextArea
          {...around('summary')}
          help={t('documents.summaryHelp')}
          rows={2}
          maxLength={500}
          value={draft.summary}
          onChange={(event) => set({ summary: event.target.value })}
        />
      </section>
      <section className="section">
        <Body draft={draft} set={set} fault={around('body').fault} />
      </section>
      <section className="section">
        <div className="fields">
          <TextField {...textual('issuedOn')} type="date" />
          <TextField {...textual('validFrom')} type="date" optional />
          <TextField {...textual('validUntil')} type="date" optional help={t('documents.validUntilHelp')} />
        </div>
        <FieldFrame
          {...around('regionCode')}
          id="document-regionCode-province"
          optional
          help={t('documents.regionHelp')}
        >
          <RegionChoice
            id="document-regionCode"
            value={draft.regionCode ?? ''}
            onChange={(code) => set({ regionCode: code || null })}
          />
        </FieldFrame>
        <div className="fields">
          <TextField
            {...textual('sourceName')}
            optional={draft.kind !== 'interpretation'}
            help={t('documents.sourceHelp')}
            maxLength={200}
          />
          <TextField {...textual('sourceUrl')} type="url" optional maxLength={500} />
        </div>
        <TextField
          {...around('topics')}
          optional
          help={t('documents.topicsHelp')}
          maxLength={400}
          defaultValue={draft.topics.join(' ')}
          onChange={(event) =>
            set({ topics: [...new Set(event.target.value.split(/[\s,，、;；]+/).filter(Boolean))].slice(0, 20) })
          }
        />
      </section>
    </>
  );
}

const mediaTypes: Record<string, string> = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  html: 'text/html',
  htm: 'text/html',
  md: 'text/markdown',
  markdown: 'text/markdown',
};

/** The text itself, written here or read from a file; what a file held that a document cannot hold is told. */
function Body({ draft, set, fault }: { draft: Draft; set(part: Partial<Draft>): void; fault: string | undefined }) {
  const { t } = useTranslation();
  const [turn, setTurn] = useState(0);
  const [refused, setRefused] = useState(false);
  const read = useMutation({
    mutationFn: (file: File) => {
      const type = mediaTypes[file.name.split('.').at(-1)!.toLowerCase()]!;
      return api(readDocumentFile, { file: new Blob([file], { type }) });
    },
    onSuccess: ({ title, body }) => {
      set({ body, ...(title && { title }) });
      setTurn((before) => before + 1);
    },
  });
  const choose = (file: File | undefined) => {
    if (!file) return;
    const known = (file.name.split('.').at(-1) ?? '').toLowerCase() in mediaTypes;
    setRefused(!known);
    if (known && (!draft.body || window.confirm(t('documents.replaceBody')))) read.mutate(file);
  };
  const help: ReactNode = t('documents.bodyHelp');
  return (
    <>
      <TextField
        id="document-file"
        label={t('documents.fromFile')}
        optional
        help={t('documents.fromFileHelp')}
        fault={refused ? t('documents.fileKind') : undefined}
        type="file"
        accept=".docx,.html,.htm,.md,.markdown"
        disabled={read.isPending}
        onChange={(event) => {
          choose(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
      {read.isError && <Fault error={read.error} />}
      {read.data && (
        <Note tone={read.data.dropped.length > 0 ? 'wait' : 'done'}>
          {read.data.dropped.length > 0
            ? t('documents.dropped', {
                what: read.data.dropped.map(({ what, times }) => `${what} × ${times}`).join(', '),
              })
            : t('documents.readWhole')}
        </Note>
      )}
      <div className="field">
        <span id="document-body-label" className="document-label">
          {t('documents.body')}
        </span>
        <div id="document-body-help" className="help">
          {help}
        </div>
        <DocumentEditor
          key={turn}
          id="document-body"
          labelledBy="document-body-label"
          describedBy={describedBy({ id: 'document-body', help, fault })}
          faulty={fault !== undefined}
          html={draft.body}
          onChange={(body) => set({ body })}
        />
        {fault && (
          <p id="document-body-fault" className="fault">
            {fault}
          </p>
        )}
      </div>
    </>
  );
}

function draftOf(version: DocumentVersion): Draft {
  const { kind, title, titleEn, classCode, number, summary, body, regionCode } = version;
  const { issuedOn, validFrom, validUntil, sourceName, sourceUrl, topics } = version;
  return {
    ...{ kind, title, titleEn, classCode, number, summary, body, regionCode },
    ...{ issuedOn, validFrom, validUntil, sourceName, sourceUrl, topics },
  };
}
