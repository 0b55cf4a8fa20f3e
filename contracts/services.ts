import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { Words } from './pack.ts';
import { cursorQuery, pageOf } from './page.ts';

const closed = { additionalProperties: false } as const;
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);
const text = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: '\\S' });

// Service items

const AgencyName = Type.Object(
  { name: Type.String(), nameEn: nullable(Type.String()), creditCode: Type.String() },
  closed,
);

export const ServiceSummary = Type.Object(
  {
    key: Type.String(),
    code: Type.String({ description: '实施编码' }),
    title: Words,
    summary: Words,
    agency: AgencyName,
    subject: Type.Enum(['applicant', 'ward', 'company']),
    promisedDays: Type.Integer({ description: 'Working days' }),
    statutoryDays: Type.Integer({ description: 'Working days' }),
    charged: Type.Boolean(),
    visits: Type.Integer(),
    topics: Type.Array(Words, { description: 'Events of a life or of a company that bring one to it' }),
    serves: Type.Array(Type.String(), { description: '服务对象, GB/T 39046: 1 natural persons, 2 companies, …' }),
  },
  closed,
);

/** Something that the form or a material needs: from the applicant (with the reason), or held by the government already. */
export const Need = Type.Object({ name: Words, why: nullable(Words) }, closed);
export const Held = Type.Object(
  {
    name: Words,
    resource: nullable(Type.String()),
    resourceEn: nullable(Type.String()),
    agency: nullable(Type.String()),
    agencyEn: nullable(Type.String()),
  },
  closed,
);

export const Service = Type.Object(
  {
    ...ServiceSummary.properties,
    version: Type.Integer(),
    guide: Type.Record(Type.String(), Type.Unknown(), {
      description: 'The guide of GB/T 39046, as in contracts/pack.ts',
    }),
    needed: Type.Array(Need, { description: 'What the applicant is asked for' }),
    notNeeded: Type.Array(Held, { description: 'What the applicant is not asked for, because an agency holds it' }),
    result: Words,
    form: Type.Record(Type.String(), Type.Unknown(), { description: 'JSON Schema' }),
    uiSchema: Type.Record(Type.String(), Type.Unknown()),
  },
  closed,
);

export const listServices = endpoint({
  operationId: 'listServices',
  method: 'GET',
  path: '/api/v1/services',
  tag: 'Services',
  summary: 'Service items; with a question those found by it, in Chinese, English, pinyin or its initials',
  access: 'anyone',
  status: 200,
  query: Type.Object({ ...cursorQuery, q: Type.Optional(Type.String({ maxLength: 100 })) }),
  reply: pageOf(ServiceSummary),
});

export const getService = endpoint({
  operationId: 'getService',
  method: 'GET',
  path: '/api/v1/services/:key',
  tag: 'Services',
  summary: 'A service item: its guide, what it needs and what it does not, its form',
  access: 'anyone',
  status: 200,
  params: Type.Object({ key: Type.String({ maxLength: 63 }) }),
  reply: Service,
});

// Cases

export const CaseState = Type.Enum(['draft', 'submitted', 'correction', 'accepted', 'closed', 'withdrawn']);
export const CaseEnding = Type.Enum(['granted', 'refused', 'notAccepted', 'voided']);

/** A source by its names; the English ones where the catalogue and the directory have them. */
const source = {
  resourceName: Type.String(),
  resourceNameEn: nullable(Type.String()),
  agency: Type.String(),
  agencyEn: nullable(Type.String()),
};

const SourceRef = Type.Object(
  {
    resource: Type.String({ description: 'Resource code' }),
    ...source,
    item: Type.String(),
    asOf: Type.String({ description: 'When the data in service was current' }),
    ledgerIndex: Type.Integer(),
  },
  closed,
);

export const CaseField = Type.Object(
  {
    name: Type.String(),
    title: Words,
    value: Type.Unknown({ description: 'What the form holds now; null when empty' }),
    codeList: nullable(Type.String()),
    sensitive: Type.Boolean(),
    kind: Type.Enum(['filled', 'asked']),
    origin: nullable(Type.Enum(['resource', 'account', 'delegation', 'constant'])),
    source: nullable(SourceRef),
    why: nullable(Words),
    dispute: nullable(
      Type.Object(
        { sourceValue: Type.Unknown(), value: Type.Unknown(), proof: Type.String(), at: Type.String() },
        closed,
      ),
    ),
  },
  closed,
);

const Upload = Type.Object(
  { id: Type.String(), fileName: Type.String(), mediaType: Type.String(), bytes: Type.Integer(), at: Type.String() },
  closed,
);

export const CaseMaterial = Type.Object(
  {
    key: Type.String(),
    name: Words,
    required: Type.Boolean(),
    legalBasis: Type.String(),
    state: Type.Enum(['satisfied', 'commit', 'upload', 'missing']),
    how: nullable(Type.Enum(['licence', 'shared', 'delegation', 'commitment', 'upload'])),
    licence: nullable(Type.Object({ identifier: Type.String(), name: Type.String() }, closed)),
    source: nullable(
      Type.Object(
        {
          ...source,
          asOf: nullable(Type.String()),
          ledgerIndex: nullable(Type.Integer()),
        },
        closed,
      ),
    ),
    commitment: nullable(Words),
    mayUpload: Type.Boolean(),
    uploads: Type.Array(Upload),
    why: nullable(Words),
  },
  closed,
);

const Person = Type.Object({ name: Type.String(), number: Type.String({ description: 'Masked' }) }, closed);

export const CaseSummary = Type.Object(
  {
    id: Type.String(),
    number: Type.String(),
    service: Type.Object(
      { key: Type.String(), title: Words, agency: Type.String(), agencyEn: nullable(Type.String()) },
      closed,
    ),
    applicant: Person,
    subject: nullable(Person),
    relation: Type.Enum(['self', 'guardian', 'agent']),
    state: CaseState,
    ending: nullable(CaseEnding),
    createdAt: Type.String(),
    submittedAt: nullable(Type.String()),
    deadline: nullable(Type.String({ description: 'The next day that the agency must keep' })),
    late: Type.Boolean(),
    promisedDate: nullable(Type.String()),
    dueDate: nullable(Type.String({ description: 'By law' })),
    version: Type.Integer(),
  },
  closed,
);

/** 好差评 of a finished case. */
export const Rating = Type.Object(
  {
    level: Type.Integer({ description: '满意度, GB/T 39735: 1 very satisfied … 5 very dissatisfied' }),
    comment: nullable(Type.String()),
    at: Type.String(),
    bad: Type.Boolean({ description: 'The agency owes a call-back' }),
    answerBy: nullable(Type.String({ description: 'Last day of the call-back' })),
    answer: nullable(Type.String()),
    answeredAt: nullable(Type.String()),
  },
  closed,
);

export const Case = Type.Object(
  {
    ...CaseSummary.properties,
    acceptBy: nullable(Type.String()),
    acceptedAt: nullable(Type.String()),
    correctionNote: nullable(Type.String()),
    decidedAt: nullable(Type.String()),
    opinion: nullable(Type.String()),
    licenceId: nullable(Type.String()),
    /** False while the sources are still being read. */
    filled: Type.Boolean(),
    relationProof: nullable(SourceRef),
    /** Wards to choose from, when there are several. */
    choices: Type.Array(
      Type.Object(
        { choice: Type.Integer(), name: Type.String(), number: Type.String(), birthDate: nullable(Type.String()) },
        closed,
      ),
    ),
    fields: Type.Array(CaseField),
    materials: Type.Array(CaseMaterial),
    eligibility: Type.Array(Type.Object({ key: Type.String(), met: nullable(Type.Boolean()), message: Words }, closed)),
    /** Every read made for this case. */
    uses: Type.Array(
      Type.Object(
        {
          ...source,
          about: Type.Enum(['applicant', 'ward', 'company']),
          items: Type.Array(Type.String()),
          ledgerIndex: nullable(Type.Integer()),
          at: Type.String(),
          outcome: Type.String({ description: '“answered”, “noRecord”, or the code of the refusal' }),
        },
        closed,
      ),
    ),
    rating: nullable(Rating),
    steps: Type.Array(
      Type.Object(
        {
          at: Type.String(),
          step: Type.String(),
          actor: Type.Enum(['applicant', 'agency', 'system']),
          opinion: nullable(Type.String()),
          by: nullable(Type.String({ description: 'Who of the agency did it, told to its own staff' })),
        },
        closed,
      ),
    ),
  },
  closed,
);
export type Case = Static<typeof Case>;
export type CaseSummary = Static<typeof CaseSummary>;
export type Service = Static<typeof Service>;
export type ServiceSummary = Static<typeof ServiceSummary>;

const caseParams = Type.Object({ id: Type.String({ format: 'uuid' }) });
const onCase = { tag: 'Cases', status: 200, params: caseParams, reply: Case } as const;

export const openCase = endpoint({
  operationId: 'openCase',
  method: 'POST',
  path: '/api/v1/cases',
  tag: 'Cases',
  summary:
    'Open a service item: a draft case, filled from what the government knows. An open draft of the same is given again',
  access: ['resident'],
  status: 201,
  body: Type.Object(
    {
      service: Type.String({ minLength: 1, maxLength: 63 }),
      subject: Type.Optional(
        Type.String({
          pattern: '^[0-9A-Z]{18}$',
          description: 'The ward’s citizen ID number, or the company’s credit code',
        }),
      ),
    },
    closed,
  ),
  reply: Case,
});

export const listCases = endpoint({
  operationId: 'listCases',
  method: 'GET',
  path: '/api/v1/cases',
  tag: 'Cases',
  summary: 'My cases, newest first',
  access: ['resident'],
  status: 200,
  query: Type.Object({ ...cursorQuery }),
  reply: pageOf(CaseSummary),
});

export const getCase = endpoint({
  ...onCase,
  operationId: 'getCase',
  method: 'GET',
  path: '/api/v1/cases/:id',
  summary: 'A case: for its applicant, and for the agency once handed in',
  access: ['resident', 'caseworker'],
});

export const chooseWard = endpoint({
  ...onCase,
  operationId: 'chooseWard',
  method: 'POST',
  path: '/api/v1/cases/:id/subject',
  summary: 'Choose the ward whom the case is about',
  access: ['resident'],
  body: Type.Object({ choice: Type.Integer({ minimum: 0, maximum: 100 }) }, closed),
});

export const editCase = endpoint({
  ...onCase,
  operationId: 'editCase',
  method: 'PATCH',
  path: '/api/v1/cases/:id',
  summary: 'Answer what is asked (If-Match). A field that is filled from a source cannot be retyped, only disputed',
  access: ['resident'],
  body: Type.Object(
    {
      form: Type.Optional(
        Type.Record(Type.String({ maxLength: 48 }), Type.Unknown(), {
          maxProperties: 200,
          description: 'By field; null empties it',
        }),
      ),
      commitments: Type.Optional(
        Type.Record(Type.String({ maxLength: 63 }), Type.Boolean(), {
          maxProperties: 50,
          description: 'By material: made, or taken back',
        }),
      ),
    },
    closed,
  ),
});

export const refillCase = endpoint({
  ...onCase,
  operationId: 'refillCase',
  method: 'POST',
  path: '/api/v1/cases/:id/filling',
  summary: 'Read again the sources that could not be read',
  access: ['resident'],
});

export const disputeField = endpoint({
  ...onCase,
  operationId: 'disputeField',
  method: 'POST',
  path: '/api/v1/cases/:id/disputes',
  summary: 'State the right value of a filled field, with proof; the case goes on',
  access: ['resident'],
  body: Type.Object({ field: Type.String({ maxLength: 48 }), value: Type.Unknown(), proof: text(2000) }, closed),
});

export const submitCase = endpoint({
  ...onCase,
  operationId: 'submitCase',
  method: 'POST',
  path: '/api/v1/cases/:id/submission',
  summary: 'Hand the case in; a second time changes nothing',
  access: ['resident'],
});
export const withdrawCase = endpoint({
  ...onCase,
  operationId: 'withdrawCase',
  method: 'POST',
  path: '/api/v1/cases/:id/withdrawal',
  summary: 'Take the case back before it is decided',
  access: ['resident'],
});

export const rateCase = endpoint({
  ...onCase,
  operationId: 'rateCase',
  method: 'POST',
  path: '/api/v1/cases/:id/rating',
  summary: 'Rate a finished case, once (好差评)',
  access: ['resident'],
  body: Type.Object({ level: Type.Integer({ minimum: 1, maximum: 5 }), comment: Type.Optional(text(500)) }, closed),
});

export const answerRating = endpoint({
  ...onCase,
  operationId: 'answerRating',
  method: 'POST',
  path: '/api/v1/cases/:id/rating/answer',
  summary: 'Call back on a bad rating: what was done about it, told to the applicant',
  access: ['caseworker'],
  body: Type.Object({ answer: text(2000) }, closed),
});

export const uploadMaterial = endpoint({
  ...onCase,
  operationId: 'uploadMaterial',
  method: 'POST',
  path: '/api/v1/cases/:id/materials/:material/uploads',
  summary: 'Send a file (PDF, PNG, JPEG; 5 MB) for a material that nothing else satisfied',
  access: ['resident'],
  params: Type.Object({ id: Type.String({ format: 'uuid' }), material: Type.String({ maxLength: 63 }) }),
  query: Type.Object({
    fileName: Type.String({ minLength: 1, maxLength: 200, pattern: '^[^\\u0000-\\u001f\\u007f/\\\\]+$' }),
  }),
  receives: ['application/octet-stream', 'application/pdf', 'image/png', 'image/jpeg'],
});

export const getUpload = endpoint({
  operationId: 'getUpload',
  method: 'GET',
  path: '/api/v1/cases/:id/uploads/:upload',
  tag: 'Cases',
  summary: 'A file of a case, as an attachment',
  access: ['resident', 'caseworker'],
  status: 200,
  params: Type.Object({ id: Type.String({ format: 'uuid' }), upload: Type.String({ format: 'uuid' }) }),
  sends: 'application/octet-stream',
});

// The agency's side

export const listQueue = endpoint({
  operationId: 'listQueue',
  method: 'GET',
  path: '/api/v1/queue',
  tag: 'Cases',
  summary: 'Cases of my agency that are to be ended, by deadline',
  access: ['caseworker'],
  status: 200,
  query: Type.Object({
    ...cursorQuery,
    state: Type.Optional(
      Type.Enum(['submitted', 'correction', 'accepted', 'closed', 'badRating'], {
        description: 'All that are to be ended when absent; badRating: finished, rated badly, not called back yet',
      }),
    ),
    service: Type.Optional(Type.String({ minLength: 1, maxLength: 63 })),
    q: Type.Optional(
      Type.String({ pattern: '^[0-9-]{1,40}$', description: 'Part of a case number; no name stands in an address' }),
    ),
    late: Type.Optional(Type.Boolean({ description: 'Only those whose day is past' })),
    sort: Type.Optional(Type.Enum(['deadline', 'submitted', '-submitted'])),
  }),
  reply: pageOf(CaseSummary),
});

export const getQueueCounts = endpoint({
  operationId: 'getQueueCounts',
  method: 'GET',
  path: '/api/v1/queue/counts',
  tag: 'Cases',
  summary: 'How many cases my agency has to end, by service item and state',
  access: ['caseworker'],
  status: 200,
  reply: Type.Object(
    {
      items: Type.Array(
        Type.Object(
          {
            service: Type.String(),
            title: Words,
            state: Type.Enum(['submitted', 'correction', 'accepted']),
            count: Type.Integer(),
            late: Type.Integer({ description: 'Of these, past their day' }),
          },
          closed,
        ),
      ),
    },
    closed,
  ),
});

export const acceptCase = endpoint({
  ...onCase,
  operationId: 'acceptCase',
  method: 'POST',
  path: '/api/v1/cases/:id/acceptance',
  summary: 'Accept a case: the clock of the decision runs',
  access: ['caseworker'],
});

export const askCorrection = endpoint({
  ...onCase,
  operationId: 'askCorrection',
  method: 'POST',
  path: '/api/v1/cases/:id/correction',
  summary: 'Say, once and within five working days, all that is missing',
  access: ['caseworker'],
  body: Type.Object({ note: text(2000) }, closed),
});

export const decideCase = endpoint({
  ...onCase,
  operationId: 'decideCase',
  method: 'POST',
  path: '/api/v1/cases/:id/decision',
  summary: 'Decide a case; when granted the licence is issued with it. `notAccepted` ends a case before it is accepted',
  access: ['caseworker'],
  body: Type.Object({ outcome: Type.Enum(['granted', 'refused', 'notAccepted']), opinion: text(2000) }, closed),
});
