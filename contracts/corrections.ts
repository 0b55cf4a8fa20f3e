import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { cursorQuery, pageOf } from './page.ts';

const strict = { additionalProperties: false };
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);
const words = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: '\\S' });

export const correctionStates = ['submitted', 'accepted', 'kept', 'done'] as const;

export const Correction = Type.Object(
  {
    id: Type.String(),
    number: Type.String(),
    resourceId: Type.String(),
    resourceName: Type.String(),
    resourceNameEn: orNull(Type.String()),
    item: Type.String(),
    itemName: Type.String(),
    itemNameEn: orNull(Type.String()),
    subject: Type.String({ description: 'Whose record; masked but for its bearer and the provider who answers' }),
    heldValue: orNull(Type.String()),
    statedValue: Type.String(),
    proof: Type.String(),
    origin: Type.Enum(['agency', 'resident', 'case']),
    agencyName: orNull(Type.String({ description: 'Of the agency that reported it' })),
    agencyNameEn: orNull(Type.String()),
    providerName: Type.String(),
    providerNameEn: orNull(Type.String()),
    caseNumber: orNull(Type.String()),
    state: Type.Enum(correctionStates, {
      description:
        'submitted: waits for the provider; accepted: will be mended by a batch; done: a batch brought the value; kept: the value stands',
    }),
    filedAt: Type.String({ format: 'date-time' }),
    dueDate: orNull(Type.String({ format: 'date', description: 'Ten working days from the day it was reported' })),
    answeredAt: orNull(Type.String({ format: 'date-time' })),
    opinion: orNull(Type.String()),
    mine: Type.Boolean({ description: 'Whether it is the asker’s turn to answer it' }),
  },
  strict,
);

const report = {
  item: Type.String({ pattern: '^[a-z][a-z0-9_]{0,99}$' }),
  statedValue: words(1000),
  proof: words(2000),
};

export const fileCorrection = endpoint({
  operationId: 'fileCorrection',
  method: 'POST',
  path: '/api/v1/library/:resourceId/corrections',
  tag: 'Library',
  summary: 'Report a value that is doubtful, with proof; the provider answers within ten working days',
  access: ['steward', 'caseworker'],
  status: 201,
  params: Type.Object({ resourceId: Type.String({ format: 'uuid' }) }, strict),
  body: Type.Object({ ...report, subject: words(18), heldValue: Type.Optional(words(1000)) }, strict),
  reply: Correction,
});

export const fileMyCorrection = endpoint({
  operationId: 'fileMyCorrection',
  method: 'POST',
  path: '/api/v1/my/corrections',
  tag: 'Library',
  summary: 'Report that a value held about you is wrong, with proof',
  access: ['resident'],
  status: 201,
  body: Type.Object({ ...report, resourceId: Type.String({ format: 'uuid' }) }, strict),
  reply: Correction,
});

export const listMyCorrections = endpoint({
  operationId: 'listMyCorrections',
  method: 'GET',
  path: '/api/v1/my/corrections',
  tag: 'Library',
  summary: 'What you reported as wrong, in cases too, and what became of it',
  access: ['resident'],
  status: 200,
  query: Type.Object(cursorQuery),
  reply: pageOf(Correction),
});

export const listCorrections = endpoint({
  operationId: 'listCorrections',
  method: 'GET',
  path: '/api/v1/library/corrections',
  tag: 'Library',
  summary: 'Corrections that your agency has to answer, or reported',
  access: ['steward', 'caseworker'],
  status: 200,
  query: Type.Object({
    ...cursorQuery,
    side: Type.Optional(Type.Enum(['provider', 'reporter'])),
    state: Type.Optional(Type.Enum(correctionStates)),
  }),
  reply: pageOf(Correction),
});

export const answerCorrection = endpoint({
  operationId: 'answerCorrection',
  method: 'POST',
  path: '/api/v1/library/corrections/:id/answer',
  tag: 'Library',
  summary: 'Accept a correction, which a batch then brings, or keep the value and say why',
  access: ['steward'],
  status: 200,
  params: Type.Object({ id: Type.String({ format: 'uuid' }) }, strict),
  body: Type.Object({ accepts: Type.Boolean(), opinion: words(1000) }, strict),
  reply: Correction,
});

const HeldRecord = Type.Object(
  {
    resourceId: Type.String(),
    resourceCode: orNull(Type.String()),
    resourceName: Type.String(),
    resourceNameEn: orNull(Type.String()),
    providerName: Type.String(),
    providerNameEn: orNull(Type.String()),
    asOf: Type.String({ format: 'date-time' }),
    version: Type.Integer(),
    items: Type.Array(
      Type.Object(
        { code: Type.String(), name: Type.String(), nameEn: orNull(Type.String()), masked: Type.Boolean() },
        strict,
      ),
    ),
    rows: Type.Array(Type.Array(orNull(Type.String())), { description: 'At most 20, values in the order of `items`' }),
    more: Type.Boolean({ description: 'Whether there are rows beyond these' }),
  },
  strict,
);

export const listMyRecords = endpoint({
  operationId: 'listMyRecords',
  method: 'GET',
  path: '/api/v1/my/records',
  tag: 'Library',
  summary: 'Everything that the library holds about you, by resource; the look is an entry of the ledger',
  access: ['resident'],
  status: 200,
  reply: Type.Object({ items: Type.Array(HeldRecord) }, strict),
});

export const viewRecords = endpoint({
  operationId: 'viewLibraryRecords',
  method: 'POST',
  path: '/api/v1/library/:resourceId/views',
  tag: 'Library',
  summary: 'Look at the rows about one subject: masked, or in full with a reason, which the ledger keeps',
  access: ['steward'],
  status: 200,
  params: Type.Object({ resourceId: Type.String({ format: 'uuid' }) }, strict),
  body: Type.Object({ subject: words(18), reason: Type.Optional(words(500)) }, strict),
  reply: Type.Object({ items: Type.Array(HeldRecord) }, strict),
});

export type Correction = Static<typeof Correction>;
export type HeldRecord = Static<typeof HeldRecord>;
