import './operator.css';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { getLedgerState } from '../../contracts/ledger.ts';
import { countLedgerDays } from '../../contracts/supervision.ts';
import { api } from '../api.ts';
import { ConsolePage } from '../app/console-page.tsx';
import { shortDay, shortTime } from '../app/format.ts';
import { saveFile } from '../app/save-file.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { Bars } from '../ui/chart.tsx';
import { CodeBlock } from '../ui/code-block.tsx';
import { Button, Empty, Facts, Fault, Loading } from '../ui/parts.tsx';
import { Stat, Stats } from '../ui/stat.tsx';
import { LedgerEntries } from './ledger-entries.tsx';
import { LedgerVerifications } from './ledger-verify.tsx';
import { LedgerWitnesses } from './ledger-witnesses.tsx';

/** The ledger as it stands: how large, what signs it, whether it holds, and its entries. */
export function LedgerPage() {
  const { t } = useTranslation();
  return (
    <SignedIn as={['operator', 'supervisor']} title={t('ledger.title')}>
      <Ledger />
    </SignedIn>
  );
}

function Ledger() {
  const { t } = useTranslation();
  const state = useQuery({ queryKey: ['ledger-state'], queryFn: () => api(getLedgerState), refetchInterval: 30_000 });
  const data = state.data;
  return (
    <ConsolePage
      title={t('ledger.title')}
      lead={t('ledger.lead')}
      actions={
        <>
          <Link to="/verify" className="button">
            {t('ledger.verifyReceipt')}
          </Link>
          <Button
            disabled={!data}
            onClick={() => data && saveFile(`checkpoint-${data.size}.txt`, 'text/plain;charset=utf-8', data.checkpoint)}
          >
            {t('ledger.download')}
          </Button>
        </>
      }
    >
      {data ? (
        <Stats label={t('ledger.title')}>
          <Stat label={t('ledger.size')} value={data.size.toLocaleString('en')} unit={t('ledger.unit')} />
          <Stat
            label={t('ledger.checkpointAt')}
            value={shortTime(data.checkpointAt)
              .split(' ')
              .map((part) => (
                <span key={part} className="stat-part">
                  {part}{' '}
                </span>
              ))}
          />
        </Stats>
      ) : state.isError ? (
        <Fault error={state.error} onRetry={() => void state.refetch()} />
      ) : (
        <Loading lines={3} />
      )}
      <LedgerVerifications />
      <LedgerWitnesses />
      <Days />
      {data && (
        <details className="panel">
          <summary>{t('ledger.keyAndCheckpoint')}</summary>
          <Facts
            rows={[
              [
                t('ledger.root'),
                <code key="root" className="code">
                  {data.root}
                </code>,
              ],
              [
                t('ledger.keyName'),
                <code key="name" className="code">
                  {data.key.name}
                </code>,
              ],
              [
                t('ledger.fingerprint'),
                <code key="print" className="code">
                  {data.key.fingerprint}
                </code>,
              ],
            ]}
          />
          <CodeBlock label={t('ledger.checkpoint')} code={data.checkpoint} />
          <CodeBlock label={t('ledger.vkey')} code={data.key.vkey} />
          <p className="quiet">{t('ledger.keepOutside')}</p>
        </details>
      )}
      <h2>{t('ledger.entries')}</h2>
      <LedgerEntries />
    </ConsolePage>
  );
}

function Days() {
  const { t } = useTranslation();
  const counts = useQuery({ queryKey: ['ledger-days'], queryFn: () => api(countLedgerDays) });
  if (counts.isError) return <Fault error={counts.error} onRetry={() => void counts.refetch()} />;
  if (!counts.data) return <Loading lines={4} />;
  const { from, days } = counts.data;
  const all = Array.from({ length: 30 }, (_, place) =>
    shortDay(new Date(Date.parse(`${from}T12:00:00Z`) + place * 86_400_000).toISOString()),
  );
  const sum = (fits: (row: (typeof days)[number]) => boolean) =>
    days.filter(fits).reduce((total, { entries }) => total + entries, 0);
  const total = sum(() => true);
  if (total === 0) return <Empty>{t('ledger.noneYet')}</Empty>;
  const busiest = all
    .map((day) => ({ day, count: sum((row) => row.day === day) }))
    .sort((a, b) => b.count - a.count)[0]!;
  const kinds = [...new Set(days.map(({ kind }) => kind))]
    .map((kind) => ({ kind, count: sum((row) => row.kind === kind) }))
    .sort((a, b) => b.count - a.count);
  const figure = (count: number) => count.toLocaleString('en');
  return (
    <div className="ledger-charts">
      <Bars
        kind="columns"
        title={t('ledger.daysTitle', { total: figure(total), day: busiest.day, most: figure(busiest.count) })}
        heads={[t('ledger.day'), t('ledger.size')]}
        bars={all.map((day) => ({ key: day, label: day.slice(5), value: sum((row) => row.day === day) }))}
      />
      <Bars
        title={t('ledger.kindsTitle', {
          kind: t(`ledger.kinds.${kinds[0]!.kind}`),
          share: Math.round((kinds[0]!.count / total) * 100),
        })}
        heads={[t('ledger.kind'), t('ledger.size')]}
        bars={kinds.map(({ kind, count }) => ({ key: kind, label: t(`ledger.kinds.${kind}`), value: count }))}
      />
    </div>
  );
}
