import {
  createResource as createEndpoint,
  getResource,
  listClasses,
  listCodeLists,
  listResources,
  putResource,
  reviewResource as reviewEndpoint,
  submitResource as submitEndpoint,
} from '../../../contracts/catalogue.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { HttpServer } from '../../platform/http.ts';
import { withIdempotency } from '../../platform/idempotency.ts';
import { pageOfRows, readCursor } from '../../platform/page.ts';
import type { Platform } from '../../platform/platform.ts';
import { createResource, replaceResource } from './edit-resource.ts';
import { catalogueFileRoutes } from './file-routes.ts';
import { catalogueLifeRoutes } from './life-routes.ts';
import { reviewResource } from './review-resource.ts';
import { detailOf, showResource, summariesOf } from './show-resource.ts';
import { staffOf } from './staff-of.ts';
import { resourcesMatching } from './store.ts';
import { classes, codeLists } from './store-vocabulary.ts';
import { submitResource } from './submit-resource.ts';

export function catalogueRoutes(http: HttpServer, platform: Platform): void {
  const { db } = platform;

  http.on(listClasses, async () => ({ items: await classes(db) }));
  http.on(listCodeLists, async () => ({ items: await codeLists(db) }));

  http.on(listResources, async ({ query, actor }) => {
    const limit = query.limit ?? 50;
    const rows = await resourcesMatching(db, {
      q: query.q,
      state: query.state,
      provider: query.provider,
      classCode: query.classCode,
      reader: staffOf(actor),
      after: readCursor(query.cursor, ['uuid']),
      limit,
    });
    const page = pageOfRows(rows, limit, (row) => [row.id]);
    return { items: await summariesOf(db, page.items), nextCursor: page.nextCursor };
  });

  http.on(createEndpoint, ({ body, actor, request }) =>
    withIdempotency(platform, actor, request, async () => {
      const steward = staffOf(actor);
      return detailOf(db, steward, await createResource(platform, steward, body));
    }),
  );

  http.on(getResource, async ({ params, actor, reply }) => {
    const detail = await showResource(db, staffOf(actor), params.id);
    reply.header('etag', `"${detail.version}"`);
    return detail;
  });

  http.on(putResource, async ({ params, body, actor, request }) => {
    const steward = staffOf(actor);
    const version = versionOf(request.headers['if-match']);
    return detailOf(db, steward, await replaceResource(platform, steward, params.id, version, body));
  });

  http.on(submitEndpoint, async ({ params, actor, language }) => {
    const steward = staffOf(actor);
    return detailOf(db, steward, await submitResource(platform, steward, params.id, language));
  });

  catalogueLifeRoutes(http, platform);
  catalogueFileRoutes(http, platform);

  http.on(reviewEndpoint, async ({ params, body, actor }) => {
    const operator = staffOf(actor);
    const resource = await reviewResource(platform, operator, params.id, body.decision, body.remarks ?? []);
    return detailOf(db, operator, resource);
  });
}

function versionOf(ifMatch: string | undefined): number {
  if (ifMatch === undefined) throw new DomainError('version-required');
  const version = Number(/^(?:W\/)?"(\d{1,9})"$/.exec(ifMatch)?.[1]);
  if (!version) throw new DomainError('version-conflict');
  return version;
}
