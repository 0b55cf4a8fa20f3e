import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { saveFile } from '../app/save-file.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { Button, Note } from '../ui/parts.tsx';

export interface Made {
  clientId: string;
  /** Exactly one of the two, or neither where the system has a key of its own. */
  secret: string | null;
  privateKey: string | null;
}

/** What a system signs in with, this once, and the way on. It lives on this page only until it is left. */
export function ClientMade({ made: { clientId, secret, privateKey }, onDone }: { made: Made; onDone(): void }) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const kind = secret !== null ? 'secret' : privateKey !== null ? 'private' : 'given';
  return (
    <section className="panel" aria-labelledby="made">
      <h2 id="made" ref={heading} tabIndex={-1}>
        {t(`clients.madeTitle.${kind}`)}
      </h2>
      {kind !== 'given' && (
        <Note tone="wait">
          <p>{t(`clients.once.${kind}`)}</p>
        </Note>
      )}
      <div className="field">
        <label htmlFor="client-id">{t('clients.id')}</label>
        <div className="with-button">
          <input id="client-id" className="input code" readOnly value={clientId} />
          <CopyButton text={clientId} of={t('clients.id')} />
        </div>
      </div>
      {secret !== null && (
        <div className="field">
          <label htmlFor="client-secret">{t('clients.secret')}</label>
          <div className="with-button">
            <input
              id="client-secret"
              className="input code"
              readOnly
              value={secret}
              onFocus={(event) => event.target.select()}
            />
            <CopyButton text={secret} of={t('clients.secret')} />
          </div>
        </div>
      )}
      <div className="actions">
        {privateKey !== null && (
          <Button kind="primary" onClick={() => saveFile(`${clientId}.jwk`, 'application/jwk+json', privateKey)}>
            {t('clients.download')}
          </Button>
        )}
        <Button {...(privateKey === null && { kind: 'primary' as const })} onClick={onDone}>
          {t('clients.kept')}
        </Button>
        <Link to="/agency/examples" search={{ client: clientId }}>
          {t('clients.toExamples')}
        </Link>
      </div>
    </section>
  );
}
