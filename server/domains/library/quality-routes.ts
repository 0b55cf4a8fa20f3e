import { listQuality, overallOf, timelinessOf } from '../../../contracts/library-quality.ts';
import type { HttpServer } from '../../platform/http.ts';
import { pageOfRows, readCursor } from '../../platform/page.ts';
import type { Platform } from '../../platform/platform.ts';
import { resourcesByIds } from '../catalogue/index.ts';
import { agenciesByIds } from '../directory/index.ts';
import { staffOf } from './staff-of.ts';
import { measuredOf, resourcesWithData } from './store-quality.ts';

/** Scores of what serves: a steward's own agency's, everyone's for operator and supervisor. */
export function qualityRoutes(http: HttpServer, { db, now }: Platform): void {
  http.on(listQuality, async ({ query, actor }) => {
    const { agencyId, oversees } = staffOf(actor);
    const heads = await resourcesByIds(db, query.resource ? [query.resource] : await resourcesWithData(db));
    const wanted = [...heads.values()].filter(
      ({ providerId }) =>
        (oversees || providerId === agencyId) && (query.provider === undefined || providerId === query.provider),
    );
    const limit = query.limit ?? 50;
    const after = readCursor(query.cursor, ['uuid']);
    const resourceIds = wanted.map(({ id }) => id);
    const rows = await measuredOf(db, { resourceIds, after: after ? String(after[0]) : null, limit });
    const page = pageOfRows(rows, limit, ({ resourceId }) => [resourceId]);
    const agencies = await agenciesByIds(
      db,
      wanted.map(({ providerId }) => providerId),
    );
    return {
      items: page.items.map(({ resourceId, asOf, ...row }) => {
        const head = heads.get(resourceId)!;
        const timeliness = timelinessOf(head.updateCycle, asOf, now());
        const { completeness, validity, uniqueness, consistency } = row;
        return {
          resourceId,
          resourceName: head.name,
          providerId: head.providerId,
          providerName: agencies.get(head.providerId)?.name ?? '',
          ...row,
          asOf: asOf.toISOString(),
          timeliness,
          overall: overallOf([completeness, validity, uniqueness, consistency, timeliness]),
        };
      }),
      nextCursor: page.nextCursor,
    };
  });
}
