import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useBlocker } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  listClasses,
  putResource,
  type ResourceDetail,
  shareTypes,
  submitResource,
} from '../../contracts/catalogue.ts';
import { ApiError, api } from '../api.ts';
import { useCodeLists } from '../app/code-words.ts';
import { useSay } from '../app/words.ts';
import { SelectField, TextArea, TextField } from '../ui/fields.tsx';
import { Button, Fault, Note } from '../ui/parts.tsx';
import { controlOf, draftOf, type Edited, editedOf, listedFields, useFieldName } from './resource-fields.ts';
import { ResourceItems } from './resource-items.tsx';

const subjectKinds = ['person', 'organisation', 'none'] as const;

interface FieldMessage {
  field: string;
  message: string;
}

/** The entry as its steward edits it. It is kept when they say so, and submitted whole. */
export function ResourceForm({ resource, reload }: { resource: ResourceDetail; reload(): void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const summary = useRef<HTMLDivElement>(null);
  const [edited, setEdited] = useState<Edited>(() => editedOf(resource));
  // The version that these edits began from, not the newest that the page has heard of.
  const [version, setVersion] = useState(resource.version);
  const [dirty, setDirty] = useState(false);
  const [missing, setMissing] = useState<FieldMessage[]>([]);
  useBlocker({
    shouldBlockFn: () => dirty && !window.confirm(t('resource.leave')),
    enableBeforeUnload: () => dirty,
  });
  const keep = async () => {
    const kept = await api(putResource, {
      params: { id: resource.id },
      body: draftOf(edited),
      headers: { 'if-match': `"${version}"` },
    });
    setVersion(kept.version);
    setDirty(false);
    queries.setQueryData(['resource', resource.id], kept);
    void queries.invalidateQueries({ queryKey: ['resources'] });
  };
  const onError = (error: Error) => {
    if (!(error instanceof ApiError) || error.faults.length === 0) return;
    setMissing(error.faults);
    requestAnimationFrame(() => summary.current?.focus());
  };
  const save = useMutation({ mutationFn: keep, onMutate: () => setMissing([]), onError });
  const submit = useMutation({
    mutationFn: async () => {
      if (dirty) await keep();
      return api(submitResource, { params: { id: resource.id } });
    },
    onMutate: () => {
      save.reset();
      setMissing([]);
    },
    onSuccess: (next) => {
      queries.setQueryData(['resource', resource.id], next);
      void queries.invalidateQueries({ queryKey: ['resources'] });
    },
    onError,
  });
  const set = (part: Partial<Edited>) => {
    setEdited((before) => ({ ...before, ...part }));
    setDirty(true);
    if (save.isSuccess) save.reset();
  };
  const messages: FieldMessage[] = [
    ...missing,
    ...resource.remarks.map(({ field, remark }) => ({ field, message: t('resource.remark', { remark }) })),
  ];
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
      {resource.remarks.length > 0 && (
        <Messages kind="remarks" messages={messages.slice(missing.length)} edited={edited} />
      )}
      <div ref={summary} tabIndex={-1}>
        {missing.length > 0 && <Messages kind="missing" messages={missing} edited={edited} />}
      </div>
      <Sections edited={edited} set={set} messages={messages} />
      <div className="bar">
        <Button type="submit" disabled={busy || !dirty || !edited.name.trim()}>
          {t('resource.save')}
        </Button>
        <Button kind="primary" disabled={busy || !edited.name.trim()} onClick={() => submit.mutate()}>
          {t('resource.submit')}
        </Button>
        <span role="status" className="quiet">
          {t(
            busy
              ? 'resource.saving'
              : dirty
                ? 'resource.unsaved'
                : save.isSuccess
                  ? 'resource.saved'
                  : 'resource.unchanged',
          )}
        </span>
      </div>
      {failed && <Fault error={failed} {...(isConflict(failed) && { onRetry: () => takeNewest() })} />}
    </form>
  );

  /** Someone else edited meanwhile: theirs is taken, since two edits cannot be told apart here. */
  function takeNewest() {
    setDirty(false);
    queries.removeQueries({ queryKey: ['resource', resource.id] });
    reload();
  }
}

function isConflict(error: Error): boolean {
  return error instanceof ApiError && error.status === 409;
}

/** What is missing or remarked, each a way to its field. */
function Messages({
  kind,
  messages,
  edited,
}: {
  kind: 'missing' | 'remarks';
  messages: FieldMessage[];
  edited: Edited;
}) {
  const { t } = useTranslation();
  const fieldName = useFieldName(edited.items);
  return (
    <Note tone={kind === 'missing' ? 'due' : 'wait'}>
      <h2>{t(`resource.${kind}`, { count: messages.length })}</h2>
      <ul>
        {messages.map(({ field, message }) => (
          <li key={field + message}>
            <a
              href={`#${controlOf(field)}`}
              onClick={(event) => {
                event.preventDefault();
                document.getElementById(controlOf(field))?.focus();
              }}
            >
              {fieldName(field)}
            </a>{' '}
            {message}
          </li>
        ))}
      </ul>
    </Note>
  );
}

interface SectionsProps {
  edited: Edited;
  set(part: Partial<Edited>): void;
  messages: FieldMessage[];
}

function Sections({ edited, set, messages }: SectionsProps) {
  const { t, i18n } = useTranslation();
  const say = useSay();
  const classes = useQuery({
    queryKey: ['classes'],
    queryFn: () => api(listClasses),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const lists = useCodeLists(Object.values(listedFields));
  const messageOf = (field: string) => messages.find((each) => each.field === field)?.message;
  const around = (field: keyof Edited) => ({
    id: controlOf(`/${field}`),
    label: t(`resource.${field}`),
    fault: messageOf(`/${field}`),
  });
  const textual = (
    field:
      | 'shareCondition'
      | 'legalBasis'
      | 'openCondition'
      | 'nameEn'
      | 'scenario'
      | 'region'
      | 'guidanceCode'
      | 'timeFrom'
      | 'timeUntil',
  ) => ({
    ...around(field),
    value: edited[field] ?? '',
    onChange: (event: { target: { value: string } }) => set({ [field]: event.target.value || null }),
  });
  const listing = (field: 'sourceItems' | 'relatedCodes') => ({
    ...around(field),
    fault: messages.find((each) => each.field.startsWith(`/${field}`))?.message,
    help: t('resource.listHelp'),
    value: edited[field].join(' '),
    onChange: (event: { target: { value: string } }) =>
      set({ [field]: event.target.value === '' ? [] : event.target.value.split(/[\s,，、;；]+/) }),
  });
  const coded = (field: keyof typeof listedFields) => ({
    ...around(field),
    value: edited[field] ?? '',
    options: (lists?.[listedFields[field]] ?? []).map((entry) => ({ value: entry.code, label: say(entry) })),
    onChange: (event: { target: { value: string } }) => set({ [field]: event.target.value || null }),
  });
  return (
    <>
      <section className="section" aria-labelledby="description">
        <h2 id="description">{t('resource.description')}</h2>
        <div className="fields">
          <TextField
            {...around('name')}
            value={edited.name}
            maxLength={200}
            onChange={(event) => set({ name: event.target.value })}
          />
          <TextField {...textual('nameEn')} optional maxLength={300} />
        </div>
        <TextArea
          {...around('summary')}
          help={t('resource.summaryHelp')}
          value={edited.summary}
          maxLength={2000}
          onChange={(event) => set({ summary: event.target.value })}
        />
        <div className="fields">
          <SelectField
            {...around('classCode')}
            value={edited.classCode ?? ''}
            options={(classes.data?.items ?? [])
              .filter(({ code }) => code.length >= 6)
              .map(({ code, name, nameEn }) => ({
                value: code,
                label: `${code} ${i18n.language === 'en' ? (nameEn ?? name) : name}`,
              }))}
            onChange={(event) => set({ classCode: event.target.value || null })}
          />
          <SelectField {...coded('format')} />
          <SelectField {...coded('updateCycle')} />
        </div>
      </section>
      <section className="section" aria-labelledby="reporting">
        <h2 id="reporting">{t('resource.reporting')}</h2>
        <TextArea {...textual('scenario')} optional rows={2} maxLength={500} />
        <div className="fields">
          <SelectField {...coded('domain')} optional />
          <SelectField {...coded('level')} optional />
          <SelectField {...coded('channel')} optional />
          <TextField
            {...textual('region')}
            optional
            inputMode="numeric"
            maxLength={6}
            help={t('resource.regionHelp')}
          />
          <TextField {...textual('timeFrom')} optional type="date" />
          <TextField {...textual('timeUntil')} optional type="date" />
          <TextField {...textual('guidanceCode')} optional maxLength={18} />
          <TextField {...listing('sourceItems')} optional />
          <TextField {...listing('relatedCodes')} optional />
        </div>
      </section>
      <section className="section" aria-labelledby="sharing">
        <h2 id="sharing">{t('resource.sharing')}</h2>
        <div className="fields">
          <SelectField
            {...around('shareType')}
            value={edited.shareType ?? ''}
            options={shareTypes.map((value) => ({ value, label: t(`resource.shareTypes.${value}`) }))}
            onChange={(event) => set({ shareType: shareTypes.find((each) => each === event.target.value) ?? null })}
          />
          <SelectField {...coded('shareMethod')} />
        </div>
        {(edited.shareType === 'conditional' || edited.shareCondition) && (
          <TextArea {...textual('shareCondition')} rows={2} maxLength={1000} />
        )}
        {(edited.shareType === 'withheld' || edited.legalBasis) && (
          <TextArea {...textual('legalBasis')} rows={2} maxLength={1000} />
        )}
        <label className="choice">
          <input
            id={controlOf('/openToPublic')}
            type="checkbox"
            checked={edited.openToPublic}
            onChange={(event) => set({ openToPublic: event.target.checked })}
          />
          {t('resource.openToPublic')}
        </label>
        {messageOf('/openToPublic') && <p className="fault">{messageOf('/openToPublic')}</p>}
        {edited.openToPublic && <TextArea {...textual('openCondition')} optional rows={2} maxLength={1000} />}
      </section>
      <section className="section" aria-labelledby="items-title">
        <h2 id="items-title">{t('resource.items')}</h2>
        <ResourceItems edited={edited} set={set} messages={messages} />
      </section>
      <section className="section" aria-labelledby="subject">
        <h2 id="subject">{t('resource.subject')}</h2>
        <div className="fields">
          <SelectField
            {...around('subjectKind')}
            value={edited.subjectKind ?? ''}
            options={subjectKinds.map((value) => ({ value, label: t(`resource.subjectKinds.${value}`) }))}
            onChange={(event) => set({ subjectKind: subjectKinds.find((each) => each === event.target.value) ?? null })}
          />
          {edited.subjectKind !== 'none' && (
            <SelectField
              {...around('subjectItem')}
              value={edited.subjectItem ?? ''}
              options={edited.items
                .filter(({ code }) => code !== '')
                .map(({ code, name }) => ({ value: code, label: `${name} ${code}` }))}
              onChange={(event) => set({ subjectItem: event.target.value || null })}
            />
          )}
          <TextField
            {...around('rejectThreshold')}
            help={t('resource.rejectThresholdHelp')}
            type="number"
            min={0}
            max={100}
            step="any"
            value={Math.round(edited.rejectThreshold * 10_000) / 100}
            onChange={(event) => set({ rejectThreshold: Math.min(1, Math.max(0, Number(event.target.value) / 100)) })}
          />
        </div>
      </section>
    </>
  );
}
