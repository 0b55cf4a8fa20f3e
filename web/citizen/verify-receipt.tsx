import { useQuery } from '@tanstack/react-query';
import { type DragEvent, type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getLedgerKey } from '../../contracts/ledger.ts';
import { type ReceiptVerdict, verifyReceipt } from '../../contracts/receipt.ts';
import { apiText } from '../api.ts';
import { TextArea } from '../ui/fields.tsx';
import { Page } from '../ui/page.tsx';
import { Button, Note, Tag } from '../ui/parts.tsx';

/** Anyone's page: proves in the browser, without asking any server, that a reply is what the ledger recorded. */
export function VerifyReceiptPage() {
  const { t } = useTranslation();
  const [body, setBody] = useState<{ bytes: Uint8Array; text: string; name: string }>({
    bytes: new Uint8Array(),
    text: '',
    name: '',
  });
  const [ownKey, setOwnKey] = useState<string | null>(null);
  const [verdict, setVerdict] = useState<ReceiptVerdict | null>(null);
  const [tried, setTried] = useState(false);
  const key = useQuery({
    queryKey: ['ledger-key'],
    queryFn: async () => (await apiText(getLedgerKey)).trim(),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const vkey = ownKey ?? key.data ?? '';
  // A file is verified by its own bytes: a text box would lose a byte order mark or change the ends of lines.
  const takeFile = async (file: File | undefined) => {
    if (!file) return;
    const bytes = new Uint8Array(await file.arrayBuffer());
    setVerdict(null);
    setBody({ bytes, text: new TextDecoder().decode(bytes), name: file.name });
  };
  const check = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (body.bytes.length > 0 && vkey) setVerdict(verifyReceipt(body.bytes, [vkey]));
  };
  return (
    <Page title={t('verify.title')} lead={t('verify.lead')}>
      <form
        onSubmit={check}
        noValidate
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event: DragEvent) => {
          event.preventDefault();
          void takeFile(event.dataTransfer.files[0]);
        }}
      >
        <div className="field">
          <label htmlFor="file">{t('verify.file')}</label>
          <div className="help" id="file-help">
            {t('verify.fileHelp')}
          </div>
          <input
            id="file"
            className="input"
            type="file"
            accept="application/json,.json,text/plain"
            aria-describedby="file-help"
            onChange={(event) => void takeFile(event.target.files?.[0])}
          />
        </div>
        <TextArea
          id="body"
          label={t('verify.paste')}
          fault={tried && body.bytes.length === 0 ? t('fault.required') : undefined}
          help={body.name ? t('verify.fromFile', { name: body.name }) : undefined}
          className="input code"
          rows={7}
          spellCheck={false}
          value={body.text}
          onChange={(event) => {
            setVerdict(null);
            setBody({ bytes: new TextEncoder().encode(event.target.value.trim()), text: event.target.value, name: '' });
          }}
        />
        <TextArea
          id="vkey"
          label={t('verify.key')}
          help={t('verify.keyHelp')}
          fault={tried && !vkey ? t('fault.required') : undefined}
          className="input code"
          rows={2}
          spellCheck={false}
          value={vkey}
          onChange={(event) => {
            setVerdict(null);
            setOwnKey(event.target.value.trim());
          }}
        />
        <div className="actions">
          <Button kind="primary" type="submit">
            {t('verify.check')}
          </Button>
        </div>
      </form>
      {verdict && <Verdict verdict={verdict} />}
    </Page>
  );
}

function Verdict({ verdict }: { verdict: ReceiptVerdict }) {
  const { t } = useTranslation();
  const result = useRef<HTMLElement>(null);
  useEffect(() => result.current?.focus(), []);
  return (
    <section ref={result} tabIndex={-1} aria-label={t('verify.result')}>
      <Note tone={verdict.ok ? 'done' : 'due'}>
        <h2>{t(verdict.ok ? 'verify.ok' : 'verify.notOk')}</h2>
        <p>{t(verdict.ok ? 'verify.okText' : 'verify.notOkText')}</p>
      </Note>
      <ul className="list">
        {verdict.checks.map((check) => (
          <li key={check.name}>
            <div className="row-head">
              <strong>{t(`verify.checks.${check.name}`)}</strong>
              <Tag tone={check.ok ? 'done' : 'due'}>{t(check.ok ? 'verify.holds' : 'verify.fails')}</Tag>
            </div>
            <p className="quiet code" lang="en">
              {check.detail}
            </p>
          </li>
        ))}
      </ul>
      {verdict.entry && (
        <details>
          <summary>{t('verify.entry')}</summary>
          <pre className="code wrap">{JSON.stringify(verdict.entry, null, 2)}</pre>
        </details>
      )}
    </section>
  );
}
