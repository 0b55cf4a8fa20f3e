import type { StaffActor } from '../../../contracts/actor.ts';
import type { SavedQuery } from '../../../contracts/catalogue-search.ts';
import { isCalendarDate } from '../../../contracts/working-days.ts';
import type { Db } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { entriesFound, type Resource, resourcesWithItems } from '../catalogue/index.ts';
import { requireNoCitizenId } from './readers.ts';
import {
  deleteLine,
  deleteShareListRow,
  insertShareList,
  type ListFields,
  type ListRow,
  listsThatOpened,
  nextOrdinal,
  putLines,
  shareListById,
  updateShareList,
} from './store-share-lists.ts';

/** Begins the next list as a draft. Throws `request-invalid` for a date that is none, and `citizen-id-in-text`. */
export function createShareList(platform: Platform, actor: StaffActor, fields: ListFields): Promise<ListRow> {
  requireFields(fields);
  return platform.db.transaction().execute(async (tx) => {
    const at = platform.now();
    const ordinal = await nextOrdinal(tx);
    const number = listNumber(at, ordinal);
    const id = newId(at.getTime());
    await insertShareList(tx, { ...fields, id, ordinal, number, accountId: actor.accountId, at });
    return (await shareListById(tx, id))!;
  });
}

export function listNumber(at: Date, ordinal: number): string {
  return `L${at.getUTCFullYear()}-${String(ordinal).padStart(3, '0')}`;
}

/** Throws `not-found`, `list-published`, `version-conflict`. */
export function replaceShareList(
  platform: Platform,
  id: string,
  version: number,
  fields: ListFields,
): Promise<ListRow> {
  requireFields(fields);
  return platform.db.transaction().execute(async (tx) => {
    const list = await draftList(tx, id);
    if (list.version !== version) throw new DomainError('version-conflict');
    await updateShareList(tx, id, fields, version + 1);
    return { ...list, ...fields, version: version + 1 };
  });
}

/** Throws `not-found` and `list-published`. */
export async function discardShareList(platform: Platform, id: string): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    await draftList(tx, id);
    await deleteShareListRow(tx, id);
  });
}

export interface Chosen {
  act: 'open' | 'withdraw';
  resourceIds?: string[] | undefined;
  search?: SavedQuery | undefined;
}

/**
 * Puts entries on a draft: to open, each with all its items that are not withheld; to withdraw, those that an earlier list
 * opened. What does not fit is left out and counted. Throws `not-found`, `list-published`.
 */
export function addLines(
  platform: Platform,
  actor: StaffActor,
  id: string,
  { act, resourceIds, search }: Chosen,
): Promise<{ added: number; leftOut: number }> {
  return platform.db.transaction().execute(async (tx) => {
    await draftList(tx, id);
    const found =
      resourceIds ??
      (search
        ? await entriesFound(platform, { agencyId: actor.agencyId, operator: true }, { ...search, state: 'published' })
        : []);
    const entries = await resourcesWithItems(tx, found);
    const opened = act === 'withdraw' ? await listsThatOpened(tx, found) : new Map<string, string[]>();
    const lines = [...entries.values()].flatMap((entry) => {
      const items = act === 'open' ? openable(entry) : [];
      const fits = act === 'open' ? items.length > 0 : opened.has(entry.id);
      return fits ? [{ resourceId: entry.id, act, items }] : [];
    });
    await putLines(tx, id, lines);
    return { added: lines.length, leftOut: found.length - lines.length };
  });
}

/** Codes of the items of a published entry that a list may open: none that is withheld or secret. */
export function openable(entry: Resource): string[] {
  if (entry.state !== 'published') return [];
  return entry.items
    .filter((item) => (item.shareType ?? entry.shareType) !== 'withheld' && !item.secret)
    .map(({ code }) => code);
}

/** Throws `not-found` and `list-published`. */
export async function dropLine(platform: Platform, id: string, resourceId: string): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    await draftList(tx, id);
    if (!(await deleteLine(tx, id, resourceId))) throw new DomainError('not-found');
  });
}

export async function draftList(tx: Db, id: string): Promise<ListRow> {
  const list = await shareListById(tx, id, { lock: true });
  if (!list) throw new DomainError('not-found');
  if (list.state !== 'draft') throw new DomainError('list-published');
  return list;
}

function requireFields({ title, basis, effectiveOn }: ListFields): void {
  requireNoCitizenId('/title', title);
  requireNoCitizenId('/basis', basis);
  if (!isCalendarDate(effectiveOn)) throw new DomainError('request-invalid', { summary: 'effectiveOn' });
}
