import './home.css';
import { useQuery } from '@tanstack/react-query';
import { Link, type LinkProps } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { staffRoles } from '../../contracts/actor.ts';
import { getHome, type HomeKey, type HomeLine, type Reminder } from '../../contracts/supervision.ts';
import { api } from '../api.ts';
import { Clock } from '../app/clock.tsx';
import { ConsolePage } from '../app/console-page.tsx';
import { proseDay, shortDay, shortTime } from '../app/format.ts';
import { SignedIn } from '../app/signed-in.tsx';
import { useName } from '../app/words.ts';
import { Fault, Loading, Note, type Tone } from '../ui/parts.tsx';

interface Shown {
  group: 'cases' | 'sharing' | 'data' | 'calls' | 'platform';
  tone: Tone;
  to: LinkProps['to'];
  search?: Record<string, string | boolean>;
  /** How the day of the line is said: as a clock, as a day, or not at all. */
  day?: 'clock' | 'date';
}

/** Where each line leads, in the order in which lines stand. */
const lines: Record<HomeKey, Shown> = {
  casesLate: { group: 'cases', tone: 'due', to: '/agency/queue', search: { late: true }, day: 'clock' },
  casesToday: { group: 'cases', tone: 'wait', to: '/agency/queue' },
  casesWeek: { group: 'cases', tone: 'plain', to: '/agency/queue', day: 'clock' },
  casesInHand: { group: 'cases', tone: 'plain', to: '/agency/queue' },
  requestsLate: { group: 'sharing', tone: 'due', to: '/agency/sharing', search: { side: 'incoming' }, day: 'clock' },
  requestsSoon: { group: 'sharing', tone: 'wait', to: '/agency/sharing', search: { side: 'incoming' }, day: 'clock' },
  requestsWaiting: {
    group: 'sharing',
    tone: 'plain',
    to: '/agency/sharing',
    search: { side: 'incoming' },
    day: 'date',
  },
  disputesToAnswer: {
    group: 'sharing',
    tone: 'wait',
    to: '/agency/sharing',
    search: { side: 'incoming', state: 'disputed' },
    day: 'clock',
  },
  requestsToSupply: {
    group: 'sharing',
    tone: 'wait',
    to: '/agency/sharing',
    search: { side: 'outgoing', state: 'asked' },
  },
  grantsGivenEnding: {
    group: 'sharing',
    tone: 'plain',
    to: '/agency/grants',
    search: { side: 'incoming' },
    day: 'date',
  },
  grantsHeldEnding: { group: 'sharing', tone: 'wait', to: '/agency/grants', search: { side: 'outgoing' }, day: 'date' },
  entriesReturned: { group: 'data', tone: 'wait', to: '/agency/catalogue', search: { state: 'returned' } },
  resourcesStale: { group: 'data', tone: 'due', to: '/agency/catalogue', search: { state: 'published' }, day: 'clock' },
  refusals: { group: 'calls', tone: 'wait', to: '/agency/calls', day: 'date' },
  reviewsLate: { group: 'platform', tone: 'due', to: '/operator/review', day: 'clock' },
  reviewsWaiting: { group: 'platform', tone: 'wait', to: '/operator/review' },
  disputesToDecide: {
    group: 'platform',
    tone: 'wait',
    to: '/agency/sharing',
    search: { state: 'disputed' },
    day: 'clock',
  },
  allCasesLate: {
    group: 'platform',
    tone: 'due',
    to: '/operator/late',
    search: { kind: 'case', standing: 'late' },
    day: 'clock',
  },
  allRequestsLate: {
    group: 'platform',
    tone: 'due',
    to: '/operator/late',
    search: { kind: 'request', standing: 'late' },
    day: 'clock',
  },
  allResourcesStale: {
    group: 'platform',
    tone: 'due',
    to: '/operator/late',
    search: { kind: 'resource', standing: 'late' },
    day: 'clock',
  },
  calendarMissing: { group: 'platform', tone: 'due', to: '/operator/calendar' },
};
const groups = ['cases', 'platform', 'sharing', 'data', 'calls'] as const;

/** Where staff begin: what is due for them, each line leading to what it counts. */
export function HomePage() {
  const { t } = useTranslation();
  return (
    <SignedIn as={staffRoles} title={t('home.title')}>
      <Home />
    </SignedIn>
  );
}

function Home() {
  const { t, i18n } = useTranslation();
  const nameOf = useName();
  const home = useQuery({ queryKey: ['home'], queryFn: () => api(getHome), refetchInterval: 60_000 });
  const data = home.data;
  const lead = data && t('home.lead', { day: proseDay(data.today, i18n.language), agency: nameOf(data.agency) });
  return (
    <ConsolePage title={t('home.title')} lead={lead}>
      {data ? (
        <>
          {data.reminders.length > 0 && <Reminders reminders={data.reminders} />}
          <div className="home-groups">
            {groups.map((group) => (
              <Group key={group} group={group} all={data.lines.filter(({ key }) => lines[key].group === group)} />
            ))}
          </div>
        </>
      ) : home.isError ? (
        <Fault error={home.error} onRetry={() => void home.refetch()} />
      ) : (
        <Loading lines={9} />
      )}
    </ConsolePage>
  );
}

function Group({ group, all }: { group: (typeof groups)[number]; all: HomeLine[] }) {
  const { t } = useTranslation();
  if (all.length === 0) return null;
  const due = all
    .filter(({ count }) => count > 0)
    .sort((a, b) => Object.keys(lines).indexOf(a.key) - Object.keys(lines).indexOf(b.key));
  return (
    <section className="home-group" aria-labelledby={`home-${group}`}>
      <h2 id={`home-${group}`}>{t(`home.groups.${group}`)}</h2>
      {due.length === 0 && <p>{t(`home.nothing.${group}`)}</p>}
      <ul className="home-lines">
        {due.map((line) => (
          <li key={line.key}>
            <Line line={line} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Line({ line: { key, count, first } }: { line: HomeLine }) {
  const { t } = useTranslation();
  const { tone, to, search, day } = lines[key];
  return (
    <Link to={to} search={(search ?? {}) as never} className="home-line" data-tone={tone}>
      <span className="home-count">{count}</span>
      <span className="home-text">
        {key === 'calendarMissing'
          ? t('home.lines.calendarMissing', { count, year: first?.slice(0, 4) })
          : t(`home.lines.${key}`, { count })}
      </span>
      <span className="home-first">
        {first && day === 'clock' && <Clock date={first} />}
        {first && day === 'date' && t(key === 'refusals' ? 'home.last' : 'home.first', { day: shortDay(first) })}
      </span>
    </Link>
  );
}

/** What the operator reminded the agency of, and is not done yet. */
function Reminders({ reminders }: { reminders: Reminder[] }) {
  const { t } = useTranslation();
  return (
    <section aria-label={t('home.reminded')}>
      <Note tone="wait">
        <h2>{t('home.remindedOf', { count: reminders.length })}</h2>
        <ul>
          {reminders.map((reminder) => (
            <li key={reminder.id}>
              {t(`home.reminder.${reminder.kind}`)} <ReminderLink reminder={reminder} />
              {reminder.note && t('home.note', { note: reminder.note })}{' '}
              <span className="quiet">
                {t('home.by', { name: reminder.sentBy ?? t('home.platform'), at: shortTime(reminder.sentAt) })}
              </span>
            </li>
          ))}
        </ul>
      </Note>
    </section>
  );
}

function ReminderLink({ reminder: { kind, objectId, label } }: { reminder: Reminder }) {
  if (kind === 'correction') return <Link to="/agency/corrections">{label}</Link>;
  const to = (
    {
      case: '/agency/cases/$id',
      request: '/agency/sharing/$id',
      dispute: '/agency/sharing/$id',
      resource: '/agency/catalogue/$id',
    } as const
  )[kind];
  return (
    <Link to={to} params={{ id: objectId }}>
      {label}
    </Link>
  );
}
