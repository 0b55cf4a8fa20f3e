import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type Client,
  createClient,
  listClients,
  replaceClientKeys,
  revokeClient,
  rotateClientSecret,
} from '../../contracts/identity.ts';
import { api } from '../api.ts';
import { ConsolePage } from '../app/console-page.tsx';
import { shortTime } from '../app/format.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { Chinese } from '../ui/chinese.tsx';
import { TextField } from '../ui/fields.tsx';
import { Button, Fault, Note, Tag } from '../ui/parts.tsx';
import { Listed } from '../ui/table.tsx';
import { ClientKeyChoice, type KeyChoice, keysOf, ways } from './client-key-choice.tsx';
import { ClientMade, type Made } from './client-made.tsx';

/** The keys by which an agency's systems call. What a system signs in with stays on this page only until it is left. */
export function ClientsPage() {
  const { t } = useTranslation();
  const [made, setMade] = useState<Made | null>(null);
  return (
    <SignedIn as={['developer']} title={t('clients.title')}>
      <ConsolePage title={t('clients.title')} lead={t('clients.lead')}>
        {made ? <ClientMade made={made} onDone={() => setMade(null)} /> : <MakeClient onMade={setMade} />}
        <Listed queryKey={['clients']} load={(query) => api(listClients, { query })} empty={t('clients.none')}>
          {(items) => (
            <ul className="list">
              {items.map((client) => (
                <OneClient key={client.clientId} client={client} onMade={setMade} />
              ))}
            </ul>
          )}
        </Listed>
      </ConsolePage>
    </SignedIn>
  );
}

function MakeClient({ onMade }: { onMade(made: Made): void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [choice, setChoice] = useState<KeyChoice>({ way: 'made', text: '' });
  const [tried, setTried] = useState(false);
  const make = useMutation({
    mutationFn: async () => {
      const keys = await keysOf(choice);
      if (!keys) return null;
      const { publicKeys, privateKey } = keys;
      const { client, secret } = await api(createClient, {
        body: { name: name.trim(), ...(publicKeys && { publicKeys }) },
      });
      return { clientId: client.clientId, secret, privateKey };
    },
    // Neither a secret nor a private key is for the cache of replies.
    gcTime: 0,
    onSuccess: (made) => {
      if (!made) return;
      void queries.invalidateQueries({ queryKey: ['clients'] });
      onMade(made);
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
      <ClientKeyChoice id="new" offered={ways} choice={choice} tried={tried} onChange={setChoice} />
      {make.isError && <Fault error={make.error} />}
      <div className="actions">
        <Button kind="primary" type="submit" disabled={make.isPending}>
          {t('clients.make')}
        </Button>
      </div>
    </form>
  );
}

function OneClient({ client, onMade }: { client: Client; onMade(made: Made): void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [asked, setAsked] = useState<'rotate' | 'revoke' | null>(null);
  const [choice, setChoice] = useState<KeyChoice>({ way: 'made', text: '' });
  const [tried, setTried] = useState(false);
  const params = { clientId: client.clientId };
  const signs = client.authentication === 'private_key_jwt';
  const settled = () => {
    setAsked(null);
    void queries.invalidateQueries({ queryKey: ['clients'] });
  };
  const rotate = useMutation({
    mutationFn: async (): Promise<Made | null> => {
      if (!signs) return { ...(await api(rotateClientSecret, { params })), privateKey: null };
      const keys = await keysOf(choice);
      if (!keys?.publicKeys) return null;
      await api(replaceClientKeys, { params, body: { publicKeys: keys.publicKeys } });
      return { ...params, secret: null, privateKey: keys.privateKey };
    },
    gcTime: 0,
    onSuccess: (made) => {
      if (!made) return setTried(true);
      settled();
      onMade(made);
      window.scrollTo({ top: 0 });
    },
  });
  const revoke = useMutation({ mutationFn: () => api(revokeClient, { params }), onSuccess: settled });
  const error = rotate.error ?? revoke.error;
  const act = (kind: 'rotate' | 'revoke') => t('clients.actOf', { act: t(`clients.${kind}`), name: client.name });
  return (
    <li>
      <div className="row-head">
        <h2>
          <Chinese text={client.name} />
        </h2>
        <Tag tone={client.revokedAt ? 'due' : 'done'}>{t(client.revokedAt ? 'clients.revoked' : 'clients.live')}</Tag>
      </div>
      <p>
        <span className="code">{client.clientId}</span>{' '}
        <span className="quiet">{t(`clients.authentication.${client.authentication}`)}</span>{' '}
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
      {asked === 'rotate' && signs && (
        <ClientKeyChoice
          id={client.clientId}
          offered={['made', 'given']}
          choice={choice}
          tried={tried}
          onChange={setChoice}
        />
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
              <Button aria-label={act('rotate')} onClick={() => setAsked('rotate')}>
                {t('clients.rotate')}
              </Button>
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
