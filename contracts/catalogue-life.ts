import { type Static, Type } from 'typebox';
import { byId, Difference, ResourceDetail, ResourceDraft, staff } from './catalogue.ts';
import { endpoint } from './endpoint.ts';

const strict = { additionalProperties: false };
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);
const path = '/api/v1/catalogue/resources/:id';

export const beginChange = endpoint({
  operationId: 'beginChange',
  method: 'POST',
  path: `${path}/change`,
  tag: 'Catalogue',
  summary: 'Begin a change of a published entry, or get the one that is open; the published edition goes on serving',
  access: ['steward'],
  status: 200,
  params: byId,
  reply: ResourceDetail,
});

export const copyResource = endpoint({
  operationId: 'copyResource',
  method: 'POST',
  path: `${path}/copies`,
  tag: 'Catalogue',
  summary: 'Begin a draft of your agency with the fields of another entry',
  access: ['steward'],
  status: 201,
  params: byId,
  body: Type.Object({ name: Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' }) }, strict),
  reply: ResourceDetail,
});

export const discardDraft = endpoint({
  operationId: 'discardDraft',
  method: 'DELETE',
  path,
  tag: 'Catalogue',
  summary: 'Throw away a draft that was never published, or a change in the making',
  access: ['steward'],
  status: 204,
  params: byId,
});

export const changeResourceState = endpoint({
  operationId: 'changeResourceState',
  method: 'POST',
  path: `${path}/state`,
  tag: 'Catalogue',
  summary: 'Suspend, resume or retire a published entry, with the reason; a retired one may name its successor',
  access: ['steward', 'operator'],
  status: 200,
  params: byId,
  body: Type.Object(
    {
      act: Type.Enum(['suspend', 'resume', 'retire']),
      reason: Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' }),
      successorCode: Type.Optional(Type.String({ maxLength: 40, description: '307001/000001' })),
    },
    strict,
  ),
  reply: ResourceDetail,
});

export const listEditions = endpoint({
  operationId: 'listEditions',
  method: 'GET',
  path: `${path}/editions`,
  tag: 'Catalogue',
  summary: 'The published editions of an entry, the newest first, each with what it changed',
  access: staff,
  status: 200,
  params: byId,
  reply: Type.Object({
    items: Type.Array(
      Type.Object(
        {
          number: Type.Integer(),
          publishedAt: Type.String({ format: 'date-time' }),
          differences: Type.Array(Difference),
        },
        strict,
      ),
    ),
  }),
});

export const countWithheld = endpoint({
  operationId: 'countWithheld',
  method: 'GET',
  path: '/api/v1/catalogue/withheld',
  tag: 'Catalogue',
  summary: 'How many of each agency’s published entries are withheld: sharing is the rule',
  access: 'anyone',
  status: 200,
  reply: Type.Object({
    items: Type.Array(
      Type.Object(
        {
          providerId: Type.String(),
          providerName: Type.String(),
          providerNameEn: orNull(Type.String()),
          entries: Type.Integer(),
          withheld: Type.Integer(),
        },
        strict,
      ),
    ),
  }),
});

const classCode = Type.Object(
  {
    code: Type.String({
      pattern: '^[123](\\d{2}(\\d{3}\\d{0,14})?)?$',
      description: '类 1, 项 2, 目 3 digits, 细目 any',
    }),
  },
  strict,
);

export const putClass = endpoint({
  operationId: 'putClass',
  method: 'PUT',
  path: '/api/v1/catalogue/classes/:code',
  tag: 'Catalogue',
  summary: 'Add a class below one that stands, or rename it',
  access: ['operator'],
  status: 204,
  params: classCode,
  body: Type.Object(
    {
      name: Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' }),
      nameEn: Type.Optional(orNull(Type.String({ maxLength: 200 }))),
    },
    strict,
  ),
});

export const deleteClass = endpoint({
  operationId: 'deleteClass',
  method: 'DELETE',
  path: '/api/v1/catalogue/classes/:code',
  tag: 'Catalogue',
  summary: 'Take away a class that has no class below it, names no entry and never gave a code',
  access: ['operator'],
  status: 204,
  params: classCode,
});

const bulkFields = Type.Pick(Type.Partial(ResourceDraft), [
  'classCode',
  'format',
  'shareType',
  'shareCondition',
  'legalBasis',
  'shareMethod',
  'openToPublic',
  'openCondition',
  'updateCycle',
  'scenario',
  'domain',
  'level',
  'region',
  'channel',
  'guidanceCode',
]);

export const bulkEdit = endpoint({
  operationId: 'bulkEditResources',
  method: 'POST',
  path: '/api/v1/catalogue/bulk-edits',
  tag: 'Catalogue',
  summary: 'Set the same fields in many entries of your agency; of a published one a change is begun. All or none',
  access: ['steward'],
  status: 200,
  body: Type.Object(
    {
      ids: Type.Array(Type.String({ format: 'uuid' }), { minItems: 1, maxItems: 200, uniqueItems: true }),
      set: Type.Object(bulkFields.properties, strict),
    },
    strict,
  ),
  reply: Type.Object({ edited: Type.Integer(), changesBegun: Type.Integer() }, strict),
});

export type BulkFields = Static<typeof bulkEdit.body & {}>['set'];
