import { randomBytes } from 'node:crypto';
import { dateInShanghai, isWorkingDay, startOfDay, type WorkingCalendar } from '../../contracts/working-days.ts';
import { agencyByKey } from '../domains/directory/index.ts';
import { accountByUsername, createAccount, createPerson } from '../domains/identity/index.ts';
import { playCase } from '../domains/services/index.ts';
import type { Platform } from '../platform/platform.ts';
import type { Pack } from './read-pack.ts';

const hour = 3_600_000;

/**
 * The pack's cases (cases.yaml), so that no queue is empty: each by the same acts as any case, on working days before today.
 * Their applicants' passwords are drawn by chance and told to nobody.
 */
export async function playDemoCases(platform: Platform, pack: Pack): Promise<number> {
  const clock = platform.now;
  try {
    // The node's own clock is set back for it: nothing is served yet, and all that an act touches goes by that one clock.
    await playAll(platform, pack);
  } finally {
    platform.now = clock;
  }
  return pack.cases.length;
}

async function playAll(platform: Platform, pack: Pack): Promise<void> {
  const calendar = await platform.calendar();
  const now = platform.now();
  for (const [place, { applicant, daysAgo, ...played }] of pack.cases.entries()) {
    const service = pack.services.find(({ key }) => key === played.service)!;
    const agency = (await agencyByKey(platform.db, service.agency))!;
    const worker = pack.staff.find((each) => each.agency === service.agency && each.roles.includes('caseworker'))!;
    const workerAccount = (await accountByUsername(platform.db, worker.username))!;
    const days = lastWorkingDays(calendar, dateInShanghai(now), daysAgo);
    const on = (day: number) => {
      // Handed in some time after nine; today's not later than now.
      const at = startOfDay(days[day]!).getTime() + 9 * hour + (place + 1) * (hour / 6) + day * hour;
      platform.now = () => new Date(Math.min(at, now.getTime()));
    };
    await playCase(
      platform,
      on,
      {
        kind: 'person',
        accountId: await applicantAccount(platform, place, applicant),
        name: applicant.name,
        citizenId: applicant.citizenId,
      },
      {
        kind: 'staff',
        accountId: workerAccount.id,
        name: worker.name,
        agencyId: agency.id,
        roles: worker.roles,
      },
      played,
    );
  }
}

async function applicantAccount(
  platform: Platform,
  place: number,
  applicant: Pack['cases'][number]['applicant'],
): Promise<string> {
  const username = `applicant-${place + 1}.demo`;
  const known = await accountByUsername(platform.db, username);
  if (known) return known.id;
  const person = await createPerson(platform.db, applicant);
  const password = randomBytes(24).toString('base64url');
  const account = { username, password, displayName: applicant.name, demo: true, personId: person.id };
  return (await createAccount(platform.db, account)).id;
}

/** The working days from `daysAgo` before a day to it, in order; a day that is none counts as the one before it. */
function lastWorkingDays(calendar: WorkingCalendar, today: string, daysAgo: number): string[] {
  const days: string[] = [];
  for (let at = startOfDay(today).getTime(); days.length <= daysAgo; at -= 24 * hour) {
    const day = dateInShanghai(new Date(at));
    if (isWorkingDay(calendar, day)) days.unshift(day);
  }
  return days;
}
