import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Encoding, encodings } from '../../contracts/library.ts';
import { FieldFrame } from '../ui/fields.tsx';
import { Button, Fault } from '../ui/parts.tsx';
import { sendFile, type Upload } from './library-upload.ts';

/** The next file: chosen, sent with its progress in sight, and read by the library row by row. */
export function LibrarySend({ resourceId }: { resourceId: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate({ from: '/agency/library/$resourceId' });
  const [file, setFile] = useState<File | null>(null);
  const [mode, setMode] = useState<Upload['mode']>('replace');
  const [encoding, setEncoding] = useState<Encoding | null>(null);
  const [tried, setTried] = useState(false);
  const [sent, setSent] = useState(0);
  const send = useMutation({
    mutationFn: (upload: Upload) => sendFile(upload, setSent),
    onMutate: () => setSent(0),
    onSuccess: (batch) => void navigate({ search: { batch: batch.id }, resetScroll: false }),
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: ['batches', resourceId] });
      void queries.invalidateQueries({ queryKey: ['serving', resourceId] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (file) send.mutate({ resourceId, file, mode, encoding });
  };
  const fault = tried && !file ? t('library.chooseFile') : undefined;
  return (
    <section className="section" aria-labelledby="send">
      <h2 id="send">{t('library.send')}</h2>
      <form className="panel" onSubmit={submit} noValidate>
        <FieldFrame id="file" label={t('library.file')} help={t('library.fileHelp')} fault={fault}>
          <input
            id="file"
            type="file"
            className="input"
            accept=".csv,.xlsx,.json,.ndjson,.jsonl,.txt"
            aria-describedby={fault ? 'file-help file-fault' : 'file-help'}
            aria-invalid={fault ? true : undefined}
            disabled={send.isPending}
            onChange={(event) => {
              setFile(event.target.files?.[0] ?? null);
              send.reset();
            }}
          />
        </FieldFrame>
        <div className="fields">
          <FieldFrame id="mode" label={t('library.mode')}>
            <select
              id="mode"
              className="input"
              value={mode}
              disabled={send.isPending}
              onChange={(event) => setMode(event.target.value === 'append' ? 'append' : 'replace')}
            >
              <option value="replace">{t('library.modes.replace')}</option>
              <option value="append">{t('library.modes.append')}</option>
            </select>
          </FieldFrame>
          <FieldFrame id="encoding" label={t('library.encoding')}>
            <select
              id="encoding"
              className="input"
              value={encoding ?? ''}
              disabled={send.isPending}
              onChange={(event) => setEncoding(encodings.find((each) => each === event.target.value) ?? null)}
            >
              <option value="">{t('library.encodingFound')}</option>
              {encodings.map((each) => (
                <option key={each} value={each}>
                  {each.toUpperCase()}
                </option>
              ))}
            </select>
          </FieldFrame>
        </div>
        {send.isPending && file && <Progress sent={sent} size={file.size} />}
        {send.isError && <Fault error={send.error} />}
        <div className="actions">
          <Button kind="primary" type="submit" disabled={send.isPending}>
            {t('library.upload')}
          </Button>
        </div>
      </form>
    </section>
  );
}

/** How much has gone; once all of it has, the rows are being checked. */
function Progress({ sent, size }: { sent: number; size: number }) {
  const { t } = useTranslation();
  const whole = sent >= size;
  const percent = size === 0 ? 100 : Math.min(100, Math.floor((sent / size) * 100));
  return (
    <div>
      <label htmlFor="progress">{t(whole ? 'library.checking' : 'library.sending', { percent })}</label>
      <progress id="progress" max={100} {...(!whole && { value: percent })} />
      <p className="quiet">{t('library.stay')}</p>
    </div>
  );
}
