import type { DueKind, DueThing } from '../../../contracts/supervision.ts';
import { dateInShanghai, type WorkingCalendar } from '../../../contracts/working-days.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { cycledResources, entriesIn, resourcesByIds } from '../catalogue/index.ts';
import { agenciesByIds } from '../directory/index.ts';
import { accountName } from '../identity/index.ts';
import { freshnessOf, openCorrections } from '../library/index.ts';
import { casesDueBy } from '../services/index.ts';
import { disputesWaiting, dueFor, requestsWaiting } from '../sharing/index.ts';
import { nextUpdate, remainingDays, saidAhead, shifted, soonUntil } from './due-rules.ts';
import { remindersOf } from './store-reminders.ts';

/** Of each kind, the most urgent that are listed. */
const most = 500;

export interface Due {
  kind: DueKind;
  id: string;
  label: string;
  about: { zh: string; en: string };
  /** Whose turn it is; null: the operator's own, as reviews are. */
  agencyId: string | null;
  date: string;
}

interface Days {
  calendar: WorkingCalendar;
  today: string;
  /** The last day that is looked at. */
  until: string;
}

/** Data that are to be brought up to date by a day, of one provider or of all. */
export async function resourcesDue(
  platform: Platform,
  { calendar, today, until }: Days,
  providerId?: string | undefined,
): Promise<Due[]> {
  const resources = await cycledResources(platform.db, { providerId });
  const fresh = await freshnessOf(
    platform.db,
    resources.map(({ id }) => id),
  );
  return resources.flatMap((resource): Due[] => {
    const asOf = fresh.get(resource.id);
    const date = asOf && nextUpdate(calendar, resource.updateCycle, dateInShanghai(asOf));
    if (!asOf || !date || date > until || (date >= today && !saidAhead(resource.updateCycle))) return [];
    const day = dateInShanghai(asOf);
    return [
      {
        kind: 'resource',
        id: resource.id,
        label: resource.name,
        about: { zh: `数据截至 ${day}`, en: `Data as of ${day}` },
        agencyId: resource.providerId,
        date,
      },
    ];
  });
}

/** Entries that wait for their review, each with the day by which the rule set in force wants it done. */
export async function reviewsDue(platform: Platform): Promise<Due[]> {
  const entries = await entriesIn(platform.db, { state: 'submitted', limit: most });
  const agencies = await agenciesByIds(
    platform.db,
    entries.map(({ providerId }) => providerId),
  );
  const due: Due[] = [];
  for (const { id, name, providerId, since } of entries) {
    const date = await reviewDay(platform, dateInShanghai(since));
    if (date === null) continue;
    const provider = agencies.get(providerId);
    const about = { zh: `${provider?.name ?? ''}提交`, en: `Submitted by ${provider?.nameEn ?? provider?.name ?? ''}` };
    due.push({ kind: 'review', id, label: name, about, agencyId: null, date });
  }
  return due;
}

/** Null where no rule sets a day, or the calendar lacks the year. */
async function reviewDay(platform: Platform, day: string): Promise<string | null> {
  try {
    return (await dueFor(platform, 'catalogue-review', day)).dueDate;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'sharing-clock-missing') return null;
    throw error;
  }
}

async function casesDue(platform: Platform, { until }: Days, agencyId?: string): Promise<Due[]> {
  const cases = await casesDueBy(platform.db, { agencyId, until, limit: most });
  return cases.map((each) => ({
    kind: 'case',
    id: each.id,
    label: each.number,
    about: { zh: each.title, en: each.titleEn ?? each.title },
    agencyId: each.agencyId,
    date: each.deadline,
  }));
}

async function requestsDue(platform: Platform, { until }: Days, agencyId?: string): Promise<Due[]> {
  const requests = await requestsWaiting(platform.db, { providerId: agencyId, until, limit: most });
  const resources = await resourcesByIds(
    platform.db,
    requests.map(({ resourceId }) => resourceId),
  );
  return requests.map((each) => {
    const resource = resources.get(each.resourceId);
    const zh = resource?.name ?? '';
    const about = { zh, en: resource?.nameEn ?? zh };
    return { kind: 'request', id: each.id, label: each.number, about, agencyId: each.providerId, date: each.dueDate! };
  });
}

/** Disputed refusals, by their request: the provider's turn in consultation, the operator's in arbitration. */
async function disputesDue(platform: Platform, { until }: Days, agencyId?: string): Promise<Due[]> {
  const waiting = await disputesWaiting(platform.db, most);
  const resources = await resourcesByIds(
    platform.db,
    waiting.map(({ resourceId }) => resourceId),
  );
  return waiting.flatMap(({ requestId, number, state, providerId, resourceId, dueDate }): Due[] => {
    const turn = state === 'consultation' ? providerId : null;
    if (dueDate === null || dueDate > until || (agencyId !== undefined && agencyId !== turn)) return [];
    const zh = resources.get(resourceId)?.name ?? '';
    const about = { zh, en: resources.get(resourceId)?.nameEn ?? zh };
    return [{ kind: 'dispute', id: requestId, label: number, about, agencyId: turn, date: dueDate }];
  });
}

/** Doubtful values that the provider has not answered (疑义校核: ten working days). */
async function correctionsDue(platform: Platform, { until }: Days, agencyId?: string): Promise<Due[]> {
  const open = await openCorrections(platform.db, until);
  const resources = await resourcesByIds(
    platform.db,
    open.map(({ resourceId }) => resourceId),
  );
  return open.flatMap(({ id, number, resourceId, dueDate }): Due[] => {
    const resource = resources.get(resourceId);
    if (!resource || (agencyId !== undefined && resource.providerId !== agencyId)) return [];
    const about = { zh: resource.name, en: resource.nameEn ?? resource.name };
    return [{ kind: 'correction', id, label: number, about, agencyId: resource.providerId, date: dueDate }];
  });
}

export async function dueDays(platform: Platform): Promise<Days> {
  const today = dateInShanghai(platform.now());
  const calendar = await platform.calendar();
  return { calendar, today, until: soonUntil(calendar, today) };
}

export interface DueFilter {
  kind?: DueKind | undefined;
  agency?: string | undefined;
  standing?: 'late' | 'soon' | undefined;
}

/** What is late and what is due within five working days, the most urgent first, with the last reminder of each. */
export async function listDueThings(
  platform: Platform,
  operatorAgency: string,
  { kind, agency, standing }: DueFilter,
): Promise<{ today: string; items: DueThing[]; more: boolean }> {
  const days = await dueDays(platform);
  const { calendar, today } = days;
  const until = standing === 'late' ? shifted(today, -1) : days.until;
  const within = { ...days, until };
  const wanted = (each: DueKind) => kind === undefined || kind === each;
  const parts = await Promise.all([
    wanted('case') ? casesDue(platform, within, agency) : [],
    wanted('request') ? requestsDue(platform, within, agency) : [],
    wanted('dispute') ? disputesDue(platform, within) : [],
    wanted('review') ? reviewsDue(platform) : [],
    wanted('resource') ? resourcesDue(platform, within, agency) : [],
    wanted('correction') ? correctionsDue(platform, within, agency) : [],
  ]);
  const found = parts
    .flat()
    .map((due) => ({ ...due, agencyId: due.agencyId ?? operatorAgency }))
    .filter((due) => due.date <= until && (agency === undefined || due.agencyId === agency))
    .filter((due) => standing !== 'soon' || due.date >= today)
    .sort((a, b) => a.date.localeCompare(b.date) || a.id.localeCompare(b.id));
  const listed = found.slice(0, most);
  const [agencies, reminders] = await Promise.all([
    agenciesByIds(
      platform.db,
      listed.map((due) => due.agencyId),
    ),
    remindersOf(
      platform.db,
      listed.map((due) => due.id),
    ),
  ]);
  const names = new Map<string, string>();
  for (const { sentBy } of reminders.values()) {
    if (sentBy !== null && !names.has(sentBy)) names.set(sentBy, (await accountName(platform.db, sentBy)) ?? '');
  }
  return {
    today,
    more: parts.some((part) => part.length >= most) || found.length > listed.length,
    items: listed.map(({ agencyId, ...due }) => {
      const known = agencies.get(agencyId);
      const last = reminders.get(due.id);
      return {
        ...due,
        agency: { id: agencyId, name: known?.name ?? '', nameEn: known?.nameEn ?? null },
        late: due.date < today,
        remaining: remainingDays(calendar, today, due.date),
        reminder: last ? { sentBy: last.sentBy && names.get(last.sentBy)!, sentAt: last.sentAt.toISOString() } : null,
      };
    }),
  };
}

/** What an agency owes at this moment, by id: a reminder of anything else is out of date. */
export async function owedBy(platform: Platform, agencyId: string | undefined): Promise<Map<string, Due>> {
  const days = await dueDays(platform);
  const parts = await Promise.all([
    casesDue(platform, days, agencyId),
    sharingOwed(platform, agencyId),
    resourcesDue(platform, days, agencyId),
  ]);
  return new Map(parts.flat().map((due) => [due.id, due]));
}

/** What providers owe by the clocks of sharing: answers, disputes, doubted values. */
export async function sharingOwed(platform: Platform, agencyId?: string): Promise<Due[]> {
  const days = await dueDays(platform);
  const parts = await Promise.all([
    requestsDue(platform, days, agencyId),
    disputesDue(platform, days, agencyId),
    correctionsDue(platform, days, agencyId),
  ]);
  return parts.flat();
}
