import { dateInShanghai, endOfLimit } from '../../../contracts/working-days.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { agencyOfCase, lockedCase, type Resident, recordStep, type Staff } from './own-case.ts';
import { clockRule } from './store-items.ts';
import { answerRatingOf, insertRating, type Rating, ratingOf } from './store-ratings.ts';

/** From this level on (不满意, 非常不满意) the agency owes a call-back. */
const bad = 4;

/**
 * Rates a finished case, once (国办发〔2019〕51号). A bad rating sets the day by which the agency calls back, in working
 * days; it stays open while the working calendar of its year is not out. Throws `case-state` before the end, `case-rated`.
 */
export async function rateCase(
  platform: Platform,
  actor: Resident,
  id: string,
  { level, comment }: { level: number; comment: string | null },
): Promise<void> {
  const calendar = await platform.calendar();
  await platform.db.transaction().execute(async (tx) => {
    const row = await lockedCase(tx, actor, id);
    if (row.state !== 'closed') throw new DomainError('case-state', { state: row.state });
    if (await ratingOf(tx, id)) throw new DomainError('case-rated');
    const at = platform.now();
    const days = level >= bad ? await clockRule(tx, 'bad-rating-rectification') : undefined;
    const answerBy = days === undefined ? null : endOfLimit(calendar, dateInShanghai(at), days).day;
    await insertRating(tx, id, { level, comment, at, answerBy });
    const agency = await agencyOfCase(tx, row);
    await recordStep(platform, tx, row, { step: 'rate', by: 'applicant', account: actor.accountId, agency });
  });
}

/** What was done about a bad rating, told to who gave it; once. Throws `rating-not-bad`, `rating-answered`. */
export async function answerRating(platform: Platform, actor: Staff, id: string, answer: string): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    const row = await lockedCase(tx, actor, id);
    const rating = await ratingOf(tx, id);
    if (!rating || !isBad(rating)) throw new DomainError('rating-not-bad');
    if (rating.answeredAt) throw new DomainError('rating-answered');
    await answerRatingOf(tx, id, { answer, at: platform.now(), by: actor.accountId });
    const agency = await agencyOfCase(tx, row);
    await recordStep(platform, tx, row, { step: 'callBack', by: 'agency', account: actor.accountId, agency });
  });
}

export function isBad({ level }: Pick<Rating, 'level'>): boolean {
  return level >= bad;
}
