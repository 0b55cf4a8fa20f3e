import type { Element, ElementFields, SameItems } from '../../../contracts/elements.ts';
import type { Db } from '../../platform/database.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Platform } from '../../platform/platform.ts';
import { agenciesByIds } from '../directory/index.ts';
import { keepHistory } from './keep-history.ts';
import { resourceForChange } from './store.ts';
import { type ElementPlace, elementPlaces, elements, putElementRow, setSource } from './store-elements.ts';

/** The dictionary with the source of each element that has one. */
export async function showElements(db: Db): Promise<Element[]> {
  return (await groups(db)).map(({ element }) => element);
}

/**
 * The elements that more than one agency holds (一数一源: one source for one datum, with a lead agency; 国令第809号), those
 * without a source first, then those that most agencies hold.
 */
export async function sameItems(db: Db): Promise<SameItems[]> {
  const found = (await groups(db)).filter(({ agencies }) => agencies > 1);
  return found.sort(
    (one, other) =>
      Number(one.element.source !== null) - Number(other.element.source !== null) || other.agencies - one.agencies,
  );
}

async function groups(db: Db): Promise<SameItems[]> {
  const [rows, places] = await Promise.all([elements(db), elementPlaces(db, null)]);
  const names = await agenciesByIds(
    db,
    places.map(({ providerId }) => providerId),
  );
  const byElement = Map.groupBy(places, ({ element }) => element);
  return rows.map(({ sourceResourceId, sourceItem, ...fields }) => {
    const own = (byElement.get(fields.code) ?? []).map(({ element: _element, ...place }) => {
      const provider = names.get(place.providerId);
      return { ...place, providerName: provider?.name ?? '', providerNameEn: provider?.nameEn ?? null };
    });
    const source = own.find((place) => place.resourceId === sourceResourceId && place.item === sourceItem) ?? null;
    return {
      element: { ...fields, source },
      places: own,
      agencies: new Set(own.map(({ providerId }) => providerId)).size,
    };
  });
}

/** Throws `code-list-unknown` where the element names a list that is not there. */
export async function keepElement(platform: Platform, code: string, fields: ElementFields): Promise<void> {
  await putElementRow(platform.db, code, fields);
}

/**
 * Decides whose item is the source of an element. Throws `not-found` for an element or an entry that is not there, and
 * `item-unknown` for an item that does not mean the element.
 */
export async function decideSource(
  platform: Platform,
  operator: { accountId: string; agencyId: string },
  code: string,
  chosen: { resourceId: string; item: string },
): Promise<void> {
  await platform.db.transaction().execute(async (tx) => {
    const resource = await resourceForChange(tx, chosen.resourceId);
    if (resource?.state !== 'published') throw new DomainError('not-found');
    const places = await elementPlaces(tx, code);
    const meant = (place: ElementPlace) => place.resourceId === chosen.resourceId && place.item === chosen.item;
    if (!places.some(meant)) throw new DomainError('item-unknown', { item: chosen.item });
    if (!(await setSource(tx, code, { ...chosen, accountId: operator.accountId, at: platform.now() })))
      throw new DomainError('not-found');
    await keepHistory(platform, tx, resource, operator, 'sourceDecided', [
      { field: `/items/${resource.items.findIndex((item) => item.code === chosen.item)}/element`, remark: code },
    ]);
  });
}
