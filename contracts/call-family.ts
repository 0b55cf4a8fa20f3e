import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { ProvenCallReply } from './exchange.ts';
import {
  AskedValue,
  answeredBy,
  ItemCode,
  Items,
  ReceiptPart,
  resourceParams,
  SubjectNumber,
  why,
} from './question.ts';

const strict = { additionalProperties: false } as const;
const json = 'application/json; charset=utf-8';

/** How many subjects a batch call may name. */
export const batchLimit = 1000;

const Refusal = Type.Object({
  code: Type.String({ description: 'The rule, or what is wrong with this subject: an error code' }),
  title: Type.String(),
  status: Type.Integer(),
  details: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  retryAfter: Type.Optional(Type.Integer({ description: 'Seconds' })),
});

/** Either an answer, as a single call gives it, or a refusal. */
const ResultOfSubject = Type.Object({
  subject: SubjectNumber,
  answer: Type.Optional(ProvenCallReply),
  refusal: Type.Optional(Refusal),
});

export const batchCallResource = endpoint({
  operationId: 'batchCallResource',
  method: 'POST',
  path: '/api/v1/resources/:code/batch-calls',
  tag: 'Exchange',
  summary: `Read granted items of up to ${batchLimit} subjects; each is answered with a receipt of its own, or refused by its rule`,
  access: ['client'],
  status: 200,
  params: resourceParams,
  body: Type.Object(
    {
      subjects: Type.Array(SubjectNumber, { minItems: 1, maxItems: batchLimit, uniqueItems: true }),
      items: Items,
      ...why,
    },
    strict,
  ),
  reply: Type.Object({
    results: Type.Array(ResultOfSubject, {
      description: 'In the order of the subjects; each has an answer, as a single call gives it, or a refusal',
    }),
  }),
  sends: json,
});

export const Check = Type.Object(
  {
    is: Type.Enum(['equals', 'atLeast', 'atMost', 'listed'], {
      description: 'listed: whether there is a record of the subject; it takes no item and no value',
    }),
    item: Type.Optional(ItemCode),
    value: Type.Optional(AskedValue),
  },
  strict,
);
export type Check = Static<typeof Check>;

const CheckResult = Type.Object({
  is: Check.properties.is,
  item: Type.Optional(Type.String()),
  met: Type.Boolean({ description: 'Whether a record meets it' }),
});

/** What a verification answers, before its receipt is appended. */
export const VerificationReply = Type.Object({
  ...answeredBy,
  checks: Type.Array(CheckResult, { description: 'In the order asked' }),
  met: Type.Boolean({ description: 'Whether one record meets all' }),
});
export type VerificationReply = Static<typeof VerificationReply>;

export const verifySubject = endpoint({
  operationId: 'verifySubject',
  method: 'POST',
  path: '/api/v1/resources/:code/verifications',
  tag: 'Exchange',
  summary: 'Ask yes-or-no questions about one subject: no value leaves, and none that was asked about is kept',
  access: ['client'],
  status: 200,
  params: resourceParams,
  body: Type.Object(
    {
      subject: SubjectNumber,
      checks: Type.Array(Check, { minItems: 1, maxItems: 20, description: 'Each item once' }),
      ...why,
    },
    strict,
  ),
  reply: Type.Object({ ...VerificationReply.properties, receipt: ReceiptPart }),
  sends: json,
});

export const Filter = Type.Object(
  {
    item: ItemCode,
    in: Type.Optional(Type.Array(AskedValue, { minItems: 1, maxItems: 200, description: 'One of these values' })),
    from: Type.Optional(AskedValue),
    until: Type.Optional(AskedValue),
  },
  { ...strict, description: 'By values, or by a range with both ends in it; an absent value meets none' },
);
export type Filter = Static<typeof Filter>;
const Filters = Type.Array(Filter, { maxItems: 10, description: 'A record must meet all; the items must be granted' });

export const queryResource = endpoint({
  operationId: 'queryResource',
  method: 'POST',
  path: '/api/v1/resources/:code/queries',
  tag: 'Exchange',
  summary: 'Find records by granted items, page by page; each subject found is answered with a receipt of its own',
  access: ['client'],
  status: 200,
  params: resourceParams,
  body: Type.Object(
    {
      filters: Filters,
      items: Items,
      ...why,
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50, description: 'Records on a page' })),
      cursor: Type.Optional(Type.String({ maxLength: 1000 })),
    },
    strict,
  ),
  reply: Type.Object({
    answers: Type.Array(ProvenCallReply, {
      description: 'One for each subject on the page; one without records where nothing was found',
    }),
    nextCursor: Type.Union([Type.String(), Type.Null()]),
  }),
  sends: json,
});

export const readChanges = endpoint({
  operationId: 'readChanges',
  method: 'POST',
  path: '/api/v1/resources/:code/changes',
  tag: 'Exchange',
  summary:
    'Subscribe: read what changed since the cursor was given, subject by subject, each with a receipt of its own',
  access: ['client'],
  status: 200,
  params: resourceParams,
  body: Type.Object(
    {
      items: Items,
      ...why,
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50, description: 'Subjects on a page' })),
      cursor: Type.Optional(Type.String({ maxLength: 1000, description: 'From the last reply; none: all subjects' })),
    },
    { ...strict, description: 'The items must hold the one that names the subject' },
  ),
  reply: Type.Object({
    changes: Type.Array(ResultOfSubject, {
      description:
        'All that the grant gives of each subject now; no records: nothing of the subject is left. Refused is a subject with too many records',
    }),
    unchanged: Type.Union([ProvenCallReply, Type.Null()], {
      description: 'On a page that tells of no one: an answer without records, whose receipt proves that',
    }),
    cursor: Type.String({ description: 'Keep it once the page is stored: it is where the next reply goes on' }),
    more: Type.Boolean({ description: 'Whether to ask again at once' }),
  }),
  sends: json,
});

/** Counts are told in whole steps of this many, rounded down, so that no one stands out. */
export const countStep = 10;

/** What a count answers, before its receipt is appended. */
export const CountReply = Type.Object({
  ...answeredBy,
  filteredBy: Type.Array(Type.String(), { description: 'Items' }),
  of: Type.Enum(['subjects', 'records']),
  count: Type.Integer({ description: 'Rounded down to a multiple of step; 0 says fewer than step' }),
  step: Type.Integer(),
});
export type CountReply = Static<typeof CountReply>;

export const countSubjects = endpoint({
  operationId: 'countSubjects',
  method: 'POST',
  path: '/api/v1/resources/:code/counts',
  tag: 'Exchange',
  summary: `Count the subjects with a record that meets the filters, in steps of ${countStep}`,
  access: ['client'],
  status: 200,
  params: resourceParams,
  body: Type.Object({ filters: Filters, ...why }, strict),
  reply: Type.Object({ ...CountReply.properties, receipt: ReceiptPart }),
  sends: json,
});
