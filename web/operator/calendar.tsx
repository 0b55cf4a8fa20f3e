import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { getCalendar, getCalendarYear } from '../../contracts/directory.ts';
import { api } from '../api.ts';
import { ConsolePage } from '../app/console-page.tsx';
import { shortDay, today } from '../app/format.ts';
import { useAccount } from '../app/session.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { Chinese } from '../ui/chinese.tsx';
import { Months } from '../ui/month-grid.tsx';
import { Fault, Loading, Note } from '../ui/parts.tsx';
import { CalendarEntry } from './calendar-entry.tsx';
import { Legend } from './calendar-legend.tsx';

/** The working calendar that every clock counts by, a year at a time; a year that is missing is entered here. */
export function CalendarPage() {
  const { t } = useTranslation();
  return (
    <SignedIn as={['operator', 'supervisor']} title={t('calendar.title')}>
      <Calendar />
    </SignedIn>
  );
}

function Calendar() {
  const { t } = useTranslation();
  const search = useSearch({ from: '/operator/calendar' });
  const account = useAccount();
  const known = useQuery({ queryKey: ['calendar-years'], queryFn: () => api(getCalendar) });
  const operates = account?.kind === 'staff' && account.roles.includes('operator');
  const years = [...new Set([...(known.data?.years ?? []), ...(known.data?.missing ?? [])])].sort();
  const newest = years.at(-1) ?? 0;
  const thisYear = Number(today().slice(0, 4));
  const year = search.year ?? (years.includes(thisYear) ? thisYear : newest);
  if (known.isError) {
    return (
      <ConsolePage title={t('calendar.title')}>
        <Fault error={known.error} onRetry={() => void known.refetch()} />
      </ConsolePage>
    );
  }
  const missing = known.data?.missing ?? [];
  return (
    <ConsolePage title={t('calendar.title')} lead={t('calendar.lead')}>
      {missing.length > 0 && (
        <Note tone="due">
          <p>
            {t('calendar.missing', { years: missing.join(t('list.and')) })}{' '}
            {operates && (
              <Link to="/operator/calendar" search={{ year: missing[0], edit: true }}>
                {t('calendar.enter', { year: missing[0] })}
              </Link>
            )}
          </p>
        </Note>
      )}
      {known.data ? (
        <>
          <nav aria-label={t('calendar.years')} className="tabs">
            {[...years, ...(operates && !years.includes(newest + 1) ? [newest + 1] : [])].map((each) => (
              <Link
                key={each}
                to="/operator/calendar"
                search={known.data.years.includes(each) ? { year: each } : { year: each, edit: operates || undefined }}
                aria-current={each === year ? 'page' : undefined}
              >
                {each}
              </Link>
            ))}
          </nav>
          {search.edit && operates ? (
            <CalendarEntry key={year} year={year} known={known.data.years.includes(year)} />
          ) : known.data.years.includes(year) ? (
            <Year year={year} operates={operates} />
          ) : (
            <p>{t('calendar.notKnown', { year })}</p>
          )}
        </>
      ) : (
        <Loading lines={10} />
      )}
    </ConsolePage>
  );
}

function Year({ year, operates }: { year: number; operates: boolean }) {
  const { t } = useTranslation();
  const found = useQuery({ queryKey: ['calendar', year], queryFn: () => api(getCalendarYear, { params: { year } }) });
  if (found.isError) return <Fault error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Loading lines={10} />;
  const { days, source, setAt } = found.data;
  const rest = days.filter(({ kind }) => kind === 'rest').length;
  return (
    <section aria-label={t('calendar.yearTitle', { year })}>
      <p>{t('calendar.summary', { year, rest, work: days.length - rest })}</p>
      <p className="quiet">
        {t('calendar.source', { at: shortDay(setAt) })} <Chinese text={source} />
      </p>
      <Legend />
      <Months
        year={year}
        marked={days}
        signs={{ rest: t('calendar.restSign'), work: t('calendar.workSign') }}
        today={today()}
      />
      {operates && (
        <div className="actions">
          <Link to="/operator/calendar" search={{ year, edit: true }} className="button">
            {t('calendar.change', { year })}
          </Link>
        </div>
      )}
    </section>
  );
}
