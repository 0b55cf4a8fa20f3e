import { dateInShanghai } from '../../../contracts/working-days.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { soonUntil } from './due-rules.ts';
import { dueDays, sharingOwed } from './list-due.ts';
import { putReminder, remindersOf } from './store-reminders.ts';

/** Working days before a day within which the platform reminds of it. */
const ahead = 2;

/**
 * Reminds providers of answers, disputes and doubted values that are due within two working days or late, once each unless
 * the operator did already. Returns how many were reminded of.
 */
export async function remindDue(platform: Platform): Promise<number> {
  const { calendar, today } = await dueDays(platform);
  const until = soonUntil(calendar, today, ahead);
  const due = (await sharingOwed(platform)).filter(({ date }) => date <= until);
  const reminded = await remindersOf(
    platform.db,
    due.map(({ id }) => id),
  );
  const now = platform.now();
  let sent = 0;
  for (const { kind, id, label, agencyId } of due) {
    if (reminded.get(id)?.kind === kind || agencyId === null || kind === 'review') continue;
    const reminder = { id: newId(), kind, objectId: id, agencyId, label, note: null, sentBy: null, sentAt: now };
    await putReminder(platform.db, reminder, dateInShanghai(now));
    sent += 1;
  }
  return sent;
}
