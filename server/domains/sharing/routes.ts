import {
  answerSharingRequest,
  createSharingRequest,
  getGrant,
  getSharingRequest,
  listGrants,
  listPurposes,
  listSharingRequests,
  resumeGrant,
  revokeGrant,
  suspendGrant,
  withdrawSharingRequest,
} from '../../../contracts/sharing.ts';
import { dateInShanghai } from '../../../contracts/working-days.ts';
import type { HttpServer } from '../../platform/http.ts';
import { withIdempotency } from '../../platform/idempotency.ts';
import { pageOfRows, readCursor } from '../../platform/page.ts';
import type { Platform } from '../../platform/platform.ts';
import { answerRequest, withdrawRequest } from './answer-request.ts';
import { askItems } from './ask-items.ts';
import { changeGrant } from './change-grant.ts';
import { idAfter, seesAll, staffOf } from './readers.ts';
import { showGrant, showGrants, showRequest, showRequests } from './show.ts';
import { requestsMatching } from './store.ts';
import { grantsMatching } from './store-grants.ts';
import { purposesMatching } from './store-purposes.ts';

export function sharingRoutes(http: HttpServer, platform: Platform): void {
  const { db } = platform;

  http.on(listPurposes, async ({ query }) => {
    const limit = query.limit ?? 50;
    const after = readCursor(query.cursor, ['string']);
    const rows = await purposesMatching(db, { agencyId: query.agency, after, limit });
    return pageOfRows(rows, limit, (purpose) => [purpose.key]);
  });

  http.on(createSharingRequest, ({ body, actor, request }) =>
    withIdempotency(platform, actor, request, async () => {
      const staff = staffOf(actor);
      return showRequest(platform, staff, await askItems(platform, staff, body));
    }),
  );

  http.on(listSharingRequests, async ({ query, actor }) => {
    const staff = staffOf(actor);
    const limit = query.limit ?? 50;
    const rows = await requestsMatching(db, {
      agencyId: seesAll(staff) ? null : staff.agencyId,
      side: query.side,
      state: query.state,
      dueBefore: query.overdue ? dateInShanghai(platform.now()) : undefined,
      after: idAfter(query.cursor),
      limit,
    });
    const page = pageOfRows(rows, limit, (row) => [row.id]);
    return { ...page, items: await showRequests(platform, page.items) };
  });

  http.on(getSharingRequest, ({ params, actor }) => showRequest(platform, staffOf(actor), params.id));

  http.on(answerSharingRequest, ({ params, body, actor, request }) =>
    withIdempotency(platform, actor, request, async () => {
      const staff = staffOf(actor);
      await answerRequest(platform, staff, params.id, body);
      return showRequest(platform, staff, params.id);
    }),
  );

  http.on(withdrawSharingRequest, async ({ params, actor }) => {
    const staff = staffOf(actor);
    await withdrawRequest(platform, staff, params.id);
    return showRequest(platform, staff, params.id);
  });

  http.on(listGrants, async ({ query, actor }) => {
    const staff = staffOf(actor);
    const limit = query.limit ?? 50;
    const rows = await grantsMatching(db, {
      agencyId: seesAll(staff) ? null : staff.agencyId,
      side: query.side,
      state: query.state,
      after: idAfter(query.cursor),
      limit,
    });
    const page = pageOfRows(rows, limit, (row) => [row.id]);
    return { ...page, items: await showGrants(platform, page.items) };
  });

  http.on(getGrant, ({ params, actor }) => showGrant(platform, staffOf(actor), params.id));

  for (const [endpoint, change] of [
    [revokeGrant, 'revocation'],
    [suspendGrant, 'suspension'],
    [resumeGrant, 'resumption'],
  ] as const) {
    http.on(endpoint, ({ params, body, actor, request }) =>
      withIdempotency(platform, actor, request, async () => {
        const staff = staffOf(actor);
        await changeGrant(platform, staff, params.id, change, body.reason);
        return showGrant(platform, staff, params.id);
      }),
    );
  }
}
