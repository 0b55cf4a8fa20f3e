import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { callResource } from '../../contracts/exchange.ts';
import { Button, Note } from '../ui/parts.tsx';

/** A secret this once, and how it is used. */
export function ClientsSecret({ clientId, secret, onDone }: { clientId: string; secret: string; onDone(): void }) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  const [copied, setCopied] = useState<'yes' | 'no' | null>(null);
  useEffect(() => heading.current?.focus(), []);
  const copy = () =>
    // A page without TLS has no clipboard; the text can be selected all the same.
    (navigator.clipboard ? navigator.clipboard.writeText(secret) : Promise.reject()).then(
      () => setCopied('yes'),
      () => setCopied('no'),
    );
  return (
    <section className="panel" aria-labelledby="secret">
      <h2 id="secret" ref={heading} tabIndex={-1}>
        {t('clients.secretTitle')}
      </h2>
      <Note tone="wait">
        <p>{t('clients.secretOnce')}</p>
      </Note>
      <label htmlFor="client-id">{t('clients.id')}</label>
      <input id="client-id" className="input code" readOnly value={clientId} />
      <label htmlFor="client-secret">{t('clients.secret')}</label>
      <input
        id="client-secret"
        className="input code"
        readOnly
        value={secret}
        onFocus={(event) => event.target.select()}
      />
      <div className="actions">
        <Button onClick={() => void copy()}>{t('clients.copy')}</Button>
        <Button kind="primary" onClick={onDone}>
          {t('clients.kept')}
        </Button>
        <span role="status">{copied && t(copied === 'yes' ? 'clients.copied' : 'clients.notCopied')}</span>
      </div>
      <h3>{t('clients.example')}</h3>
      <p className="quiet">{t('clients.exampleHelp')}</p>
      <pre className="code wrap">{example(clientId)}</pre>
    </section>
  );
}

/** The secret itself is read from the environment, so that it stays out of the shell's history. */
function example(clientId: string): string {
  const path = callResource.path.replace(':code', '202001-000001');
  return `TOKEN=$(curl -s ${location.origin}/oidc/token \\
  -u "${clientId}:$CLIENT_SECRET" \\
  -d grant_type=client_credentials | jq -r .access_token)

curl ${location.origin}${path} \\
  -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
  -d '{"subject":"…","items":["child_name"],"purpose":"newborn-medical-enrolment"}'`;
}
