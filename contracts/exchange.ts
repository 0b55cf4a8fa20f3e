import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { callForms } from './ledger.ts';
import { cursorQuery, pageOf } from './page.ts';
import { answeredBy, Items, ReceiptPart, resourceParams, SubjectNumber, why } from './question.ts';

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);
const nameEn = orNull(Type.String());
const Named = Type.Object({ creditCode: Type.String(), name: Type.String(), nameEn });
const ItemName = Type.Object({ code: Type.String(), name: Type.String(), nameEn });

/** What a call answers, before its receipt is appended; its canonical JSON (RFC 8785) is what the receipt proves. */
export const CallReply = Type.Object({
  ...answeredBy,
  items: Type.Array(Type.String()),
  records: Type.Array(Type.Record(Type.String(), Type.Unknown()), {
    description: 'The granted items of the subject’s rows; empty when there is no such subject',
  }),
});
export type CallReply = Static<typeof CallReply>;

export const ProvenCallReply = Type.Object({ ...CallReply.properties, receipt: ReceiptPart });

export const callResource = endpoint({
  operationId: 'callResource',
  method: 'POST',
  path: '/api/v1/resources/:code/calls',
  tag: 'Exchange',
  summary: 'Read granted items of one subject; the reply ends with a receipt that proves it offline',
  access: ['client'],
  status: 200,
  params: resourceParams,
  body: Type.Object({ subject: SubjectNumber, items: Items, ...why }, { additionalProperties: false }),
  reply: ProvenCallReply,
  // The bytes are the proof, so they are sent as they were made and not serialised again.
  sends: 'application/json; charset=utf-8',
});

const use = {
  index: Type.Integer({ description: 'Place in the ledger' }),
  at: Type.String(),
  outcome: Type.Enum(['answered', 'refused']),
  rule: orNull(Type.String({ description: 'The rule that refused: an error code' })),
  form: orNull(Type.Enum([...callForms], { description: 'Null: a call about one subject' })),
  resource: ItemName,
  items: Type.Array(ItemName),
  purpose: Type.Object({ key: Type.String(), title: Type.String(), titleEn: nameEn }),
  grantNumber: orNull(Type.String()),
  caseNumber: orNull(Type.String()),
};

export const DataUse = Type.Object({
  ...use,
  kind: Type.Enum(['read', 'licence'], {
    description:
      'A read of a record, or a licence that was shown by a code; then `resource` and `items` are of the licence',
  }),
  about: Type.Object({
    relation: Type.Enum(['self', 'ward']),
    name: Type.String({ description: 'Whose data it is' }),
  }),
  agency: Type.Object(Named.properties, {
    description: 'Empty where a licence was shown to someone who did not sign in',
  }),
  provider: Named,
  withheld: orNull(
    Type.String({
      format: 'date',
      description:
        'From this day on it is told: until then a law keeps it secret (个人信息保护法 art. 18, 35), `at` is its day alone and the rest is empty',
    }),
  ),
  consentNumber: orNull(
    Type.String({ description: 'The consent that it rested on; null where the law lets it be read without' }),
  ),
  entry: Type.String({ description: 'The ledger’s entry as it was hashed (canonical JSON)' }),
});
export type DataUse = Static<typeof DataUse>;

export const AgencyCall = Type.Object({ ...use, client: orNull(Type.String()) });
export type AgencyCall = Static<typeof AgencyCall>;

const day = (description: string) => Type.Optional(Type.String({ format: 'date', description }));
const useFilter = {
  q: Type.Optional(
    Type.String({ maxLength: 100, description: 'In the name of agency, data or purpose; or a case number' }),
  ),
  agency: Type.Optional(Type.String({ maxLength: 18, description: 'Credit code; none: someone who did not sign in' })),
  resource: Type.Optional(Type.String({ maxLength: 100, description: 'Resource code, or licence/TYPE' })),
  purpose: Type.Optional(Type.String({ maxLength: 100 })),
  outcome: Type.Optional(Type.Enum(['answered', 'refused'])),
  from: day('First day, in Shanghai'),
  until: day('Last day'),
};

export const listMyDataUses = endpoint({
  operationId: 'listMyDataUses',
  method: 'GET',
  path: '/api/v1/my/data-uses',
  tag: 'Exchange',
  summary: 'Who read my data and my wards’, by what right (个人信息保护法 art. 44), the newest first',
  access: ['resident'],
  status: 200,
  query: Type.Object({ ...cursorQuery, ...useFilter }),
  reply: pageOf(DataUse),
});

const Counted = Type.Object({ code: Type.String(), name: Type.String(), nameEn, count: Type.Integer() });

export const UseSummary = Type.Object({
  months: Type.Array(
    Type.Object({
      month: Type.String({ description: 'YYYY-MM' }),
      answered: Type.Integer(),
      refused: Type.Integer(),
    }),
    { description: 'The last twelve, this one last' },
  ),
  answered: Type.Integer({ description: 'Reads and shown licences in these months' }),
  refused: Type.Integer(),
  agencies: Type.Integer({ description: 'How many agencies read anything in these months' }),
  withheld: Type.Integer({ description: 'Uses that a law still keeps secret; none of the counts holds them' }),
  all: Type.Object(
    { agencies: Type.Array(Counted), resources: Type.Array(Counted), purposes: Type.Array(Counted) },
    { description: 'Of all time: what a list of uses can be narrowed to' },
  ),
});
export type UseSummary = Static<typeof UseSummary>;

export const summariseMyDataUses = endpoint({
  operationId: 'summariseMyDataUses',
  method: 'GET',
  path: '/api/v1/my/data-uses/summary',
  tag: 'Exchange',
  summary: 'How often my data and my wards’ was read in twelve months, by whom, what and why',
  access: ['resident'],
  status: 200,
  reply: UseSummary,
});

export const proveMyDataUse = endpoint({
  operationId: 'proveMyDataUse',
  method: 'GET',
  path: '/api/v1/my/data-uses/:index/proof',
  tag: 'Exchange',
  summary: 'Proof that the ledger holds an entry about me or a ward (C2SP tlog-proof)',
  access: ['resident'],
  status: 200,
  params: Type.Object({ index: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }) }),
  sends: 'text/plain; charset=utf-8',
});

export const proveAgencyCall = endpoint({
  operationId: 'proveAgencyCall',
  method: 'GET',
  path: '/api/v1/agency/calls/:index/proof',
  tag: 'Exchange',
  summary:
    'An answered call of one’s own agency as it was hashed, and the proof that the ledger holds it (C2SP tlog-proof)',
  access: ['developer'],
  status: 200,
  params: Type.Object({ index: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }) }),
  reply: Type.Object({
    index: Type.Integer(),
    entry: Type.String({ description: 'Canonical JSON (RFC 8785)' }),
    proof: Type.String({ description: 'C2SP tlog-proof' }),
  }),
});

export const listAgencyCalls = endpoint({
  operationId: 'listAgencyCalls',
  method: 'GET',
  path: '/api/v1/agency/calls',
  tag: 'Exchange',
  summary: 'Recent calls of one’s own agency, the newest first',
  access: ['developer'],
  status: 200,
  query: Type.Object(cursorQuery),
  reply: pageOf(AgencyCall),
});
