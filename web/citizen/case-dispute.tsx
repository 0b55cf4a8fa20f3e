import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Case, disputeField } from '../../contracts/services.ts';
import { api } from '../api.ts';
import { useCodeLists } from '../app/code-words.ts';
import { RegionChoice } from '../app/region-choice.tsx';
import { useSay, useSourceNames } from '../app/words.ts';
import { SelectField, TextArea, TextField } from '../ui/fields.tsx';
import { Button, Fault } from '../ui/parts.tsx';

interface CaseDisputeProps {
  item: Case;
  field: Case['fields'][number];
  onClose(): void;
}

/** “This is wrong”: the right value and what shows it. The case goes on with it; the source owes an answer. */
export function CaseDispute({ item, field, onClose }: CaseDisputeProps) {
  const { t } = useTranslation();
  const sourceNames = useSourceNames();
  const say = useSay();
  const id = useId();
  const queries = useQueryClient();
  const lists = useCodeLists([field.codeList]);
  const form = useRef<HTMLFormElement>(null);
  const [value, setValue] = useState('');
  const [proof, setProof] = useState('');
  const [tried, setTried] = useState(false);
  const dispute = useMutation({
    mutationFn: () =>
      api(disputeField, { params: { id: item.id }, body: { field: field.name, value, proof: proof.trim() } }),
    onSuccess: (next) => {
      queries.setQueryData(['case', item.id], next);
      onClose();
    },
  });
  useEffect(() => form.current?.querySelector<HTMLElement>('input, select, textarea')?.focus(), []);
  const send = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (value !== '' && proof.trim() !== '') dispute.mutate();
  };
  const title = say(field.title);
  const label = t('dispute.value', { field: title });
  const missing = tried && value === '' ? t('fault.required') : undefined;
  const entries = field.codeList && field.codeList !== 'regions' ? lists?.[field.codeList] : undefined;
  return (
    <form ref={form} className="panel" aria-label={t('dispute.openOf', { field: title })} onSubmit={send} noValidate>
      <p>{t('dispute.why', { agency: field.source ? sourceNames(field.source).agency : '' })}</p>
      {field.codeList === 'regions' ? (
        <fieldset className="field choices">
          <legend>{label}</legend>
          <RegionChoice id={`${id}-value`} value={value} invalid={Boolean(missing)} onChange={setValue} />
          {missing && <p className="fault">{missing}</p>}
        </fieldset>
      ) : entries ? (
        <SelectField
          id={`${id}-value`}
          label={label}
          fault={missing}
          value={value}
          options={entries.map((entry) => ({ value: entry.code, label: say(entry) }))}
          onChange={(event) => setValue(event.target.value)}
        />
      ) : (
        <TextField
          id={`${id}-value`}
          label={label}
          fault={missing}
          type={/^\d{4}-\d{2}-\d{2}$/.test(String(field.value)) ? 'date' : 'text'}
          value={value}
          maxLength={500}
          onChange={(event) => setValue(event.target.value)}
        />
      )}
      <TextArea
        id={`${id}-proof`}
        label={t('dispute.proof')}
        help={t('dispute.proofHelp')}
        fault={tried && proof.trim() === '' ? t('fault.required') : undefined}
        value={proof}
        maxLength={2000}
        onChange={(event) => setProof(event.target.value)}
      />
      {dispute.isError && <Fault error={dispute.error} />}
      <div className="actions">
        <Button type="submit" disabled={dispute.isPending}>
          {t('dispute.send')}
        </Button>
        <Button kind="text" onClick={onClose}>
          {t('dispute.leave')}
        </Button>
      </div>
    </form>
  );
}
