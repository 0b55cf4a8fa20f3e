import type { FastifyRequest } from 'fastify';
import { listRepeatedQuestions } from '../../../contracts/repeated-questions.ts';
import * as contract from '../../../contracts/services.ts';
import { dateInShanghai } from '../../../contracts/working-days.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { HttpServer } from '../../platform/http.ts';
import { withIdempotency } from '../../platform/idempotency.ts';
import { pageOfRows, readCursor } from '../../platform/page.ts';
import type { Platform } from '../../platform/platform.ts';
import { showElements } from '../catalogue/index.ts';
import { chooseWard, disputeField, editCase, refillCase, withdrawCase } from './edit-case.ts';
import { createFormValidator } from './form.ts';
import { openCase } from './open-case.ts';
import { asResident, asStaff, visibleCase } from './own-case.ts';
import { answerRating, rateCase } from './rate-case.ts';
import { repeatedQuestions } from './repeated-questions.ts';
import { acceptCase, askCorrection, decideCase } from './review-case.ts';
import { searchServices } from './search-services.ts';
import { caseSummaries, wholeCase } from './show-case.ts';
import { serviceSummaries, wholeService } from './show-service.ts';
import { casesOfApplicant } from './store-cases.ts';
import { allItems, itemByKey, itemsAfter } from './store-items.ts';
import { casesOfAgency, countQueue, queueKey } from './store-queue.ts';
import { uploadContent } from './store-uploads.ts';
import { submitCase } from './submit-case.ts';
import { uploadMaterial } from './upload-material.ts';

export function servicesRoutes(http: HttpServer, platform: Platform): void {
  const { db } = platform;

  http.on(listRepeatedQuestions, async () => {
    const [items, elements] = await Promise.all([allItems(db), showElements(db)]);
    return { items: items.flatMap(({ definition }) => repeatedQuestions(definition, elements)) };
  });

  http.on(contract.listServices, async ({ query }) => {
    const limit = query.limit ?? 50;
    if (query.q?.trim()) {
      const found = searchServices(await serviceSummaries(platform, await allItems(db)), query.q);
      const [from = 0] = readCursor(query.cursor, ['number']) ?? [];
      const places = found.map((service, place) => ({ service, place: place + 1 })).slice(Number(from));
      const page = pageOfRows(places, limit, ({ place }) => [place]);
      return { items: page.items.map(({ service }) => service), nextCursor: page.nextCursor };
    }
    const rows = await itemsAfter(db, { after: readCursor(query.cursor, ['string']), limit });
    const page = pageOfRows(rows, limit, (item) => [item.key]);
    return { items: await serviceSummaries(platform, page.items), nextCursor: page.nextCursor };
  });

  http.on(contract.getService, async ({ params }) => {
    const item = await itemByKey(db, params.key);
    if (!item) throw new DomainError('service-unknown');
    return wholeService(platform, item);
  });

  applicantRoutes(http, platform);
  agencyRoutes(http, platform);
}

function applicantRoutes(http: HttpServer, platform: Platform): void {
  const { db } = platform;
  const validate = createFormValidator();

  http.on(contract.openCase, async ({ actor, body, request }) => {
    const resident = asResident(actor);
    // Only its id is kept for the key: a case is full of personal data, and goes on meanwhile.
    const id = await withIdempotency(
      platform,
      actor,
      request,
      async () => (await openCase(platform, resident, body)).id,
    );
    return wholeCase(platform, await visibleCase(platform, actor, id));
  });

  http.on(contract.listCases, async ({ actor, query }) => {
    const limit = query.limit ?? 50;
    const rows = await casesOfApplicant(db, asResident(actor).accountId, {
      after: readCursor(query.cursor, ['string']),
      limit,
    });
    const page = pageOfRows(rows, limit, (row) => [row.id]);
    return { items: await caseSummaries(platform, page.items), nextCursor: page.nextCursor };
  });

  http.on(contract.getCase, async ({ actor, params }) =>
    wholeCase(platform, await visibleCase(platform, actor, params.id), actor.kind),
  );

  http.on(contract.chooseWard, async ({ actor, params, body }) =>
    wholeCase(platform, await chooseWard(platform, asResident(actor), params.id, body.choice)),
  );

  http.on(contract.refillCase, async ({ actor, params }) =>
    wholeCase(platform, await refillCase(platform, asResident(actor), params.id)),
  );

  http.on(contract.editCase, async ({ actor, params, body, request, language }) => {
    const resident = asResident(actor);
    await visibleCase(platform, actor, params.id);
    await editCase(platform, resident, params.id, versionOf(request), body, language);
    return wholeCase(platform, await visibleCase(platform, actor, params.id));
  });

  http.on(contract.disputeField, async ({ actor, params, body, language }) => {
    await disputeField(platform, asResident(actor), params.id, body, language);
    return wholeCase(platform, await visibleCase(platform, actor, params.id));
  });

  http.on(contract.submitCase, async ({ actor, params, language }) => {
    await submitCase(platform, asResident(actor), params.id, validate, language);
    return wholeCase(platform, await visibleCase(platform, actor, params.id));
  });

  http.on(contract.withdrawCase, async ({ actor, params }) => {
    await withdrawCase(platform, asResident(actor), params.id);
    return wholeCase(platform, await visibleCase(platform, actor, params.id));
  });

  http.on(contract.rateCase, async ({ actor, params, body }) => {
    await rateCase(platform, asResident(actor), params.id, {
      level: body.level,
      comment: body.comment?.trim() ?? null,
    });
    return wholeCase(platform, await visibleCase(platform, actor, params.id));
  });

  http.on(contract.uploadMaterial, async ({ actor, params, query, stream }) => {
    await uploadMaterial(platform, asResident(actor), params.id, {
      material: params.material,
      fileName: query.fileName,
      stream,
    });
    return wholeCase(platform, await visibleCase(platform, actor, params.id));
  });

  http.on(contract.getUpload, async ({ actor, params, reply }) => {
    await visibleCase(platform, actor, params.id);
    const file = await uploadContent(db, params.id, params.upload);
    if (!file) throw new DomainError('not-found');
    // Never shown in the browser: what was sent by one person is opened by another.
    reply.header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.fileName)}`);
    reply.header('x-content-type-options', 'nosniff');
    reply.header('cache-control', 'private, no-store');
    reply.type(file.mediaType);
    return file.content;
  });
}

function agencyRoutes(http: HttpServer, platform: Platform): void {
  http.on(contract.listQueue, async ({ actor, query }) => {
    const { limit = 50, cursor, state, service, q, late, sort = 'deadline' } = query;
    const order = { by: sort === 'deadline' ? sort : ('submitted' as const), descending: sort === '-submitted' };
    const lateOn = late ? dateInShanghai(platform.now()) : undefined;
    const rows = await casesOfAgency(platform.db, asStaff(actor).agencyId, { state, service, q, lateOn }, order, {
      after: readCursor(cursor, ['string', 'string']),
      limit,
    });
    const page = pageOfRows(rows, limit, (row) => queueKey(row, order.by));
    return { items: await caseSummaries(platform, page.items), nextCursor: page.nextCursor };
  });

  http.on(contract.getQueueCounts, async ({ actor }) => ({
    items: await countQueue(platform.db, asStaff(actor).agencyId, dateInShanghai(platform.now())),
  }));

  http.on(contract.acceptCase, async ({ actor, params }) => {
    await acceptCase(platform, asStaff(actor), params.id);
    return wholeCase(platform, await visibleCase(platform, actor, params.id), 'staff');
  });

  http.on(contract.answerRating, async ({ actor, params, body }) => {
    await answerRating(platform, asStaff(actor), params.id, body.answer.trim());
    return wholeCase(platform, await visibleCase(platform, actor, params.id), 'staff');
  });

  http.on(contract.askCorrection, async ({ actor, params, body }) => {
    await askCorrection(platform, asStaff(actor), params.id, body.note);
    return wholeCase(platform, await visibleCase(platform, actor, params.id), 'staff');
  });

  http.on(contract.decideCase, async ({ actor, params, body }) => {
    await decideCase(platform, asStaff(actor), params.id, body.outcome, body.opinion);
    return wholeCase(platform, await visibleCase(platform, actor, params.id), 'staff');
  });
}

/** The version in If-Match (RFC 9110 §13.1.1), as the case's `version` in quotes. */
function versionOf(request: FastifyRequest): number {
  const header = request.headers['if-match'];
  if (header === undefined) throw new DomainError('version-required');
  const match = /^"(\d{1,9})"$/.exec(header);
  if (!match) throw new DomainError('version-conflict');
  return Number(match[1]);
}
