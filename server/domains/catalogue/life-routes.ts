import {
  beginChange as beginChangeEndpoint,
  bulkEdit as bulkEndpoint,
  changeResourceState,
  copyResource as copyEndpoint,
  countWithheld,
  deleteClass,
  discardDraft as discardEndpoint,
  listEditions,
  putClass,
} from '../../../contracts/catalogue-life.ts';
import {
  deleteSavedSearch,
  listSavedSearches,
  saveSearch,
  searchCatalogue,
  seeSavedSearch,
} from '../../../contracts/catalogue-search.ts';
import {
  decideSource as decideSourceEndpoint,
  listElements,
  listSameItems,
  putElement,
} from '../../../contracts/elements.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { HttpServer } from '../../platform/http.ts';
import { withIdempotency } from '../../platform/idempotency.ts';
import type { Platform } from '../../platform/platform.ts';
import { agenciesByIds } from '../directory/index.ts';
import { bulkEdit } from './bulk-edit.ts';
import { beginChange, copyResource, discardDraft } from './change-entry.ts';
import { changeState } from './change-state.ts';
import { dropClass, keepClass } from './edit-classes.ts';
import { isVisible } from './resource.ts';
import { decideSource, keepElement, sameItems, showElements } from './same-items.ts';
import { forgetSearch, keepSearch, noteSeen, showSavedSearches } from './saved-searches.ts';
import { searchEntries } from './search-entries.ts';
import { detailOf, showEditions } from './show-resource.ts';
import { staffOf } from './staff-of.ts';
import { resourceById } from './store.ts';
import { withheldCounts } from './store-overview.ts';

export function catalogueLifeRoutes(http: HttpServer, platform: Platform): void {
  const { db } = platform;

  http.on(beginChangeEndpoint, async ({ params, actor }) => {
    const steward = staffOf(actor);
    return detailOf(db, steward, await beginChange(platform, steward, params.id));
  });

  http.on(copyEndpoint, ({ params, body, actor, request }) =>
    withIdempotency(platform, actor, request, async () => {
      const steward = staffOf(actor);
      const original = await resourceById(db, params.id);
      if (!original || !isVisible(original, steward)) throw new DomainError('not-found');
      return detailOf(db, steward, await copyResource(platform, steward, original, body.name));
    }),
  );

  http.on(discardEndpoint, async ({ params, actor }) => {
    await discardDraft(platform, staffOf(actor), params.id);
    return '';
  });

  http.on(changeResourceState, async ({ params, body, actor }) => {
    const reader = staffOf(actor);
    const roles = actor.kind === 'staff' ? actor.roles : [];
    const who = { ...reader, steward: roles.includes('steward'), operator: roles.includes('operator') };
    return detailOf(db, reader, await changeState(platform, who, params.id, body));
  });

  http.on(searchCatalogue, ({ query, actor }) => searchEntries(platform, staffOf(actor), query));
  http.on(listSavedSearches, async ({ actor }) => ({ items: await showSavedSearches(platform, staffOf(actor)) }));
  http.on(saveSearch, async ({ body, actor }) => {
    await keepSearch(platform, staffOf(actor), body.name, body.query);
    return '';
  });
  http.on(seeSavedSearch, async ({ params, actor }) => {
    await noteSeen(platform, staffOf(actor), params.id);
    return '';
  });
  http.on(deleteSavedSearch, async ({ params, actor }) => {
    await forgetSearch(platform, staffOf(actor), params.id);
    return '';
  });

  http.on(listEditions, async ({ params, actor }) => ({
    items: await showEditions(db, staffOf(actor), params.id),
  }));

  http.on(bulkEndpoint, ({ body, actor, request }) =>
    withIdempotency(platform, actor, request, () => bulkEdit(platform, staffOf(actor), body.ids, body.set)),
  );

  http.on(countWithheld, async () => {
    const counts = await withheldCounts(db);
    const names = await agenciesByIds(
      db,
      counts.map(({ providerId }) => providerId),
    );
    return {
      items: counts.map((row) => {
        const provider = names.get(row.providerId);
        return { ...row, providerName: provider?.name ?? '', providerNameEn: provider?.nameEn ?? null };
      }),
    };
  });

  http.on(putClass, async ({ params, body }) => {
    await keepClass(platform, params.code, body);
    return '';
  });
  http.on(deleteClass, async ({ params }) => {
    await dropClass(platform, params.code);
    return '';
  });

  http.on(listElements, async () => ({ items: await showElements(db) }));
  http.on(putElement, async ({ params, body }) => {
    await keepElement(platform, params.code, body);
    return '';
  });
  http.on(listSameItems, async () => ({ items: await sameItems(db) }));
  http.on(decideSourceEndpoint, async ({ params, body, actor }) => {
    await decideSource(platform, staffOf(actor), params.code, body);
    return '';
  });
}
