import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Client, createClient, listClients, revokeClient, rotateClientSecret } from '../../contracts/identity.ts';
import { api } from '../api.ts';
import { shortTime } from '../app/format.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { TextField } from '../ui/fields.tsx';
import { Page } from '../ui/page.tsx';
import { Button, Fault, Note, Tag } from '../ui/parts.tsx';
import { Listed } from '../ui/table.tsx';
import { ClientsSecret } from './clients-secret.tsx';

interface Secret {
  clientId: string;
  secret: string;
}

/** The keys by which an agency's systems call; a secret lives on this page only until it is left. */
export function ClientsPage() {
  const { t } = useTranslation();
  const [secret, setSecret] = useState<Secret | null>(null);
  return (
    <SignedIn as={['developer']} title={t('clients.title')}>
      <Page wide title={t('clients.title')} lead={t('clients.lead')}>
        {secret ? <ClientsSecret {...secret} onDone={() => setSecret(null)} /> : <MakeClient onSecret={setSecret} />}
        <Listed queryKey={['clients']} load={(query) => api(listClients, { query })} empty={t('clients.none')}>
          {(items) => (
            <ul className="list">
              {items.map((client) => (
                <OneClient key={client.clientId} client={client} onSecret={setSecret} />
              ))}
            </ul>
          )}
        </Listed>
      </Page>
    </SignedIn>
  );
}

function MakeClient({ onSecret }: { onSecret(secret: Secret): void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [tried, setTried] = useState(false);
  const make = useMutation({
    mutationFn: () => api(createClient, { body: { name: name.trim() } }),
    // The secret is not for the cache of replies.
    gcTime: 0,
    onSuccess: ({ client, secret }) => {
      void queries.invalidateQueries({ queryKey: ['clients'] });
      if (secret) onSecret({ clientId: client.clientId, secret });
    },
  });
  const short = name.trim().length < 2;
  const send = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!short) make.mutate();
  };
  return (
    <form className="panel column-start" onSubmit={send} noValidate aria-label={t('clients.make')}>
      <TextField
        id="client-name"
        label={t('clients.name')}
        help={t('clients.nameHelp')}
        maxLength={100}
        value={name}
        fault={tried && short ? t('fault.minLength', { limit: 2 }) : undefined}
        onChange={(event) => setName(event.target.value)}
      />
      {make.isError && <Fault error={make.error} />}
      <div className="actions">
        <Button kind="primary" type="submit" disabled={make.isPending}>
          {t('clients.make')}
        </Button>
      </div>
    </form>
  );
}

function OneClient({ client, onSecret }: { client: Client; onSecret(secret: Secret): void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [asked, setAsked] = useState<'rotate' | 'revoke' | null>(null);
  const params = { clientId: client.clientId };
  const settled = () => {
    setAsked(null);
    void queries.invalidateQueries({ queryKey: ['clients'] });
  };
  const rotate = useMutation({
    mutationFn: () => api(rotateClientSecret, { params }),
    gcTime: 0,
    onSuccess: (made) => {
      settled();
      onSecret(made);
      window.scrollTo({ top: 0 });
    },
  });
  const revoke = useMutation({ mutationFn: () => api(revokeClient, { params }), onSuccess: settled });
  const error = rotate.error ?? revoke.error;
  const act = (kind: 'rotate' | 'revoke') => t('clients.actOf', { act: t(`clients.${kind}`), name: client.name });
  return (
    <li>
      <div className="row-head">
        <h2>{client.name}</h2>
        <Tag tone={client.revokedAt ? 'due' : 'done'}>{t(client.revokedAt ? 'clients.revoked' : 'clients.live')}</Tag>
      </div>
      <p>
        <span className="code">{client.clientId}</span>{' '}
        <span className="quiet">{t('clients.made', { at: shortTime(client.createdAt) })}</span>{' '}
        {client.revokedAt && (
          <span className="quiet">{t('clients.revokedAt', { at: shortTime(client.revokedAt) })}</span>
        )}
      </p>
      {asked && (
        <Note tone="wait">
          <p role="status">{t(`clients.${asked}Sure`)}</p>
        </Note>
      )}
      {error && <Fault error={error} />}
      {!client.revokedAt && (
        <div className="actions">
          {asked ? (
            <>
              <Button
                disabled={rotate.isPending || revoke.isPending}
                onClick={() => (asked === 'rotate' ? rotate : revoke).mutate()}
              >
                {t(`clients.${asked}Confirm`)}
              </Button>
              <Button kind="text" onClick={() => setAsked(null)}>
                {t('console.cancel')}
              </Button>
            </>
          ) : (
            <>
              {client.authentication === 'client_secret_basic' && (
                <Button aria-label={act('rotate')} onClick={() => setAsked('rotate')}>
                  {t('clients.rotate')}
                </Button>
              )}
              <Button aria-label={act('revoke')} onClick={() => setAsked('revoke')}>
                {t('clients.revoke')}
              </Button>
            </>
          )}
        </div>
      )}
    </li>
  );
}
