import { type Static, Type } from 'typebox';
import { ResourceSummary, resourceStates, shareTypes, staff } from './catalogue.ts';
import { endpoint } from './endpoint.ts';

const strict = { additionalProperties: false };
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);

export const searchSorts = ['relevance', 'newest', 'class'] as const;
export const searchAges = ['month', 'quarter', 'year', 'older'] as const;

/** What is searched for; a facet that is left out is not narrowed. */
export const searchFields = {
  q: Type.Optional(
    Type.String({ maxLength: 100, description: 'Chinese words, pinyin or its initials, a code, or English' }),
  ),
  class: Type.Optional(Type.String({ pattern: '^[0-9]{1,20}$', description: 'The class and those below it' })),
  provider: Type.Optional(Type.String({ format: 'uuid' })),
  region: Type.Optional(Type.String({ pattern: '^[0-9]{6}$' })),
  shareType: Type.Optional(Type.Enum(shareTypes)),
  format: Type.Optional(Type.String({ maxLength: 50 })),
  cycle: Type.Optional(Type.String({ maxLength: 10, description: 'Code of the update-cycle list' })),
  age: Type.Optional(Type.Enum(searchAges, { description: 'How long ago the entry last changed' })),
  open: Type.Optional(Type.Boolean({ description: 'Only what is open to the public' })),
  state: Type.Optional(Type.Enum(resourceStates)),
  sort: Type.Optional(Type.Enum(searchSorts)),
};

const FacetValue = Type.Object(
  { value: Type.String(), label: Type.String(), labelEn: orNull(Type.String()), count: Type.Integer() },
  strict,
);

export const facetNames = ['class', 'provider', 'region', 'shareType', 'format', 'cycle', 'age'] as const;
export type FacetName = (typeof facetNames)[number];

export const SearchReply = Type.Object(
  {
    total: Type.Integer(),
    items: Type.Array(
      Type.Object(
        {
          ...ResourceSummary.properties,
          matchedItems: Type.Array(Type.String(), { description: 'Names of items that hold what was asked' }),
        },
        strict,
      ),
    ),
    facets: Type.Object(
      Object.fromEntries(facetNames.map((name) => [name, Type.Array(FacetValue)])) as Record<
        FacetName,
        ReturnType<typeof Type.Array<typeof FacetValue>>
      >,
      strict,
    ),
    how: Type.Enum(['asked', 'sameSound', 'corrected', 'partial'], {
      description:
        'asked: every word was found; sameSound: characters that sound alike; corrected: a misspelt word mended; partial: only some words',
    }),
    corrected: orNull(Type.String({ description: 'The word that was searched for instead' })),
  },
  strict,
);

export const searchCatalogue = endpoint({
  operationId: 'searchCatalogue',
  method: 'GET',
  path: '/api/v1/catalogue/search',
  tag: 'Catalogue',
  summary: 'Search entries and their items as people type: words, pinyin, initials, codes, misspelt; with facets',
  access: staff,
  status: 200,
  query: Type.Object({
    ...searchFields,
    offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  }),
  reply: SearchReply,
});

const SavedQuery = Type.Object(searchFields, strict);
const SavedSearch = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    query: SavedQuery,
    changed: Type.Integer({ description: 'Entries found that are new or changed since it was last looked at' }),
  },
  strict,
);

export const listSavedSearches = endpoint({
  operationId: 'listSavedSearches',
  method: 'GET',
  path: '/api/v1/catalogue/saved-searches',
  tag: 'Catalogue',
  summary: 'Your saved searches, each with how many entries changed since you last looked',
  access: staff,
  status: 200,
  reply: Type.Object({ items: Type.Array(SavedSearch) }),
});

export const saveSearch = endpoint({
  operationId: 'saveSearch',
  method: 'POST',
  path: '/api/v1/catalogue/saved-searches',
  tag: 'Catalogue',
  summary: 'Keep a search under a name; the same name replaces it',
  access: staff,
  status: 204,
  body: Type.Object({ name: Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' }), query: SavedQuery }, strict),
});

const byId = Type.Object({ id: Type.String({ format: 'uuid' }) }, strict);

export const seeSavedSearch = endpoint({
  operationId: 'seeSavedSearch',
  method: 'POST',
  path: '/api/v1/catalogue/saved-searches/:id/seen',
  tag: 'Catalogue',
  summary: 'Note that you looked at a saved search now',
  access: staff,
  status: 204,
  params: byId,
});

export const deleteSavedSearch = endpoint({
  operationId: 'deleteSavedSearch',
  method: 'DELETE',
  path: '/api/v1/catalogue/saved-searches/:id',
  tag: 'Catalogue',
  summary: 'Forget a saved search',
  access: staff,
  status: 204,
  params: byId,
});

export type SearchReply = Static<typeof SearchReply>;
export type SavedQuery = Static<typeof SavedQuery>;
export type SavedSearch = Static<typeof SavedSearch>;
