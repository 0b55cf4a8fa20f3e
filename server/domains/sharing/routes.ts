import type { Actor, StaffActor } from '../../../contracts/actor.ts';
import {
  askForMissing,
  decideDispute,
  escalateDispute,
  fileDispute,
  recordHigherDecision,
  replyToDispute,
  supplyMissing,
  withdrawDispute,
} from '../../../contracts/disputes.ts';
import {
  amendGrant,
  answerSharingRequest,
  createSharingRequest,
  getGrant,
  getGrantHistory,
  getSharingRequest,
  listGrants,
  listPurposes,
  listSharingRequests,
  resumeGrant,
  revokeGrant,
  setPurposeSecrecy,
  suspendGrant,
  withdrawSharingRequest,
} from '../../../contracts/sharing.ts';
import { chooseSharingClocks, getSharingClocks } from '../../../contracts/sharing-clocks.ts';
import { dateInShanghai } from '../../../contracts/working-days.ts';
import type { HttpServer } from '../../platform/http.ts';
import { withIdempotency } from '../../platform/idempotency.ts';
import { pageOfRows, readCursor } from '../../platform/page.ts';
import type { Platform } from '../../platform/platform.ts';
import { agencyById } from '../directory/index.ts';
import { answerRequest, withdrawRequest } from './answer-request.ts';
import { askItems } from './ask-items.ts';
import * as missing from './ask-missing.ts';
import { amendGrantOf, changeGrant } from './change-grant.ts';
import { chooseClocks, showClocks } from './choose-clocks.ts';
import * as disputes from './dispute-refusal.ts';
import { grantsInUse } from './grants-in-use.ts';
import { dueAfter, idAfter, seesAll, staffOf } from './readers.ts';
import { searchNames } from './search-names.ts';
import { setSecrecyOf } from './set-secrecy.ts';
import { showGrant, showGrants, showRequest, showRequests } from './show.ts';
import { showGrantHistory } from './show-grant-history.ts';
import { dueKey, requestsMatching } from './store.ts';
import { grantsMatching } from './store-grants.ts';
import { purposesMatching } from './store-purposes.ts';

export function sharingRoutes(http: HttpServer, platform: Platform): void {
  const { db } = platform;

  http.on(listPurposes, async ({ query, actor }) => {
    const limit = query.limit ?? 50;
    const after = readCursor(query.cursor, ['string']);
    const rows = await purposesMatching(db, { agencyId: query.agency, after, limit });
    const page = pageOfRows(rows, limit, (purpose) => [purpose.key]);
    if (actor.kind === 'staff' && seesAll(actor)) return page;
    return { ...page, items: page.items.map(({ secrecy: _, ...purpose }) => purpose) };
  });

  http.on(setPurposeSecrecy, ({ params, body, actor }) => setSecrecyOf(platform, staffOf(actor), params.key, body));

  http.on(getSharingClocks, () => showClocks(platform));

  http.on(chooseSharingClocks, async ({ body, actor }) => {
    await chooseClocks(platform, staffOf(actor), body);
    return showClocks(platform);
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
      search: await searchNames(platform, staff, query.q),
      byDue: query.sort === 'due',
      after: query.sort === 'due' ? dueAfter(query.cursor) : idAfter(query.cursor),
      limit,
    });
    const page = pageOfRows(rows, limit, (row) => (query.sort === 'due' ? [dueKey(row), row.id] : [row.id]));
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
    const filter = {
      agency: seesAll(staff) ? null : (await agencyById(db, staff.agencyId))!,
      today: dateInShanghai(platform.now()),
      side: query.side,
      state: query.state,
      search: await searchNames(platform, staff, query.q),
      after: idAfter(query.cursor),
      limit,
    };
    const rows = await (query.use ? grantsInUse(db, query.use, filter) : grantsMatching(db, filter));
    const page = pageOfRows(rows, limit, (row) => [row.id]);
    return { ...page, items: await showGrants(platform, page.items) };
  });

  http.on(getGrant, ({ params, actor }) => showGrant(platform, staffOf(actor), params.id));

  http.on(getGrantHistory, ({ params, actor }) => showGrantHistory(platform, staffOf(actor), params.id));

  http.on(amendGrant, ({ params, body, actor, request }) =>
    withIdempotency(platform, actor, request, async () => {
      const staff = staffOf(actor);
      await amendGrantOf(platform, staff, params.id, body);
      return showGrant(platform, staff, params.id);
    }),
  );

  http.on(askForMissing, ({ params, body, actor }) => shown(actor, params.id, missing.askForMissing, body.text));
  http.on(supplyMissing, ({ params, body, actor }) => shown(actor, params.id, missing.supplyMissing, body.text));
  http.on(fileDispute, ({ params, body, actor }) => shown(actor, params.id, disputes.fileDispute, body));
  http.on(replyToDispute, async ({ params, body, actor }) => {
    const staff = staffOf(actor);
    return showRequest(platform, staff, await disputes.replyToDispute(platform, staff, params.id, body));
  });
  http.on(decideDispute, async ({ params, body, actor }) => {
    const staff = staffOf(actor);
    return showRequest(platform, staff, await disputes.decideDispute(platform, staff, params.id, body));
  });
  http.on(recordHigherDecision, async ({ params, body, actor }) => {
    const staff = staffOf(actor);
    return showRequest(platform, staff, await disputes.recordHigherDecision(platform, staff, params.id, body));
  });
  for (const [endpoint, act] of [
    [escalateDispute, disputes.escalateDispute],
    [withdrawDispute, disputes.withdrawDispute],
  ] as const) {
    http.on(endpoint, async ({ params, actor }) => {
      const staff = staffOf(actor);
      return showRequest(platform, staff, await act(platform, staff, params.id));
    });
  }

  async function shown<B>(
    actor: Actor,
    id: string,
    act: (platform: Platform, staff: StaffActor, id: string, body: B) => Promise<unknown>,
    body: B,
  ) {
    const staff = staffOf(actor);
    await act(platform, staff, id, body);
    return showRequest(platform, staff, id);
  }

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
