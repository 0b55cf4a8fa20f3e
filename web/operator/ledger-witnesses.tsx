import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  addWitness,
  listWitnesses,
  removeWitness,
  type Witness,
  type WitnessedLog,
  witnessLog,
} from '../../contracts/ledger-witnesses.ts';
import { parseVkey, parseVkeys } from '../../contracts/signed-note.ts';
import { api } from '../api.ts';
import { shortTime } from '../app/format.ts';
import { useAccount } from '../app/session.ts';
import { CodeBlock } from '../ui/code-block.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { useConfirm } from '../ui/dialog.tsx';
import { TextArea, TextField } from '../ui/fields.tsx';
import { Button, Fault, Loading, Note, Tag } from '../ui/parts.tsx';

const key = ['ledger-witnesses'];
/** The witness saw another history than the log's own. */
const alarming: readonly string[] = ['ahead', 'fork', 'inconsistent'];

/** Who outside cosigns this ledger, and whose ledgers this node cosigns (C2SP tlog-witness). */
export function LedgerWitnesses() {
  const { t } = useTranslation();
  const account = useAccount();
  const operates = account?.kind === 'staff' && account.roles.includes('operator');
  const shown = useQuery({ queryKey: key, queryFn: () => api(listWitnesses), refetchInterval: 10_000 });
  if (shown.isError) return <Fault error={shown.error} onRetry={() => void shown.refetch()} />;
  if (!shown.data) return <Loading lines={3} />;
  const { witnesses, logs, own } = shown.data;
  const alarms = witnesses.filter(({ fault }) => fault !== null && alarming.includes(fault));
  return (
    <section className="panel" aria-labelledby="ledger-witnesses">
      <h2 id="ledger-witnesses">{t('witness.title')}</h2>
      <p className="quiet">{t('witness.lead')}</p>
      {alarms.length > 0 && (
        <Note tone="due">
          {alarms.map(({ id, name, fault }) => (
            <p key={id}>
              <strong>{t('witness.alarm', { name })}</strong> {t(`witness.faults.${fault}`)}
            </p>
          ))}
        </Note>
      )}
      <DataTable
        label={t('witness.title')}
        name="witnesses"
        rows={witnesses}
        rowKey={({ id }) => id}
        empty={t('witness.none')}
        columns={[
          { key: 'name', title: t('witness.name'), cell: ({ name }) => <span className="code">{name}</span> },
          { key: 'state', title: t('witness.state'), cell: (witness) => <State witness={witness} /> },
          {
            key: 'at',
            title: t('witness.cosignedAt'),
            width: 'fit',
            cell: ({ cosignedAt }) => (cosignedAt ? shortTime(cosignedAt) : t('witness.never')),
          },
          {
            key: 'size',
            title: t('witness.size'),
            align: 'end',
            width: 'fit',
            cell: ({ size }) => size.toLocaleString('en'),
          },
          ...(operates
            ? [
                {
                  key: 'act',
                  title: t('witness.act'),
                  width: 'fit' as const,
                  cell: (witness: Witness) => <Dismiss witness={witness} />,
                },
              ]
            : []),
        ]}
      />
      {operates && <AddWitness />}
      <details>
        <summary>{t('witness.others', { count: logs.length })}</summary>
        <p className="quiet">{t('witness.othersLead')}</p>
        <Seen logs={logs} />
        <CodeBlock label={t('witness.ownUrl')} code={own.url} />
        <CodeBlock label={t('witness.ownKey')} code={own.vkey} />
        {operates && <FollowLog />}
      </details>
    </section>
  );
}

function State({ witness: { fault, cosignedAt } }: { witness: Witness }) {
  const { t } = useTranslation();
  if (fault) return <Tag tone={alarming.includes(fault) ? 'due' : 'wait'}>{t(`witness.faults.${fault}`)}</Tag>;
  return <Tag tone={cosignedAt ? 'done' : 'wait'}>{t(cosignedAt ? 'witness.cosigns' : 'witness.waiting')}</Tag>;
}

function Seen({ logs }: { logs: WitnessedLog[] }) {
  const { t } = useTranslation();
  return (
    <DataTable
      label={t('witness.othersTable')}
      name="witnessed-logs"
      rows={logs}
      rowKey={({ origin }) => origin}
      empty={t('witness.noOthers')}
      columns={[
        { key: 'origin', title: t('witness.log'), cell: ({ origin }) => <span className="code">{origin}</span> },
        {
          key: 'state',
          title: t('witness.state'),
          cell: ({ conflictAt, seenAt }) =>
            conflictAt ? (
              <Tag tone="due">{t('witness.forked', { at: shortTime(conflictAt) })}</Tag>
            ) : (
              <Tag tone={seenAt ? 'done' : 'wait'}>{t(seenAt ? 'witness.follows' : 'witness.notSeen')}</Tag>
            ),
        },
        {
          key: 'at',
          title: t('witness.seenAt'),
          width: 'fit',
          cell: ({ seenAt }) => (seenAt ? shortTime(seenAt) : t('witness.never')),
        },
        {
          key: 'size',
          title: t('witness.size'),
          align: 'end',
          width: 'fit',
          cell: ({ size }) => size.toLocaleString('en'),
        },
      ]}
    />
  );
}

function useRefresh() {
  const queries = useQueryClient();
  return { onSettled: () => void queries.invalidateQueries({ queryKey: key }) };
}

function Dismiss({ witness: { id, name } }: { witness: Witness }) {
  const { t } = useTranslation();
  const [asking, ask] = useConfirm();
  const dismiss = useMutation({ mutationFn: () => api(removeWitness, { params: { id } }), ...useRefresh() });
  const question = {
    title: t('witness.dismissNamed', { name }),
    text: t('witness.dismissAsk'),
    action: t('witness.dismiss'),
  };
  return (
    <>
      {asking}
      {dismiss.isError && <Fault error={dismiss.error} />}
      <Button
        kind="text"
        disabled={dismiss.isPending}
        aria-label={question.title}
        onClick={() => void ask(question).then((sure) => sure && dismiss.mutate())}
      >
        {question.action}
      </Button>
    </>
  );
}

function AddWitness() {
  const { t } = useTranslation();
  const [url, setUrl] = useState('');
  const [vkey, setVkey] = useState('');
  const [tried, setTried] = useState(false);
  const add = useMutation({
    mutationFn: () => api(addWitness, { body: { url: url.trim(), vkey: vkey.trim() } }),
    ...useRefresh(),
    onSuccess: () => {
      setUrl('');
      setVkey('');
      setTried(false);
    },
  });
  const urlFault = /^https?:\/\/[^\s?#]+$/.test(url.trim()) ? undefined : t('witness.urlBad');
  const keyFault = parseVkey(vkey.trim())?.algorithm === 'cosignature/v1' ? undefined : t('witness.keyBad');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!urlFault && !keyFault) add.mutate();
  };
  return (
    <details>
      <summary>{t('witness.add')}</summary>
      <form onSubmit={submit} noValidate>
        {add.isError && <Fault error={add.error} />}
        <TextField
          id="witness-url"
          label={t('witness.url')}
          help={t('witness.urlHelp')}
          fault={tried ? urlFault : undefined}
          value={url}
          onChange={(event) => setUrl(event.target.value)}
        />
        <TextField
          id="witness-key"
          label={t('witness.key')}
          help={t('witness.keyHelp')}
          fault={tried ? keyFault : undefined}
          className="input code"
          spellCheck={false}
          value={vkey}
          onChange={(event) => setVkey(event.target.value)}
        />
        <div className="actions">
          <Button kind="primary" type="submit" disabled={add.isPending}>
            {t('witness.add')}
          </Button>
        </div>
      </form>
    </details>
  );
}

function FollowLog() {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [tried, setTried] = useState(false);
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  const follow = useMutation({
    mutationFn: () => api(witnessLog, { body: { vkeys: lines } }),
    ...useRefresh(),
    onSuccess: () => {
      setText('');
      setTried(false);
    },
  });
  const fault = parseVkeys(lines.join('\n')) ? undefined : t('witness.logKeysBad');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!fault) follow.mutate();
  };
  return (
    <form onSubmit={submit} noValidate>
      {follow.isError && <Fault error={follow.error} />}
      <TextArea
        id="log-keys"
        label={t('witness.logKeys')}
        help={t('witness.logKeysHelp')}
        fault={tried ? fault : undefined}
        className="input code"
        rows={3}
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="actions">
        <Button type="submit" disabled={follow.isPending}>
          {t('witness.follow')}
        </Button>
      </div>
    </form>
  );
}
