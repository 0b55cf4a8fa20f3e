import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { cursorQuery, pageOf } from './page.ts';

const Id = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' });
const Day = Type.String({ format: 'date', description: 'YYYY-MM-DD' });
const ItemCode = Type.String({ pattern: '^[a-z][a-z0-9_]{0,47}$' });
const Text = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: '\\S' });
const byId = Type.Object({ id: Id });

const nameEn = Type.Union([Type.String(), Type.Null()]);
const Named = Type.Object({ id: Type.String(), name: Type.String(), nameEn });
const AgencyName = Type.Object(
  { name: Type.String(), nameEn },
  { description: 'The agency that acted; null: the rules, the operator or a pack' },
);
const ItemName = Type.Object({ code: Type.String(), name: Type.String(), nameEn });
const ResourceName = Type.Object({
  id: Type.String(),
  code: Type.Union([Type.String(), Type.Null()]),
  name: Type.String(),
  nameEn,
});
const PurposeName = Type.Object({ key: Type.String(), title: Type.String(), titleEn: nameEn });
const GrantState = Type.Enum(['active', 'suspended', 'revoked']);

export const manners = ['call', 'verification', 'batch', 'subscription'] as const;
export const Manner = Type.Enum([...manners], {
  description:
    'How items may be used: one subject at a time, yes or no only, many subjects at once, or as changes that are sent',
});
export type Manner = Static<typeof Manner>;
const Manners = Type.Array(Manner, { minItems: 1, maxItems: manners.length, uniqueItems: true });

const Quota = Type.Union([Type.Integer({ minimum: 1, maximum: 1_000_000_000 }), Type.Null()]);
const Hours = Type.Union(
  [
    Type.Object(
      {
        opens: Type.Integer({ minimum: 0, maximum: 1439 }),
        closes: Type.Integer({ minimum: 1, maximum: 1440 }),
      },
      { additionalProperties: false },
    ),
    Type.Null(),
  ],
  { description: 'Minutes of the day in Shanghai: from `opens` on, before `closes`; null: at any hour' },
);
const UsageTerms = Type.Union([Type.String({ maxLength: 1000 }), Type.Null()], {
  description: 'How the data may be used, in words',
});

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

const Secrecy = Type.Object(
  {
    days: Type.Integer({ minimum: 1, maximum: 3650, description: 'From each read on' }),
    legalBasis: Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' }),
  },
  { additionalProperties: false },
);

export const Purpose = Type.Object({
  key: Type.String(),
  kind: Type.Enum(['service', 'duty']),
  title: Type.String(),
  titleEn: Type.Union([Type.String(), Type.Null()]),
  legalBasis: Type.String(),
  agencyId: Type.Union([Type.String(), Type.Null()], { description: 'The agency whose purpose it is; null: any' }),
  consent: Type.Boolean({ description: 'Each read for it needs the consent of the person' }),
  secrecy: Type.Optional(
    Type.Union([Secrecy, Type.Null()], {
      description:
        'For how many days, and by which law, the person is not told of a read for it; null: told at once. Only operator and supervisor are told: the day of a withheld read would tell its purpose to others',
    }),
  ),
});
export type Purpose = Static<typeof Purpose>;

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);
/** Something that was said: by whom and when. */
const Said = Type.Object({
  text: Type.String(),
  by: orNull(Type.String({ description: 'Name of the account' })),
  at: Type.String(),
});

export const disputeStates = ['consultation', 'arbitration', 'settled', 'upheld', 'overturned', 'withdrawn'] as const;
export const Dispute = Type.Object({
  id: Type.String(),
  state: Type.Enum([...disputeStates], {
    description:
      'consultation: the provider’s turn; arbitration: the operator’s; settled: the provider granted after all; then what the operator decided',
  }),
  items: Type.Array(ItemName),
  filed: Said,
  article: Type.String({ description: 'What sets the limit of this stage' }),
  dueDate: orNull(Day),
  remaining: orNull(Type.Integer()),
  overdue: Type.Boolean(),
  reply: orNull(Said),
  escalatedAt: orNull(Type.String()),
  decision: orNull(Said),
  higher: orNull(
    Type.Object(
      {
        authority: Type.String(),
        decidedOn: Day,
        outcome: Type.Enum(['upheld', 'overturned']),
        opinion: Type.String(),
        by: orNull(Type.String()),
        at: Type.String(),
      },
      { description: 'What a higher authority decided, kept as a record; it changes nothing by itself' },
    ),
  ),
});
export type Dispute = Static<typeof Dispute>;

export const requestActs = [
  'submitted',
  'asked',
  'supplied',
  'overdue',
  'answered',
  'withdrawn',
  'disputed',
  'dispute-replied',
  'dispute-settled',
  'dispute-escalated',
  'dispute-withdrawn',
  'dispute-upheld',
  'dispute-overturned',
  'higher-decision',
] as const;
export type RequestAct = (typeof requestActs)[number];

export const SharingRequest = Type.Object({
  id: Type.String(),
  number: Type.String(),
  state: Type.Enum(['submitted', 'asked', 'answered', 'withdrawn'], {
    description: 'asked: the requester’s turn to say what is missing; the provider’s clock stands still',
  }),
  consumer: Named,
  provider: Named,
  resource: ResourceName,
  purpose: PurposeName,
  legalBasis: Type.String(),
  items: Type.Array(
    Type.Object({
      ...ItemName.properties,
      shareType: Type.Union([Type.Enum(['unconditional', 'conditional', 'withheld']), Type.Null()]),
      decision: Type.Union([Type.Enum(['granted', 'refused']), Type.Null()]),
      reason: Type.Union([Type.String(), Type.Null()]),
      need: Type.Union([Type.String(), Type.Null()], { description: 'Why the purpose needs it' }),
      legalBasis: Type.Union([Type.String(), Type.Null()], { description: 'The law behind a withheld item' }),
    }),
  ),
  safeguards: Type.Union([Type.String(), Type.Null()], { description: 'How the requester keeps the data safe' }),
  scope: RowScope,
  validUntil: Day,
  quotaPerDay: Type.Union([Type.Integer(), Type.Null()]),
  manners: Manners,
  ownApplicants: Type.Boolean({
    description: 'Only subjects whom the consumer has an open case about, under the purpose',
  }),
  expectedPerDay: Type.Union([Type.Integer(), Type.Null()], { description: 'Calls a day that the consumer expects' }),
  clock: Type.Object({
    ruleSet: Type.String(),
    rule: Type.String(),
    article: Type.String({ description: 'The act that sets the limit' }),
  }),
  dueDate: Type.Union([Day, Type.Null()], {
    description: 'Null while the working calendar lacks a year on the way; set once the operator has added it',
  }),
  remaining: orNull(Type.Integer({ description: 'Working days left, negative when late; null when not countable' })),
  dueSoon: Type.Boolean({ description: 'Two working days or fewer are left' }),
  overdue: Type.Boolean({ description: 'Not answered though its date has passed; silence is never consent' }),
  question: orNull(Type.Object(Said.properties, { description: 'What the provider asked for, once' })),
  supplement: orNull(Type.Object(Said.properties, { description: 'What the requester said to it' })),
  disputes: Type.Array(Dispute),
  history: Type.Array(
    Type.Object({
      at: Type.String(),
      act: Type.Enum([...requestActs]),
      agency: orNull(AgencyName),
      by: orNull(Type.String()),
    }),
  ),
  requestedBy: Type.Union([Type.String(), Type.Null()]),
  requestedAt: Type.String(),
  answeredBy: Type.Union([Type.String(), Type.Null()]),
  answeredAt: Type.Union([Type.String(), Type.Null()]),
  grant: Type.Union([Type.Object({ id: Type.String(), number: Type.String(), state: GrantState }), Type.Null()]),
});
export type SharingRequest = Static<typeof SharingRequest>;

/** What a grant allows; items and rows may only become fewer. */
const terms = {
  scope: RowScope,
  validUntil: Day,
  quotaPerMinute: Quota,
  quotaPerDay: Quota,
  quotaTotal: Quota,
  manners: Manners,
  hours: Hours,
  workingDaysOnly: Type.Boolean(),
  ownApplicants: Type.Boolean({
    description: 'Only subjects whom the consumer has an open case about, under the purpose',
  }),
  usageTerms: UsageTerms,
};

export const Grant = Type.Object({
  id: Type.String(),
  number: Type.String(),
  version: Type.Integer(),
  state: GrantState,
  stateReason: Type.Union([Type.String(), Type.Null()]),
  suspendedBy: Type.Union([Type.Enum(['provider', 'operator']), Type.Null()], {
    description: 'What the operator suspended is not the provider’s to resume',
  }),
  consumer: Type.Union([Named, Type.Null()], { description: 'Null where the grantee is a rule' }),
  rule: Type.Union(
    [
      Type.Object({
        region: Type.Object({ code: Type.String(), name: Type.String() }),
        kind: Type.Union([Type.String(), Type.Null()]),
      }),
      Type.Null(),
    ],
    { description: 'Every agency of the kind (null: any) at the region or below it' },
  ),
  list: Type.Union([Type.String(), Type.Null()], { description: 'Number of the sharing list that opened it' }),
  provider: Named,
  resource: ResourceName,
  purpose: Type.Union([PurposeName, Type.Null()], { description: 'Null: any purpose of the grantee’s own' }),
  legalBasis: Type.String(),
  validFrom: Day,
  ...terms,
  items: Type.Array(ItemName),
  expired: Type.Boolean({ description: 'Its last day is past' }),
  consent: Type.Boolean({ description: 'Each read needs the consent of the person' }),
  callsToday: Type.Integer({ description: 'Counted against the quotas; 0 where there is none' }),
  callsTotal: Type.Integer({ description: 'Counted against the quotas; 0 where there is none' }),
  neverRead: Type.Array(Type.String(), {
    description: 'Codes of the items that no call by it has read, as counted up to a minute ago',
  }),
  lastUsedAt: Type.Union([Type.String(), Type.Null()], {
    description: 'When a call was last answered by it; null: never',
  }),
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

export const setPurposeSecrecy = endpoint({
  operationId: 'setPurposeSecrecy',
  method: 'PUT',
  path: '/api/v1/purposes/:key/secrecy',
  tag: 'Sharing',
  summary:
    'Withhold reads for a purpose from the lists of those whom they are about, for as many days as a law requires (个人信息保护法 art. 18, 35)',
  access: ['operator'],
  status: 200,
  params: Type.Object({ key: Type.String({ minLength: 1, maxLength: 63 }) }),
  body: Type.Object(
    {
      secrecy: Type.Union([Secrecy, Type.Null()], {
        description: 'For reads from now on; null: they are told at once. Reads already made keep the day they have',
      }),
      reason: Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' }),
    },
    { additionalProperties: false },
  ),
  reply: Purpose,
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
      needs: Type.Optional(
        Type.Record(ItemCode, Type.String({ maxLength: 200 }), {
          maxProperties: 200,
          description: 'Item → why the purpose needs it',
        }),
      ),
      safeguards: Type.Optional(Type.String({ maxLength: 1000, description: 'How the data will be kept safe' })),
      scope: Type.Optional(RowScope),
      validUntil: Day,
      quotaPerDay: Type.Optional(Quota),
      manners: Type.Optional(Manners),
      ownApplicants: Type.Optional(Type.Boolean()),
      expectedPerDay: Type.Optional(Quota),
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
    state: Type.Optional(
      Type.Enum(['submitted', 'asked', 'answered', 'withdrawn', 'disputed'], {
        description: 'disputed: with a dispute that is open',
      }),
    ),
    overdue: Type.Optional(Type.Boolean()),
    q: Type.Optional(Type.String({ maxLength: 100, description: 'In the number, or the name of resource or agency' })),
    sort: Type.Optional(Type.Enum(['due'], { description: 'The most urgent first; otherwise the newest' })),
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
  query: Type.Object({
    ...sides,
    state: Type.Optional(
      Type.Enum(['active', 'suspended', 'revoked', 'expired'], {
        description: 'active: in force; expired: past its last day, though not revoked',
      }),
    ),
    q: Type.Optional(Type.String({ maxLength: 100, description: 'In the number, or the name of resource or agency' })),
    use: Type.Optional(
      Type.Enum(['never', 'inPart'], {
        description: 'never: no call was ever answered; inPart: calls were, and there are items that none of them read',
      }),
    ),
  }),
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

export const amendGrant = endpoint({
  operationId: 'amendGrant',
  method: 'POST',
  path: '/api/v1/grants/:id/amendment',
  tag: 'Sharing',
  summary: 'Narrow items or rows, renew, or set the quota; binds every call that starts after the answer',
  access: ['steward'],
  status: 200,
  params: byId,
  body: Type.Object(
    {
      reason: Text(500),
      items: Type.Optional(Type.Array(ItemCode, { minItems: 1, maxItems: 200, uniqueItems: true })),
      scope: Type.Optional(RowScope),
      validUntil: Type.Optional(Day),
      quotaPerMinute: Type.Optional(Quota),
      quotaPerDay: Type.Optional(Quota),
      quotaTotal: Type.Optional(Quota),
      manners: Type.Optional(Manners),
      hours: Type.Optional(Hours),
      workingDaysOnly: Type.Optional(Type.Boolean()),
      ownApplicants: Type.Optional(Type.Boolean()),
      usageTerms: Type.Optional(UsageTerms),
    },
    { additionalProperties: false },
  ),
  reply: Grant,
});

export const grantChanges = ['grant', 'amendment', 'addition', 'suspension', 'resumption', 'revocation'] as const;

export const GrantHistory = Type.Object({
  versions: Type.Array(
    Type.Object({
      version: Type.Integer(),
      change: Type.Enum([...grantChanges]),
      reason: orNull(Type.String()),
      agency: orNull(AgencyName),
      by: orNull(Type.String()),
      at: Type.String(),
      ...terms,
      items: Type.Array(ItemName),
    }),
    { description: 'The newest first' },
  ),
  days: Type.Array(Type.Object({ day: Day, calls: Type.Integer(), refusals: Type.Integer() }), {
    description: 'The last thirty days, each one',
  }),
  items: Type.Array(Type.Object({ ...ItemName.properties, calls: Type.Integer() }), {
    description: 'How often each item was read in these days, the most read first',
  }),
});
export type GrantHistory = Static<typeof GrantHistory>;

export const getGrantHistory = endpoint({
  operationId: 'getGrantHistory',
  method: 'GET',
  path: '/api/v1/grants/:id/history',
  tag: 'Sharing',
  summary: 'The versions of a grant, and its uses by day and item',
  access: ['steward', 'developer', 'operator', 'supervisor'],
  status: 200,
  params: byId,
  reply: GrantHistory,
});
