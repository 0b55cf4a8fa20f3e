import type { StaffActor } from '../../../contracts/actor.ts';
import { dateInShanghai } from '../../../contracts/working-days.ts';
import type { Db } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { draftList } from './edit-share-list.ts';
import { type Opening, openItemsWithin, withdrawListWithin } from './open-items.ts';
import { type ListRow, linesOf, listsThatOpened, markPublished, shareListById } from './store-share-lists.ts';

/** A list has no end: what it opens stays open until a later one takes it back. */
const withoutEnd = '9999-12-31';

/**
 * Publishes a draft: each line that opens becomes a grant for each grantee, with effect at the list's date; each that
 * withdraws ends the grants of earlier lists on that resource from then on. All or nothing. Throws `not-found`,
 * `list-published`, `list-empty`, `list-date-past`, and what opening throws.
 */
export function publishShareList(platform: Platform, actor: StaffActor, id: string): Promise<ListRow> {
  return platform.db.transaction().execute((tx) => publishShareListWithin(platform, tx, actor, id));
}

/** The same in a transaction of the caller's; a pack publishes for no one, and with effect at a date that may be past. */
export async function publishShareListWithin(
  platform: Platform,
  tx: Db,
  actor: StaffActor | null,
  id: string,
  { pastDates = false } = {},
): Promise<ListRow> {
  const list = await draftList(tx, id);
  const lines = await linesOf(tx, id);
  if (lines.length === 0) throw new DomainError('list-empty');
  const at = platform.now();
  if (!pastDates && list.effectiveOn < dateInShanghai(at)) throw new DomainError('list-date-past');
  await markPublished(tx, id, actor?.accountId ?? null, at);
  const withdrawn = lines.filter(({ act }) => act === 'withdraw').map(({ resourceId }) => resourceId);
  for (const [resourceId, numbers] of await listsThatOpened(tx, withdrawn))
    for (const number of numbers)
      await withdrawListWithin(platform, tx, actor, {
        list: number,
        resourceIds: [resourceId],
        from: list.effectiveOn,
        reason: `${list.number} ${list.title}`,
      });
  const openings = lines
    .filter(({ act }) => act === 'open')
    .flatMap(({ resourceId, items }) =>
      list.grantees.map(
        (to): Opening => ({
          list: list.number,
          resourceId,
          items,
          to,
          purpose: null,
          legalBasis: list.basis,
          validFrom: list.effectiveOn,
          validUntil: withoutEnd,
        }),
      ),
    );
  await openItemsWithin(platform, tx, actor, openings);
  return (await shareListById(tx, id))!;
}
