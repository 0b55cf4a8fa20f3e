import { type Static, Type } from 'typebox';
import { Item, shareTypes } from './catalogue.ts';
import { endpoint } from './endpoint.ts';

const strict = { additionalProperties: false };
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);

/** An open resource as its list shows it. */
export const OpenResource = Type.Object(
  {
    code: Type.String(),
    name: Type.String(),
    nameEn: orNull(Type.String()),
    summary: Type.String(),
    providerId: Type.String(),
    providerName: Type.String(),
    providerNameEn: orNull(Type.String()),
    classCode: orNull(Type.String()),
    shareType: orNull(Type.Enum(shareTypes)),
    openCondition: orNull(Type.String()),
    updateCycle: orNull(Type.String()),
    publishedAt: Type.String({ format: 'date-time' }),
    asOf: orNull(Type.String({ format: 'date-time', description: 'When its data were brought in; null: none yet' })),
  },
  strict,
);

const code = Type.Object(
  { code: Type.String({ pattern: '^[0-9]{6,26}-[0-9]{1,20}$', description: '307001-000001' }) },
  strict,
);

export const listOpenResources = endpoint({
  operationId: 'listOpenResources',
  method: 'GET',
  path: '/api/v1/open/resources',
  tag: 'Open data',
  summary: 'Resources that are open to the public',
  access: 'anyone',
  status: 200,
  query: Type.Object({
    q: Type.Optional(Type.String({ maxLength: 100 })),
    provider: Type.Optional(Type.String({ format: 'uuid' })),
    class: Type.Optional(Type.String({ pattern: '^[0-9]{1,20}$' })),
    offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  }),
  reply: Type.Object({ total: Type.Integer(), items: Type.Array(OpenResource) }, strict),
});

export const getOpenResource = endpoint({
  operationId: 'getOpenResource',
  method: 'GET',
  path: '/api/v1/open/resources/:code',
  tag: 'Open data',
  summary: 'An open resource with its open items and its first rows',
  access: 'anyone',
  status: 200,
  params: code,
  reply: Type.Object(
    {
      ...OpenResource.properties,
      items: Type.Array(Item),
      rows: Type.Array(Type.Record(Type.String(), Type.Unknown())),
      total: Type.Integer(),
    },
    strict,
  ),
});

export const downloadOpenResource = endpoint({
  operationId: 'downloadOpenResource',
  method: 'GET',
  path: '/api/v1/open/resources/:code/data.csv',
  tag: 'Open data',
  summary: 'All rows of an open resource as CSV, its open items only',
  access: 'anyone',
  status: 200,
  params: code,
  sends: 'text/csv; charset=utf-8',
});

export type OpenResource = Static<typeof OpenResource>;
