import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import {
  cancelVerification,
  type LedgerVerification,
  listVerifications,
  startVerification,
} from '../../contracts/ledger.ts';
import { api } from '../api.ts';
import { shortTime } from '../app/format.ts';
import { useSay } from '../app/words.ts';
import { DataTable } from '../ui/data-table.tsx';
import { Button, Fault, Loading, Note, Tag } from '../ui/parts.tsx';
import { Progress } from '../ui/progress.tsx';

const key = ['ledger-verifications'];
const tones = { running: 'act', done: 'done', cancelled: 'plain', failed: 'due' } as const;

/** The verification of the whole ledger: begin it, see how far it is, stop it, and what the last ones found. */
export function LedgerVerifications() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const runs = useQuery({
    queryKey: key,
    queryFn: () => api(listVerifications),
    refetchInterval: ({ state }) => (state.data?.items[0]?.state === 'running' ? 1000 : false),
  });
  const refresh = { onSettled: () => void queries.invalidateQueries({ queryKey: key }) };
  const start = useMutation({ mutationFn: () => api(startVerification), ...refresh });
  const stop = useMutation({ mutationFn: (id: string) => api(cancelVerification, { params: { id } }), ...refresh });
  if (runs.isError) return <Fault error={runs.error} onRetry={() => void runs.refetch()} />;
  if (!runs.data) return <Loading lines={3} />;
  const [last, ...before] = runs.data.items;
  const running = last?.state === 'running';
  return (
    <section className="panel" aria-labelledby="ledger-verify">
      <h2 id="ledger-verify">{t('ledger.verify')}</h2>
      <p className="quiet">{t('ledger.verifyText')}</p>
      {running ? (
        <Progress label={t('ledger.running')} done={last.entriesRead} total={last.entriesTotal} />
      ) : (
        <div role="status">{last && <Result run={last} />}</div>
      )}
      {(start.isError || stop.isError) && <Fault error={start.error ?? stop.error} />}
      <div className="actions">
        {running ? (
          <Button disabled={stop.isPending} onClick={() => stop.mutate(last.id)}>
            {t('ledger.stop')}
          </Button>
        ) : (
          <Button kind="primary" disabled={start.isPending} onClick={() => start.mutate()}>
            {t('ledger.start')}
          </Button>
        )}
      </div>
      {before.length > 0 && (
        <details>
          <summary>{t('ledger.earlier', { count: before.length })}</summary>
          <DataTable
            label={t('ledger.earlierTable')}
            name="verifications"
            rows={before}
            rowKey={(run) => run.id}
            empty={t('ledger.never')}
            columns={[
              { key: 'startedAt', title: t('ledger.startedAt'), width: 'fit', cell: (run) => shortTime(run.startedAt) },
              { key: 'by', title: t('ledger.askedBy'), cell: (run) => run.askedBy },
              { key: 'state', title: t('ledger.outcome'), cell: (run) => <Outcome run={run} /> },
              {
                key: 'entries',
                title: t('ledger.size'),
                align: 'end',
                width: 'fit',
                cell: (run) => run.entriesRead.toLocaleString('en'),
              },
            ]}
          />
        </details>
      )}
    </section>
  );
}

function Outcome({ run }: { run: LedgerVerification }) {
  const { t } = useTranslation();
  if (run.state === 'done' && run.findings.length > 0) {
    return <Tag tone="due">{t('ledger.found', { count: run.findings.length })}</Tag>;
  }
  return <Tag tone={tones[run.state]}>{t(`ledger.states.${run.state}`)}</Tag>;
}

function Result({ run }: { run: LedgerVerification }) {
  const { t } = useTranslation();
  const say = useSay();
  const by = t('ledger.by', { name: run.askedBy, at: shortTime(run.finishedAt ?? run.startedAt) });
  const figures = { entries: run.entriesRead.toLocaleString('en'), checkpoints: run.checkpoints ?? 0 };
  if (run.state !== 'done') {
    return (
      <Note tone={run.state === 'failed' ? 'due' : 'plain'}>
        <p>{t(`ledger.ended.${run.state}`)}</p>
        <p className="quiet">{by}</p>
      </Note>
    );
  }
  if (run.findings.length === 0) {
    return (
      <Note tone="done">
        <p>
          <strong>{t('ledger.whole', figures)}</strong>
        </p>
        <p className="quiet">{by}</p>
      </Note>
    );
  }
  return (
    <Note tone="due">
      <p>
        <strong>{t('ledger.broken', { ...figures, count: run.findings.length })}</strong>
      </p>
      <ul>
        {run.findings.map((finding) => (
          <li key={`${finding.kind} ${finding.from} ${finding.to} ${finding.en}`}>{say(finding)}</li>
        ))}
      </ul>
      <p className="quiet">{by}</p>
    </Note>
  );
}
