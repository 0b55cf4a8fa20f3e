import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { cursorQuery, pageOf } from './page.ts';

const strict = { additionalProperties: false };
const text = (maxLength: number) => Type.String({ maxLength });
const day = Type.String({ format: 'date', description: 'YYYY-MM-DD' });
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);

export const shareTypes = ['unconditional', 'conditional', 'withheld'] as const;
export const itemTypes = ['C', 'N', 'Y', 'D', 'T', 'L', 'M', 'G', 'B', 'I', 'F'] as const;
export const resourceStates = ['draft', 'submitted', 'returned', 'published', 'suspended', 'retired'] as const;
export type ItemType = (typeof itemTypes)[number];
export type ResourceState = (typeof resourceStates)[number];

const ShareType = Type.Enum(shareTypes, { description: 'unconditional 无条件, conditional 有条件, withheld 不予共享' });

/** One item (信息项). `length` counts characters, or digits of a number; `precision` is digits after the point. */
export const Item = Type.Object(
  {
    code: text(100),
    name: text(100),
    nameEn: orNull(text(200)),
    type: Type.Enum(itemTypes, { description: '数据类型 of the catalogue guide' }),
    length: orNull(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
    precision: orNull(Type.Integer({ minimum: 0, maximum: 20 })),
    required: Type.Boolean(),
    codeList: orNull(text(100)),
    check: orNull(Type.Enum(['citizenId', 'creditCode'])),
    sensitivity: Type.Enum(['none', 'personal', 'sensitive']),
    shareType: orNull(ShareType),
    shareCondition: orNull(text(1000)),
    legalBasis: orNull(text(1000)),
    secret: Type.Boolean({ description: '涉密: such an item is withheld and never ingested' }),
    open: Type.Union([Type.Boolean(), Type.Null()], { description: 'Open to the public; null: as the entry says' }),
    element: orNull(Type.String({ description: 'Code of the standard data element (数据元)' })),
  },
  strict,
);

const itemDraft = Type.Object(
  {
    code: text(100),
    name: text(100),
    nameEn: Type.Optional(orNull(text(200))),
    type: Type.Enum(itemTypes),
    length: Type.Optional(orNull(Type.Integer({ minimum: 1, maximum: 1_000_000 }))),
    precision: Type.Optional(orNull(Type.Integer({ minimum: 0, maximum: 20 }))),
    required: Type.Optional(Type.Boolean()),
    codeList: Type.Optional(orNull(text(100))),
    check: Type.Optional(orNull(Type.Enum(['citizenId', 'creditCode']))),
    sensitivity: Type.Optional(Type.Enum(['none', 'personal', 'sensitive'])),
    shareType: Type.Optional(orNull(ShareType)),
    shareCondition: Type.Optional(orNull(text(1000))),
    legalBasis: Type.Optional(orNull(text(1000))),
    secret: Type.Optional(Type.Boolean()),
    open: Type.Optional(orNull(Type.Boolean())),
    element: Type.Optional(orNull(text(50))),
  },
  strict,
);

/** A draft may hold anything or little: what is missing is told at submission, all at once. */
export const ResourceDraft = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' }),
    nameEn: Type.Optional(orNull(text(300))),
    summary: Type.Optional(text(2000)),
    classCode: Type.Optional(orNull(text(20))),
    format: Type.Optional(orNull(text(50))),
    shareType: Type.Optional(orNull(ShareType)),
    shareCondition: Type.Optional(orNull(text(1000))),
    legalBasis: Type.Optional(orNull(text(1000))),
    shareMethod: Type.Optional(orNull(text(50))),
    openToPublic: Type.Optional(Type.Boolean()),
    openCondition: Type.Optional(orNull(text(1000))),
    updateCycle: Type.Optional(orNull(text(10))),
    scenario: Type.Optional(orNull(text(500))),
    domain: Type.Optional(orNull(text(10))),
    level: Type.Optional(orNull(text(2))),
    region: Type.Optional(orNull(Type.String({ maxLength: 6, description: 'GB/T 2260; null: the provider’s' }))),
    timeFrom: Type.Optional(orNull(day)),
    timeUntil: Type.Optional(orNull(day)),
    channel: Type.Optional(orNull(text(10))),
    guidanceCode: Type.Optional(orNull(text(18))),
    sourceItems: Type.Optional(Type.Array(text(40), { maxItems: 50 })),
    relatedCodes: Type.Optional(Type.Array(text(40), { maxItems: 50 })),
    subjectKind: Type.Optional(orNull(Type.Enum(['person', 'organisation', 'none']))),
    subjectItem: Type.Optional(orNull(text(100))),
    guardianItems: Type.Optional(Type.Array(text(100), { maxItems: 10 })),
    keyItems: Type.Optional(Type.Array(text(100), { maxItems: 20 })),
    rejectThreshold: Type.Optional(
      Type.Number({ minimum: 0, maximum: 1, description: 'Share of faulty rows over which a batch is refused' }),
    ),
    items: Type.Optional(Type.Array(itemDraft, { maxItems: 500 })),
  },
  strict,
);

export const Remark = Type.Object({ field: text(200), remark: text(1000) }, strict);

/** One difference between two editions: a JSON pointer, with the value before and after as JSON text; null: not there. */
export const Difference = Type.Object(
  { field: Type.String(), before: orNull(Type.String()), after: orNull(Type.String()) },
  strict,
);

const resourceHead = {
  id: Type.String(),
  code: orNull(Type.String({ description: 'Assigned at publication: 307001/000001' })),
  key: orNull(Type.String()),
  providerId: Type.String(),
  providerName: Type.String(),
  providerNameEn: orNull(Type.String()),
  name: Type.String(),
  nameEn: orNull(Type.String()),
  summary: Type.String(),
  classCode: orNull(Type.String()),
  shareType: orNull(ShareType),
  openToPublic: Type.Boolean(),
  updateCycle: orNull(Type.String()),
  subjectKind: orNull(Type.Enum(['person', 'organisation', 'none'])),
  state: Type.Enum(resourceStates),
  version: Type.Integer(),
  updatedAt: Type.String({ format: 'date-time' }),
  publishedAt: orNull(Type.String({ format: 'date-time' })),
  edition: Type.Integer({ description: 'How often it was published; 0: never' }),
  changeOf: orNull(Type.String({ description: 'The published entry that this one is a change of' })),
};

export const ResourceSummary = Type.Object(resourceHead, strict);

export const ResourceDetail = Type.Object(
  {
    ...resourceHead,
    format: orNull(Type.String()),
    shareCondition: orNull(Type.String()),
    legalBasis: orNull(Type.String()),
    shareMethod: orNull(Type.String()),
    openCondition: orNull(Type.String()),
    scenario: orNull(Type.String()),
    domain: orNull(Type.String()),
    level: orNull(Type.String()),
    region: orNull(Type.String()),
    timeFrom: orNull(Type.String()),
    timeUntil: orNull(Type.String()),
    channel: orNull(Type.String()),
    guidanceCode: orNull(Type.String()),
    sourceItems: Type.Array(Type.String()),
    relatedCodes: Type.Array(Type.String()),
    stateReason: orNull(Type.String({ description: 'Why it is suspended or retired' })),
    suspendedBy: orNull(Type.Enum(['provider', 'operator'])),
    successor: orNull(Type.Object({ id: Type.String(), code: Type.String(), name: Type.String() }, strict)),
    openChange: orNull(Type.String({ description: 'The change in the making, for its agency and the operator' })),
    differences: Type.Array(Difference, { description: 'What a change does to the published edition' }),
    subjectItem: orNull(Type.String()),
    guardianItems: Type.Array(Type.String()),
    keyItems: Type.Array(Type.String()),
    rejectThreshold: Type.Number(),
    remarks: Type.Array(Remark),
    items: Type.Array(Item),
    events: Type.Array(
      Type.Object(
        {
          at: Type.String({ format: 'date-time' }),
          action: Type.String(),
          by: orNull(Type.String({ description: 'Name of the account' })),
          remarks: Type.Array(Remark),
        },
        strict,
      ),
    ),
  },
  strict,
);

export const staff = ['steward', 'caseworker', 'developer', 'operator', 'supervisor'] as const;
export const byId = Type.Object({ id: Type.String({ format: 'uuid' }) }, strict);

export const listResources = endpoint({
  operationId: 'listResources',
  method: 'GET',
  path: '/api/v1/catalogue/resources',
  tag: 'Catalogue',
  summary: 'Catalogue entries: the published ones, and those of your own agency',
  access: staff,
  status: 200,
  query: Type.Object({
    ...cursorQuery,
    q: Type.Optional(Type.String({ maxLength: 100, description: 'Part of the name' })),
    state: Type.Optional(Type.Enum(resourceStates)),
    provider: Type.Optional(Type.String({ format: 'uuid' })),
    classCode: Type.Optional(Type.String({ pattern: '^[0-9]{1,20}$', description: 'The class and those below it' })),
  }),
  reply: pageOf(ResourceSummary),
});

export const createResource = endpoint({
  operationId: 'createResource',
  method: 'POST',
  path: '/api/v1/catalogue/resources',
  tag: 'Catalogue',
  summary: 'Begin a catalogue entry as a draft',
  access: ['steward'],
  status: 201,
  body: ResourceDraft,
  reply: ResourceDetail,
});

export const getResource = endpoint({
  operationId: 'getResource',
  method: 'GET',
  path: '/api/v1/catalogue/resources/:id',
  tag: 'Catalogue',
  summary: 'One catalogue entry with its items and its history',
  access: staff,
  status: 200,
  params: byId,
  reply: ResourceDetail,
});

export const putResource = endpoint({
  operationId: 'putResource',
  method: 'PUT',
  path: '/api/v1/catalogue/resources/:id',
  tag: 'Catalogue',
  summary: 'Replace a draft or returned entry (If-Match: its version)',
  access: ['steward'],
  status: 200,
  params: byId,
  body: ResourceDraft,
  reply: ResourceDetail,
});

export const submitResource = endpoint({
  operationId: 'submitResource',
  method: 'POST',
  path: '/api/v1/catalogue/resources/:id/submission',
  tag: 'Catalogue',
  summary: 'Submit an entry for review; refused with everything that is missing',
  access: ['steward'],
  status: 200,
  params: byId,
  reply: ResourceDetail,
});

export const reviewResource = endpoint({
  operationId: 'reviewResource',
  method: 'POST',
  path: '/api/v1/catalogue/resources/:id/review',
  tag: 'Catalogue',
  summary: 'Publish a submitted entry, which gives it its code, or return it with remarks',
  access: ['operator'],
  status: 200,
  params: byId,
  body: Type.Object(
    { decision: Type.Enum(['publish', 'return']), remarks: Type.Optional(Type.Array(Remark, { maxItems: 100 })) },
    strict,
  ),
  reply: ResourceDetail,
});

export const listClasses = endpoint({
  operationId: 'listClasses',
  method: 'GET',
  path: '/api/v1/catalogue/classes',
  tag: 'Catalogue',
  summary: 'The classification of information resources (类, 项, 目)',
  access: 'anyone',
  status: 200,
  reply: Type.Object({
    items: Type.Array(
      Type.Object(
        {
          code: Type.String(),
          parentCode: orNull(Type.String()),
          name: Type.String(),
          nameEn: orNull(Type.String()),
        },
        strict,
      ),
    ),
  }),
});

export const listCodeLists = endpoint({
  operationId: 'listCodeLists',
  method: 'GET',
  path: '/api/v1/catalogue/code-lists',
  tag: 'Catalogue',
  summary: 'The code lists that items are checked against',
  access: 'anyone',
  status: 200,
  reply: Type.Object({
    items: Type.Array(
      Type.Object(
        {
          code: Type.String(),
          title: Type.String(),
          titleEn: orNull(Type.String()),
          standard: orNull(Type.String()),
          entries: Type.Array(
            Type.Object({ code: Type.String(), name: Type.String(), nameEn: orNull(Type.String()) }, strict),
          ),
        },
        strict,
      ),
    ),
  }),
});

export type Item = Static<typeof Item>;
export type ItemDraft = Static<typeof itemDraft>;
export type ResourceDraft = Static<typeof ResourceDraft>;
export type Difference = Static<typeof Difference>;
export type Remark = Static<typeof Remark>;
export type ResourceDetail = Static<typeof ResourceDetail>;
export type ResourceSummary = Static<typeof ResourceSummary>;
