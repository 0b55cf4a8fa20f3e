import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';

const strict = { additionalProperties: false } as const;

/** The parts of a pack, in the order in which they are loaded. */
export const packParts = [
  'regions',
  'classes',
  'codeLists',
  'clocks',
  'agencies',
  'staff',
  'clients',
  'people',
  'resources',
  'services',
  'duties',
  'grants',
  'documents',
  'sites',
  'licenceTypes',
] as const;
export type PackPart = (typeof packParts)[number];

export const LoadedPack = Type.Object(
  {
    name: Type.String(),
    version: Type.String(),
    sha256: Type.String({ description: 'Digest of all its files as they were loaded' }),
    loadedAt: Type.String({ format: 'date-time' }),
    contents: Type.Union(
      [
        Type.Array(
          Type.Object(
            {
              part: Type.Enum([...packParts]),
              count: Type.Integer(),
              names: Type.Array(Type.Object({ zh: Type.String(), en: Type.String() }, strict), {
                description: 'At most 200 of them',
              }),
            },
            strict,
          ),
        ),
        Type.Null(),
      ],
      { description: 'Null for a pack that was loaded before its contents were kept' },
    ),
  },
  strict,
);
export type LoadedPack = Static<typeof LoadedPack>;

export const listPacks = endpoint({
  operationId: 'listPacks',
  method: 'GET',
  path: '/api/v1/packs',
  tag: 'Packs',
  summary: 'The packs that this node has loaded, with what each held',
  access: ['operator', 'supervisor'],
  status: 200,
  reply: Type.Object({ items: Type.Array(LoadedPack) }, strict),
});
