import type { FastifyReply } from 'fastify';
import type { Actor } from '../../../contracts/actor.ts';
import {
  createDocument as createEndpoint,
  discardDocumentDraft,
  getDocument,
  getDocumentVersion,
  getEmbedScript,
  getShownDocument,
  getSite,
  getSiteDocument,
  getSiteFeed,
  listDocumentClasses,
  listDocuments,
  listShownDocuments,
  listSiteDocuments,
  listSites,
  putDocument,
  putSite,
  readDocumentFile as readEndpoint,
  reviewDocument as reviewEndpoint,
  submitDocument as submitEndpoint,
  withdrawDocument as withdrawEndpoint,
} from '../../../contracts/documents.ts';
import { dateInShanghai } from '../../../contracts/working-days.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { HttpServer } from '../../platform/http.ts';
import { withIdempotency } from '../../platform/idempotency.ts';
import { pageOfRows, readCursor } from '../../platform/page.ts';
import type { Platform } from '../../platform/platform.ts';
import { atomFeed } from './atom-feed.ts';
import { channelDocuments, channelOf, pageForSite } from './call-site.ts';
import { regionPrefix } from './document.ts';
import { embedScript } from './embed-script.ts';
import { enterSite, shownSites, siteFor } from './enter-site.ts';
import { questionFor } from './question-for.ts';
import { readDocumentFile } from './read-file.ts';
import { reviewDocument } from './review-document.ts';
import { documentFor, documentLines, publicDocument, shownLines, versionFor } from './show-document.ts';
import { documentClasses, documentsMatching } from './store.ts';
import { documentsShown, type ShownRow } from './store-shown.ts';
import { siteEntries } from './store-sites.ts';
import { submitDocument } from './submit-document.ts';
import { withdrawDocument } from './withdraw-document.ts';
import { createDocument, discardDraft, writeDocument } from './write-document.ts';

export function documentsRoutes(http: HttpServer, platform: Platform): void {
  const { db, config } = platform;

  http.on(listDocumentClasses, async () => ({ items: await documentClasses(db) }));

  http.on(listDocuments, async ({ query, actor }) => {
    const limit = query.limit ?? 50;
    const rows = await documentsMatching(db, {
      q: query.q,
      state: query.state,
      kind: query.kind,
      reader: staffOf(actor),
      after: readCursor(query.cursor, ['uuid']),
      limit,
    });
    const page = pageOfRows(rows, limit, ({ document }) => [document.id]);
    return { items: await documentLines(db, page.items), nextCursor: page.nextCursor };
  });

  http.on(createEndpoint, ({ body, actor, request }) =>
    withIdempotency(platform, actor, request, async () => {
      const steward = staffOf(actor);
      return documentFor(db, steward, (await createDocument(platform, steward, body)).id);
    }),
  );

  http.on(getDocument, async ({ params, actor, reply }) => {
    const detail = await documentFor(db, staffOf(actor), params.id);
    reply.header('etag', `"${detail.revision}"`);
    return detail;
  });

  http.on(getDocumentVersion, ({ params, actor }) => versionFor(db, staffOf(actor), params.id, params.version));

  http.on(putDocument, async ({ params, body, actor, request }) => {
    const steward = staffOf(actor);
    await writeDocument(platform, steward, params.id, revisionOf(request.headers['if-match']), body);
    return documentFor(db, steward, params.id);
  });

  http.on(discardDocumentDraft, async ({ params, actor }) => {
    await discardDraft(platform, staffOf(actor), params.id);
    return null as never;
  });

  http.on(submitEndpoint, async ({ params, actor, language }) => {
    const steward = staffOf(actor);
    await submitDocument(platform, steward, params.id, language);
    return documentFor(db, steward, params.id);
  });

  http.on(reviewEndpoint, async ({ params, body, actor }) => {
    const operator = staffOf(actor);
    await reviewDocument(platform, operator, params.id, body.decision, body.remarks ?? []);
    return documentFor(db, operator, params.id);
  });

  http.on(withdrawEndpoint, async ({ params, body, actor }) => {
    const who = staffOf(actor);
    await withdrawDocument(platform, who, params.id, body.reason);
    return documentFor(db, who, params.id);
  });

  http.on(readEndpoint, async ({ stream, request }) => {
    try {
      return await readDocumentFile(stream, (request.headers['content-type'] ?? '').split(';')[0]!.trim());
    } finally {
      // What was not read of the file is read over, so that the sender gets to the reply.
      stream.resume();
    }
  });

  http.on(listShownDocuments, async ({ query }) => {
    const limit = query.limit ?? 50;
    const question = query.q?.trim() ? await questionFor(db, query.q) : undefined;
    if (question === null) return { items: [], nextCursor: null };
    const rows = await documentsShown(db, {
      question,
      kinds: query.kind ? [query.kind] : [],
      classCodes: query.classCode ? [query.classCode] : [],
      agencyIds: query.agency ? [query.agency] : [],
      regionCode: query.region ?? null,
      holdsOn: query.inForce ? dateInShanghai(platform.now()) : undefined,
      after: readCursor(query.cursor, ['number', 'uuid']),
      limit,
    });
    return pageOf(rows, limit);
  });

  http.on(getShownDocument, ({ params, query }) => publicDocument(db, params.id, platform.now(), query.version));

  http.on(listSites, async ({ query }) => {
    const q = query.q?.trim().toLowerCase();
    const prefix = query.region ? regionPrefix(query.region) : '';
    const entries = (await siteEntries(db)).filter(
      ({ name, nameEn, url, regionCode }) =>
        regionCode.startsWith(prefix) && (!q || `${name}\n${nameEn}\n${url}`.toLowerCase().includes(q)),
    );
    return { items: await shownSites(db, entries) };
  });

  http.on(getSite, async ({ params, reply }) => {
    const site = await siteFor(db, params.site);
    reply.header('etag', `"${site.revision}"`);
    return site;
  });

  http.on(putSite, async ({ params, body, actor, request }) => {
    const fresh = request.headers['if-none-match'] === '*';
    const revision = fresh ? null : revisionOf(request.headers['if-match']);
    await enterSite(platform, staffOf(actor), { key: params.site, ...body }, revision);
    return siteFor(db, params.site);
  });

  http.on(listSiteDocuments, async ({ params, query, reply }) => {
    openToAllSites(reply);
    const { channel } = await channelOf(platform, params.site, params.channel);
    const limit = query.limit ?? 20;
    return pageOf(
      await channelDocuments(platform, channel, readCursor(query.cursor, ['number', 'uuid']), limit),
      limit,
    );
  });

  http.on(getSiteFeed, async ({ params, reply }) => {
    openToAllSites(reply);
    const { site, channel } = await channelOf(platform, params.site, params.channel);
    const { items } = await pageOf(await channelDocuments(platform, channel, null, 50), 50);
    return atomFeed({
      title: `${site.name} · ${channel.name}`,
      self: `${config.publicUrl}/api/v1/sites/${site.key}/channels/${channel.key}/feed`,
      home: site.url,
      now: platform.now(),
      pageOf: (id) => `${config.publicUrl}/sites/${site.key}/documents/${id}`,
      lines: items,
    });
  });

  http.on(getSiteDocument, async ({ params, reply }) => {
    openToAllSites(reply);
    return pageForSite(platform, params.site, params.id);
  });

  http.on(getEmbedScript, async ({ reply }) => {
    openToAllSites(reply);
    return embedScript(config.publicUrl);
  });

  async function pageOf(rows: ShownRow[], limit: number) {
    const page = pageOfRows(rows, limit, (row) => [row.publishedAt.getTime(), row.documentId]);
    return { items: await shownLines(db, page.items, platform.now()), nextCursor: page.nextCursor };
  }
}

/** Published documents are for any page, asked without cookies; each visit asks anew, so that a withdrawal holds at once. */
function openToAllSites(reply: FastifyReply): void {
  reply.headers({
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
    'cache-control': 'no-cache',
  });
}

function staffOf(actor: Actor): { accountId: string; agencyId: string; oversees: boolean; operator: boolean } {
  if (actor.kind !== 'staff') throw new DomainError('role-missing');
  const operator = actor.roles.includes('operator');
  return {
    accountId: actor.accountId,
    agencyId: actor.agencyId,
    operator,
    oversees: operator || actor.roles.includes('supervisor'),
  };
}

function revisionOf(ifMatch: string | undefined): number {
  if (ifMatch === undefined) throw new DomainError('version-required');
  const revision = Number(/^(?:W\/)?"(\d{1,9})"$/.exec(ifMatch)?.[1]);
  if (!revision) throw new DomainError('version-conflict');
  return revision;
}
