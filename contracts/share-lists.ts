import { type Static, Type } from 'typebox';
import { searchFields } from './catalogue-search.ts';
import { endpoint } from './endpoint.ts';
import { Words } from './pack.ts';

const strict = { additionalProperties: false };
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);
const date = Type.String({ format: 'date', description: 'YYYY-MM-DD' });
const byId = Type.Object({ id: Type.String({ format: 'uuid' }) }, strict);

/** An agency by name, or every agency of a kind (null: any) at a region or below it. */
export const ListGrantee = Type.Union([
  Type.Object({ agencyId: Type.String({ format: 'uuid' }) }, strict),
  Type.Object(
    {
      region: Type.String({ pattern: '^[0-9]{6}$', description: 'GB/T 2260; 000000: the whole country' }),
      kind: orNull(Type.String({ maxLength: 40, pattern: '^[a-zA-Z]+$' })),
    },
    strict,
  ),
]);

const listFields = {
  title: Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' }),
  basis: Type.String({ minLength: 1, maxLength: 500, pattern: '\\S', description: 'Law or document that it rests on' }),
  effectiveOn: date,
  grantees: Type.Array(ListGrantee, { minItems: 1, maxItems: 50 }),
};

export const ShareList = Type.Object(
  {
    id: Type.String(),
    ordinal: Type.Integer({ description: '1 is 第一批' }),
    number: Type.String({ description: 'As grants name it' }),
    ...listFields,
    granteeNames: Type.Array(Words),
    state: Type.Enum(['draft', 'published']),
    version: Type.Integer(),
    publishedAt: orNull(Type.String({ format: 'date-time' })),
    opened: Type.Integer({ description: 'Resources that it opens' }),
    withdrawn: Type.Integer({ description: 'Resources that it takes back' }),
    items: Type.Integer({ description: 'Items that it opens' }),
  },
  strict,
);

export const ListLine = Type.Object(
  {
    resourceId: Type.String(),
    code: Type.String(),
    name: Type.String(),
    nameEn: orNull(Type.String()),
    providerName: Type.String(),
    providerNameEn: orNull(Type.String()),
    shareType: orNull(Type.String()),
    act: Type.Enum(['open', 'withdraw']),
    items: Type.Array(Type.Object({ code: Type.String(), name: Type.String(), nameEn: orNull(Type.String()) }, strict)),
  },
  strict,
);

const path = '/api/v1/sharing/lists';

export const listShareLists = endpoint({
  operationId: 'listShareLists',
  method: 'GET',
  path,
  tag: 'Sharing lists',
  summary: 'The sharing lists, the newest first; drafts for the operator alone',
  access: 'anyone',
  status: 200,
  reply: Type.Object({ items: Type.Array(ShareList) }),
});

export const getShareList = endpoint({
  operationId: 'getShareList',
  method: 'GET',
  path: `${path}/:id`,
  tag: 'Sharing lists',
  summary: 'One sharing list with what it opens and takes back',
  access: 'anyone',
  status: 200,
  params: byId,
  reply: Type.Object({ ...ShareList.properties, lines: Type.Array(ListLine) }, strict),
});

export const downloadShareList = endpoint({
  operationId: 'downloadShareList',
  method: 'GET',
  path: `${path}/:id/list.xlsx`,
  tag: 'Sharing lists',
  summary: 'A published sharing list as a spreadsheet, one row for each item',
  access: 'anyone',
  status: 200,
  params: byId,
  sends: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
});

export const createShareList = endpoint({
  operationId: 'createShareList',
  method: 'POST',
  path,
  tag: 'Sharing lists',
  summary: 'Begin the next sharing list as a draft',
  access: ['operator'],
  status: 201,
  body: Type.Object(listFields, strict),
  reply: ShareList,
});

export const putShareList = endpoint({
  operationId: 'putShareList',
  method: 'PUT',
  path: `${path}/:id`,
  tag: 'Sharing lists',
  summary: 'Change what a draft list says of itself (If-Match: its version)',
  access: ['operator'],
  status: 200,
  params: byId,
  body: Type.Object(listFields, strict),
  reply: ShareList,
});

export const deleteShareList = endpoint({
  operationId: 'deleteShareList',
  method: 'DELETE',
  path: `${path}/:id`,
  tag: 'Sharing lists',
  summary: 'Throw a draft list away',
  access: ['operator'],
  status: 204,
  params: byId,
});

export const addToShareList = endpoint({
  operationId: 'addToShareList',
  method: 'POST',
  path: `${path}/:id/lines`,
  tag: 'Sharing lists',
  summary:
    'Put entries on a draft list: those named, or all published ones that a search finds; what is withheld is left out. To withdraw is to take back what earlier lists opened',
  access: ['operator'],
  status: 200,
  params: byId,
  body: Type.Object(
    {
      act: Type.Enum(['open', 'withdraw']),
      resourceIds: Type.Optional(Type.Array(Type.String({ format: 'uuid' }), { minItems: 1, maxItems: 1000 })),
      search: Type.Optional(Type.Object(searchFields, strict)),
    },
    strict,
  ),
  reply: Type.Object({ added: Type.Integer(), leftOut: Type.Integer() }, strict),
});

export const dropFromShareList = endpoint({
  operationId: 'dropFromShareList',
  method: 'DELETE',
  path: `${path}/:id/lines/:resourceId`,
  tag: 'Sharing lists',
  summary: 'Take an entry off a draft list',
  access: ['operator'],
  status: 204,
  params: Type.Object({ id: Type.String({ format: 'uuid' }), resourceId: Type.String({ format: 'uuid' }) }, strict),
});

export const publishShareList = endpoint({
  operationId: 'publishShareList',
  method: 'POST',
  path: `${path}/:id/publication`,
  tag: 'Sharing lists',
  summary: 'Publish a list: what it opens is granted to its grantees, with effect at its date',
  access: ['operator'],
  status: 200,
  params: byId,
  reply: ShareList,
});

export type ListGrantee = Static<typeof ListGrantee>;
export type ShareList = Static<typeof ShareList>;
export type ListLine = Static<typeof ListLine>;

const digits = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/** 第一批, 第二十三批: how a list is called (1 to 999). Throws RangeError otherwise. */
export function batchName(ordinal: number): string {
  if (!Number.isInteger(ordinal) || ordinal < 1 || ordinal > 999) throw new RangeError(`No batch ${ordinal}`);
  const [hundreds, tens, ones] = [Math.floor(ordinal / 100), Math.floor(ordinal / 10) % 10, ordinal % 10];
  const ten = tens === 0 ? '' : `${tens === 1 && hundreds === 0 ? '' : digits[tens]}十`;
  const hundred = hundreds === 0 ? '' : `${digits[hundreds]}百`;
  const gap = hundreds > 0 && tens === 0 && ones > 0 ? '零' : '';
  return `第${hundred}${gap}${ten}${ones === 0 ? '' : digits[ones]}批`;
}
