import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResourceDetail } from '../../contracts/catalogue.ts';
import { type Encoding, encodings, fileModes } from '../../contracts/library.ts';
import { FieldFrame } from '../ui/fields.tsx';
import { Button, Fault } from '../ui/parts.tsx';
import { Progress } from '../ui/progress.tsx';
import { LibraryPreview } from './library-preview.tsx';
import { type Sending, sendFile } from './library-upload.ts';

/** The next file: chosen, sent with its progress in sight, and read by the library row by row. */
export function LibrarySend({ resourceId, items }: { resourceId: string; items: ResourceDetail['items'] }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate({ from: '/agency/library/$resourceId' });
  const [file, setFile] = useState<File | null>(null);
  const [mode, setMode] = useState<Sending['mode']>('replace');
  const [encoding, setEncoding] = useState<Encoding | null>(null);
  const [tried, setTried] = useState(false);
  const [sent, setSent] = useState(0);
  const since = useRef({ at: 0, sent: 0 });
  const send = useMutation({
    mutationFn: (sending: Sending) =>
      sendFile(sending, (bytes) => {
        // What was sent before a break tells nothing of the speed now.
        if (since.current.at === 0) since.current = { at: Date.now(), sent: bytes };
        setSent(bytes);
      }),
    onMutate: () => {
      since.current = { at: 0, sent: 0 };
      setSent(0);
    },
    onSuccess: (batch) => void navigate({ search: { batch }, resetScroll: false }),
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: ['batches', resourceId] });
      void queries.invalidateQueries({ queryKey: ['serving', resourceId] });
      void queries.invalidateQueries({ queryKey: ['versions', resourceId] });
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
            accept=".csv,.tsv,.xlsx,.json,.ndjson,.jsonl,.txt,.zip"
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
          <FieldFrame id="mode" label={t('library.mode')} help={t(`library.modeHelp.${mode}`)}>
            <select
              id="mode"
              aria-describedby="mode-help"
              className="input"
              value={mode}
              disabled={send.isPending}
              onChange={(event) => setMode(fileModes.find((each) => each === event.target.value) ?? 'replace')}
            >
              {fileModes.map((each) => (
                <option key={each} value={each}>
                  {t(`library.modes.${each}`)}
                </option>
              ))}
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
        {file && !send.isPending && <LibraryPreview sending={{ resourceId, file, mode, encoding }} items={items} />}
        {send.isPending && file && <Sent sent={sent} size={file.size} since={since.current} />}
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

/** How much has gone and how long the rest will take; once all of it has, the rows are being checked. */
function Sent({ sent, size, since }: { sent: number; size: number; since: { at: number; sent: number } }) {
  const { t } = useTranslation();
  const whole = sent >= size;
  const speed = (sent - since.sent) / Math.max(1, Date.now() - since.at);
  return (
    <div>
      <Progress
        label={t(whole ? 'library.checking' : 'library.sendingFile')}
        done={sent}
        total={whole ? null : size}
        format={(bytes) => `${(bytes / 2 ** 20).toFixed(1)} MiB`}
        secondsLeft={whole || speed <= 0 ? null : (size - sent) / speed / 1000}
      />
      <p className="quiet">{t(whole ? 'library.mayLeave' : 'library.comeBack')}</p>
    </div>
  );
}
