import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { cursorQuery, pageOf } from './page.ts';
import { Items, resourceParams, SubjectNumber } from './question.ts';

const strict = { additionalProperties: false } as const;
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);
const nameEn = orNull(Type.String());
const Named = Type.Object({ id: Type.String(), name: Type.String(), nameEn });
const ItemName = Type.Object({ code: Type.String(), name: Type.String(), nameEn });
const Day = Type.String({ format: 'date', description: 'YYYY-MM-DD' });
const byId = Type.Object({ id: Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' }) });

export const consentStates = ['asked', 'given', 'declined', 'withdrawn', 'used', 'expired'] as const;
const State = Type.Enum([...consentStates], {
  description: 'used: given for one answered call, which was made; expired: its last day is past',
});
export type ConsentState = (typeof consentStates)[number];

/** What an agency asks a person to agree to. */
const asked = {
  id: Type.String(),
  number: Type.String(),
  state: State,
  resource: Type.Object({ code: Type.String(), name: Type.String(), nameEn }),
  items: Type.Array(ItemName),
  purpose: Type.Object({ key: Type.String(), title: Type.String(), titleEn: nameEn }),
  reason: Type.String({ description: 'Why it is asked, in the asking agency’s words' }),
  legalBasis: Type.String({ description: 'The law that asks for the person’s consent' }),
  caseNumber: orNull(Type.String({ description: 'The case on whose way it is asked' })),
  once: orNull(Type.Boolean({ description: 'Good for one answered call; null before it was ever given' })),
  validUntil: orNull(Day),
  askedAt: Type.String(),
  answeredAt: orNull(Type.String()),
  endedAt: orNull(Type.String({ description: 'When it was withdrawn or used' })),
};

export const MyConsent = Type.Object({
  ...asked,
  about: Type.Object({
    relation: Type.Enum(['self', 'ward']),
    name: Type.String({ description: 'Whose data it is' }),
  }),
  consumer: Named,
  provider: Named,
  mayAnswer: Type.Boolean({ description: 'False where the person is 14 or older and answers for themself' }),
});
export type MyConsent = Static<typeof MyConsent>;

export const listMyConsents = endpoint({
  operationId: 'listMyConsents',
  method: 'GET',
  path: '/api/v1/my/consents',
  tag: 'Consent',
  summary: 'What agencies ask me to agree to, for myself and my wards, and what I said; the newest first',
  access: ['resident'],
  status: 200,
  query: Type.Object({
    ...cursorQuery,
    state: Type.Optional(Type.Enum(['asked', 'given'])),
    case: Type.Optional(Type.String({ maxLength: 64, description: 'Asked on the way of this case, by its number' })),
  }),
  reply: pageOf(MyConsent),
});

export const ConsentPreview = Type.Object({
  rule: orNull(
    Type.String({ description: 'Why nothing would be released at present even with consent: an error code' }),
  ),
  yesNoOnly: Type.Boolean({ description: 'The grant answers yes or no only, so that no value would be released' }),
  asOf: orNull(Type.String({ description: 'The instant that the data stands for' })),
  items: Type.Array(
    Type.Object({
      ...ItemName.properties,
      codeList: orNull(Type.String()),
      sensitive: Type.Boolean({ description: 'Of the catalogue’s most sensitive class' }),
    }),
  ),
  records: Type.Array(Type.Record(Type.String(), Type.Unknown()), {
    description: 'The values that a call would be answered with now; empty where there is no record',
  }),
});
export type ConsentPreview = Static<typeof ConsentPreview>;

export const previewConsent = endpoint({
  operationId: 'previewConsent',
  method: 'GET',
  path: '/api/v1/my/consents/:id/preview',
  tag: 'Consent',
  summary: 'The values that the agency would get, by the same grant, rows and items as its call',
  access: ['resident'],
  status: 200,
  params: byId,
  reply: ConsentPreview,
});

export const answerConsent = endpoint({
  operationId: 'answerConsent',
  method: 'POST',
  path: '/api/v1/my/consents/:id/answer',
  tag: 'Consent',
  summary: 'Agree for one call or until a day, or decline (个人信息保护法 art. 14)',
  access: ['resident'],
  status: 200,
  params: byId,
  body: Type.Union([
    Type.Object({ agrees: Type.Literal(false) }, strict),
    Type.Object(
      {
        agrees: Type.Literal(true),
        once: Type.Boolean({ description: 'Good for one answered call' }),
        validUntil: Type.String({ format: 'date', description: 'Last day, within a year' }),
      },
      strict,
    ),
  ]),
  reply: MyConsent,
});

export const withdrawConsent = endpoint({
  operationId: 'withdrawConsent',
  method: 'POST',
  path: '/api/v1/my/consents/:id/withdrawal',
  tag: 'Consent',
  summary: 'Take consent back (个人信息保护法 art. 15); binds every call that starts after the answer',
  access: ['resident'],
  status: 200,
  params: byId,
  reply: MyConsent,
});

/** As the agency that asked sees it: whom it asked is not told again. */
export const AskedConsent = Type.Object(asked);
export type AskedConsent = Static<typeof AskedConsent>;

export const askConsent = endpoint({
  operationId: 'askConsent',
  method: 'POST',
  path: '/api/v1/resources/:code/consents',
  tag: 'Consent',
  summary: 'Ask a person to agree to a read that the law makes depend on it; asked twice it is one',
  access: ['client'],
  status: 201,
  params: resourceParams,
  body: Type.Object(
    {
      subject: SubjectNumber,
      items: Items,
      purpose: Type.String({ maxLength: 63 }),
      reason: Type.String({ minLength: 1, maxLength: 300, pattern: '\\S', description: 'Shown to the person' }),
    },
    strict,
  ),
  reply: AskedConsent,
});

export const listAskedConsents = endpoint({
  operationId: 'listAskedConsents',
  method: 'GET',
  path: '/api/v1/agency/consents',
  tag: 'Consent',
  summary: 'What one’s own agency asked people to agree to, and what became of it; whom it asked is not told',
  access: ['steward', 'developer', 'client'],
  status: 200,
  query: Type.Object({ ...cursorQuery, number: Type.Optional(Type.String({ maxLength: 32 })) }),
  reply: pageOf(AskedConsent),
});

const ConsentRule = Type.Object({
  legalBasis: orNull(
    Type.String({
      minLength: 1,
      maxLength: 500,
      pattern: '\\S',
      description: 'The law that asks for the person’s consent; null where none does',
    }),
  ),
});

export const getConsentRule = endpoint({
  operationId: 'getConsentRule',
  method: 'GET',
  path: '/api/v1/resources/:code/consent-rule',
  tag: 'Consent',
  summary: 'Whether each read of a resource needs the consent of the person',
  access: ['steward', 'developer', 'operator', 'supervisor'],
  status: 200,
  params: resourceParams,
  reply: ConsentRule,
});

export const putConsentRule = endpoint({
  operationId: 'putConsentRule',
  method: 'PUT',
  path: '/api/v1/resources/:code/consent-rule',
  tag: 'Consent',
  summary: 'Mark a resource of one’s own agency: each read needs the person’s consent, by a cited law; or unmark it',
  access: ['steward'],
  status: 200,
  params: resourceParams,
  body: Type.Object(ConsentRule.properties, strict),
  reply: ConsentRule,
});
