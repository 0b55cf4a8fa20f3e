import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listClasses, shareTypes } from '../../contracts/catalogue.ts';
import { type BulkFields, bulkEdit } from '../../contracts/catalogue-life.ts';
import { api } from '../api.ts';
import { useCodeLists } from '../app/code-words.ts';
import { useName, useSay } from '../app/words.ts';
import { Dialog } from '../ui/dialog.tsx';
import { SelectField, TextField } from '../ui/fields.tsx';
import { Button, Fault, Note } from '../ui/parts.tsx';
import { listedFields } from './resource-fields.ts';

/** What can be set in many entries at once: coded fields by their lists, the others in words. */
const fields = [
  'classCode',
  'shareType',
  'shareCondition',
  'legalBasis',
  'shareMethod',
  'updateCycle',
  'format',
  'scenario',
  'domain',
  'level',
  'channel',
] as const;
type Field = (typeof fields)[number];

/** What to do with the entries that are chosen in the list: one field of all of them is set, or none is. */
export function CatalogueBulk({ chosen, onClear }: { chosen: ReadonlySet<string>; onClear(): void }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const [done, setDone] = useState<{ edited: number; changesBegun: number }>();
  return (
    <>
      <div role="status">
        {done && (
          <Note tone="done">
            <p>
              {t('bulk.edited', { count: done.edited })}
              {done.changesBegun > 0 && ` ${t('bulk.changesBegun', { count: done.changesBegun })}`}
            </p>
          </Note>
        )}
      </div>
      {chosen.size > 0 && (
        <div className="actions">
          <span>{t('bulk.chosen', { count: chosen.size })}</span>
          <Button onClick={() => setAsking(true)}>{t('bulk.edit')}</Button>
          <Button kind="text" onClick={onClear}>
            {t('bulk.clear')}
          </Button>
        </div>
      )}
      {asking && (
        <SetField
          ids={[...chosen]}
          onClose={() => setAsking(false)}
          onDone={(result) => {
            setAsking(false);
            setDone(result);
            onClear();
          }}
        />
      )}
    </>
  );
}

interface SetFieldProps {
  ids: string[];
  onClose(): void;
  onDone(result: { edited: number; changesBegun: number }): void;
}

function SetField({ ids, onClose, onDone }: SetFieldProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [field, setField] = useState<Field>('updateCycle');
  const [value, setValue] = useState('');
  const options = useOptions(field);
  const edit = useMutation({
    mutationFn: () => api(bulkEdit, { body: { ids, set: { [field]: value.trim() } as BulkFields } }),
    onSuccess: (result) => {
      void queries.invalidateQueries({ queryKey: ['resources'] });
      onDone(result);
    },
  });
  const around = { id: 'bulk-value', label: t(`resource.${field}`), value };
  return (
    <Dialog
      title={t('bulk.title', { count: ids.length })}
      onClose={onClose}
      actions={
        <Button kind="primary" disabled={!value.trim() || edit.isPending} onClick={() => edit.mutate()}>
          {t('bulk.set')}
        </Button>
      }
    >
      <p>{t('bulk.text')}</p>
      <SelectField
        id="bulk-field"
        label={t('bulk.field')}
        value={field}
        options={fields.map((each) => ({ value: each, label: t(`resource.${each}`) }))}
        onChange={(event) => {
          setField(fields.find((each) => each === event.target.value) ?? field);
          setValue('');
        }}
      />
      {options ? (
        <SelectField {...around} options={options} onChange={(event) => setValue(event.target.value)} />
      ) : (
        <TextField {...around} maxLength={500} onChange={(event) => setValue(event.target.value)} />
      )}
      {edit.isError && <Fault error={edit.error} />}
    </Dialog>
  );
}

/** The values that a field can have; undefined when it is said in words. */
function useOptions(field: Field): { value: string; label: string }[] | undefined {
  const { t } = useTranslation();
  const say = useSay();
  const nameOf = useName();
  const list = field in listedFields ? listedFields[field as keyof typeof listedFields] : null;
  const lists = useCodeLists([list]);
  const classes = useQuery({
    queryKey: ['classes'],
    queryFn: () => api(listClasses),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (field === 'shareType') return shareTypes.map((value) => ({ value, label: t(`resource.shareTypes.${value}`) }));
  if (field === 'classCode')
    return (classes.data?.items ?? []).map((each) => ({ value: each.code, label: `${each.code} ${nameOf(each)}` }));
  return list === null ? undefined : (lists?.[list] ?? []).map((each) => ({ value: each.code, label: say(each) }));
}
