import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Grant, getGrantHistory, type GrantHistory as History } from '../../contracts/sharing.ts';
import { api } from '../api.ts';
import { asCsv } from '../app/csv.ts';
import { shortDay, shortTime } from '../app/format.ts';
import { saveFile } from '../app/save-file.ts';
import { useName } from '../app/words.ts';
import { Bars } from '../ui/chart.tsx';
import { Button, Fault, Loading, Note } from '../ui/parts.tsx';
import { clockOf, lastDay, limits } from './terms.ts';

/** What a grant was used for day by day and item by item, and what each of its versions said. */
export function GrantHistory({ grant }: { grant: Grant }) {
  const { t } = useTranslation();
  const found = useQuery({
    queryKey: ['grant-history', grant.id],
    queryFn: () => api(getGrantHistory, { params: { id: grant.id } }),
  });
  if (found.isError) return <Fault error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Loading lines={6} />;
  return (
    <>
      <section className="section" aria-labelledby="uses">
        <h2 id="uses">{t('grants.uses.title')}</h2>
        <Uses grant={grant} history={found.data} />
      </section>
      <section className="section" aria-labelledby="versions">
        <h2 id="versions">{t('grants.versions')}</h2>
        <ol className="steps">
          {found.data.versions.map((version, place) => (
            <Version key={version.version} version={version} before={found.data.versions[place + 1]} />
          ))}
        </ol>
      </section>
    </>
  );
}

function Uses({ grant, history: { days, items } }: { grant: Grant; history: History }) {
  const { t } = useTranslation();
  const nameOf = useName();
  const calls = days.reduce((sum, day) => sum + day.calls, 0);
  const refusals = days.reduce((sum, day) => sum + day.refusals, 0);
  const read = new Set(items.map(({ code }) => code));
  const unread = grant.items.filter(({ code }) => !read.has(code));
  if (calls + refusals === 0) {
    return (
      <Note>
        <p>{t('grants.uses.none')}</p>
      </Note>
    );
  }
  return (
    <>
      <Bars
        kind="columns"
        title={t('grants.uses.byDay', { calls: calls.toLocaleString('en'), refusals: refusals.toLocaleString('en') })}
        heads={[t('grants.uses.day'), t('grants.uses.calls')]}
        bars={days.map(({ day, calls: value }) => ({ key: day, label: shortDay(day).slice(5), value }))}
      />
      {items.length > 0 && (
        <Bars
          title={t('grants.uses.byItem')}
          heads={[t('sharing.item'), t('grants.uses.calls')]}
          bars={items.map((item) => ({ key: item.code, label: nameOf(item), value: item.calls }))}
        />
      )}
      {unread.length > 0 && (
        <Note tone="wait">
          <p>{t('grants.uses.unread', { items: unread.map(nameOf).join(t('list.and')) })}</p>
        </Note>
      )}
      <div className="actions">
        <Button
          onClick={() =>
            saveFile(
              `${grant.number}.csv`,
              'text/csv',
              asCsv([
                [t('grants.uses.day'), t('grants.uses.calls'), t('grants.uses.refusals')],
                ...days.map(({ day, calls: answered, refusals: refused }) => [day, String(answered), String(refused)]),
              ]),
            )
          }
        >
          {t('grants.uses.save')}
        </Button>
      </div>
    </>
  );
}

type OneVersion = History['versions'][number];

function Version({ version, before }: { version: OneVersion; before: OneVersion | undefined }) {
  const { t } = useTranslation();
  const nameOf = useName();
  const differences = useDifferences()(version, before);
  return (
    <li>
      <strong>
        {t('grants.versionOf', { version: version.version, change: t(`grants.changes.${version.change}`) })}
      </strong>
      <div className="quiet">
        {[
          shortTime(version.at),
          version.agency ? nameOf(version.agency) : !version.by && t('sharing.byRules'),
          version.by,
        ]
          .filter(Boolean)
          .join(' · ')}
      </div>
      {version.reason && <p className="opinion">{version.reason}</p>}
      {differences.length > 0 && (
        <ul>
          {differences.map((difference) => (
            <li key={difference}>{difference}</li>
          ))}
        </ul>
      )}
    </li>
  );
}

/** What a version says otherwise than the one before it, in words. */
function useDifferences(): (now: OneVersion, before: OneVersion | undefined) => string[] {
  const { t } = useTranslation();
  const nameOf = useName();
  return (now, before) => {
    if (!before) return [];
    const limit = (value: number | null) => value?.toLocaleString('en') ?? t('grants.noLimit');
    const hours = ({ hours: between }: OneVersion) =>
      between ? t('grants.fromTo', { from: clockOf(between.opens), to: clockOf(between.closes) }) : t('grants.anyHour');
    const manners = (version: OneVersion) =>
      version.manners.map((each) => t(`sharing.manners.${each}`)).join(t('list.and'));
    const has = (version: OneVersion, code: string) => version.items.some((item) => item.code === code);
    const gone = before.items.filter(({ code }) => !has(now, code));
    const come = now.items.filter(({ code }) => !has(before, code));
    const pairs: [string, string, string][] = [
      [
        t('sharing.validUntil'),
        lastDay(before.validUntil) ?? t('grants.noEnd'),
        lastDay(now.validUntil) ?? t('grants.noEnd'),
      ],
      ...limits.map((key): [string, string, string] => [t(`grants.limit.${key}`), limit(before[key]), limit(now[key])]),
      [t('grants.hours'), hours(before), hours(now)],
      [t('sharing.manner'), manners(before), manners(now)],
      [t('grants.usageTerms'), before.usageTerms ?? '', now.usageTerms ?? ''],
    ];
    return [
      ...(gone.length > 0 ? [t('grants.diff.gone', { items: gone.map(nameOf).join(t('list.and')) })] : []),
      ...(come.length > 0 ? [t('grants.diff.come', { items: come.map(nameOf).join(t('list.and')) })] : []),
      ...(JSON.stringify(before.scope) === JSON.stringify(now.scope) ? [] : [t('grants.diff.rows')]),
      ...(before.workingDaysOnly === now.workingDaysOnly
        ? []
        : [t(now.workingDaysOnly ? 'grants.diff.workingDays' : 'grants.diff.anyDay')]),
      ...(before.ownApplicants === now.ownApplicants ? [] : [t('grants.diff.ownApplicants')]),
      ...pairs
        .filter(([, from, to]) => from !== to)
        .map(([term, from, to]) =>
          t('grants.diff.changed', {
            term,
            from: from || t('grants.diff.nothing'),
            to: to || t('grants.diff.nothing'),
          }),
        ),
    ];
  };
}
