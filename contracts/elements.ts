import { type Static, Type } from 'typebox';
import { itemTypes, staff } from './catalogue.ts';
import { endpoint } from './endpoint.ts';

const strict = { additionalProperties: false };
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);
const code = Type.String({ pattern: '^[a-z][a-z0-9-]{1,49}$' });

const elementFields = {
  name: Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' }),
  nameEn: orNull(Type.String({ maxLength: 200 })),
  type: Type.Enum(itemTypes),
  length: orNull(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
  codeList: orNull(Type.String({ maxLength: 100 })),
  check: orNull(Type.Enum(['citizenId', 'creditCode'])),
  meaning: Type.String({ minLength: 1, maxLength: 500 }),
  standard: orNull(Type.String({ maxLength: 200 })),
  aliases: Type.Array(Type.String({ minLength: 1, maxLength: 100 }), {
    maxItems: 30,
    description: 'Other names that agencies give to it',
  }),
};

/** An item of an entry, as it stands in the list of those that mean the same. */
const Place = Type.Object(
  {
    resourceId: Type.String(),
    resourceCode: Type.String(),
    resourceName: Type.String(),
    resourceNameEn: orNull(Type.String()),
    providerId: Type.String(),
    providerName: Type.String(),
    providerNameEn: orNull(Type.String()),
    item: Type.String(),
    itemName: Type.String(),
    itemNameEn: orNull(Type.String()),
    declared: Type.Boolean({ description: 'Whether the item names the element itself, or only its name is alike' }),
  },
  strict,
);

export const Element = Type.Object({ code: Type.String(), ...elementFields, source: orNull(Place) }, strict);

/** A standard data element (数据元) with the items of different agencies that mean it, and which of them is the source. */
export const SameItems = Type.Object(
  {
    element: Element,
    places: Type.Array(Place),
    agencies: Type.Integer(),
  },
  strict,
);

export const listElements = endpoint({
  operationId: 'listElements',
  method: 'GET',
  path: '/api/v1/catalogue/elements',
  tag: 'Catalogue',
  summary: 'The dictionary of standard data elements, each with its one source once that is decided',
  access: 'anyone',
  status: 200,
  reply: Type.Object({ items: Type.Array(Element) }),
});

export const putElement = endpoint({
  operationId: 'putElement',
  method: 'PUT',
  path: '/api/v1/catalogue/elements/:code',
  tag: 'Catalogue',
  summary: 'Add a data element to the dictionary, or bring it to this',
  access: ['operator'],
  status: 204,
  params: Type.Object({ code }, strict),
  body: Type.Object(elementFields, strict),
});

export const listSameItems = endpoint({
  operationId: 'listSameItems',
  method: 'GET',
  path: '/api/v1/catalogue/same-items',
  tag: 'Catalogue',
  summary: 'Data elements that more than one agency holds, those without a source first: one source for one datum',
  access: staff,
  status: 200,
  reply: Type.Object({ items: Type.Array(SameItems) }),
});

export const decideSource = endpoint({
  operationId: 'decideSource',
  method: 'PUT',
  path: '/api/v1/catalogue/elements/:code/source',
  tag: 'Catalogue',
  summary: 'Decide which agency’s item is the source of a data element; the others become references',
  access: ['operator'],
  status: 204,
  params: Type.Object({ code }, strict),
  body: Type.Object({ resourceId: Type.String({ format: 'uuid' }), item: Type.String({ maxLength: 100 }) }, strict),
});

export type Element = Static<typeof Element>;
export type SameItems = Static<typeof SameItems>;
export type ElementFields = Omit<Element, 'code' | 'source'>;
