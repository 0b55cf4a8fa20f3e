import { type Static, type TSchema, Type } from 'typebox';
import { Remark } from './catalogue.ts';
import { endpoint } from './endpoint.ts';
import { cursorQuery, pageOf } from './page.ts';

/**
 * Documents: policies, notices, interpretations, guides and answers, kept once in the library and taken from there by all
 * of the platform's websites (政府网站发展指引, 国办发〔2017〕47号: 先入库，后使用).
 */

const strict = { additionalProperties: false } as const;
const text = (maxLength: number) => Type.String({ maxLength, pattern: '\\S' });
const orNull = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()]);
const day = Type.String({ format: 'date', description: 'YYYY-MM-DD' });
const moment = Type.String({ format: 'date-time' });
const regionCode = Type.String({ pattern: '^[0-9]{6}$', description: 'GB/T 2260' });
const byId = Type.Object({ id: Type.String({ format: 'uuid' }) }, strict);
const siteKey = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 63 });

export const documentKinds = ['policy', 'notice', 'interpretation', 'guide', 'answer'] as const;
export const documentStates = ['draft', 'submitted', 'returned', 'published', 'withdrawn'] as const;
export const versionStates = ['draft', 'submitted', 'returned', 'published', 'replaced', 'withdrawn'] as const;
/** Whether what is published holds today: from its first day to its last. */
export const documentForce = ['notYet', 'inForce', 'expired'] as const;

/** Characters of a body's HTML; the longest statutes are under a third of it. */
export const bodyLimit = 600_000;

export const DocumentDraft = Type.Object(
  {
    kind: Type.Enum(documentKinds),
    title: text(200),
    titleEn: Type.Optional(orNull(text(300))),
    classCode: Type.Optional(orNull(text(20))),
    number: Type.Optional(
      orNull(Type.String({ maxLength: 60, pattern: '\\S', description: '发文字号: 国办发〔2017〕47号' })),
    ),
    summary: Type.Optional(Type.String({ maxLength: 500 })),
    body: Type.Optional(
      Type.String({
        maxLength: bodyLimit,
        description: 'HTML; what is not text, list, table, quote or link is taken out',
      }),
    ),
    regionCode: Type.Optional(orNull(regionCode)),
    issuedOn: Type.Optional(orNull(day)),
    validFrom: Type.Optional(orNull(day)),
    validUntil: Type.Optional(orNull(day)),
    sourceName: Type.Optional(orNull(text(200))),
    sourceUrl: Type.Optional(orNull(Type.String({ maxLength: 500, pattern: '^https?://[^\\s]+$' }))),
    topics: Type.Optional(Type.Array(text(40), { maxItems: 20, uniqueItems: true })),
  },
  strict,
);

const head = {
  id: Type.String(),
  code: orNull(Type.String({ description: 'Index number (索引号), given at first publication: 2026-000001' })),
  agencyId: Type.String(),
  agencyName: Type.String(),
  agencyNameEn: orNull(Type.String()),
  kind: Type.Enum(documentKinds),
  title: Type.String(),
  titleEn: orNull(Type.String()),
  classCode: orNull(Type.String()),
  number: orNull(Type.String()),
  summary: Type.String(),
  regionCode: orNull(Type.String()),
  issuedOn: orNull(Type.String()),
  validFrom: orNull(Type.String()),
  validUntil: orNull(Type.String()),
};

const fields = {
  sourceName: orNull(Type.String()),
  sourceUrl: orNull(Type.String()),
  topics: Type.Array(Type.String()),
  body: Type.String({ description: 'Sanitised HTML' }),
};

/** A line of the steward's and operator's list: what is being written, or else what is shown. */
export const DocumentLine = Type.Object(
  {
    ...head,
    state: Type.Enum(documentStates),
    shown: Type.Boolean({ description: 'Whether a version is published, also while the next one is written' }),
    updatedAt: moment,
    publishedAt: orNull(moment),
  },
  strict,
);

export const DocumentVersion = Type.Object(
  {
    ...head,
    ...fields,
    version: Type.Integer(),
    state: Type.Enum(versionStates),
    remarks: Type.Array(Remark),
    updatedAt: moment,
    publishedAt: orNull(moment),
  },
  strict,
);

export const DocumentDetail = Type.Object(
  {
    id: Type.String(),
    state: Type.Enum(documentStates),
    revision: Type.Integer({ description: 'What If-Match names' }),
    published: orNull(DocumentVersion),
    working: orNull(DocumentVersion),
    /** The last version where none is shown or written. */
    last: DocumentVersion,
    withdrawnAt: orNull(moment),
    withdrawnReason: orNull(Type.String()),
    versions: Type.Array(
      Type.Object(
        { version: Type.Integer(), state: Type.Enum(versionStates), title: Type.String(), publishedAt: orNull(moment) },
        strict,
      ),
    ),
    events: Type.Array(
      Type.Object(
        {
          at: moment,
          action: Type.String(),
          version: Type.Integer(),
          by: orNull(Type.String()),
          remarks: Type.Array(Remark),
        },
        strict,
      ),
    ),
    sites: Type.Array(
      Type.Object(
        {
          key: Type.String(),
          name: Type.String(),
          nameEn: Type.String(),
          channels: Type.Array(Type.Object({ key: Type.String(), name: Type.String(), nameEn: Type.String() }, strict)),
          lastTakenOn: orNull(Type.String()),
          takenTimes: Type.Integer({ description: 'Times the site took the page, all days' }),
        },
        strict,
      ),
      { description: 'Sites whose columns hold what is published' },
    ),
  },
  strict,
);

/** A line of a public list. */
export const ShownLine = Type.Object(
  { ...head, force: Type.Enum(documentForce), publishedAt: moment, version: Type.Integer() },
  strict,
);

export const ShownDocument = Type.Object(
  {
    ...head,
    ...fields,
    force: Type.Enum(documentForce),
    version: Type.Integer(),
    publishedAt: moment,
    earlier: Type.Array(Type.Object({ version: Type.Integer(), publishedAt: moment }, strict), {
      description: 'Versions that were published before this one',
    }),
  },
  strict,
);

const steward = ['steward'] as const;
const readers = ['steward', 'operator', 'supervisor'] as const;
const tag = 'Documents';

export const listDocumentClasses = endpoint({
  operationId: 'listDocumentClasses',
  method: 'GET',
  path: '/api/v1/document-classes',
  tag,
  summary: 'The classification of documents',
  access: 'anyone',
  status: 200,
  reply: Type.Object({
    items: Type.Array(Type.Object({ code: Type.String(), name: Type.String(), nameEn: Type.String() }, strict)),
  }),
});

export const listDocuments = endpoint({
  operationId: 'listDocuments',
  method: 'GET',
  path: '/api/v1/documents',
  tag,
  summary: 'Documents of your agency; for the operator, of all agencies once submitted',
  access: readers,
  status: 200,
  query: Type.Object({
    ...cursorQuery,
    q: Type.Optional(Type.String({ maxLength: 100, description: 'Part of the title' })),
    state: Type.Optional(Type.Enum(documentStates)),
    kind: Type.Optional(Type.Enum(documentKinds)),
  }),
  reply: pageOf(DocumentLine),
});

export const createDocument = endpoint({
  operationId: 'createDocument',
  method: 'POST',
  path: '/api/v1/documents',
  tag,
  summary: 'Begin a document as a draft',
  access: steward,
  status: 201,
  body: DocumentDraft,
  reply: DocumentDetail,
});

export const getDocument = endpoint({
  operationId: 'getDocument',
  method: 'GET',
  path: '/api/v1/documents/:id',
  tag,
  summary: 'A document with its versions, its history and the sites that show it',
  access: readers,
  status: 200,
  params: byId,
  reply: DocumentDetail,
});

export const getDocumentVersion = endpoint({
  operationId: 'getDocumentVersion',
  method: 'GET',
  path: '/api/v1/documents/:id/versions/:version',
  tag,
  summary: 'One version of a document',
  access: readers,
  status: 200,
  params: Type.Object(
    { id: Type.String({ format: 'uuid' }), version: Type.Integer({ minimum: 1, maximum: 1e6 }) },
    strict,
  ),
  reply: DocumentVersion,
});

export const putDocument = endpoint({
  operationId: 'putDocument',
  method: 'PUT',
  path: '/api/v1/documents/:id',
  tag,
  summary:
    'Write a draft or returned version; on a published document this begins its next version (If-Match: its revision)',
  access: steward,
  status: 200,
  params: byId,
  body: DocumentDraft,
  reply: DocumentDetail,
});

export const discardDocumentDraft = endpoint({
  operationId: 'discardDocumentDraft',
  method: 'DELETE',
  path: '/api/v1/documents/:id/draft',
  tag,
  summary: 'Throw away the version that is being written; a document that was never published goes with it',
  access: steward,
  status: 204,
  params: byId,
});

export const submitDocument = endpoint({
  operationId: 'submitDocument',
  method: 'POST',
  path: '/api/v1/documents/:id/submission',
  tag,
  summary: 'Submit the version for review; refused with everything that is missing',
  access: steward,
  status: 200,
  params: byId,
  reply: DocumentDetail,
});

export const reviewDocument = endpoint({
  operationId: 'reviewDocument',
  method: 'POST',
  path: '/api/v1/documents/:id/review',
  tag,
  summary: 'Publish a submitted version, for all sites at once, or return it with remarks',
  access: ['operator'],
  status: 200,
  params: byId,
  body: Type.Object(
    { decision: Type.Enum(['publish', 'return']), remarks: Type.Optional(Type.Array(Remark, { maxItems: 50 })) },
    strict,
  ),
  reply: DocumentDetail,
});

export const withdrawDocument = endpoint({
  operationId: 'withdrawDocument',
  method: 'POST',
  path: '/api/v1/documents/:id/withdrawal',
  tag,
  summary: 'Withdraw a document from all sites at once; its address goes on saying so, with the reason',
  access: ['steward', 'operator'],
  status: 200,
  params: byId,
  body: Type.Object({ reason: text(500) }, strict),
  reply: DocumentDetail,
});

export const readDocumentFile = endpoint({
  operationId: 'readDocumentFile',
  method: 'POST',
  path: '/api/v1/document-files',
  tag,
  summary: 'Read a DOCX, HTML or Markdown file into the text of a document; nothing is kept of it here',
  access: steward,
  status: 200,
  receives: ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'text/html', 'text/markdown'],
  reply: Type.Object(
    {
      title: orNull(Type.String()),
      body: Type.String(),
      dropped: Type.Array(Type.Object({ what: Type.String(), times: Type.Integer() }, strict), {
        description: 'What a document cannot hold and was left out: image, script, style, …',
      }),
    },
    strict,
  ),
});

export const listShownDocuments = endpoint({
  operationId: 'listShownDocuments',
  method: 'GET',
  path: '/api/v1/published-documents',
  tag,
  summary: 'Published documents, the newest first',
  access: 'anyone',
  status: 200,
  query: Type.Object({
    ...cursorQuery,
    q: Type.Optional(
      Type.String({
        maxLength: 100,
        description: 'Words of title, number or text; all must occur. Titles are found by pinyin and its initials too',
      }),
    ),
    kind: Type.Optional(Type.Enum(documentKinds)),
    classCode: Type.Optional(Type.String({ pattern: '^[0-9]{1,6}$' })),
    agency: Type.Optional(Type.String({ format: 'uuid' })),
    region: Type.Optional(regionCode),
    inForce: Type.Optional(Type.Boolean({ description: 'Only those whose last day has not passed' })),
  }),
  reply: pageOf(ShownLine),
});

export const getShownDocument = endpoint({
  operationId: 'getShownDocument',
  method: 'GET',
  path: '/api/v1/published-documents/:id',
  tag,
  summary: 'One published document; 410 with the reason once it is withdrawn',
  access: 'anyone',
  status: 200,
  params: byId,
  query: Type.Object({ version: Type.Optional(Type.Integer({ minimum: 1, maximum: 1e6 })) }),
  reply: ShownDocument,
});

const Channel = Type.Object(
  {
    key: siteKey,
    name: text(60),
    nameEn: text(100),
    kinds: Type.Array(Type.Enum(documentKinds), { maxItems: 5, uniqueItems: true, description: 'None: all' }),
    classCodes: Type.Array(Type.String({ pattern: '^[0-9]{1,6}$' }), { maxItems: 50, uniqueItems: true }),
    agencyIds: Type.Array(Type.String({ format: 'uuid' }), { maxItems: 200, uniqueItems: true }),
    regionCode: orNull(regionCode),
  },
  strict,
);

const siteFields = {
  name: text(100),
  nameEn: text(200),
  url: Type.String({ maxLength: 200, pattern: '^https?://[^\\s/]+(/[^\\s]*)?$' }),
  agencyId: Type.String({ format: 'uuid' }),
  regionCode,
  active: Type.Boolean(),
  channels: Type.Array(Channel, { maxItems: 50 }),
};

export const Site = Type.Object(
  {
    key: Type.String(),
    ...siteFields,
    agencyName: Type.String(),
    agencyNameEn: orNull(Type.String()),
    regionName: Type.String(),
    regionNameEn: Type.Union([Type.String(), Type.Null()]),
    revision: Type.Integer(),
  },
  strict,
);

export const listSites = endpoint({
  operationId: 'listSites',
  method: 'GET',
  path: '/api/v1/sites',
  tag: 'Sites',
  summary: 'The directory of the platform’s government websites',
  access: 'anyone',
  status: 200,
  query: Type.Object({ q: Type.Optional(Type.String({ maxLength: 100 })), region: Type.Optional(regionCode) }),
  reply: Type.Object({ items: Type.Array(Site) }),
});

const bySite = Type.Object({ site: siteKey }, strict);

export const getSite = endpoint({
  operationId: 'getSite',
  method: 'GET',
  path: '/api/v1/sites/:site',
  tag: 'Sites',
  summary: 'One site with its columns',
  access: 'anyone',
  status: 200,
  params: bySite,
  reply: Site,
});

export const putSite = endpoint({
  operationId: 'putSite',
  method: 'PUT',
  path: '/api/v1/sites/:site',
  tag: 'Sites',
  summary: 'Enter a site in the directory (If-None-Match: *), or change what it takes (If-Match: its revision)',
  access: ['operator'],
  status: 200,
  params: bySite,
  body: Type.Object(siteFields, strict),
  reply: Site,
});

const byChannel = Type.Object({ site: siteKey, channel: siteKey }, strict);

export const listSiteDocuments = endpoint({
  operationId: 'listSiteDocuments',
  method: 'GET',
  path: '/api/v1/sites/:site/channels/:channel/documents',
  tag: 'Sites',
  summary: 'What a column of a site shows now, as any page may call it',
  access: 'anyone',
  status: 200,
  params: byChannel,
  query: Type.Object(cursorQuery),
  reply: pageOf(ShownLine),
});

export const getSiteFeed = endpoint({
  operationId: 'getSiteFeed',
  method: 'GET',
  path: '/api/v1/sites/:site/channels/:channel/feed',
  tag: 'Sites',
  summary: 'The same as Atom (RFC 4287)',
  access: 'anyone',
  status: 200,
  params: byChannel,
  sends: 'application/atom+xml; charset=utf-8',
});

export const getSiteDocument = endpoint({
  operationId: 'getSiteDocument',
  method: 'GET',
  path: '/api/v1/sites/:site/documents/:id',
  tag: 'Sites',
  summary: 'One page for a site, where a column of it holds the document; counted by day, no reader is known',
  access: 'anyone',
  status: 200,
  params: Type.Object({ site: siteKey, id: Type.String({ format: 'uuid' }) }, strict),
  reply: ShownDocument,
});

export const getEmbedScript = endpoint({
  operationId: 'getEmbedScript',
  method: 'GET',
  path: '/embed/documents.js',
  tag: 'Sites',
  summary:
    'A script that shows a column of a site on any page: <script src="…" data-site="…" data-channel="…" async></script>',
  access: 'anyone',
  status: 200,
  sends: 'text/javascript; charset=utf-8',
});

export type DocumentDraft = Static<typeof DocumentDraft>;
export type DocumentDetail = Static<typeof DocumentDetail>;
export type DocumentLine = Static<typeof DocumentLine>;
export type DocumentVersion = Static<typeof DocumentVersion>;
export type DocumentKind = (typeof documentKinds)[number];
export type DocumentState = (typeof documentStates)[number];
export type VersionState = (typeof versionStates)[number];
export type DocumentForce = (typeof documentForce)[number];
export type ShownLine = Static<typeof ShownLine>;
export type ShownDocument = Static<typeof ShownDocument>;
export type Channel = Static<typeof Channel>;
export type Site = Static<typeof Site>;
