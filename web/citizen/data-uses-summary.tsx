import { useTranslation } from 'react-i18next';
import type { UseSummary } from '../../contracts/exchange.ts';
import { Bars } from '../ui/chart.tsx';
import { Stat, Stats } from '../ui/stat.tsx';

/** Twelve months at a glance: how often, by how many, how many refusals. */
export function UsesSummary({ summary }: { summary: UseSummary }) {
  const { t } = useTranslation();
  const most = summary.months.reduce((top, month) => (month.answered > top.answered ? month : top));
  return (
    <section aria-label={t('data.year')}>
      <p className="quiet">{t('data.year')}</p>
      <Stats label={t('data.year')}>
        <Stat label={t('data.reads')} value={summary.answered} unit={t('data.timesUnit')} />
        <Stat label={t('data.byAgencies')} value={summary.agencies} unit={t('data.agenciesUnit')} />
        <Stat label={t('data.refusals')} value={summary.refused} unit={t('data.timesUnit')} />
      </Stats>
      {summary.withheld > 0 && <p className="quiet">{t('data.withheldCount', { count: summary.withheld })}</p>}
      {most.answered > 0 && (
        <div className="elder-hide">
          <Bars
            kind="columns"
            title={t('data.chart', { month: most.month, count: most.answered })}
            heads={[t('data.chartMonth'), t('data.chartReads')]}
            bars={summary.months.map(({ month, answered }) => ({ key: month, label: month, value: answered }))}
          />
        </div>
      )}
    </section>
  );
}
