import type { PackShareList } from '../../../contracts/pack.ts';
import type { ListGrantee } from '../../../contracts/share-lists.ts';
import type { Db } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { StartupError } from '../../platform/startup-error.ts';
import { type Resource, resourceByKey } from '../catalogue/index.ts';
import { agencyByKey } from '../directory/index.ts';
import { listNumber, openable } from './edit-share-list.ts';
import { publishShareListWithin } from './publish-share-list.ts';
import { insertShareList, putLines, shareListByOrdinal } from './store-share-lists.ts';

/** Publishes a pack's sharing lists that are not there yet, each with all that may be opened of its resources. */
export async function loadPackShareLists(platform: Platform, tx: Db, lists: readonly PackShareList[]): Promise<void> {
  for (const list of lists) {
    if (await shareListByOrdinal(tx, list.ordinal)) continue;
    const at = platform.now();
    const id = newId(at.getTime());
    const grantees: ListGrantee[] = [];
    for (const to of list.grantees) {
      if ('region' in to) grantees.push(to);
      else grantees.push({ agencyId: (await known('agency', to.agency, agencyByKey(tx, to.agency))).id });
    }
    const entries: Resource[] = [];
    for (const key of list.resources) entries.push(await known('resource', key, resourceByKey(tx, key)));
    const { ordinal, title, basis, effectiveOn } = list;
    const number = listNumber(at, ordinal);
    await insertShareList(tx, { id, ordinal, number, title, basis, effectiveOn, grantees, accountId: null, at });
    await putLines(
      tx,
      id,
      entries.map((entry) => ({ resourceId: entry.id, act: 'open', items: openable(entry) })),
    );
    await publishShareListWithin(platform, tx, null, id, { pastDates: true });
  }
}

async function known<T>(kind: string, key: string, found: Promise<T | undefined>): Promise<T> {
  const row = await found;
  if (row === undefined) {
    throw new StartupError({
      zh: `共享清单中的 ${kind} ${key} 不存在`,
      en: `A sharing list names ${kind} ${key}, which is not there`,
    });
  }
  return row;
}
