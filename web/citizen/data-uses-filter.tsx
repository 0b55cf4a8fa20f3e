import { useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { UseSummary } from '../../contracts/exchange.ts';
import { useChangeSearch } from '../app/use-filters.ts';
import { useName } from '../app/words.ts';
import { FilterBar } from '../ui/filter-bar.tsx';
import type { UseSearch } from './use-search.ts';

const nothing: UseSearch = {
  q: undefined,
  agency: undefined,
  resource: undefined,
  purpose: undefined,
  outcome: undefined,
  from: undefined,
  until: undefined,
};

/** What the list is narrowed to; it stands in the address. */
export function UsesFilter({ all }: { all: UseSummary['all'] }) {
  const { t } = useTranslation();
  const search = useSearch({ from: '/data' });
  const change = useChangeSearch<UseSearch>();
  const nameOf = useName();
  const options = (those: UseSummary['all']['agencies']) =>
    those.map(({ count, ...named }) => ({ value: named.code, label: `${nameOf(named)} (${count})` }));
  return (
    <FilterBar
      search={{ label: t('data.search'), value: search.q, onChange: (q) => change({ q }) }}
      selects={[
        {
          key: 'agency',
          label: t('data.byAgency'),
          value: search.agency,
          options: [...options(all.agencies), { value: 'none', label: t('data.anyone') }],
          onChange: (agency) => change({ agency }),
        },
        {
          key: 'resource',
          label: t('data.byResource'),
          value: search.resource,
          options: options(all.resources),
          onChange: (resource) => change({ resource }),
        },
        {
          key: 'purpose',
          label: t('data.byPurpose'),
          value: search.purpose,
          options: options(all.purposes),
          onChange: (purpose) => change({ purpose }),
        },
        {
          key: 'outcome',
          label: t('data.byOutcome'),
          value: search.outcome,
          options: (['answered', 'refused'] as const).map((value) => ({ value, label: t(`data.outcome.${value}`) })),
          onChange: (outcome) => change({ outcome: outcome as UseSearch['outcome'] }),
        },
      ]}
      onClear={() => change(nothing)}
    >
      <div className="use-dates">
        {(['from', 'until'] as const).map((end) => (
          <div key={end} className="filter-select">
            <label htmlFor={`uses-${end}`}>{t(`data.${end}`)}</label>
            <input
              id={`uses-${end}`}
              className="input"
              type="date"
              value={search[end] ?? ''}
              {...(end === 'from' ? { max: search.until } : { min: search.from })}
              onChange={(event) => change({ [end]: event.target.value || undefined })}
            />
          </div>
        ))}
      </div>
    </FilterBar>
  );
}
