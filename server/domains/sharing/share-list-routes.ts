import type { Actor } from '../../../contracts/actor.ts';
import * as contract from '../../../contracts/share-lists.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { HttpServer } from '../../platform/http.ts';
import { withIdempotency } from '../../platform/idempotency.ts';
import type { Platform } from '../../platform/platform.ts';
import { addLines, createShareList, discardShareList, dropLine, replaceShareList } from './edit-share-list.ts';
import { publishShareList } from './publish-share-list.ts';
import { seesAll, staffOf } from './readers.ts';
import { listSheet, showShareList, showShareLists, showWithLines } from './show-share-lists.ts';

export function shareListRoutes(http: HttpServer, platform: Platform): void {
  const { db } = platform;
  const accessOf = (actor: Actor) => ({ drafts: actor.kind === 'staff' && seesAll(actor) });

  http.on(contract.listShareLists, async ({ actor }) => ({ items: await showShareLists(db, accessOf(actor)) }));
  http.on(contract.getShareList, ({ params, actor }) => showWithLines(db, params.id, accessOf(actor)));
  http.on(contract.downloadShareList, async ({ params, actor, reply }) => {
    reply.header('content-disposition', 'attachment; filename="sharing-list.xlsx"');
    return listSheet(db, params.id, accessOf(actor));
  });

  http.on(contract.createShareList, ({ body, actor, request }) =>
    withIdempotency(platform, actor, request, async () =>
      showShareList(db, await createShareList(platform, staffOf(actor), body)),
    ),
  );
  http.on(contract.putShareList, async ({ params, body, request }) => {
    const version = Number(/^(?:W\/)?"(\d{1,9})"$/.exec(request.headers['if-match'] ?? '')?.[1]);
    if (request.headers['if-match'] === undefined) throw new DomainError('version-required');
    return showShareList(db, await replaceShareList(platform, params.id, version, body));
  });
  http.on(contract.deleteShareList, async ({ params }) => {
    await discardShareList(platform, params.id);
    return '';
  });
  http.on(contract.addToShareList, ({ params, body, actor }) => addLines(platform, staffOf(actor), params.id, body));
  http.on(contract.dropFromShareList, async ({ params }) => {
    await dropLine(platform, params.id, params.resourceId);
    return '';
  });
  http.on(contract.publishShareList, async ({ params, actor }) =>
    showShareList(db, await publishShareList(platform, staffOf(actor), params.id)),
  );
}
