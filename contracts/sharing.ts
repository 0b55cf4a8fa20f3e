import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { cursorQuery, pageOf } from './page.ts';

const Id = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' });
const Day = Type.String({ format: 'date', description: 'YYYY-MM-DD' });
const ItemCode = Type.String({ pattern: '^[a-z][a-z0-9_]{0,47}$' });
const Text = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: '\\S' });
const byId = Type.Object({ id: Id });

const Named = Type.Object({ id: Type.String(), name: Type.String() });
const ItemName = Type.Object({ code: Type.String(), name: Type.String() });
const ResourceName = Type.Object({
  id: Type.String(),
  code: Type.Union([Type.String(), Type.Null()]),
  name: Type.String(),
});
const PurposeName = Type.Object({ key: Type.String(), title: Type.String() });
const GrantState = Type.Enum(['active', 'suspended', 'revoked']);

/** Which rows: those in which each named item has one of its values. An empty scope is every row. */
export const RowScope = Type.Object(
  {
    rows: Type.Optional(
      Type.Record(
        ItemCode,
        Type.Array(Type.String({ maxLength: 200 }), { minItems: 1, maxItems: 5000, uniqueItems: true }),
        {
          maxProperties: 10,
        },
      ),
    ),
  },
  { additionalProperties: false },
);
export type RowScope = Static<typeof RowScope>;

export const Purpose = Type.Object({
  key: Type.String(),
  kind: Type.Enum(['service', 'duty']),
  title: Type.String(),
  titleEn: Type.Union([Type.String(), Type.Null()]),
  legalBasis: Type.String(),
  agencyId: Type.Union([Type.String(), Type.Null()], { description: 'The agency whose purpose it is; null: any' }),
});

export const SharingRequest = Type.Object({
  id: Type.String(),
  number: Type.String(),
  state: Type.Enum(['submitted', 'answered', 'withdrawn']),
  consumer: Named,
  provider: Named,
  resource: ResourceName,
  purpose: PurposeName,
  legalBasis: Type.String(),
  items: Type.Array(
    Type.Object({
      code: Type.String(),
      name: Type.String(),
      shareType: Type.Union([Type.Enum(['unconditional', 'conditional', 'withheld']), Type.Null()]),
      decision: Type.Union([Type.Enum(['granted', 'refused']), Type.Null()]),
      reason: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
  scope: RowScope,
  validUntil: Day,
  quotaPerDay: Type.Union([Type.Integer(), Type.Null()]),
  clock: Type.Object({
    ruleSet: Type.String(),
    rule: Type.String(),
    article: Type.String({ description: 'The act that sets the limit' }),
  }),
  dueDate: Type.Union([Day, Type.Null()], {
    description: 'Null while the working calendar lacks a year on the way; set once the operator has added it',
  }),
  overdue: Type.Boolean({ description: 'Not answered though its date has passed; silence is never consent' }),
  requestedBy: Type.Union([Type.String(), Type.Null()]),
  requestedAt: Type.String(),
  answeredBy: Type.Union([Type.String(), Type.Null()]),
  answeredAt: Type.Union([Type.String(), Type.Null()]),
  grant: Type.Union([Type.Object({ id: Type.String(), number: Type.String(), state: GrantState }), Type.Null()]),
});
export type SharingRequest = Static<typeof SharingRequest>;

export const Grant = Type.Object({
  id: Type.String(),
  number: Type.String(),
  version: Type.Integer(),
  state: GrantState,
  stateReason: Type.Union([Type.String(), Type.Null()]),
  consumer: Named,
  provider: Named,
  resource: ResourceName,
  purpose: PurposeName,
  legalBasis: Type.String(),
  items: Type.Array(ItemName),
  scope: RowScope,
  validFrom: Day,
  validUntil: Day,
  quotaPerDay: Type.Union([Type.Integer(), Type.Null()]),
  callsToday: Type.Integer({ description: 'Counted against the quota' }),
  requestNumber: Type.Union([Type.String(), Type.Null()]),
  createdAt: Type.String(),
  updatedAt: Type.String(),
});
export type Grant = Static<typeof Grant>;

const sides = {
  ...cursorQuery,
  side: Type.Optional(
    Type.Enum(['outgoing', 'incoming'], { description: 'As consumer, or as provider; both when absent' }),
  ),
};

export const listPurposes = endpoint({
  operationId: 'listPurposes',
  method: 'GET',
  path: '/api/v1/purposes',
  tag: 'Sharing',
  summary: 'What data may be used for: service items, and duties that a law lays on an agency',
  access: 'anyone',
  status: 200,
  query: Type.Object({ ...cursorQuery, agency: Type.Optional(Id) }),
  reply: pageOf(Purpose),
});

export const createSharingRequest = endpoint({
  operationId: 'createSharingRequest',
  method: 'POST',
  path: '/api/v1/sharing/requests',
  tag: 'Sharing',
  summary: 'Ask for items of a resource for a purpose',
  access: ['steward', 'developer'],
  status: 201,
  body: Type.Object(
    {
      resource: Type.String({ maxLength: 63, description: 'Id, or code as 307001/000001 or 307001-000001' }),
      items: Type.Array(ItemCode, { minItems: 1, maxItems: 200, uniqueItems: true }),
      purpose: Type.String({ maxLength: 63 }),
      legalBasis: Text(500),
      scope: Type.Optional(RowScope),
      validUntil: Day,
      quotaPerDay: Type.Optional(Type.Union([Type.Integer({ minimum: 1, maximum: 1_000_000_000 }), Type.Null()])),
    },
    { additionalProperties: false },
  ),
  reply: SharingRequest,
});

export const listSharingRequests = endpoint({
  operationId: 'listSharingRequests',
  method: 'GET',
  path: '/api/v1/sharing/requests',
  tag: 'Sharing',
  summary: 'Requests of and to one’s own agency, the newest first; all of them for operator and supervisor',
  access: ['steward', 'developer', 'operator', 'supervisor'],
  status: 200,
  query: Type.Object({
    ...sides,
    state: Type.Optional(Type.Enum(['submitted', 'answered', 'withdrawn'])),
    overdue: Type.Optional(Type.Boolean()),
  }),
  reply: pageOf(SharingRequest),
});

export const getSharingRequest = endpoint({
  operationId: 'getSharingRequest',
  method: 'GET',
  path: '/api/v1/sharing/requests/:id',
  tag: 'Sharing',
  summary: 'One request',
  access: ['steward', 'developer', 'operator', 'supervisor'],
  status: 200,
  params: byId,
  reply: SharingRequest,
});

export const answerSharingRequest = endpoint({
  operationId: 'answerSharingRequest',
  method: 'POST',
  path: '/api/v1/sharing/requests/:id/answer',
  tag: 'Sharing',
  summary: 'Answer a request item by item; what is granted becomes a grant at once',
  access: ['steward'],
  status: 200,
  params: byId,
  body: Type.Object(
    {
      items: Type.Array(
        Type.Object(
          {
            code: ItemCode,
            decision: Type.Enum(['granted', 'refused']),
            reason: Type.Optional(Type.String({ maxLength: 500 })),
          },
          { additionalProperties: false },
        ),
        { minItems: 1, maxItems: 200 },
      ),
      scope: Type.Optional(RowScope),
      validUntil: Type.Optional(Day),
    },
    { additionalProperties: false },
  ),
  reply: SharingRequest,
});

export const withdrawSharingRequest = endpoint({
  operationId: 'withdrawSharingRequest',
  method: 'POST',
  path: '/api/v1/sharing/requests/:id/withdrawal',
  tag: 'Sharing',
  summary: 'Take back a request that is not answered yet',
  access: ['steward', 'developer'],
  status: 200,
  params: byId,
  reply: SharingRequest,
});

export const listGrants = endpoint({
  operationId: 'listGrants',
  method: 'GET',
  path: '/api/v1/grants',
  tag: 'Sharing',
  summary: 'Grants held and given by one’s own agency, the newest first; all of them for operator and supervisor',
  access: ['steward', 'developer', 'operator', 'supervisor'],
  status: 200,
  query: Type.Object({ ...sides, state: Type.Optional(GrantState) }),
  reply: pageOf(Grant),
});

export const getGrant = endpoint({
  operationId: 'getGrant',
  method: 'GET',
  path: '/api/v1/grants/:id',
  tag: 'Sharing',
  summary: 'One grant',
  access: ['steward', 'developer', 'operator', 'supervisor'],
  status: 200,
  params: byId,
  reply: Grant,
});

const changeOfGrant = (act: string, operationId: string, summary: string) =>
  endpoint({
    operationId,
    method: 'POST',
    path: `/api/v1/grants/:id/${act}`,
    tag: 'Sharing',
    summary,
    access: ['steward', 'operator'],
    status: 200,
    params: byId,
    body: Type.Object({ reason: Text(500) }, { additionalProperties: false }),
    reply: Grant,
  });

export const revokeGrant = changeOfGrant(
  'revocation',
  'revokeGrant',
  'End a grant for good; binds every call that starts after the answer',
);
export const suspendGrant = changeOfGrant('suspension', 'suspendGrant', 'Suspend a grant');
export const resumeGrant = changeOfGrant('resumption', 'resumeGrant', 'Let a suspended grant serve again');
