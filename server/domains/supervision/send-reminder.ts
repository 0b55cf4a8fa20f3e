import type { StaffActor } from '../../../contracts/actor.ts';
import { holdsCitizenId } from '../../../contracts/citizen-id.ts';
import type { Reminder } from '../../../contracts/supervision.ts';
import { dateInShanghai } from '../../../contracts/working-days.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { agenciesByIds } from '../directory/index.ts';
import { accountName } from '../identity/index.ts';
import { owedBy } from './list-due.ts';
import { putReminder, remindersTo, type StoredReminder } from './store-reminders.ts';

const dayMs = 86_400_000;
/** Days that a reminder stands on the agency's first page, as long as the thing is not done. */
const standing = 30;

/**
 * Reminds an agency of a case, an answer or data that it owes: late, or due within five working days. Sent again on the same
 * day, it is the same reminder. Throws `not-found` for what is not owed, `citizen-id-in-text`.
 */
export async function sendReminder(
  platform: Platform,
  actor: StaffActor,
  { kind, id, note }: { kind: StoredReminder['kind']; id: string; note?: string | undefined },
): Promise<Reminder> {
  if (note !== undefined && holdsCitizenId(note)) throw new DomainError('citizen-id-in-text', { field: '/note' });
  const owed = (await owedBy(platform, undefined)).get(id);
  if (owed?.kind !== kind || owed.agencyId === null) throw new DomainError('not-found');
  const now = platform.now();
  const kept = await putReminder(
    platform.db,
    {
      id: newId(),
      kind,
      objectId: id,
      agencyId: owed.agencyId,
      label: owed.label,
      note: note?.trim() || null,
      sentBy: actor.accountId,
      sentAt: now,
    },
    dateInShanghai(now),
  );
  return (await shown(platform, [kept]))[0]!;
}

/** Reminders to an agency of what it still owes: one of each thing, the newest. */
export async function openReminders(platform: Platform, agencyId: string): Promise<Reminder[]> {
  const sent = await remindersTo(platform.db, agencyId, new Date(platform.now().getTime() - standing * dayMs));
  if (sent.length === 0) return [];
  const owed = await owedBy(platform, agencyId);
  const newest = sent.filter((each, place) => sent.findIndex(({ objectId }) => objectId === each.objectId) === place);
  return shown(
    platform,
    newest.filter(({ objectId }) => owed.has(objectId)),
  );
}

async function shown(platform: Platform, reminders: readonly StoredReminder[]): Promise<Reminder[]> {
  const agencies = await agenciesByIds(
    platform.db,
    reminders.map(({ agencyId }) => agencyId),
  );
  return Promise.all(
    reminders.map(async ({ agencyId, sentBy, sentAt, ...reminder }) => {
      const agency = agencies.get(agencyId)!;
      return {
        ...reminder,
        agency: { id: agency.id, name: agency.name, nameEn: agency.nameEn },
        sentBy: sentBy && ((await accountName(platform.db, sentBy)) ?? ''),
        sentAt: sentAt.toISOString(),
      };
    }),
  );
}
