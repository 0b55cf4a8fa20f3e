import type { StaffActor } from '../../../contracts/actor.ts';
import type { HomeKey, HomeLine } from '../../../contracts/supervision.ts';
import type { Platform } from '../../platform/platform.ts';
import { entriesIn } from '../catalogue/index.ts';
import { agencyById, calendarYears } from '../directory/index.ts';
import { casesDueBy, countCasesInHand } from '../services/index.ts';
import { disputesWaiting, grantsEnding, requestsToSupply, requestsWaiting } from '../sharing/index.ts';
import { shifted, soonUntil } from './due-rules.ts';
import { dueDays, resourcesDue, reviewsDue } from './list-due.ts';
import { openReminders } from './send-reminder.ts';
import { usesBy } from './store.ts';

/** Things that are counted one by one; where there are more, the figure stops here. */
const most = 1000;
/** A grant that ends within these days is told of, so that it can be asked for again: an answer takes ten working days. */
const grantDays = 60;
/** Refusals of the agency's clients are looked at for these days. */
const refusalDays = 7;

type Days = Awaited<ReturnType<typeof dueDays>>;
const line = (key: HomeKey, dates: readonly (string | null)[], count = dates.length): HomeLine => ({
  key,
  count,
  first: dates.reduce((first, date) => (date !== null && (first === null || date < first) ? date : first), null),
});

/** What is due for someone's roles at their agency. */
export async function showHome(platform: Platform, actor: StaffActor) {
  const days = await dueDays(platform);
  const has = (role: StaffActor['roles'][number]) => actor.roles.includes(role);
  const oversees = has('operator') || has('supervisor');
  const [agency, reminders, ...lines] = await Promise.all([
    agencyById(platform.db, actor.agencyId),
    openReminders(platform, actor.agencyId),
    has('caseworker') ? casesOf(platform, days, actor.agencyId) : [],
    has('steward') ? stewardLines(platform, days, actor.agencyId) : [],
    has('steward') || has('developer') ? consumerLines(platform, days, actor.agencyId) : [],
    has('developer') ? refusalsOf(platform, days, actor.agencyId) : [],
    oversees ? overseenLines(platform, days) : [],
    has('operator') ? operatorLines(platform, days) : [],
  ]);
  return {
    agency: { id: actor.agencyId, name: agency?.name ?? '', nameEn: agency?.nameEn ?? null },
    today: days.today,
    lines: lines.flat(),
    reminders,
  };
}

async function casesOf(platform: Platform, { calendar, today }: Days, agencyId: string): Promise<HomeLine[]> {
  const until = soonUntil(calendar, today);
  const [due, all] = await Promise.all([
    casesDueBy(platform.db, { agencyId, until, limit: most }),
    countCasesInHand(platform.db, agencyId),
  ]);
  const days = due.map(({ deadline }) => deadline);
  return [
    line(
      'casesLate',
      days.filter((day) => day < today),
    ),
    line(
      'casesToday',
      days.filter((day) => day === today),
    ),
    line(
      'casesWeek',
      days.filter((day) => day > today),
    ),
    line('casesInHand', [], all),
  ];
}

async function stewardLines(platform: Platform, days: Days, agencyId: string): Promise<HomeLine[]> {
  const { today, until } = days;
  const { db } = platform;
  const [waiting, disputes, returned, stale, given] = await Promise.all([
    requestsWaiting(db, { providerId: agencyId, limit: most }),
    disputesWaiting(db, most),
    entriesIn(db, { state: 'returned', providerId: agencyId, limit: most }),
    resourcesDue(platform, { ...days, until: shifted(today, -1) }, agencyId),
    grantsEnding(db, { agencyId, side: 'given', from: today, until: shifted(today, grantDays) }),
  ]);
  const due = waiting.map(({ dueDate }) => dueDate);
  const isLate = (day: string | null) => day !== null && day < today;
  const isSoon = (day: string | null) => day !== null && day >= today && day <= until;
  return [
    line('requestsLate', due.filter(isLate)),
    line('requestsSoon', due.filter(isSoon)),
    line(
      'requestsWaiting',
      due.filter((day) => !isLate(day) && !isSoon(day)),
    ),
    line(
      'disputesToAnswer',
      disputes
        .filter(({ state, providerId }) => state === 'consultation' && providerId === agencyId)
        .map(({ dueDate }) => dueDate),
    ),
    line('entriesReturned', [], returned.length),
    line(
      'resourcesStale',
      stale.map(({ date }) => date),
    ),
    line('grantsGivenEnding', [given.first], given.count),
  ];
}

async function consumerLines(platform: Platform, { today }: Days, agencyId: string): Promise<HomeLine[]> {
  const until = shifted(today, grantDays);
  const [held, asked] = await Promise.all([
    grantsEnding(platform.db, { agencyId, side: 'held', from: today, until }),
    requestsToSupply(platform.db, agencyId),
  ]);
  return [line('requestsToSupply', [], asked), line('grantsHeldEnding', [held.first], held.count)];
}

async function refusalsOf(platform: Platform, { today }: Days, agencyId: string): Promise<HomeLine[]> {
  const uses = await usesBy(platform.db, 'consumer_id', agencyId, shifted(today, 1 - refusalDays));
  return [line('refusals', [uses.lastRefusal], uses.refusals)];
}

async function overseenLines(platform: Platform, days: Days): Promise<HomeLine[]> {
  const until = shifted(days.today, -1);
  const [cases, requests, stale] = await Promise.all([
    casesDueBy(platform.db, { until, limit: most }),
    requestsWaiting(platform.db, { until, limit: most }),
    resourcesDue(platform, { ...days, until }),
  ]);
  return [
    line(
      'allCasesLate',
      cases.map(({ deadline }) => deadline),
    ),
    line(
      'allRequestsLate',
      requests.map(({ dueDate }) => dueDate),
    ),
    line(
      'allResourcesStale',
      stale.map(({ date }) => date),
    ),
  ];
}

async function operatorLines(platform: Platform, { today }: Days): Promise<HomeLine[]> {
  const [reviews, waiting, disputes, { missing }] = await Promise.all([
    reviewsDue(platform),
    entriesIn(platform.db, { state: 'submitted', limit: most }),
    disputesWaiting(platform.db, most),
    calendarYears(platform),
  ]);
  const late = reviews.filter(({ date }) => date < today);
  return [
    line(
      'reviewsLate',
      late.map(({ date }) => date),
    ),
    line('reviewsWaiting', [], waiting.length - late.length),
    line(
      'disputesToDecide',
      disputes.filter(({ state }) => state === 'arbitration').map(({ dueDate }) => dueDate),
    ),
    line(
      'calendarMissing',
      missing.map((year) => `${year}-01-01`),
    ),
  ];
}
