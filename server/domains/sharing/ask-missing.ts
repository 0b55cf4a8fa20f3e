import type { StaffActor } from '../../../contracts/actor.ts';
import {
  CalendarYearMissing,
  dateInShanghai,
  endOfLimit,
  type WorkingCalendar,
  workingDaysBetween,
} from '../../../contracts/working-days.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { openRequest, requireState } from './answer-request.ts';
import { noteOpenDay } from './clocks.ts';
import { requireNoCitizenId } from './readers.ts';
import { recordAct } from './record-act.ts';
import { type Request, updateRequest } from './store.ts';

/**
 * The provider asks once for all that is missing; its clock stands still with the days that are left. A request past its
 * day can only be answered, so that asking is no way out of being late. Throws `not-found`, `role-missing`,
 * `request-state`, `question-asked`, `question-too-late`, `citizen-id-in-text`.
 */
export async function askForMissing(platform: Platform, actor: StaffActor, id: string, text: string): Promise<void> {
  requireNoCitizenId('/text', text);
  const at = platform.now();
  const today = dateInShanghai(at);
  const calendar = await platform.calendar();
  await platform.db.transaction().execute(async (tx) => {
    const { request, resource } = await openRequest(tx, actor, id);
    if (request.providerId !== actor.agencyId) throw new DomainError('role-missing');
    requireState(request, ['submitted', 'asked']);
    if (request.question !== null) throw new DomainError('question-asked');
    if (request.dueDate !== null && request.dueDate < today) {
      throw new DomainError('question-too-late', { dueDate: request.dueDate });
    }
    const asked: Request = {
      ...request,
      state: 'asked',
      question: text.trim(),
      askedBy: actor.accountId,
      askedAt: at,
      clockDays: daysUnused(calendar, request, today),
      dueDate: null,
      daysWaitFor: null,
    };
    await updateRequest(tx, asked);
    await recordAct(platform, tx, asked, resource.code!, actor, { act: 'asked', said: { text: text.trim() } });
  });
}

/** The requester says what was missing, once; the provider's clock runs on. Throws as askForMissing does. */
export async function supplyMissing(platform: Platform, actor: StaffActor, id: string, text: string): Promise<void> {
  requireNoCitizenId('/text', text);
  const at = platform.now();
  const today = dateInShanghai(at);
  const calendar = await platform.calendar();
  await platform.db.transaction().execute(async (tx) => {
    const { request, resource } = await openRequest(tx, actor, id);
    if (request.consumerId !== actor.agencyId) throw new DomainError('role-missing');
    requireState(request, ['asked']);
    const end = endOfLimit(calendar, today, request.clockDays!);
    const supplied: Request = {
      ...request,
      state: 'submitted',
      supplement: text.trim(),
      suppliedBy: actor.accountId,
      suppliedAt: at,
      clockFrom: today,
      dueDate: end.day,
      daysWaitFor: end.waitsFor,
    };
    await updateRequest(tx, supplied);
    await noteOpenDay(tx, supplied, at);
    const said = { text: text.trim(), dueDate: end.day };
    await recordAct(platform, tx, supplied, resource.code!, actor, { act: 'supplied', said });
  });
}

/** Working days of the limit that have not run by the end of `today`; all of them where the calendar cannot tell. */
function daysUnused(calendar: WorkingCalendar, { requestedAt, workingDays }: Request, today: string): number {
  try {
    return Math.max(0, workingDays - workingDaysBetween(calendar, dateInShanghai(requestedAt), today));
  } catch (error) {
    if (error instanceof CalendarYearMissing) return workingDays;
    throw error;
  }
}
