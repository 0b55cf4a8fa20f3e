import '../app/licence-check.css';
import './verify-receipt.css';
import { useQuery } from '@tanstack/react-query';
import { type DragEvent, type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getLedgerKeys } from '../../contracts/ledger.ts';
import { parseVkeys } from '../../contracts/signed-note.ts';
import { apiText } from '../api.ts';
import { shortTime } from '../app/format.ts';
import { TextArea } from '../ui/fields.tsx';
import { Page } from '../ui/page.tsx';
import { Button, Facts, Tag } from '../ui/parts.tsx';
import { type Judgement, judgeReceipt } from './judge-receipt.ts';

const nothing = { bytes: new Uint8Array(), text: '', name: '' };

/** Anyone's page: proves in the browser, without asking any server, that a reply or an entry is what the ledger recorded. */
export function VerifyReceiptPage() {
  const { t } = useTranslation();
  const [body, setBody] = useState<{ bytes: Uint8Array; text: string; name: string }>(nothing);
  const [ownKey, setOwnKey] = useState<string | null>(null);
  const [judgement, setJudgement] = useState<Judgement | null>(null);
  const [tried, setTried] = useState(false);
  const [over, setOver] = useState(false);
  const file = useRef<HTMLInputElement>(null);
  const key = useQuery({
    queryKey: ['ledger-keys'],
    queryFn: async () => (await apiText(getLedgerKeys)).trim(),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const vkey = ownKey ?? key.data ?? '';
  const keyFault =
    vkey.trim() === '' ? t('fault.required') : parseVkeys(vkey) === null ? t('verify.keyBad') : undefined;
  // A file is verified by its own bytes: a text box would lose a byte order mark or change the ends of lines.
  const takeFile = async (chosen: File | undefined) => {
    if (!chosen) return;
    const bytes = new Uint8Array(await chosen.arrayBuffer());
    setBody({ bytes, text: new TextDecoder().decode(bytes), name: chosen.name });
    setTried(true);
    setJudgement(vkey && !keyFault ? judgeReceipt(bytes, vkey) : null);
  };
  const check = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (body.bytes.length > 0 && !keyFault) setJudgement(judgeReceipt(body.bytes, vkey));
  };
  return (
    <Page title={t('verify.title')} lead={t('verify.lead')}>
      {judgement && <Verdict judgement={judgement} />}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping a file is one way of three; the button and the text box are the others */}
      <div
        className="drop"
        data-over={over}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event: DragEvent) => {
          event.preventDefault();
          setOver(false);
          void takeFile(event.dataTransfer.files[0]);
        }}
      >
        <p>{t('verify.drop')}</p>
        <Button onClick={() => file.current?.click()}>{t('verify.choose')}</Button>
        <input
          ref={file}
          type="file"
          hidden
          aria-label={t('verify.file')}
          accept="application/json,.json,text/plain"
          onChange={(event) => {
            void takeFile(event.target.files?.[0]);
            event.target.value = '';
          }}
        />
      </div>
      <form onSubmit={check} noValidate className="section">
        <TextArea
          id="body"
          label={t('verify.paste')}
          fault={tried && body.bytes.length === 0 ? t('fault.required') : undefined}
          help={body.name ? t('verify.fromFile', { name: body.name }) : undefined}
          className="input code"
          rows={6}
          spellCheck={false}
          value={body.text}
          onChange={(event) => {
            setJudgement(null);
            setBody({ bytes: new TextEncoder().encode(event.target.value.trim()), text: event.target.value, name: '' });
          }}
        />
        <details open={tried && keyFault !== undefined}>
          <summary>{t('verify.keySection')}</summary>
          <TextArea
            id="vkey"
            label={t('verify.key')}
            help={t('verify.keyHelp')}
            fault={tried ? keyFault : undefined}
            className="input code"
            rows={3}
            spellCheck={false}
            value={vkey}
            onChange={(event) => {
              setJudgement(null);
              setOwnKey(event.target.value);
            }}
          />
        </details>
        <div className="actions">
          <Button kind="primary" type="submit">
            {t('verify.check')}
          </Button>
        </div>
      </form>
    </Page>
  );
}

const tones = { genuine: 'done', altered: 'due', otherKey: 'wait', notReceipt: 'wait' } as const;

function Verdict({ judgement }: { judgement: Judgement }) {
  const { t } = useTranslation();
  const result = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new verdict is to be read out
  useEffect(() => result.current?.focus(), [judgement]);
  const { outcome, kind, checks, entry, signer } = judgement;
  const meaning = outcome === 'genuine' ? (kind === 'reply' ? 'genuineReply' : 'genuineEntry') : outcome;
  return (
    <section ref={result} tabIndex={-1} aria-label={t('verify.result')} className="finding">
      <div className="finding-answer" data-tone={tones[outcome]} role={outcome === 'genuine' ? undefined : 'alert'}>
        <div>
          <h2>{t(`verify.outcome.${outcome}`)}</h2>
          <p>{t(`verify.meaning.${meaning}`, { signer })}</p>
        </div>
      </div>
      {entry && <EntryFacts entry={entry} />}
      {outcome !== 'notReceipt' && (
        <ul className="list">
          {checks.map((check) => (
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
      )}
      {entry && (
        <details>
          <summary>{t('verify.entry')}</summary>
          <pre className="code wrap">{JSON.stringify(entry, null, 2)}</pre>
        </details>
      )}
    </section>
  );
}

/** The entry in words, as far as every entry says the same things. */
function EntryFacts({ entry }: { entry: Record<string, unknown> }) {
  const { t } = useTranslation();
  const within = (name: string, member: string) => {
    const value = entry[name];
    return typeof value === 'object' && value !== null ? text((value as Record<string, unknown>)[member]) : '';
  };
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  const at = text(entry.at);
  return (
    <Facts
      rows={[
        [t('verify.about.at'), Number.isNaN(Date.parse(at)) ? at : shortTime(at)],
        [t('verify.about.agency'), within('actor', 'agency')],
        [t('verify.about.resource'), text(entry.resource) || within('detail', 'name')],
        [t('verify.about.purpose'), text(entry.purpose)],
        [t('verify.about.grant'), within('grant', 'number')],
        [t('verify.about.case'), text(entry.case)],
        [t('verify.about.items'), Array.isArray(entry.items) ? entry.items.map(String).join(', ') : ''],
      ]}
    />
  );
}
