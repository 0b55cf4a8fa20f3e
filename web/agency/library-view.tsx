import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { viewRecords } from '../../contracts/corrections.ts';
import { api } from '../api.ts';
import { TextField } from '../ui/fields.tsx';
import { Button, Facts, Fault, Note } from '../ui/parts.tsx';

/** The rows about one number: masked, until a reason is given, which the ledger keeps. */
export function LibraryView({ resourceId }: { resourceId: string }) {
  const { t } = useTranslation();
  const [subject, setSubject] = useState('');
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState<'number' | 'reason' | null>(null);
  const view = useMutation({
    mutationFn: (why: string | undefined) =>
      api(viewRecords, { params: { resourceId }, body: { subject: subject.trim(), ...(why && { reason: why }) } }),
  });
  const look = (event: FormEvent) => {
    event.preventDefault();
    setTried('number');
    if (subject.trim() !== '') view.mutate(undefined);
  };
  const unmask = () => {
    setTried('reason');
    if (reason.trim() !== '') view.mutate(reason.trim());
  };
  const records = view.data?.items ?? [];
  const masked = records.some(({ items }) => items.some((item) => item.masked));
  return (
    <section className="section" aria-labelledby="view">
      <h2 id="view">{t('view.title')}</h2>
      <form className="panel" onSubmit={look} noValidate>
        <TextField
          id="view-subject"
          label={t('view.number')}
          value={subject}
          maxLength={18}
          autoComplete="off"
          fault={tried === 'number' && subject.trim() === '' ? t('view.numberMissing') : undefined}
          onChange={(event) => {
            setSubject(event.target.value);
            view.reset();
          }}
        />
        <div className="actions">
          <Button type="submit" disabled={view.isPending}>
            {t('view.look')}
          </Button>
        </div>
        {view.isError && <Fault error={view.error} />}
        {view.data && records.length === 0 && <p role="status">{t('view.none')}</p>}
        {records.flatMap(({ items, rows, more }) => [
          ...rows.map((row) => (
            <Facts key={JSON.stringify(row)} rows={items.map(({ name }, at) => [name, row[at] ?? null])} />
          )),
          more && <p key="more">{t('view.more')}</p>,
        ])}
        {masked && (
          <Note tone="wait">
            <TextField
              id="view-reason"
              label={t('view.reason')}
              help={t('view.reasonHelp')}
              value={reason}
              maxLength={500}
              fault={tried === 'reason' && reason.trim() === '' ? t('view.reasonMissing') : undefined}
              onChange={(event) => setReason(event.target.value)}
            />
            <Button disabled={view.isPending} onClick={unmask}>
              {t('view.unmask')}
            </Button>
          </Note>
        )}
        {records.length > 0 && !masked && <p role="status">{t('view.kept')}</p>}
      </form>
    </section>
  );
}
