import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type Correction,
  fileMyCorrection,
  type HeldRecord,
  listMyCorrections,
  listMyRecords,
} from '../../contracts/corrections.ts';
import { api } from '../api.ts';
import { shortDay, shortTime } from '../app/format.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { useName } from '../app/words.ts';
import { SelectField, TextArea, TextField } from '../ui/fields.tsx';
import { Masked } from '../ui/masked.tsx';
import { Page } from '../ui/page.tsx';
import { Button, Empty, Facts, Fault, Loading, Note, Tag, type Tone } from '../ui/parts.tsx';
import { Listed } from '../ui/table.tsx';

const tones: Record<Correction['state'], Tone> = { submitted: 'wait', accepted: 'act', done: 'done', kept: 'plain' };

/** What agencies hold about me, and the way to say that a value is wrong (个人信息保护法 art. 45, 46). */
export function RecordsPage() {
  const { t } = useTranslation();
  return (
    <SignedIn as="resident" title={t('records.title')}>
      <Page title={t('records.title')} lead={t('records.lead')}>
        <Records />
        <Mine />
      </Page>
    </SignedIn>
  );
}

function Records() {
  const { t } = useTranslation();
  const found = useQuery({ queryKey: ['my-records'], queryFn: () => api(listMyRecords, {}), staleTime: 60_000 });
  if (found.isError) return <Fault error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Loading lines={8} />;
  if (found.data.items.length === 0) return <Empty>{t('records.none')}</Empty>;
  return (
    <>
      {found.data.items.map((record) => (
        <One key={record.resourceId} record={record} />
      ))}
    </>
  );
}

function One({ record }: { record: HeldRecord }) {
  const { t } = useTranslation();
  const nameOf = useName();
  const resource = nameOf({ name: record.resourceName, nameEn: record.resourceNameEn });
  const agency = nameOf({ name: record.providerName, nameEn: record.providerNameEn });
  const [open, setOpen] = useState(false);
  const [sent, setSent] = useState<Correction | null>(null);
  return (
    <section className="section" aria-labelledby={`r-${record.resourceId}`}>
      <h2 id={`r-${record.resourceId}`}>{resource}</h2>
      <p className="quiet">{t('records.from', { agency, day: shortTime(record.asOf) })}</p>
      {record.rows.map((row) => (
        <Facts
          key={JSON.stringify(row)}
          rows={record.items.map((item, at) => [
            nameOf(item),
            row[at] ? <Masked key={item.code} text={row[at]} label={nameOf(item)} /> : null,
          ])}
        />
      ))}
      {record.more && <p>{t('records.more')}</p>}
      {sent && (
        <Note tone="done">
          <p role="status">
            {t('records.sent', {
              number: sent.number,
              agency: nameOf({ name: sent.providerName, nameEn: sent.providerNameEn }),
              day: sent.dueDate ? shortDay(sent.dueDate) : '',
            })}
          </p>
        </Note>
      )}
      {open ? (
        <Report
          record={record}
          onSent={(correction) => {
            setSent(correction);
            setOpen(false);
          }}
          onClose={() => setOpen(false)}
        />
      ) : (
        <Button aria-label={t('records.wrongOf', { resource })} onClick={() => setOpen(true)}>
          {t('records.wrong')}
        </Button>
      )}
    </section>
  );
}

function Report({
  record,
  onSent,
  onClose,
}: {
  record: HeldRecord;
  onSent(correction: Correction): void;
  onClose(): void;
}) {
  const { t } = useTranslation();
  const nameOf = useName();
  const queries = useQueryClient();
  const [item, setItem] = useState(record.items[0]?.code ?? '');
  const [statedValue, setStated] = useState('');
  const [proof, setProof] = useState('');
  const [tried, setTried] = useState(false);
  const file = useMutation({
    mutationFn: () => api(fileMyCorrection, { body: { resourceId: record.resourceId, item, statedValue, proof } }),
    onSuccess: (correction) => {
      void queries.invalidateQueries({ queryKey: ['my-corrections'] });
      onSent(correction);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (item !== '' && statedValue.trim() !== '' && proof.trim() !== '') file.mutate();
  };
  const missing = (text: string) => (tried && text.trim() === '' ? t('fault.required') : undefined);
  const id = `w-${record.resourceId}`;
  return (
    <form
      className="panel"
      onSubmit={submit}
      noValidate
      aria-label={t('records.wrongOf', {
        resource: nameOf({ name: record.resourceName, nameEn: record.resourceNameEn }),
      })}
    >
      <SelectField
        id={`${id}-item`}
        label={t('records.which')}
        value={item}
        options={record.items.map((item) => ({ value: item.code, label: nameOf(item) }))}
        fault={missing(item)}
        onChange={(event) => setItem(event.target.value)}
      />
      <TextField
        id={`${id}-value`}
        label={t('records.right')}
        value={statedValue}
        fault={missing(statedValue)}
        maxLength={1000}
        onChange={(event) => setStated(event.target.value)}
      />
      <TextArea
        id={`${id}-proof`}
        label={t('records.proof')}
        help={t('records.proofHelp')}
        value={proof}
        fault={missing(proof)}
        maxLength={2000}
        onChange={(event) => setProof(event.target.value)}
      />
      {file.isError && <Fault error={file.error} />}
      <div className="actions">
        <Button kind="primary" type="submit" disabled={file.isPending}>
          {t('records.send')}
        </Button>
        <Button kind="text" onClick={onClose}>
          {t('dialog.cancel')}
        </Button>
      </div>
    </form>
  );
}

function Mine() {
  const { t } = useTranslation();
  const nameOf = useName();
  return (
    <section className="section" aria-labelledby="my-corrections">
      <h2 id="my-corrections">{t('records.mine')}</h2>
      <Listed
        queryKey={['my-corrections']}
        load={(query) => api(listMyCorrections, { query })}
        empty={t('records.noneReported')}
      >
        {(items) => (
          <ul className="list">
            {items.map((item) => (
              <li key={item.id}>
                <h3>
                  {t('records.about', {
                    resource: nameOf({ name: item.resourceName, nameEn: item.resourceNameEn }),
                    item: nameOf({ name: item.itemName, nameEn: item.itemNameEn }),
                  })}{' '}
                  <Tag tone={tones[item.state]}>{t(`records.states.${item.state}`)}</Tag>
                </h3>
                <Facts
                  rows={[
                    [t('records.number'), item.number],
                    [t('records.right'), item.statedValue],
                    [t('records.due'), item.state === 'submitted' && item.dueDate ? shortDay(item.dueDate) : null],
                    [t('records.answer'), item.opinion],
                  ]}
                />
              </li>
            ))}
          </ul>
        )}
      </Listed>
    </section>
  );
}
